"""What the site is measured against: the plainest honest way to do the same with SQLite and numpy."""

from __future__ import annotations

import csv
import sqlite3
import time
from pathlib import Path
from typing import Any

import numpy as np

from geo.places import Places
from portal.finding.catalogue import Catalogue
from portal.finding.find import areas_of
from portal.finding.question import PAGE, Question
from portal.registry.store import Store


def bare_rows(path: Path, target: Path) -> None:
    """A CSV file into one table of text columns, unchecked."""
    connection = sqlite3.connect(target)
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        connection.execute(f"CREATE TABLE rows ({', '.join(header)})")
        connection.executemany(f"INSERT INTO rows VALUES ({', '.join('?' * len(header))})", reader)
    connection.commit()
    connection.close()


def fts_build(documents: list[dict[str, Any]], path: Path) -> tuple[float, sqlite3.Connection]:
    """Seconds to put the same documents into FTS5, and the table to ask."""
    connection = sqlite3.connect(path)
    connection.execute(
        "CREATE VIRTUAL TABLE words USING fts5 (id UNINDEXED, names, texts,"
        " tokenize = 'porter unicode61 remove_diacritics 2')"
    )
    start = time.perf_counter()
    connection.executemany(
        "INSERT INTO words VALUES (?, ?, ?)",
        ((d["id"], f"{d['names_en']} {d['names_fr']}", f"{d['text_en']} {d['text_fr']}") for d in documents),
    )
    connection.commit()
    return time.perf_counter() - start, connection


def fts_find(
    question: Question, table: sqlite3.Connection, catalogue: Catalogue, places: Places, store: Store
) -> list[Any]:
    """The same question: words from FTS5, filters, distances and counts from the same columns, 20 rows read."""
    words = " ".join(f'"{word}"' for word in question.words.replace("'", " ").split())
    ids = [row[0] for row in table.execute("SELECT id FROM words WHERE words MATCH ?", [words])]
    place = places.find(question.place)
    kept = catalogue.none()
    kept[catalogue.of_ids(ids)] = True
    for code in catalogue.columns.category:
        (kept & catalogue.columns.category[code]).sum()
    if question.categories:
        kept &= catalogue.in_categories(question.categories)
    km, _around = catalogue.distances(place.point)
    near = np.flatnonzero(kept & catalogue.columns.at_address)
    serving = np.flatnonzero(kept & ~catalogue.columns.at_address & catalogue.declaring(areas_of(place)))
    shown = [*near[np.argsort(km[near])][:PAGE], *serving[:60]]
    return store.public_many([catalogue.columns.ids[row] for row in shown])
