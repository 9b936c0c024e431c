"""Answers as tables: by country, province, remoteness, rural, north, health region, community. Plain values come out.

Every figure stands twice: over all communities, and over those where somebody has looked. None is "not known"; a
count of listings whose place is not public is None below FEWEST, and a multiple of it above.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from geo import measures
from geo.demand import Codes, Communities, Demand
from geo.remoteness import REMOTENESS
from geo.sphere import Floats

from .answers import Answer
from .supply import Mask, Supply

FEWEST = 5
Row = dict[str, Any]
ROUND = 4
"""Digits kept after the point: metres, and a person in ten thousand."""
GROUPINGS = ("country", "province", "remoteness", "rural", "northern", "health_region")
UNKNOWN_GROUP = "unknown"


@dataclass(frozen=True)
class Grouping:
    """A way to tell people apart: a code per group, and the group of each community."""

    name: str
    codes: tuple[str, ...]
    of_community: Codes


def grouping(name: str, communities: Communities) -> Grouping:
    """Communities grouped by one of GROUPINGS, in the order people expect."""
    if name == "country":
        return _grouped(name, ["CA"] * len(communities), ["CA"])
    if name == "province":
        return _grouped(name, communities.provinces, None)
    if name == "health_region":
        own = [communities.health_region(row) or UNKNOWN_GROUP for row in range(len(communities))]
        return _grouped(name, own, None)
    if name == "remoteness":
        return _grouped(name, _named(communities.remoteness, REMOTENESS), [*REMOTENESS, UNKNOWN_GROUP])
    answers = (f"not_{name}", name)
    return _grouped(name, _named(getattr(communities, name), answers), [*answers, UNKNOWN_GROUP])


def _named(codes: Codes, names: Sequence[str]) -> list[str]:
    return [names[code] if code >= 0 else UNKNOWN_GROUP for code in codes]


def _grouped(name: str, own: Sequence[str], order: Iterable[str] | None) -> Grouping:
    codes = [code for code in (order or sorted(set(own))) if code in set(own)]
    place = {code: number for number, code in enumerate(codes)}
    return Grouping(name, tuple(codes), np.array([place[code] for code in own], dtype=np.int32))


@dataclass(frozen=True)
class Known:
    """What is known of communities besides their people: one entry per community."""

    surveyed: Mask
    """Somebody has looked there for the kind of help asked about."""
    withheld: Mask
    """No figure may be about it alone; see consent.py."""


def group_rows(
    found: Answer, demand: Demand, group: Grouping, known: Known, supply: Supply, reach_km: float
) -> list[Row]:
    """One row per group and scope, `all` before `surveyed`."""
    everywhere = np.ones(len(known.surveyed), dtype=bool)
    scopes = {"all": (everywhere, ~everywhere), "surveyed": (known.surveyed, ~known.surveyed)}
    columns = {scope: _scope_rows(found, demand, group, kept, reach_km) for scope, (kept, _rest) in scopes.items()}
    alone = {
        scope: singles_out(kept, demand.communities, group, known) | singles_out(rest, demand.communities, group, known)
        for scope, (kept, rest) in scopes.items()
    }
    hidden = hidden_listings(found, demand.communities, group, supply)
    rows = []
    for number, code in enumerate(group.codes):
        for scope in scopes:
            silent = bool(alone[scope][number])
            values = {name: None if silent else column[number] for name, column in columns[scope].items()}
            rows.append({"group": code, "scope": scope, "withheld": silent, **values})
            rows[-1]["hidden_listings"] = at_least(hidden[number])
    return rows


def singles_out(kept: Mask, communities: Communities, group: Grouping, known: Known) -> Mask:
    """For each group: whether a figure over the communities kept would, the shown ones taken away, be about one."""
    told = kept & known.withheld & (np.nan_to_num(communities.people) > 0)
    alone: Mask = np.bincount(group.of_community, told, len(group.codes)) == 1
    return alone


def _scope_rows(found: Answer, demand: Demand, group: Grouping, kept: Mask, reach_km: float) -> dict[str, list[Any]]:
    """The columns of a table over some communities."""
    count, own = len(group.codes), group.of_community
    point_group = own[demand.community]
    people = np.where(kept[demand.community], demand.people, 0.0)
    counted = np.isfinite(demand.communities.people)

    def total(some: Mask | Floats) -> Floats:
        return as_floats(np.bincount(point_group, people * some, count))

    everybody = total(np.ones(len(people)))
    far = measures.beyond(found.km, people, point_group, count)
    distance = measures.quantiles(found.km, people, point_group, count, (measures.HALF, measures.NINE_IN_TEN))
    beyond = found.km > reach_km
    columns: dict[str, Floats] = {
        "communities": as_floats(np.bincount(own, kept, count)),
        "uncounted": as_floats(np.bincount(own, kept & ~counted, count)),
        "people": everybody,
        "median_km": distance[:, 0],
        "p90_km": distance[:, 1],
        **{f"beyond_{int(cut)}": far[:, column] for column, cut in enumerate(measures.BEYOND_KM)},
        "beyond": total(beyond),
        "beyond_in_area": total(beyond & found.in_area),
        "beyond_in_wide_area": total(beyond & ~found.in_area & found.in_wide_area),
        "beyond_without": total(beyond & ~found.in_area & ~found.in_wide_area),
        "afar": total(found.afar),
        "score": np.divide(total(found.score), everybody, out=np.full(count, np.nan), where=everybody > 0),
    }
    return {name: [said(value, name) for value in column] for name, column in columns.items()}


def as_floats(counts: Any) -> Floats:
    """Counts, whole or not, as numbers of one kind. numpy does not tell which it gives."""
    return np.asarray(counts, dtype=np.float64)


WHOLE = frozenset({"communities", "uncounted", "people", "beyond", "afar"})


def said(value: float, name: str = "") -> float | int | None:
    """A figure as it is kept: whole people, four digits of anything else; None for what is not known or not there."""
    if not np.isfinite(value):
        return None
    is_whole = name in WHOLE or name.startswith("beyond")
    return round(float(value)) if is_whole else round(float(value), ROUND)


def at_least(count: int) -> int | None:
    """A count of listings whose place is not public: 0, None for a few, or the multiple of FEWEST below it."""
    return None if 0 < count < FEWEST else count // FEWEST * FEWEST


def hidden_listings(found: Answer, communities: Communities, group: Grouping, supply: Supply) -> list[int]:
    """How many listings whose place is not public counted in each group, by the areas they declare."""
    hidden = found.counted & supply.has("hidden")
    rows: list[set[int]] = [set() for _code in group.codes]
    for code in supply.areas(hidden):
        members = {int(row) for row in supply.serving[code] if hidden[row]}
        inside = np.array([code in areas for areas in communities.areas], dtype=bool)
        for number in np.unique(group.of_community[inside]):
            rows[number] |= members
    return [len(some) for some in rows]


def community_columns(found: Answer, demand: Demand, reach_km: float) -> dict[str, Floats]:
    """What an answer says of each community, in the order of communities; NaN where it says nothing."""
    count, own, weight = len(demand.communities), demand.community, demand.any_weight
    everybody = np.bincount(own, weight, count)
    distance = measures.quantiles(found.km, weight, own, count, (measures.HALF, measures.NINE_IN_TEN))

    def part(some: Mask | Floats) -> Floats:
        total = as_floats(np.bincount(own, weight * some, count))
        share: Floats = np.divide(total, everybody, out=np.full(count, np.nan), where=everybody > 0)
        return share

    return {
        "median_km": distance[:, 0],
        "p90_km": distance[:, 1],
        "beyond": part(found.km > reach_km),
        "beyond_without": part((found.km > reach_km) & ~found.in_area & ~found.in_wide_area),
        "in_area": part(found.in_area),
        "afar": part(found.afar),
        "score": part(found.score),
    }


def community_rows(
    columns: Mapping[str, Floats],
    communities: Communities,
    hidden: Mask,
    states: Mapping[str, str],
    among: Sequence[int],
) -> list[Row]:
    """One row per community. Of one that may not be singled out nothing is said but that it is there."""
    rows = []
    for row in among:
        code = communities.codes[row]
        base: Row = {"group": code, "state": states.get(code, "not_surveyed"), "withheld": bool(hidden[row])}
        people = communities.people[row]
        base["people"] = None if np.isnan(people) else int(people)
        values = {name: None if hidden[row] else said(column[row]) for name, column in columns.items()}
        rows.append(base | values)
    return rows
