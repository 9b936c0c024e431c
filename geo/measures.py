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
from geo.nested import Nested
from geo.sphere import SHORT, Floats, arc_km, short_arc_km

BEYOND_KM = (25.0, 50.0, 100.0, 200.0)
HALF, NINE_IN_TEN = 0.5, 0.9
SLOTS = 200_000
"""Slices of distance, over all groups, among which a quantile is first looked for."""

Rows = NDArray[np.int64]


def nearest(demand: Demand, services: Floats, compiled: bool = True) -> tuple[Floats, Rows]:
    """From each point of demand to the nearest of the services (s, 3): kilometres and the row of the service.

    Infinite and -1 where there is no service at all.
    """
    if not len(services):
        return np.full(len(demand), np.inf), np.full(len(demand), -1, dtype=np.int64)
    chord, row = _closest(services, demand.xyz) if compiled else cKDTree(services).query(demand.xyz)
    km = short_arc_km(chord, demand.radius)
    far = np.flatnonzero(chord > SHORT)
    km[far] = arc_km(services[row[far]], demand.xyz[far])
    return km, row.astype(np.int64)


def _closest(services: Floats, askers: Floats) -> tuple[Floats, Rows]:
    """The chord from each asker to the closest service, metres, and its row."""
    square, row = Nested(services, np.ones(len(services))).closest(askers)
    return np.sqrt(square), row


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
    slot, slots = _slots(km, max(SLOTS // groups, 1))
    code = group.astype(np.int64) * slots + slot
    upto = np.bincount(code, people, groups * slots).reshape(groups, slots).cumsum(axis=1)
    found = np.full((groups, len(parts)), np.nan)
    peopled = np.flatnonzero(upto[:, -1] > 0)
    # A hair less, so that a sum that should be exactly half is not missed by its last digit.
    wanted = upto[peopled, -1:] * (np.asarray(parts) * (1 - 1e-12))
    at = np.array([np.searchsorted(row, some) for row, some in zip(upto[peopled], wanted, strict=True)], dtype=np.int64)
    if not len(peopled):
        return found
    before = np.where(at > 0, upto[peopled[:, None], np.maximum(at - 1, 0)], 0.0)
    found[peopled] = _in_slots(km, people, code, peopled[:, None] * slots + at, wanted - before)
    return found


def _slots(km: Floats, most: int) -> tuple[Rows, int]:
    """Slices of the distances, fewer than twice `most`: the slice of each, rising with it, and their number.

    The leading bits of a positive number rise with it, and cutting them is many times faster than sorting.
    """
    bits = km.astype(np.float32).view(np.int32).astype(np.int64)
    bits -= bits.min(initial=2**31)
    slot: Rows = bits >> max(int(bits.max(initial=0)).bit_length() - most.bit_length(), 0)
    return slot, int(slot.max(initial=0)) + 1


def _in_slots(km: Floats, people: Floats, code: Rows, chosen: Rows, left: Floats) -> Floats:
    """For each chosen slice, the distance at which so many of the people `left` are reached: same shape."""
    is_chosen = np.zeros(int(max(code.max(), chosen.max())) + 1, dtype=bool)
    is_chosen[chosen] = True
    some = np.flatnonzero(is_chosen[code])
    some = some[np.lexsort((km[some], code[some]))]
    sorted_codes, upto = code[some], np.append(0.0, np.cumsum(people[some]))
    start, stop = np.searchsorted(sorted_codes, chosen, "left"), np.searchsorted(sorted_codes, chosen, "right")
    row = np.searchsorted(upto[1:], upto[start] + left)
    distances: Floats = km[some[np.clip(row, start, stop - 1)]]
    return distances
