"""A table of groups, finished for its template: two lines each, over all communities and over those looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.coverage import drawn
from portal.coverage.latest import Coverage
from portal.coverage.need import REACHES_KM
from portal.coverage.tables import Row
from portal.web.reader import Reader

from . import words
from .asked import Asked

Said = Callable[[Row, str, str], str]
"""A row, the name of one of its figures and a language, to a text."""


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, the figure of a row that stands under it, and how that is said."""

    heading: str
    name: str
    said: Said
    at_night: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One group over one scope. `told` is empty where no figure may or can be given, and `instead` then says why."""

    scope: str
    told: list[str]
    instead: str = ""
    hatched: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """One group and its lines; `within` leads to its communities, where it has a page of them."""

    code: str
    name: str
    lines: list[Line]
    within: bool


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a page."""

    title: str
    headings: list[str]
    groups: list[Group]


def people(row: Row, name: str, language: str) -> str:
    """A number of people."""
    return words.people_text(row[name], language)


def km(row: Row, name: str, language: str) -> str:
    """A distance."""
    return words.km_text(row[name], language)


def part(row: Row, name: str, language: str) -> str:
    """People of a row, and their share."""
    return words.part_text(row[name], row["people"], language)


def few(row: Row, name: str, language: str) -> str:
    """A count of listings, rounded."""
    return words.few_text(row[name], language)


def score(row: Row, name: str, language: str) -> str:
    """Services for 10,000 people."""
    return words.score_text(row[name], language)


def parts(row: Row, name: str, language: str) -> str:
    """Parts of a full response."""
    return words.parts_text(row[name], language)


def near_columns(reach: int) -> list[Column]:
    """How near: M1 and M2."""
    return [
        Column(_("People"), "people", people),
        Column(_("Half of them live within"), "median_km", km),
        Column(_("Nine in ten live within"), "p90_km", km),
        Column(_("Farther than %(km)s km", km=reach), "beyond", part),
        Column(_("… but in an area that a service declares"), "beyond_in_area", part),
        Column(_("… only in a province that one declares"), "beyond_in_wide_area", part),
        Column(_("… in no declared area"), "beyond_without", part),
        Column(_("Services without a published address"), "hidden_listings", few),
    ]


def other_columns(reach: int) -> list[Column]:
    """Every reach, the score, from afar, after dark and the parts of a full response: M2 to M5 and M7."""
    return [
        *(Column(_("Farther than %(km)s km", km=cut), f"beyond_{cut}", part) for cut in REACHES_KM),
        Column(_("Services for 10,000 people within reach"), "score", score),
        Column(_("Served by phone, text, chat or video"), "afar", part),
        Column(_("After dark: half live within"), "median_km", km, at_night=True),
        Column(_("After dark: farther than %(km)s km", km=reach), "beyond", part, at_night=True),
        Column(_("Parts of a full response within reach"), "around", parts),
    ]


def group_tables(coverage: Coverage, asked: Asked, reader: Reader, only: str = "") -> list[Table]:
    """Both tables of a grouping, or of one of its groups alone. Provinces stand under the whole country."""
    groupings = ("country", "province") if asked.by == "province" and not only else (asked.by,)
    pairs = [
        pair for by in groupings for pair in by_day_and_night(coverage, asked, by) if only in ("", pair[0]["group"])
    ]
    titles = {
        _("How near"): near_columns(asked.reach_km),
        _("How much, from afar, and after dark"): other_columns(asked.reach_km),
    }
    return [table(title, columns, pairs, asked.by, reader) for title, columns in titles.items()]


def by_day_and_night(coverage: Coverage, asked: Asked, by: str) -> list[tuple[Row, Row]]:
    """The rows of a grouping, each with the same after dark."""
    around = drawn.mean_parts(coverage, by)
    day = [row | {"around": around.get(row["group"])} for row in coverage.rows(asked.need, by, asked.reach_km)]
    return list(zip(day, coverage.rows(asked.need.at_night(), by, asked.reach_km), strict=True))


def table(title: str, columns: list[Column], rows: list[tuple[Row, Row]], by: str, reader: Reader) -> Table:
    """One table."""
    groups: dict[str, list[Line]] = {}
    for row, night in rows:
        groups.setdefault(row["group"], []).append(line(row, night, columns, reader))
    named = [
        Group(code, words.group_text(by, code, reader), lines, by in ("province", "health_region") and code != "CA")
        for code, lines in groups.items()
    ]
    return Table(title, [column.heading for column in columns], named)


def line(row: Row, night: Row, columns: list[Column], reader: Reader) -> Line:
    """One group over one scope."""
    is_all = row["scope"] == "all"
    scope = _("All communities") if is_all else _("Those looked at")
    if row["withheld"]:
        return Line(scope, [], _("Not shown: the figure would be about one community that has not agreed to it."))
    if not is_all and not row["communities"]:
        return Line(scope, [], _("Nobody has looked yet. This is not the same as none found."), hatched=True)
    return Line(scope, [one.said(night if one.at_night else row, one.name, reader.language) for one in columns])
