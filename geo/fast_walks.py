"""Walks through nested boxes, compiled: the only module that uses numba. The same is there in numpy and scipy.

None of them holds Python's lock, so that several threads may each walk a run of boxes; none starts a thread itself,
so that a process may be forked after they were loaded.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from geo.sphere import Floats

TOGETHER = 16
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
    """For askers in runs of TOGETHER, from run `start` up to `stop`: see `Nested.closest`. Fills `square` and `row`.

    Those of a run stand in columns of fixed length, which the compiler works on several at a time; the last run is
    filled up with its last asker.
    """
    spots, least, which = np.empty((3, TOGETHER)), np.empty(TOGETHER), np.empty(TOGETHER, dtype=np.int64)
    for run in range(start, stop):
        first, after = run * TOGETHER, min((run + 1) * TOGETHER, len(askers))
        for one in range(TOGETHER):
            for axis in range(3):
                spots[axis, one] = askers[min(first + one, after - 1), axis]
        least[:], which[:] = np.inf, -1
        descend(spots, points, least, which)
        square[first:after], row[first:after] = least[: after - first], which[: after - first]


@numba.njit(cache=True)
def descend(askers, points, least, which):  # type: ignore[no-untyped-def]
    """The closest point to each of some askers who stand together, by one walk for all: nearer boxes first."""
    node_low, node_high, leaf_edges, spots, number = points
    first_leaf = len(node_low) // 2
    low, high = np.empty(3), np.empty(3)
    for axis in range(3):
        low[axis], high[axis] = askers[axis].min(), askers[axis].max()
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
            leaf = node - first_leaf
            for spot in range(leaf_edges[leaf], leaf_edges[leaf + 1]):
                measure(askers[0], askers[1], askers[2], spots[spot], number[spot], least, which)
            bound = least.max()


@numba.njit(cache=True, inline="always")
def measure(x, y, z, spot, number, least, which):  # type: ignore[no-untyped-def]
    """Hold one point against all askers of a run: of two at one place the first row, in whatever order they come."""
    there_x, there_y, there_z = spot[0], spot[1], spot[2]
    for one in range(TOGETHER):
        dx, dy, dz = x[one] - there_x, y[one] - there_y, z[one] - there_z
        square = dx * dx + dy * dy + dz * dz
        better = (square < least[one]) | ((square == least[one]) & (number < which[one]))
        # Without a branch, so that several are compared at once.
        least[one], which[one] = square if better else least[one], number if better else which[one]


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
