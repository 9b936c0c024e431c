"""What the site is measured against: the plainest honest way to do the same with SQLite and numpy."""

from __future__ import annotations

import csv
import sqlite3
import time
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.places import Places
from geo.sphere import arc_km, as_xyz
from portal.finding.arrangement import BESIDE
from portal.finding.catalogue import Catalogue
from portal.finding.columns import unpacked
from portal.finding.facets import OFFERED
from portal.finding.filtering import areas_of
from portal.finding.question import PAGE, Question


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
    question: Question, table: sqlite3.Connection, catalogue: Catalogue, places: Places
) -> tuple[list[int], dict[tuple[str, str], int]]:
    """The same question: words from FTS5, then filters, distances and counts over boolean numpy columns.

    The columns are as a careful person would lay them out: one mask per code, one array of points.
    """
    words = " ".join(f'"{word}"' for word in question.words.replace("'", " ").split())
    ids = [row[0] for row in table.execute("SELECT id FROM words WHERE words MATCH ?", [words])]
    place = places.find(question.place)
    kept = catalogue.none()
    kept[[catalogue.row_of[one] for one in ids]] = True
    kept &= masks(catalogue)["category", question.categories[0]] if question.categories else kept
    counts = {key: int((kept & mask).sum()) for key, mask in masks(catalogue).items()}
    spots = catalogue.columns.addresses
    km = arc_km(spots.xyz, as_xyz(place.point)[0])
    inside = kept[spots.rows]
    near = spots.rows[inside][np.argsort(km[inside])][:PAGE]
    covering = kept & ~catalogue.columns.at_address & catalogue.declaring(areas_of(place))
    return [*near.tolist(), *np.flatnonzero(covering)[:BESIDE].tolist()], counts


@lru_cache(maxsize=1)
def masks(catalogue: Catalogue) -> dict[tuple[str, str], NDArray[np.bool_]]:
    """One boolean mask for each code of each filter."""
    return {
        (name, code): unpacked(bits)
        for name in OFFERED
        for code, bits in zip(catalogue.columns.coded[name].codes, catalogue.columns.coded[name].yes, strict=True)
    }
