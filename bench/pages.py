"""P5 and P14: full pages of results over HTTP, beside the same template with canned rows on the same server.

Each server is a process of its own (waitress, as `portal run` has it); the callers are threads of this one and share
the machine with it, for both alike.
"""

from __future__ import annotations

import gzip
import multiprocessing
import os
import socket
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial, update_wrapper
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask

from bench import registry
from bench.combined import NEAR
from bench.figures import Figure, ms
from portal import create_app
from portal.commands import serving
from portal.config import Settings
from portal.web import warming
from portal.web.views import public

CALLERS = 4
SECONDS = 12.0
PATIENCE = 300.0
"""Seconds within which a server has to start, and to answer, on a machine with other work."""
HOST = "127.0.0.1"
WORDS = ("legal aid", "shelter", "aide juridique", "trauma counselling", "children", "interprètes")
CANNED = {"words": "legal aid", "place": "Toronto"}
"""80 listings at 100,000: about as many as the questions asked beside it find."""
TWENTY = {"words": "legal aid"}
"""Without a place a page holds 20."""

spawned = multiprocessing.get_context("spawn")


def figures(site: registry.Site, size: int) -> Iterator[Figure]:
    """Requests per second and the slowest hundredth of both servers; what a phone has to fetch."""
    (real, own), (canned, other) = (called(site.settings, rows) for rows in (False, True))
    rate, theirs = (len(seconds) / SECONDS for seconds in (real, canned))
    beside = "as many canned rows"
    yield Figure("P5", "full pages of results over HTTP", size, rate, "pages/s", theirs, beside, 0.5, at_least=True)
    yield Figure("P5", "the same, p99", size, ms(real, 99), "ms", ms(canned, 99), beside, 3)
    if own:
        yield Figure("", "processor time of a page, whatever else runs", size, own * 1000, "ms", other * 1000, beside)
    yield from sizes(site, size)


def called(settings: Settings, canned: bool) -> tuple[list[float], float]:
    """Seconds of each request that was answered while so many callers asked one after the other.

    And the seconds of processor time that each took the server; 0 where the system does not tell.
    """
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    server = spawned.Process(target=serve, args=(settings, port, canned))
    server.start()
    try:
        ask(port, [CANNED], SECONDS, warm_up := [])
        assert warm_up
        taken: list[float] = []
        before = processor_seconds(server.pid)
        with ThreadPoolExecutor(CALLERS) as callers:
            list(callers.map(lambda number: ask(port, questions(number), SECONDS, taken), range(CALLERS)))
        return taken, (processor_seconds(server.pid) - before) / max(1, len(taken))
    finally:
        server.terminate()
        server.join()


def processor_seconds(process: int | None) -> float:
    """Seconds of processor time a process has used; 0 where the system does not tell."""
    told = Path(f"/proc/{process}/stat")
    if not told.exists():
        return 0.0
    user, system = told.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def serve(settings: Settings, port: int, canned: bool) -> None:
    """Serve the site; `canned` answers every search by the page of one answer, found and finished beforehand."""
    app = create_app(settings)
    warming.warm(app)
    if canned:
        can(app)
    serving.answer(app, serving.opened(HOST, port), threads=CALLERS)


def can(app: Flask) -> None:
    """Keep what one page is made of, and only fill in the template from then on."""
    kept: list[tuple[str, dict[str, object]]] = []
    render = public.render_template

    def keeping(template: str, **values: object) -> str:
        kept.append((template, values))
        return render(template, **values)

    public.render_template = keeping  # type: ignore[assignment]
    app.test_client().post("/en/search", data=CANNED)
    public.render_template = render
    template, values = kept[-1]
    search = app.view_functions["public.search"]
    app.view_functions["public.search"] = update_wrapper(partial(render, template, **values), search)  # type: ignore[arg-type]


def questions(number: int) -> list[dict[str, str]]:
    """The questions of one caller."""
    return [{"words": words, "place": place} for words in WORDS[number % 2 :] for place in NEAR[:6]]


def ask(port: int, forms: Sequence[dict[str, str]], seconds: float, taken: list[float]) -> None:
    """Ask one question after the other over one connection for so long; every page has to be an answer."""
    until = time.perf_counter() + PATIENCE
    connection = HTTPConnection(HOST, port, timeout=PATIENCE)
    while True:
        try:
            connection.connect()
            break
        except OSError:
            if time.perf_counter() > until:
                raise
            time.sleep(0.1)
    bodies = [urlencode(form) for form in forms]
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept-Encoding": "gzip"}
    until = time.perf_counter() + seconds
    for body in cycle(bodies):
        start = time.perf_counter()
        if start > until:
            return
        connection.request("POST", "/en/search", body, headers)
        reply = connection.getresponse()
        page = reply.read()
        taken.append(time.perf_counter() - start)
        if reply.status != 200 or b"<h1" not in gzip.decompress(page):
            raise NoAnswer(f"{body}: {reply.status}")


class NoAnswer(Exception):
    """The site answered with something other than a page of results."""


def sizes(site: registry.Site, size: int) -> Iterator[Figure]:
    """P14: the bytes of a list of 20 without map and script, for a first visit and for the next."""
    app = create_app(site.settings)
    client = app.test_client()
    page = client.post("/en/search", data=TWENTY, headers={"Accept-Encoding": "gzip"})
    warm = len(page.get_data())
    yield Figure("P14", "list of results, warm", size, warm / 1000, "kB", aim=6)
    yield Figure(
        "P14", "list of results, cold: with its style sheets", size, (warm + sheets(app, page)) / 1000, "kB", aim=20
    )


def sheets(app: Flask, page: object) -> int:
    """Bytes of the style sheets the page names, compressed as they are sent."""
    html = gzip.decompress(page.get_data()).decode()  # type: ignore[attr-defined]
    client, total = app.test_client(), 0
    for part in html.split("<link")[1:]:
        address = part.split('href="')[1].split('"')[0]
        if "stylesheet" in part.split(">")[0]:
            total += len(client.get(address, headers={"Accept-Encoding": "gzip"}).get_data())
    return total
