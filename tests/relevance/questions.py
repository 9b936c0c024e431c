"""Reads questions.csv: the only module that knows its columns."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

FILE = Path(__file__).parent / "questions.csv"
COLUMNS = ("id", "lang", "words", "place", "tags", "half", "right", "acceptable", "never", "why")


@dataclass(frozen=True, slots=True)
class Judged:
    """One question as a person would type it, and what a good answer holds."""

    id: str
    lang: str
    words: str
    place: str
    """What stands in the place field; the place may instead stand inside the words."""
    tags: frozenset[str]
    half: str
    """'tune' or 'held'."""
    right: str
    """The listings that are just right, grade 2, as an expression."""
    acceptable: str
    """Those a person could also use, grade 1."""
    never: str
    """Those that must not stand among the first ten."""
    why: str


def judged() -> list[Judged]:
    """Every question, in the order of the file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return [Judged(tags=frozenset(row.pop("tags").split(";")), **row) for row in csv.DictReader(file)]


def half_of(question_id: str) -> str:
    """The half a question belongs to: decided by its id alone, so that nobody chooses."""
    return "held" if sha256(question_id.encode()).digest()[0] % 2 else "tune"
