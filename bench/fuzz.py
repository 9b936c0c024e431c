"""Asks the site's search a hundred thousand strange questions, and compares nearest with brute force as often.

    python -m bench.fuzz [--count 100000] [--pages 2000] [--only questions,pages,nearest] [--seed 1]

Asks `find` itself, and some of the questions as pages over the web application too. Prints the seed, the counts and
the slowest answer. Ends with code 1 when anything raised or was slow, or a nearest was wrong.
"""

from __future__ import annotations

import argparse
import gc
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from bench import registry
from portal import create_app
from portal.finding.catalogue import Catalogue
from portal.finding.find import find
from portal.finding.question import Question
from search_index.index import Index

Degrees = NDArray[np.float64]

LISTINGS = 2_000
ANSWERS = (200, 413, 422)
"""Statuses a page may end with: an answer, too long to be read, or the form again with what is wrong in it."""
SLOW_MS, SLOW_PAGE_MS = 100, 1_000
"""A question has to be answered in less; a page may hold two hundred listings."""
PIECES = (
    "shelter", "abri", "legal aid", "avocta", "Thunderbay", "near", "près de", "d'urgence", "X0A", "K1A 0B1",
    "Ikaluit", "*", "?", "~9", "[a TO z]", "foo:bar", "NOT NOT a", "AND OR", '"', "'", "((((", "))))", "%27--",
    "; DROP TABLE service", "${alert(1)}", "{{7*7}}", "<script>", "\x00", "\x1b[31m", "\u202e", "\u200b", "مركز",
    "ᐃᓄᒃᑎᑐᑦ", "😀", "𝔘𝔫𝔦", "e\u0301" * 5, "\ud7ff", "ﬁ", "Ⅷ", "ŀŀ", "ʔ", "a" * 300, "x " * 150, "-", "’",
    "\t\n\r", "１２３", "½", "\uffff", "%s%n", "../../etc",
)  # fmt: skip
GEOD = Geod(ellps="WGS84")


def main() -> int:
    """Run both and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--pages", type=int, default=2_000)
    parser.add_argument("--only", default="questions,pages,nearest")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, registry.made(Path(folder), LISTINGS) as site:
        index, places, store = Index.open(site.settings.index), site.places, site.store
        catalogue = Catalogue.build(store.revision(), store.published(), places)
        print(f"seed {given.seed}, {given.count} of each, {store.count()} listings")
        gc.freeze()  # as a worker does once it is loaded
        work = {
            "questions": lambda: fuzzed(
                "questions", SLOW_MS, given, given.count, lambda q: find(q, catalogue, index, places, store)
            ),
            "pages": lambda: fuzzed("pages", SLOW_PAGE_MS, given, given.pages, pages(site)),
            "nearest": lambda: nearest_wrong(given, catalogue),
        }
        wrong = sum(work[name]() for name in given.only.split(","))
        index.close()
    return int(wrong > 0)


def pages(site: registry.Site) -> Callable[[Question], None]:
    """Asks the web application for its page of results."""
    client = create_app(site.settings).test_client()

    def ask(question: Question) -> None:
        form = {"words": question.words, "place": question.place}
        page = client.post(f"/{question.language}/search", data=form)
        if page.status_code not in ANSWERS:
            raise Unfit(f"status {page.status_code}")

    return ask


class Unfit(Exception):
    """A page ended with another status than an answer, or a refusal of something too long."""


def questions(count: int, dice: random.Random) -> Iterator[Question]:
    """Strange questions: pieces of real ones, of attacks and of other scripts, joined and cut anywhere."""
    for _ in range(count):
        words = dice.choice(("", " ")).join(dice.choices(PIECES, k=dice.randrange(0, 12)))
        place = dice.choice(("", "", dice.choice(PIECES), "".join(dice.choices(PIECES, k=3))))
        yield Question(words=words[: dice.randrange(0, 600)], place=place[:200], language=dice.choice(("en", "fr")))


def fuzzed(what: str, limit: float, given: argparse.Namespace, count: int, ask: Callable[[Question], object]) -> int:
    """How many questions raised anything or were slow.

    Slow by processor time: other programs on the machine are no fault of the question. Both are printed.
    """
    raised: Counter[str] = Counter()
    taken, worked = [], []
    ask(Question(words="shelter", place="Toronto"))  # loads what the first of all questions waits for
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for question in questions(count, random.Random(given.seed)):
        start, worked_before = time.perf_counter(), time.thread_time()
        try:
            ask(question)
        except Exception as error:
            raised[f"{type(error).__name__}: {question.words[:60]!r} near {question.place[:40]!r}"] += 1
        taken.append(time.perf_counter() - start)
        worked.append(time.thread_time() - worked_before)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    slow = sum(seconds * 1000 > limit for seconds in worked)
    print(f"{count} {what}: {sum(raised.values())} raised, {slow} over {limit:g} ms; memory grew by {grown:.0f} MB")
    for clock, seconds in (("processor", worked), ("wall", taken)):
        p50, p99, worst = (1000 * float(np.quantile(seconds, q)) for q in (0.5, 0.99, 1))
        print(f"    {clock} time: p50 {p50:.1f} ms, p99 {p99:.1f} ms, slowest {worst:.1f} ms", flush=True)
    for error, times in raised.most_common(10):
        print(f"    {times} x {error}")
    return sum(raised.values()) + slow


def nearest_wrong(given: argparse.Namespace, catalogue: Catalogue) -> int:
    """How many random places anywhere in Canada got another nearest listing than the geodesic gives."""
    dice = np.random.default_rng(given.seed)
    spots = catalogue.columns.addresses
    longitude, latitude = spots.lonlat.T
    wrong, farthest = 0, 0.0
    for here in dice.uniform([-141, 41.7], [-52.6, 83.1], (given.count, 2)):
        rows, km, _ = catalogue.near(tuple(here), catalogue.columns.alive).first(1, catalogue.columns.rank["en"])
        # A ball is within 0.6 % of the ellipsoid: all that may be nearest is measured again along the geodesic.
        rough = on_a_ball(longitude, latitude, here)
        some = np.flatnonzero(rough <= rough.min() * 1.02 + 1)
        exact = GEOD.inv(*np.broadcast_arrays(*here, longitude[some], latitude[some]))[2] / 1000
        farthest = max(farthest, abs(exact.min() - km[0])) if km[0] < 100 else farthest
        wrong += bool(exact.min() < km[0] - 1e-3 and spots.rows[some[exact.argmin()]] != rows[0])
    print(f"nearest: {wrong} wrong; below 100 km the distance shown is within {farthest * 1000:.1f} m")
    return wrong


def on_a_ball(longitude: Degrees, latitude: Degrees, here: Degrees) -> Degrees:
    """Kilometres on a ball (haversine), which owe nothing to the site's own way of measuring."""
    east, north = np.radians(longitude - here[0]), np.radians(latitude - here[1])
    part = np.sin(north / 2) ** 2 + np.cos(np.radians(latitude)) * np.cos(np.radians(here[1])) * np.sin(east / 2) ** 2
    kilometres: Degrees = 2 * 6371.0 * np.arcsin(np.sqrt(part))
    return kilometres


if __name__ == "__main__":
    sys.exit(main())
