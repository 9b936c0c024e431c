"""What a map of coverage is told: five figures for each area or community, and the public addresses that counted.

Areas come from the same rows as the tables. A community that may not be told of by itself stands there without a
figure. Points are (longitude, latitude).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from geo.demand import Demand
from geo.provinces import PROVINCES
from geo.sphere import Floats

from .answers import Answer
from .latest import SURVEYED, Coverage
from .need import Need
from .supply import Supply
from .tables import Row, said

MEASURES = ("far", "beyond", "score", "afar", "around")
"""M1 median distance, M2 share beyond the reach, M3 score, M4 share by phone and the like, M5 parts of a response."""
SHOWN_POINTS = 1500
"""Public addresses drawn at most; more would be a black map."""
DIGITS = (1, 3, 3, 3, 1)
DECIMALS = 3
"""About a hundred metres: for a mark on a map of a province."""
HALF = 0.5

Values = list[float | None]


def area_values(coverage: Coverage, need: Need, group: str, reach_km: float) -> list[dict[str, Any]]:
    """One entry per province or health region. `looked` is whether somebody has looked where half its people live."""
    rows = coverage.rows(need, group, reach_km)
    looked = {row["group"]: row["people"] for row in rows if row["scope"] == "surveyed"}
    around = mean_parts(coverage, group)
    return [
        {
            "code": outline_of(row["group"]),
            "group": row["group"],
            "values": None if row["withheld"] else rounded([*shares(row), around.get(row["group"])]),
            "looked": is_half(looked.get(row["group"]), row["people"]),
        }
        for row in rows
        if row["scope"] == "all"
    ]


def shares(row: Row) -> Values:
    """The first four measures of a row of a table."""
    people = row["people"]

    def part(name: str) -> float | None:
        return row[name] / people if people else None

    return [row["median_km"], part("beyond"), row["score"], part("afar")]


def is_half(some: int | None, people: int | None) -> bool:
    """Whether some are half of the people or more; not when either is not told."""
    return bool(some and people and some >= HALF * people)


def outline_of(group: str) -> str:
    """A group as outlines name it: a province by its code, a health region as it is."""
    return PROVINCES[group].code if group in PROVINCES else group


def mean_parts(coverage: Coverage, group: str) -> dict[str, float]:
    """How many parts of a full response people have within reach, on average over the communities that are told of."""
    grouping, parts = coverage.grouping(group), coverage.around()
    people = np.where(np.isfinite(parts), np.nan_to_num(coverage.demand.communities.people), 0.0)
    count = len(grouping.codes)
    everybody = np.bincount(grouping.of_community, people, count)
    total = np.bincount(grouping.of_community, people * np.nan_to_num(parts), count)
    told = np.flatnonzero(everybody > 0)
    return {grouping.codes[row]: round(float(total[row] / everybody[row]), 1) for row in told}


def community_values(coverage: Coverage, need: Need, reach_km: float, among: Iterable[int]) -> list[dict[str, Any]]:
    """One entry per community: its row, where it is, its figures or None, and whether somebody has looked."""
    rows = list(among)
    told, states = coverage.communities(need, reach_km, rows), coverage.states_for(need)
    around, spots = coverage.around(), coverage.demand.communities.lonlat
    return [
        {
            "row": row,
            "at": at(spots[row]),
            "values": None if one["withheld"] else rounded([*figures(one), float(around[row])]),
            "looked": states.get(one["group"]) in SURVEYED,
        }
        for row, one in zip(rows, told, strict=True)
    ]


def figures(one: Row) -> Values:
    """The first four measures of a community."""
    return [one["median_km"], one["beyond"], one["score"], one["afar"]]


def rounded(values: Values) -> Values:
    """As many digits as a map can tell apart."""
    known = (None if value is None else said(value) for value in values)
    return [None if one is None else round(one, digits) for one, digits in zip(known, DIGITS, strict=True)]


def at(spot: Floats) -> list[float]:
    """A point as the script reads it."""
    return [round(float(spot[0]), DECIMALS), round(float(spot[1]), DECIMALS)]


def public_points(found: Answer, supply: Supply) -> list[list[float]]:
    """The public addresses that counted, each once; none when there are too many to be told apart."""
    shown = (found.counted & ~supply.has("hidden"))[supply.spot_rows]
    points = sorted({tuple(at(spot)) for spot in supply.spots[shown]})
    return [list(point) for point in points] if len(points) <= SHOWN_POINTS else []


def reached_by_community(reached: Mapping[str, Any], demand: Demand) -> dict[str, Floats]:
    """The share of each community's people that each mask over the points of demand reaches."""
    everybody = np.bincount(demand.community, demand.any_weight, len(demand.communities))
    return {
        name: np.bincount(demand.community, demand.any_weight * mask, len(demand.communities)) / everybody
        for name, mask in reached.items()
    }
