"""Coverage in figures: how far people are from the nearest, how many are beyond a reach, what is within it.

Everything is columns: one entry per point of demand, or per group of people. Distances are kilometres in a straight
line over the ground. A group without people has NaN for a share or a median: unknown, not zero.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.demand import Codes, Demand
from geo.sphere import SHORT, Floats, arc_km, short_arc_km

BEYOND_KM = (25.0, 50.0, 100.0, 200.0)
HALF, NINE_IN_TEN = 0.5, 0.9
BINS = 512
"""Slices of the distances in which a quantile is first looked for."""

Rows = NDArray[np.int64]


def nearest(demand: Demand, services: Floats, workers: int = 1) -> tuple[Floats, Rows]:
    """From each point of demand to the nearest of the services (s, 3): kilometres and the row of the service.

    Infinite and -1 where there is no service at all.
    """
    if not len(services):
        return np.full(len(demand), np.inf), np.full(len(demand), -1, dtype=np.int64)
    chord, row = cKDTree(services).query(demand.xyz, workers=workers)
    km = short_arc_km(chord, demand.radius)
    far = np.flatnonzero(chord > SHORT)
    km[far] = arc_km(services[row[far]], demand.xyz[far])
    return km, row.astype(np.int64)


def beyond(km: Floats, people: Floats, group: Codes, groups: int, cuts: Sequence[float] = BEYOND_KM) -> Floats:
    """How many people of each group are farther than each cut: (groups, cuts)."""
    band = np.searchsorted(np.asarray(cuts), km, side="left")
    bands = len(cuts) + 1
    counts = np.bincount(group * bands + band, people, groups * bands).reshape(groups, bands)
    return counts[:, ::-1].cumsum(axis=1)[:, -2::-1]


def quantiles(km: Floats, people: Floats, group: Codes, groups: int, parts: Sequence[float]) -> Floats:
    """The distance within which a part of the people of each group live: (groups, parts).

    The smallest distance that leaves at least that part within it. NaN for a group without people; infinite where the
    part reaches those whom nothing reaches.
    """
    order = np.lexsort((km, group))
    km, people, group = km[order], people[order], group[order]
    upto = np.cumsum(people)
    ends = np.searchsorted(group, np.arange(groups), side="right")
    starts = np.searchsorted(group, np.arange(groups), side="left")
    before = np.where(starts > 0, upto[np.maximum(starts - 1, 0)], 0.0)
    total = np.where(ends > 0, upto[np.maximum(ends - 1, 0)], 0.0) - before
    found = np.full((groups, len(parts)), np.nan)
    for column, part in enumerate(parts):
        # A hair less, so that a sum that should be exactly half is not missed by its last digit.
        row = np.searchsorted(upto, before + part * total * (1 - 1e-12), side="left")
        found[:, column] = np.where(total > 0, km[np.clip(row, starts, np.maximum(ends - 1, 0))], np.nan)
    return found
