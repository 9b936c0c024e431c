"""What the measure compares with: the plainest honest search of the same texts in SQLite FTS5. Asks the index nothing.

Both languages of every listing are indexed, accents are folded, words are stemmed as FTS5 does it, the order is BM25.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from math import inf
from typing import Any

from geo.places import Place, Places
from portal.finding.question import Question
from portal.finding.understand import understand
from portal.registry.disclosure import PublicService

from .expressions import Judge

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


def nearer_first(question: Question, table: sqlite3.Connection, places: Places, judge: Judge) -> list[str]:
    """The place read as the site reads it; the best by BM25 put in order by score and distance together."""
    understood = understand(question, places)
    found = bm25(understood.words, table)
    if understood.place is None:
        return [listing for listing, _score in found]
    listings = {one.id: one for one in judge.listings}
    weighed = {
        listing: score / (1 + km_to(understood.place, listings[listing], judge) / HALF_AT_KM)
        for listing, score in found[:FIRST]
    }
    return sorted(weighed, key=lambda listing: -weighed[listing])


def km_to(place: Place, listing: PublicService, judge: Judge) -> float:
    """How far a listing counts as being from a place; a whole province has no middle to measure from."""
    measured = inf if place.kind == "province" else judge.km(place.point, listing)
    declared = DECLARED_KM if (place.areas | {"CA"}).intersection(listing.service_area) else ELSEWHERE_KM
    return min(measured, declared)
