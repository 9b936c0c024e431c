"""Walks through nested boxes, compiled: the only module that uses numba. The same is there in numpy and scipy.

None of them holds Python's lock, so that several threads may each walk a run of boxes; none starts a thread itself,
so that a process may be forked after they were loaded.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from geo.sphere import Floats

TOGETHER = 8
"""Askers to a walk for what is closest."""


@numba.njit(cache=True, nogil=True)
def summed(start: int, stop: int, askers: Any, weights: Floats, points: Any, found: Floats) -> None:
    """The fields of Askers and of Nested as tuples, in their order; see `Nested.sums`. Adds to `found`.

    Each box of askers adds in one order, so that every run gives the same digits.
    """
    xyz, squares, edges, low, high, least, most = askers
    for box in range(start, stop):
        walk(box, xyz, squares, edges, low, high, least, most, weights, points, found)


@numba.njit(cache=True, nogil=True)
def closest(start, stop, askers, points, square, row):  # type: ignore[no-untyped-def]
    """For askers in runs of TOGETHER, from run `start` up to `stop`: see `Nested.closest`. Fills `square` and `row`."""
    for run in range(start, stop):
        first, after = run * TOGETHER, (run + 1) * TOGETHER
        descend(askers[first:after], points, square[first:after], row[first:after])


@numba.njit(cache=True)
def descend(some, points, square, row):  # type: ignore[no-untyped-def]
    """The closest point to each of some askers who stand together, by one walk for all: nearer boxes first."""
    node_low, node_high, leaf_edges, spots, number = points
    first_leaf = len(node_low) // 2
    low, high = some[0].copy(), some[0].copy()
    for one in range(1, len(some)):
        for axis in range(3):
            low[axis], high[axis] = min(low[axis], some[one, axis]), max(high[axis], some[one, axis])
    waiting, away = np.empty(128, dtype=np.int64), np.empty(128)
    waiting[0], away[0], left, bound = 0, 0.0, 1, np.inf
    while left:
        left -= 1
        node = waiting[left]
        if away[left] > bound:
            continue
        if node < first_leaf:
            near, far = 2 * node + 1, 2 * node + 2
            to_near = apart(low, high, node_low[near], node_high[near])[0]
            to_far = apart(low, high, node_low[far], node_high[far])[0]
            if to_far < to_near:
                near, far, to_near, to_far = far, near, to_far, to_near
            waiting[left], away[left], waiting[left + 1], away[left + 1] = far, to_far, near, to_near
            left += 2
        else:
            leaf, bound = node - first_leaf, 0.0
            for one in range(len(some)):
                x, y, z, least, which = some[one, 0], some[one, 1], some[one, 2], square[one], row[one]
                for spot in range(leaf_edges[leaf], leaf_edges[leaf + 1]):
                    dx, dy, dz = x - spots[spot, 0], y - spots[spot, 1], z - spots[spot, 2]
                    apart_by = dx * dx + dy * dy + dz * dz
                    # Of two at one place the first row, whatever order they are met in.
                    if apart_by < least or (apart_by == least and number[spot] < which):
                        least, which = apart_by, number[spot]
                square[one], row[one] = least, which
                bound = max(bound, least)


@numba.njit(cache=True)
def walk(box, xyz, squares, edges, low, high, least, most, weights, points, found):  # type: ignore[no-untyped-def]
    """Add to `found` what the askers of one box reach. Types are numba's to tell."""
    node_low, node_high, total, leaf_edges, spots, worth, kind = points
    bands, first_leaf = len(weights), len(node_low) // 2
    whole = np.zeros(total.shape[1])
    waiting = np.empty(128, dtype=np.int64)
    waiting[0], left = 0, 1
    while left:
        left -= 1
        node = waiting[left]
        near, far = apart(low[box], high[box], node_low[node], node_high[node])
        inner, outer = band_of(near, most[box]), band_of(far, least[box])
        if inner == bands:
            continue
        if inner == outer:
            whole += weights[inner] * total[node]
        elif node < first_leaf:
            waiting[left], waiting[left + 1] = 2 * node + 1, 2 * node + 2
            left += 2
        else:
            leaf = node - first_leaf
            for row in range(edges[box], edges[box + 1]):
                for one in range(leaf_edges[leaf], leaf_edges[leaf + 1]):
                    x, y, z = xyz[row, 0] - spots[one, 0], xyz[row, 1] - spots[one, 1], xyz[row, 2] - spots[one, 2]
                    square, band = x * x + y * y + z * z, 0
                    while band < bands and square > squares[row, band]:
                        band += 1
                    if band < bands:
                        found[row, kind[one]] += weights[band] * worth[one]
    for row in range(edges[box], edges[box + 1]):
        found[row] += whole


@numba.njit(cache=True, inline="always")
def band_of(square, limits):  # type: ignore[no-untyped-def]
    """Within which of the rising limits a squared distance falls; their number when beyond the last."""
    band = 0
    while band < len(limits) and square > limits[band]:
        band += 1
    return band


@numba.njit(cache=True, inline="always")
def apart(low, high, node_low, node_high):  # type: ignore[no-untyped-def]
    """The squares of the least and of the largest distance between two boxes."""
    near = far = 0.0
    for axis in range(3):
        gap = max(node_low[axis] - high[axis], low[axis] - node_high[axis], 0.0)
        span = max(node_high[axis] - low[axis], high[axis] - node_low[axis])
        near += gap * gap
        far += span * span
    return near, far
