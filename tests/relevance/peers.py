"""What the measure compares with: the plainest honest search of the same texts in SQLite FTS5. Asks the index nothing.

Both languages of every listing are indexed, accents are folded, words are stemmed as FTS5 does it, the order is BM25.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from typing import Any

import numpy as np

from portal.finding.catalogue import Catalogue
from portal.finding.find import areas_of, distances
from portal.finding.question import Question
from portal.finding.understand import understand

from .registry import Loaded

FIRST = 200
"""How many of the best by BM25 are put in order by distance."""
HALF_AT_KM = 100.0
"""The distance at which a score counts half."""
DECLARED_KM = 50.0
"""A listing that declares the place but shows no point counts as this far away."""
ELSEWHERE_KM = 2000.0


def fts_table(documents: Iterable[dict[str, Any]]) -> sqlite3.Connection:
    """The documents of the word index as one FTS5 table."""
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE words USING fts5 (id UNINDEXED, names, texts,"
        " tokenize = 'porter unicode61 remove_diacritics 2')"
    )
    connection.executemany(
        "INSERT INTO words VALUES (?, ?, ?)",
        ((d["id"], f"{d['names_en']} {d['names_fr']}", f"{d['text_en']} {d['text_fr']}") for d in documents),
    )
    return connection


def bm25(text: str, table: sqlite3.Connection) -> list[tuple[str, float]]:
    """Listings with their score, best first: those with every word, then those with any of them."""
    words = [f'"{word}"' for word in re.findall(r"\w+", text)]
    if not words:
        return []
    scores: dict[str, float] = {}
    for joined in (" AND ".join(words), " OR ".join(words)):
        rows = table.execute("SELECT id, -bm25(words) FROM words WHERE words MATCH ? ORDER BY 2 DESC, id", [joined])
        for listing, score in rows:
            scores.setdefault(listing, score)
    return list(scores.items())


def as_typed(question: Question, table: sqlite3.Connection) -> list[str]:
    """Words and place as one line of words."""
    return [listing for listing, _score in bm25(f"{question.words} {question.place}", table)]


def nearer_first(question: Question, table: sqlite3.Connection, real: Loaded) -> list[str]:
    """The place read as the site reads it; the best by BM25 put in order by score and distance together."""
    understood = understand(question, real.places)
    found = bm25(understood.words, table)
    if understood.place is None:
        return [listing for listing, _score in found]
    kept = [(listing, score) for listing, score in found if listing in real.catalogue.columns.rows][:FIRST]
    rows = real.catalogue.of_ids(listing for listing, _score in kept)
    km, _around = distances(understood.place, real.catalogue)
    km = np.where(declares(understood.place, real.catalogue), np.minimum(km, DECLARED_KM), np.minimum(km, ELSEWHERE_KM))
    weighed = np.array([score for _listing, score in kept]) / (1 + km[rows] / HALF_AT_KM)
    return [kept[position][0] for position in np.argsort(-weighed, kind="stable")]


def declares(place: Any, catalogue: Catalogue) -> Any:
    """Which listings declare the place, or an area it lies in, as theirs."""
    return catalogue.declaring(areas_of(place))
