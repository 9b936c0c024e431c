"""Measures the site beside named peers, in one run on one machine: ratios matter, the seconds are this machine's.

    python -m bench.run [--size 5000 --size 100000]

Prints a table and writes bench/results/latest.json. Every listing is invented (portal/demo.py, seed 1).
"""

from __future__ import annotations

import argparse
import gzip
import json
import platform
import random
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from flask import Flask

from bench import peers
from geo.places import Places
from portal import create_app, demo
from portal.config import CHECKOUT, Settings, make_secret
from portal.exchange.imports import Import
from portal.exchange.layouts import Plain
from portal.finding import indexing
from portal.finding.catalogue import Catalogue
from portal.finding.find import ask, find
from portal.finding.question import Question
from portal.mapping.caution import Caution
from portal.registry import database, migrations
from portal.registry.store import Store
from portal.registry.vocabulary import Vocabularies
from search_index.index import Index

DATA = CHECKOUT / "data"
RESULTS = CHECKOUT / "bench" / "results" / "latest.json"
WORDS = ["legal aid", "shelter", "trauma counselling", "aide juridique", "friendship centre", "maple", "interprètes"]
NEAR = ["Thunder Bay", "Iqaluit", "Sept-Îles", "Whitehorse", "Winnipeg", "Toronto", "Val-d'Or", "Yellowknife"]
CATEGORIES = ["", "", "legal.aid", "health.primary"]


@dataclass
class Figure:
    """One line of the table: ours, the peer's, and how many times the peer's ours is."""

    name: str
    size: int
    ours: float
    peer: float | None
    unit: str
    beside: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours over the peer's."""
        return self.ours / self.peer if self.peer else None


def main() -> None:
    """Measure each size in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, action="append", help="listings; may be given again (5000 and 100000)")
    figures: list[Figure] = []
    for size in parser.parse_args().size or [5_000, 100_000]:
        with tempfile.TemporaryDirectory() as folder:
            for figure in measured(size, Path(folder)):
                show(figure)
                figures.append(figure)
    write(figures)


def measured(size: int, folder: Path) -> Iterator[Figure]:
    """Every figure for one size of registry."""
    settings = Settings(state_dir=folder, data_dir=DATA, secret_key="bench" * 8)
    make_secret(folder)
    terms = Vocabularies(DATA / "taxonomy")
    db = database.open_writer(settings.database)
    migrations.migrate(db, terms)
    store = Store(db, terms)
    yield from importing(size, folder, store)
    documents = [indexing.document(service, terms) for service in store.published()]
    seconds = timed(lambda: indexing.rebuild(store, settings.index))
    peer, table = peers.fts_build(documents, folder / "fts.db")
    yield Figure("index build", size, len(documents) / seconds, len(documents) / peer, "listings/s", "SQLite FTS5")
    yield from questions(size, store, settings, table)
    db.conn.close()
    yield from serving(size, settings)
    yield Figure("resident memory, this process", size, memory_mb(), None, "MB")


def importing(size: int, folder: Path, store: Store) -> Iterator[Figure]:
    """Rows of a plain CSV file into the registry, beside the same rows put into one bare table."""
    path = folder / "demo.csv"
    places = demo.read_places(DATA / "places" / "places.csv")
    path.write_text(demo.as_csv(demo.rows(size, 1, places)), encoding="utf-8")
    caution = Caution.load(DATA / "taxonomy" / "shelter_words.csv")
    work = Import(Plain(demo.SOURCE), store, caution, "2026-01-01")
    reports = []
    seconds = timed(lambda: reports.append(work.run([path])))
    if not reports[0].kept:
        raise SystemExit("the invented rows were refused: " + reports[0].refused[0].said("en"))
    bare = timed(lambda: peers.bare_rows(path, folder / "bare.db"))
    yield Figure("import", size, size / seconds, size / bare, "rows/s", "csv into one SQLite table, no checks")
    again = timed(lambda: work.run([path]))
    yield Figure("import again, nothing changed", size, size / again, size / bare, "rows/s", "the same")


def questions(size: int, store: Store, settings: Settings, table: sqlite3.Connection) -> Iterator[Figure]:
    """The combined question, words + category + nearest 20 + counts, beside FTS5 with the same in SQL and Python."""
    places = Places.load(DATA / "places", None)
    start = time.perf_counter()
    catalogue = Catalogue.build(store.revision(), store.published(), places)
    yield Figure("catalogue build", size, time.perf_counter() - start, None, "s")
    start = time.perf_counter()
    index = Index.open(settings.index)
    yield Figure("index opened and checked", size, time.perf_counter() - start, None, "s")
    asked = [*mixed(200)]
    ours = times(lambda q: ask(q, catalogue, index, places, store), asked)
    whole = times(lambda q: find(q, catalogue, index, places, store), asked)
    beside = times(lambda q: peers.fts_find(q, table, catalogue, places), asked)
    for name, part in (("p50", 50), ("p95", 95)):
        yield Figure(
            f"combined question {name}",
            size,
            float(np.percentile(ours, part)) * 1000,
            float(np.percentile(beside, part)) * 1000,
            "ms",
            "FTS5 + numpy",
        )
        yield Figure(
            f"the same with its listings read, {name}", size, float(np.percentile(whole, part)) * 1000, None, "ms"
        )
    index.close()


def mixed(count: int) -> Iterator[Question]:
    """Questions of many kinds, the same every time."""
    dice = random.Random(7)
    for number in range(count):
        category = dice.choice(CATEGORIES)
        yield Question(
            words=dice.choice(WORDS),
            place=dice.choice(NEAR),
            categories=(category,) if category else (),
            language="fr" if number % 2 else "en",
        )


def serving(size: int, settings: Settings) -> Iterator[Figure]:
    """A full page of results through the app, beside a bare Flask route; and what a phone has to fetch."""
    app = create_app(settings)
    client = app.test_client()
    form = {"words": "legal aid", "place": "Thunder Bay"}
    page = client.post("/en/search", data=form, headers={"Accept-Encoding": "gzip"})
    ours = times(lambda _n: client.post("/en/search", data=form).get_data(), range(60))
    bare = Flask("bare")
    bare.add_url_rule("/", view_func=lambda: "ok")
    plain = bare.test_client()
    beside = times(lambda _n: plain.get("/").get_data(), range(60))
    yield Figure(
        "result page, in process",
        size,
        1 / float(np.median(ours)),
        1 / float(np.median(beside)),
        "pages/s",
        "bare Flask route",
    )
    yield Figure("result page, HTML", size, len(page.get_data()), None, "bytes gzipped")
    yield Figure(
        "result page, cold, no map", size, len(page.get_data()) + static_bytes(app, page), None, "bytes gzipped"
    )


def static_bytes(app: Flask, page: Any) -> int:
    """Bytes of the style sheets and scripts the page names, compressed as they are sent."""
    html = gzip.decompress(page.get_data()).decode() if page.headers.get("Content-Encoding") == "gzip" else page.text
    client = app.test_client()
    total = 0
    for address in {part.split('"')[0] for part in html.replace("src=", "href=").split('href="')[1:]}:
        if address.startswith("/static/"):
            total += len(client.get(address, headers={"Accept-Encoding": "gzip"}).get_data())
    return total


def timed(work: Callable[[], object]) -> float:
    """Seconds a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def times(ask: Callable[[Any], object], questions: Sequence[Any]) -> list[float]:
    """Seconds of each question, after a few to warm up."""
    for question in questions[:5]:
        ask(question)
    return [timed(lambda q=question: ask(q)) for question in questions]  # type: ignore[misc]


def memory_mb() -> float:
    """The most memory this process has held, MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def show(figure: Figure) -> None:
    """One line of the table."""
    peer = f"{figure.peer:>12,.1f}  x{figure.ratio:<8.2f}{figure.beside}" if figure.peer else ""
    print(f"{figure.size:>8,}  {figure.name:<32}{figure.ours:>12,.1f} {figure.unit:<14}{peer}", flush=True)


def write(figures: list[Figure]) -> None:
    """Keep the figures with what they were measured on."""
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "machine": platform.machine(),
        "figures": [{**vars(figure), "ratio": figure.ratio} for figure in figures],
    }
    RESULTS.write_text(json.dumps(content, indent=2), encoding="utf-8")
    print(f"Written to {RESULTS.relative_to(CHECKOUT)}")


if __name__ == "__main__":
    main()
