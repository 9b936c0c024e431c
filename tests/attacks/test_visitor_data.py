"""Visitor data: is there any trace of who asked what?

The attacker seizes the machine, or orders it handed over, and reads every file. They gain the fact that somebody
looked for help, from where, and for what. A real server process is asked everything there is to ask, from an address,
with a browser's name, a question and a place that exist nowhere else; then every file it could have written is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from .needles import Needles
from .running import Running
from .size import sized
from .world import row

ADDRESS = "127.77.88.99"
"""Where the visitor asks from: an address of this machine that nobody else uses."""
MARKS = {
    "question": "zqquestionword",
    "place": "Zqplaceville",
    "browser": "ZqBrowser/7.7",
    "address": ADDRESS,
    "forwarded address": "203.0.113.77",
    "page before": "zqreferrer.example",
    "cookie": "zqcookievalue",
    "e-mail": "zqmail@visitor.example",
    "password": "zqpasswordtyped",
    "link": "zqlinktoken",
}
SPOT = {"latitude": "77.7123", "longitude": "-77.7456"}
NEEDLES = Needles(MARKS, {"position": (-77.7456, 77.7123)})
HEADERS = {
    "User-Agent": MARKS["browser"],
    "X-Forwarded-For": MARKS["forwarded address"],
    "Referer": f"https://{MARKS['page before']}/",
    "Cookie": f"session={MARKS['cookie']}",
}
VIEW = {"west": "-90", "south": "48", "east": "-89", "north": "49", "zoom": "9"}
ASKED = {"words": MARKS["question"], "place": MARKS["place"]}


@pytest.fixture(scope="module")
def running(worlds) -> Iterator[Running]:
    world = worlds("visitor")
    world.imports_rows([row("one", disclosure="region"), row("two", disclosure="address", address="1 Road")])
    world.opens(maps=True)
    server = Running(world, ADDRESS, HEADERS)
    try:
        server.wait()
        yield server
    finally:
        server.stop()


def everything_asked(server: Running) -> Iterator[bytes]:
    """Every page, form and error, with the marks in each part of a request."""
    marks = urlencode(ASKED)
    for lang in ("en", "fr"):
        for page in ("", "browse", "data", "safety", "search", "service/nobody", MARKS["question"], "thanks"):
            yield server.ask("GET", f"/{lang}/{page}?{marks}")
        yield server.ask("POST", f"/{lang}/search", ASKED)
        yield server.ask("POST", f"/{lang}/search", ASKED | {"category": "food", "province": "ON"})
        yield server.ask("POST", f"/{lang}/search", ASKED | {"sort": MARKS["question"]})
        yield server.ask("POST", f"/{lang}/search", ASKED | {"words": MARKS["question"] * 40})
        yield server.ask("POST", f"/{lang}/search", ASKED | {"words": MARKS["question"] * 2000})
        yield server.ask("POST", f"/{lang}/map-data", ASKED | VIEW)
        yield server.ask("POST", f"/{lang}/link", ASKED | {"with_words": "y"})
        yield server.ask("GET", f"/{lang}/list?words={MARKS['question']}")
        yield server.ask("POST", f"/{lang}/around", SPOT | {"words": MARKS["question"]})
        yield server.ask("POST", f"/{lang}/around", {"latitude": "77.7", "longitude": "-77.7"})
        yield server.ask("POST", f"/{lang}/account/sign-in", {"email": MARKS["e-mail"], "password": MARKS["password"]})
        yield server.ask("GET", f"/{lang}/account/link/{MARKS['link']}")
        yield server.ask("POST", f"/{lang}/shortlist", {"keep": MARKS["question"]})
        yield server.ask("POST", f"/{lang}/needed", {"offer": MARKS["question"], "category": MARKS["place"]})
        yield server.ask("PUT", f"/{lang}/search", ASKED)


def test_no_file_holds_a_trace_of_who_asked_what(running, scoreboard):
    answers = [answer for _ in range(sized(20, 2)) for answer in everything_asked(running)]
    running.stop()
    files = [path for path in running.folder.rglob("*") if path.is_file()]
    found = {str(path): marks for path in files if (marks := NEEDLES.within(path.read_bytes()))}

    # The control: what was sent did arrive, and the same search finds it where it stands.
    assert NEEDLES.within(b"\n".join(answers)) >= {"question", "place"}
    assert {path.name for path in files} >= {"registry.db", "output"}
    size = f"{len(answers)} requests, {len(files)} files, {sum(path.stat().st_size for path in files)} bytes"
    scoreboard("visitor data in any file", size, "0 bytes", f"{len(found)} files with a trace", not found, found)
