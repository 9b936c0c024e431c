"""The numbers that stand on every page, pinned in code. Nothing in the registry or an import can change them.

Two tables add to them and never take away: `lines.csv` (further national lines) and `local.csv` (what to dial in one
province or community, since 911 does not work everywhere). A table that is missing leaves the pinned lines.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from portal.registry.folding import folded
from portal.registry.model import Phone, Text
from portal.registry.phones import dialled, parsed, shown

from .language import day_text


@dataclass(frozen=True, slots=True)
class Line:
    """One number to call, why, and what to know before calling."""

    key: str
    phone: Phone
    name: Text
    note: Text


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line in one language, finished for a page."""

    name: str
    note: str
    number: str
    href: str


HOTLINE = Line(
    "hotline",
    Phone("8339001010", "crisis"),
    Text("Canadian Human Trafficking Hotline", "Ligne d’urgence canadienne contre la traite des personnes"),
    Text(
        "Free, day and night. You do not have to give your name.",
        "Gratuit, jour et nuit. Vous n’avez pas à donner votre nom.",
    ),
)
POLICE = Line(
    "911",
    Phone("911", "crisis"),
    Text("Police, ambulance, fire", "Police, ambulance, pompiers"),
    Text(
        "911 where it works; it does not everywhere.",
        "Le 911 là où il fonctionne : ce n’est pas le cas partout.",
    ),
)
CRISIS = Line(
    "988",
    Phone("988", "crisis"),
    Text("Suicide Crisis Helpline", "Ligne d’aide en cas de crise de suicide"),
    Text("Call or text, day and night.", "Par téléphone ou par texto, jour et nuit."),
)
PINNED = (HOTLINE, POLICE, CRISIS)


def finished(line: Line, language: str) -> ShownLine:
    """A line as a page shows it."""
    name, note = line.name.prefer(language)[0], line.note.prefer(language)[0]
    return ShownLine(name, note, shown(line.phone, language), dialled(line.phone))


def pinned(language: str) -> list[ShownLine]:
    """The lines of every page."""
    return [finished(line, language) for line in PINNED]


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table, blanks for what is missing; none when there is no table."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{key: (value or "").strip() for key, value in row.items() if key} for row in csv.DictReader(file)]


@dataclass(frozen=True, slots=True)
class Local:
    """What to dial in one place: finished for a page."""

    place: str
    text: str
    works: str
    """yes, partly, no or unknown: whether 911 answers there, as far as the source says."""
    source: str
    date: str


def further_lines(folder: Path, language: str) -> Iterator[ShownLine]:
    """The national lines of the table that are not pinned already."""
    known = {line.phone.number for line in PINNED}
    for row in read_rows(folder / "lines.csv"):
        phone = parsed(row.get("phone", ""))
        if phone is not None and phone.number not in known:
            yield finished(Line(row.get("code", ""), phone, text_of(row, "name"), text_of(row, "what")), language)


def text_of(row: dict[str, str], column: str) -> Text:
    """A pair of columns as one text."""
    return Text(row.get(f"{column}_en", ""), row.get(f"{column}_fr", ""))


@lru_cache(maxsize=4)
def by_area(table: Path, _changed: int) -> dict[str, dict[str, str]]:
    """The rows of a table by their area, folded; read again once the file has changed."""
    return {folded(row.get("area_code", "")): row for row in read_rows(table)}


def local(folder: Path, areas: Iterable[str], language: str) -> Local | None:
    """What to dial in the narrowest of these areas that has a row; `areas` goes from narrow to wide."""
    table = folder / "local.csv"
    rows = by_area(table, table.stat().st_mtime_ns) if table.is_file() else {}
    row = next((rows[folded(area)] for area in areas if folded(area) in rows), None)
    if row is None:
        return None
    return Local(
        text_of(row, "place").prefer(language)[0],
        text_of(row, "dial").prefer(language)[0],
        row.get("works_911") or "unknown",
        row.get("source_name", ""),
        day_text(row.get("source_date", ""), language),
    )


WIDTH = ("CSD", "FN", "INUIT", "CD", "HR", "PR")


def narrow_to_wide(codes: Iterable[str]) -> list[str]:
    """Area codes, communities first, the province last."""
    known = [code for code in codes if code.split(":")[0] in WIDTH]
    return sorted(known, key=lambda code: (WIDTH.index(code.split(":")[0]), code))
