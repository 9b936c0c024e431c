"""Kills a rebuild at a random moment, again and again: search answers throughout, and afterwards the index is whole.

    python -m bench.killed [--count 100] [--listings 5000] [--seed 1]

A keeper such as `portal run` has is started, the index is taken from it so that it must rebuild, and it is killed
with SIGKILL. Meanwhile another process asks. Then a keeper is left alone until index and registry agree; seconds are
printed. Ends with code 1 when a question was not answered, or agreement took more than a minute.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
from contextlib import suppress
from multiprocessing.synchronize import Event
from pathlib import Path

import numpy as np

from bench import registry
from portal import create_app
from portal.commands.serving import keep
from portal.config import Settings
from search_index.folder import ask_anew, current, generations
from search_index.index import Index, IndexUnusable
from search_index.manifest import documents_digest

LONGEST_SECONDS = 60.0
QUESTION = {"words": "legal aid", "place": "Thunder Bay"}

spawned = multiprocessing.get_context("spawn")


def main() -> int:
    """Kill, ask, wait, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--listings", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, registry.made(Path(folder), given.listings) as site:
        return int(not survived(site, given.count, random.Random(given.seed)))


def survived(site: registry.Site, count: int, dice: random.Random) -> bool:
    """Whether every question was answered and the index was whole again in time."""
    stop, told = spawned.Event(), spawned.Queue()
    asking = spawned.Process(target=ask_on, args=(site.settings, stop, told))
    asking.start()
    told.get()  # it has had its first answer
    longest = whole_after(site)
    for number in range(count):
        kill_one(site.settings, dice.uniform(0.0, 1.1 * longest), wholly=number % 10 == 0)
    orphans = len(generations(site.settings.index)) - 1
    seconds = whole_after(site)
    stop.set()
    answered, unanswered, taken = told.get()
    asking.join()
    print(f"{count} rebuilds killed, {answered} questions asked meanwhile, {unanswered} not answered")
    print(f"    p50 {np.quantile(taken, 0.5) * 1000:.0f} ms, slowest {max(taken) * 1000:.0f} ms")
    print(f"    whole after {seconds:.1f} s; {orphans} folders were left and then removed")
    return unanswered == 0 and seconds <= LONGEST_SECONDS


def kill_one(settings: Settings, seconds: float, wholly: bool) -> None:
    """Have a keeper rebuild and kill it; `wholly` takes the index away first, so that plain search has to answer."""
    if wholly:
        (settings.index / "current").unlink(missing_ok=True)
    else:
        ask_anew(settings.index)
    keeper = spawned.Process(target=keep, args=(settings,))
    keeper.start()
    time.sleep(seconds)
    os.kill(keeper.pid or 0, signal.SIGKILL)
    keeper.join()


def whole_after(site: registry.Site) -> float:
    """Seconds that a keeper left alone takes until the index equals the registry and nothing older lies about."""
    due = documents_digest(site.documents())
    ask_anew(site.settings.index)
    start = time.perf_counter()
    keeper = spawned.Process(target=keep, args=(site.settings,))
    keeper.start()
    while not is_whole(site.settings, due) and time.perf_counter() - start < 5 * LONGEST_SECONDS:
        time.sleep(0.2)
    seconds = time.perf_counter() - start
    keeper.kill()
    keeper.join()
    return seconds


def is_whole(settings: Settings, due: str) -> bool:
    """Whether the index holds just what the registry says, alone in its folder."""
    with suppress(IndexUnusable, OSError):
        if (settings.index / "anew").exists() or generations(settings.index) != [current(settings.index)]:
            return False
        index = Index.open(settings.index)
        try:
            return index.documents_digest() == due
        finally:
            index.close()
    return False


def ask_on(settings: Settings, stop: Event, told: multiprocessing.Queue[object]) -> None:
    """Ask the site the same question until told to stop; every page has to hold listings."""
    client = create_app(settings).test_client()
    taken, unanswered = [], 0
    client.post("/en/search", data=QUESTION)
    told.put("ready")
    while not stop.is_set():
        start = time.perf_counter()
        page = client.post("/en/search", data=QUESTION)
        taken.append(time.perf_counter() - start)
        unanswered += page.status_code != 200 or "<article" not in page.text
        time.sleep(0.02)
    told.put((len(taken), unanswered, taken))


if __name__ == "__main__":
    sys.exit(main())
