"""One province on one printed page: every part of a full response, with what the figures rest on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.coverage.latest import Coverage
from portal.coverage.need import Need
from portal.coverage.tables import Row
from portal.web.language import number_text
from portal.web.reader import Reader

from .asked import Asked
from .basis import sources
from .grouptable import Column, Table, by_day_and_night, few, km, part, people, score, table


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the page says."""

    letters: str
    name: str
    table: Table
    sources: list[str]


def columns(reach: int) -> list[Column]:
    """The figures that fit on a page."""
    return [
        Column(_("People"), "people", people),
        Column(_("Half of them live within"), "median_km", km),
        Column(_("Farther than %(km)s km", km=reach), "beyond", part),
        Column(_("… in no declared area"), "beyond_without", part),
        Column(_("Services without a published address"), "hidden_listings", few),
        Column(_("Services for 10,000 people within reach"), "score", score),
        Column(_("Served by phone, text, chat or video"), "afar", part),
        Column(_("After dark: half live within"), "median_km", km, at_night=True),
        Column(_("Communities that depend on one place"), "thin", thin_text),
    ]


def thin_text(row: Row, name: str, language: str) -> str:
    """A count of communities; a dash where it is told of all communities only."""
    return "–" if row[name] is None else number_text(row[name], language)


def sheet(coverage: Coverage, letters: str, reader: Reader) -> Sheet:
    """The page of a province, for the reach that was built."""
    thin = thin_in(coverage, letters)
    rows: list[tuple[Row, Row]] = []
    for part_of_response in coverage.members:
        asked = Asked(Need(f"component:{part_of_response}"))
        for row, night in by_day_and_night(coverage, asked, "province"):
            if row["group"] == letters:
                count = thin[asked.need.kind] if row["scope"] == "all" else None
                rows.append((row | {"group": asked.need.kind, "thin": count}, night))
    name = reader.province_name(letters)
    told = table(_("Parts of a full response"), columns(asked.reach_km), rows, "kind", reader)
    return Sheet(letters, name, told, sources(coverage))


def thin_in(coverage: Coverage, letters: str) -> Counter[str]:
    """How many communities of a province depend on one place, by kind of help."""
    communities = coverage.demand.communities
    return Counter(
        one["kind"] for one in coverage.thin() if communities.provinces[communities.row_of[one["community"]]] == letters
    )
