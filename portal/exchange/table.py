"""What a file holds before anyone has said what its columns mean: headings, and rows of text under them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.registry.rules import Problem

from .reading import LARGEST_CELL, Unreadable

MOST_ROWS = 1_000
"""Of one upload. A person looks at every row that would change something."""
MOST_COLUMNS = 150
LONGEST_HEADING = 200


@dataclass(frozen=True, slots=True)
class Record:
    """One row: where it stands in its file, its cells as text, and what is wrong with the row itself."""

    number: int
    """The line of a CSV file or sheet, its header included; the place in a list of JSON, from 1."""
    cells: tuple[str, ...]
    """As many as there are headings."""
    fault: Problem | None = None
    """Its field is a heading of the file, or empty where it concerns the whole row."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file as a table."""

    headings: tuple[str, ...]
    records: tuple[Record, ...]


def table_of(headings: Sequence[str], records: Iterable[Record]) -> Table:
    """A table in bounds, without columns that hold nothing. Raises Unreadable when it is too large or empty."""
    if len(headings) > MOST_COLUMNS:
        raise Unreadable(
            f"row 1: has {len(headings)} columns where {MOST_COLUMNS} are read; keep those of the template",
            f"ligne 1 : {len(headings)} colonnes, alors que {MOST_COLUMNS} sont lues; garder celles du modèle",
        )
    headings = checked_headings(headings)
    kept: list[Record] = []
    for record in records:
        if len(kept) == MOST_ROWS:
            raise too_many()
        kept.append(checked(record, headings))
    if not kept:
        raise nothing_in_it()
    return without_empty_columns(headings, kept)


def too_many() -> Unreadable:
    """The fault of a file with more rows than anyone can look at."""
    return Unreadable(
        f"the file has more than {MOST_ROWS} rows; split it",
        f"le fichier a plus de {MOST_ROWS} lignes; le diviser",
    )


def nothing_in_it() -> Unreadable:
    """The fault of a file without a record."""
    return Unreadable(
        "the file is empty; it needs a row of headings and at least one row below",
        "le fichier est vide; il faut une ligne d'en-têtes et au moins une ligne en dessous",
    )


def checked_headings(headings: Sequence[str]) -> list[str]:
    """The headings as they stand. Raises Unreadable where one is broken, stands twice or is endless."""
    if any(is_broken(name) for name in headings):
        raise Unreadable(
            "row 1: has a heading that holds half of a character; export the file again as UTF-8",
            "ligne 1 : un en-tête contient la moitié d'un caractère; exporter de nouveau en UTF-8",
        )
    twice = next((name for name in headings if name and list(headings).count(name) > 1), "")
    if twice:
        raise Unreadable(
            f"row 1: has column {twice[:LONGEST_HEADING]} twice; keep one",
            f"ligne 1 : la colonne {twice[:LONGEST_HEADING]} figure deux fois; en garder une",
        )
    if any(len(name) > LONGEST_HEADING for name in headings):
        raise Unreadable(
            "row 1: has a heading that is a whole text; put a row of short headings first",
            "ligne 1 : un en-tête est un texte entier; commencer par une ligne d'en-têtes courts",
        )
    return list(headings)


def checked(record: Record, headings: Sequence[str]) -> Record:
    """The record, marked where a cell of it is endless or broken."""
    for heading, cell in zip(headings, record.cells, strict=True):
        if len(cell) > LARGEST_CELL:
            return Record(record.number, ("",) * len(headings), Problem(heading, "too_long"))
        if is_broken(cell):
            return Record(record.number, ("",) * len(headings), Problem(heading, "broken_text"))
    return record


def is_broken(text: str) -> bool:
    """Whether a text holds half of a character, which JSON lets one write."""
    return not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text)


def without_empty_columns(headings: Sequence[str], records: Sequence[Record]) -> Table:
    """The table without columns that have neither a heading nor a cell. Raises Unreadable for cells without heading."""
    used = [place for place, name in enumerate(headings) if name]
    for place, name in enumerate(headings):
        if not name and (row := next((one.number for one in records if one.cells[place]), 0)):
            raise Unreadable(
                f"row {row}: has a cell in column {place + 1}, which has no heading; name the column or empty it",
                f"ligne {row} : une cellule remplie dans la colonne {place + 1}, qui n'a pas d'en-tête; la nommer ou la"
                " vider",
            )
    if not used:
        raise nothing_in_it()
    kept = (Record(one.number, tuple(one.cells[place] for place in used), one.fault) for one in records)
    return Table(tuple(headings[place] for place in used), tuple(kept))


def as_values(table: Table) -> dict[str, object]:
    """A table as plain values, for the way out of a process."""
    rows = [
        [one.number, list(one.cells), *((one.fault.field, one.fault.key) if one.fault else ())] for one in table.records
    ]
    return {"headings": list(table.headings), "rows": rows}


def from_values(values: dict[str, list[list[str]]]) -> Table:
    """The way back."""
    return Table(
        tuple(map(str, values["headings"])),
        tuple(
            Record(int(number), tuple(cells), Problem(*fault) if fault else None)
            for number, cells, *fault in values["rows"]
        ),
    )


def unreadable(said: list[str]) -> Unreadable:
    """A fault that came out of a process."""
    return Unreadable(*said)


def said(fault: Unreadable) -> list[str]:
    """A fault as plain values."""
    return [fault.text.en, fault.text.fr]
