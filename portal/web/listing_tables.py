"""The browse and data pages, finished for their templates: what there is, how many, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from portal.registry.model import PROVINCES, Source

from .details import licence_line
from .language import count_text, day_text, number_text
from .reader import Reader


@dataclass(frozen=True, slots=True)
class Entry:
    """A button of the browse page: what it posts, what it says, how many services stand behind it."""

    code: str
    label: str
    count: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """A group of the browse page with its categories."""

    whole: Entry
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source of the data page."""

    name: str
    publisher: str
    count: str
    licence: str
    licence_url: str
    credit: str
    day: str


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A kind of help that was missing in a province, and about how often."""

    what: str
    where: str
    count: str


def shelves(counts: dict[str, int], reader: Reader) -> list[Shelf]:
    """Every group with its categories; a category that stands in two groups stands under both."""
    return [
        Shelf(
            Entry(code, reader.label("top_categories", code), ""),
            [entry("categories", member, counts.get(member, 0), reader) for member in row.more["members"].split(";")],
        )
        for code, row in reader.terms["top_categories"].items()
    ]


def entry(vocabulary: str, code: str, count: int, reader: Reader) -> Entry:
    """One code with its count."""
    return Entry(code, reader.label(vocabulary, code), number_text(count, reader.language))


def province_entries(counts: dict[str, int], reader: Reader) -> list[Entry]:
    """Every province and territory, in the alphabet of the language."""
    rows = [
        Entry(letters, reader.province_name(letters), number_text(counts.get(letters, 0), reader.language))
        for letters in PROVINCES
    ]
    return sorted(rows, key=lambda row: row.label.replace("Î", "I"))


def a_year_before(moment: datetime) -> str:
    """The month a year before this one: twelve months, the present one among them, come after it."""
    return f"{moment.year - 1}-{moment.month:02}"


def need_rows(needs: list[tuple[str, str, int]], reader: Reader) -> list[NeedRow]:
    """Needs that nothing answered, the most first."""
    return [
        NeedRow(
            reader.label("categories", category),
            reader.province_name(letters) if letters else _("All of Canada"),
            number_text(count, reader.language),
        )
        for letters, category, count in needs
    ]


def source_rows(sources: list[Source], counts: dict[str, int], reader: Reader) -> list[SourceRow]:
    """Every source that a listing rests on, the largest first."""
    used = sorted((source for source in sources if counts.get(source.id)), key=lambda s: (-counts[s.id], s.name))
    return [source_row(source, counts[source.id], reader) for source in used]


def source_row(source: Source, count: int, reader: Reader) -> SourceRow:
    """One source with its licence and credit line."""
    licence = reader.terms["sources_licences"].get(source.licence)
    template = licence.more[f"attribution_{reader.language}"] if licence else ""
    return SourceRow(
        name=source.name,
        publisher=source.publisher,
        count=count_text(count, reader.language),
        licence=licence.label.prefer(reader.language)[0] if licence else source.licence,
        licence_url=licence.more["url"] if licence else "",
        credit=licence_line(template, source.name, source.publisher, source.retrieved_on, reader.language),
        day=day_text(source.retrieved_on, reader.language),
    )
