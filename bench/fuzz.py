"""Asks the site's search a hundred thousand strange questions, and compares nearest with brute force as often.

    python -m bench.fuzz [--count 100000] [--seed 1]

Prints the seed, the counts and the slowest answer. Ends with code 1 when anything raised or a nearest was wrong.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from pyproj import Geod

from geo.places import Places
from portal import demo
from portal.exchange.imports import Import
from portal.exchange.layouts import Plain
from portal.finding import indexing
from portal.finding.catalogue import Catalogue
from portal.finding.find import find
from portal.finding.question import Question
from portal.mapping.caution import Caution
from portal.registry import database, migrations
from portal.registry.store import Store
from portal.registry.vocabulary import Vocabularies
from search_index.index import Index

from .run import DATA

SLOW_MS = 100
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
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store, index, places = registry(Path(folder))
        catalogue = Catalogue.build(store.revision(), store.published(), places)
        print(f"seed {given.seed}, {given.count} of each, {len(catalogue.row_of)} listings")
        wrong = fuzzed(given, store, index, places, catalogue) + nearest_wrong(given, catalogue)
        index.close()
        store.db.conn.close()
    return int(wrong > 0)


def registry(folder: Path) -> tuple[Store, Index, Places]:
    """A registry of 2,000 invented listings with its index."""
    terms, places = Vocabularies(DATA / "taxonomy"), Places.load(DATA / "places", None)
    db = database.open_writer(folder / "registry.db")
    migrations.migrate(db, terms)
    store = Store(db, terms)
    path = folder / "demo.csv"
    path.write_text(
        demo.as_csv(demo.rows(2_000, 1, demo.read_places(DATA / "places" / "places.csv"))), encoding="utf-8"
    )
    caution = Caution.load(DATA / "taxonomy" / "shelter_words.csv")
    Import(Plain(demo.SOURCE), store, caution, "2026-01-01").run([path])
    indexing.rebuild(store, folder / "index")
    return store, Index.open(folder / "index"), places


def questions(count: int, dice: random.Random) -> Iterator[Question]:
    """Strange questions: pieces of real ones, of attacks and of other scripts, joined and cut anywhere."""
    for _ in range(count):
        words = dice.choice(("", " ")).join(dice.choices(PIECES, k=dice.randrange(0, 12)))
        place = dice.choice(("", "", dice.choice(PIECES), "".join(dice.choices(PIECES, k=3))))
        yield Question(words=words[: dice.randrange(0, 600)], place=place[:200], language=dice.choice(("en", "fr")))


def fuzzed(given: argparse.Namespace, store: Store, index: Index, places: Places, catalogue: Catalogue) -> int:
    """How many questions raised anything or were slow."""
    raised: Counter[str] = Counter()
    taken = []
    for question in questions(given.count, random.Random(given.seed)):
        start = time.perf_counter()
        try:
            find(question, catalogue, index, places, store)
        except Exception as error:
            raised[f"{type(error).__name__}: {question.words[:60]!r} near {question.place[:40]!r}"] += 1
        taken.append(time.perf_counter() - start)
    slow = sum(seconds * 1000 > SLOW_MS for seconds in taken)
    p50, p99, worst = (1000 * float(np.quantile(taken, q)) for q in (0.5, 0.99, 1))
    print(f"fuzz: {sum(raised.values())} raised, {slow} over {SLOW_MS} ms; {p50:.1f} / {p99:.1f} / {worst:.1f} ms")
    for what, times in raised.most_common(10):
        print(f"    {times} x {what}")
    return sum(raised.values()) + slow


def nearest_wrong(given: argparse.Namespace, catalogue: Catalogue) -> int:
    """How many random places anywhere in Canada got another nearest listing than the geodesic gives."""
    dice = np.random.default_rng(given.seed)
    spots = catalogue.columns.addresses
    x, y, z = spots.xyz.T
    longitude = np.degrees(np.arctan2(y, x))
    flat = np.hypot(x, y)
    latitude = np.degrees(np.arctan2(z, flat * (1 - 0.0066943799901413165)))
    wrong, farthest = 0, 0.0
    for here in dice.uniform([-141, 41.7], [-52.6, 83.1], (given.count, 2)):
        rows, km, _ = catalogue.near(tuple(here), catalogue.columns.alive).first(1, catalogue.columns.rank["en"])
        # Every candidate within half a percent of ours is measured again along the geodesic.
        rough = np.hypot((longitude - here[0]) * np.cos(np.radians((latitude + here[1]) / 2)), latitude - here[1])
        some = np.argsort(rough)[:40]
        exact = GEOD.inv(np.full(40, here[0]), np.full(40, here[1]), longitude[some], latitude[some])[2] / 1000
        farthest = max(farthest, abs(exact.min() - km[0])) if km[0] < 100 else farthest
        wrong += bool(exact.min() < km[0] - 1e-3 and spots.rows[some[exact.argmin()]] != rows[0])
    print(f"nearest: {wrong} wrong; below 100 km the distance shown is within {farthest * 1000:.1f} m")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
