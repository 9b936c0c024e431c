"""A figure about one community followed down to the listings behind it: which counted, how, and which did not and why.

Listings that publish no address are told as a rounded count, never one by one: a list of them would say what the
count may not. Distances are kilometres from the middle of the community, in a straight line.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.sphere import Floats, distances_km

from .latest import Coverage
from .need import Need
from .supply import Mask
from .tables import at_least

MOST = 40
"""Listings told one by one, of those that counted and of those that did not."""


@dataclass(frozen=True, slots=True)
class Behind:
    """One listing of the kind asked for."""

    id: str
    km: float | None
    """To its nearest public place; None where it has none."""
    by_area: bool
    """It declares an area that the community lies in."""
    afar: bool
    lacks: tuple[str, ...]
    """What the need asks for and the listing does not state; it counted where this is empty."""


@dataclass(frozen=True, slots=True)
class Followed:
    """The listings behind one community's figures, the nearest first."""

    counted: tuple[Behind, ...]
    counted_in_all: int
    others: tuple[Behind, ...]
    """Of the same kind, but not counted."""
    others_in_all: int
    hidden: int | None
    """Listings without a published address that counted by their area or community; see `tables.at_least`."""


def followed(coverage: Coverage, need: Need, row: int, reach_km: float) -> Followed:
    """What stands behind the figures of the community in that row."""
    supply, communities = coverage.supply, coverage.demand.communities
    hidden = supply.has("hidden")
    met, of_kind = supply.meeting(need), supply.has(need.kind) & ~hidden
    here = sorted(communities.areas[row] | {communities.codes[row]})
    by_area, afar = supply.declaring(here), supply.declaring(here, afar=True)
    km = nearest_km(coverage, row)
    tells = of_kind & (np.isfinite(km) | by_area | afar)

    def told(some: Mask) -> tuple[Behind, ...]:
        rows = np.flatnonzero(some)
        nearest = rows[np.lexsort((rows, km[rows]))][:MOST]
        return tuple(_behind(coverage, need, int(one), km, by_area, afar) for one in nearest)

    counted, others = tells & met, tells & ~met
    behind = met & hidden & (by_area | (km <= reach_km))
    return Followed(told(counted), int(counted.sum()), told(others), int(others.sum()), at_least(int(behind.sum())))


def nearest_km(coverage: Coverage, row: int) -> Floats:
    """From the middle of a community to the nearest public place of each listing; infinite where there is none."""
    supply, found = coverage.supply, np.full(len(coverage.supply), np.inf)
    if len(supply.spots):
        longitude, latitude = coverage.demand.communities.lonlat[row]
        np.minimum.at(found, supply.spot_rows, distances_km(supply.spots, (float(longitude), float(latitude))))
    return found


def _behind(coverage: Coverage, need: Need, listing: int, km: Floats, by_area: Mask, afar: Mask) -> Behind:
    """One listing of them."""
    supply = coverage.supply
    lacks = [name for name in need.features if not supply.has(name)[listing]]
    if need.age is not None and not supply.of_age(need.age)[listing]:
        lacks.append("age")
    distance = float(km[listing]) if np.isfinite(km[listing]) else None
    return Behind(supply.ids[listing], distance, bool(by_area[listing]), bool(afar[listing]), tuple(lacks))
