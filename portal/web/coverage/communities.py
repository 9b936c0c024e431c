"""The communities of an area, finished for their template: sorted by what they need, a service or a phone call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

from flask_babel import gettext as _

from portal.coverage.latest import SURVEYED, Coverage
from portal.coverage.tables import Row
from portal.registry.folding import folded
from portal.web.reader import Reader

from . import words
from .asked import Asked

EACH_PAGE = 100
PARTS = ("service", "call", "within", "silent")
ORDERS = ("people", "far", "score", "name")
FAR = 0.5
"""A community is far when at least this share of its people are beyond the reach and in no narrow declared area."""


@dataclass(frozen=True, slots=True)
class Community:
    """One community of a list."""

    code: str
    name: str
    state: str
    looked: bool
    people: str
    told: list[str]
    roads: str
    """How one gets there, where somebody said so."""


@dataclass(frozen=True, slots=True)
class Part:
    """Communities that need the same thing; `shown` are those of this page."""

    key: str
    title: str
    count: int
    shown: list[Community]
    headings: list[str]


@dataclass(frozen=True, slots=True)
class Listed:
    """The page of an area."""

    parts: list[Part]
    page: int
    pages: int


def rows_in(coverage: Coverage, area: str) -> list[int]:
    """The communities of a province (letters) or a health region (its code)."""
    communities = coverage.demand.communities
    if area.startswith("HR:"):
        return [row for row in range(len(communities)) if communities.health_region(row) == area]
    return [row for row, province in enumerate(communities.provinces) if province == area]


def part_of(row: Row) -> str:
    """What a community needs: a service, a phone call, nothing for now, or nobody may say."""
    if row["withheld"] or row["beyond"] is None:
        return "silent"
    if row["beyond"] - min(row["in_area"], row["beyond"]) < FAR:
        return "within"
    return "service" if row["state"] in SURVEYED else "call"


def listed(
    coverage: Coverage,
    asked: Asked,
    among: Sequence[int],
    page: int,
    reader: Reader,
    part: str = "",
    order: str = ORDERS[0],
) -> Listed:
    """Some communities, or those of them that are in one of PARTS; a service is needed first, then in one of ORDERS."""
    told = zip(among, coverage.communities(asked.need, asked.reach_km, among), strict=True)
    kept = [(number, row) for number, row in told if part in ("", part_of(row))]
    ranked = sorted(kept, key=lambda one: rank(coverage, one[0], one[1], order, reader))
    pages = max(1, -(-len(ranked) // EACH_PAGE))
    page = min(max(page, 1), pages)
    shown = ranked[(page - 1) * EACH_PAGE : page * EACH_PAGE]
    counts = [sum(part_of(row) == key for _number, row in ranked) for key in PARTS]
    parts = [
        Part(
            key,
            part_title(key, asked.reach_km),
            count,
            [community(coverage, number, row, reader) for number, row in shown if part_of(row) == key],
            headings(asked.reach_km) if key != "silent" else [],
        )
        for key, count in zip(PARTS, counts, strict=True)
    ]
    return Listed([part for part in parts if part.shown], page, pages)


def rank(coverage: Coverage, number: int, row: Row, order: str, reader: Reader) -> tuple[object, ...]:
    """Where a community stands in the list. Of those not shown one by one only people and name may tell."""
    part, name = PARTS.index(part_of(row)), folded(words.community_text(coverage, number, reader))
    if order == "name":
        return part, name, number
    if order == "people" or row["withheld"]:
        return part, -(row["people"] or 0), name, number
    # Where there is nothing at all is farther than anywhere.
    far = float("inf") if row["median_km"] is None else row["median_km"]
    return part, -far if order == "far" else row["score"] or 0.0, name, number


def part_title(key: str, km: int) -> str:
    """What a part of the list is called."""
    return {
        "service": _("Looked at, and most people farther than %(km)s km: a service is needed", km=km),
        "call": _("Far, and nobody has looked yet: a phone call is needed"),
        "within": _("Within %(km)s km, or in an area that a service declares", km=km),
        "silent": _("Not shown one by one"),
    }[key]


def headings(km: int) -> list[str]:
    """What stands above the figures of a community."""
    return [
        _("Half of them live within"),
        _("Nine in ten live within"),
        _("Farther than %(km)s km", km=km),
        _("In an area that a service declares"),
        _("Served by phone, text, chat or video"),
        _("Services for 10,000 people within reach"),
    ]


def community(coverage: Coverage, number: int, row: Row, reader: Reader) -> Community:
    """One line of the list."""
    return Community(
        code=row["group"],
        name=words.community_text(coverage, number, reader),
        state=words.state_text(row["state"]),
        looked=row["state"] in SURVEYED,
        people=people_text(coverage, number, row, reader.language),
        told=[] if row["withheld"] else figures(row, reader.language),
        roads=road_text(coverage.roads.get(row["group"], "")),
    )


def people_text(coverage: Coverage, number: int, row: Row, language: str) -> str:
    """The people of a community; where nobody counted in 2021, that, with the count of 2016 where there is one."""
    if row["people"] is not None:
        return words.people_text(row["people"], language)
    before = float(coverage.demand.communities.people_before[number])
    if isnan(before):
        return _("not counted")
    return _("not counted in 2021; %(people)s in 2016", people=words.people_text(int(before), language))


def figures(row: Row, language: str) -> list[str]:
    """The figures of a community, as headings name them."""
    return [
        words.km_text(row["median_km"], language),
        words.km_text(row["p90_km"], language),
        words.share(row["beyond"], language),
        words.share(row["in_area"], language),
        words.share(row["afar"], language),
        words.score_text(row["score"], language),
    ]


def road_text(road: str) -> str:
    """How one gets to a community."""
    return {
        "all_year": _("road all year"),
        "winter_road": _("winter road only"),
        "air": _("by air only"),
        "ferry": _("by ferry"),
    }.get(road, "")
