"""The walk through nested boxes, compiled: the only module that uses numba. `geo.nested` holds the same in numpy."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from geo.sphere import Floats


@numba.njit(cache=True, parallel=True)
def summed(askers: Any, weights: Floats, points: Any) -> Floats:
    """The fields of Askers and of Nested as tuples, in their order; see `Nested.sums`.

    Each box of askers is one piece of work and adds in one order, so that every run gives the same digits.
    """
    xyz, squares, edges, low, high, least, most = askers
    found = np.zeros((len(xyz), points[2].shape[1]))
    for box in numba.prange(len(low)):
        walk(box, xyz, squares, edges, low, high, least, most, weights, points, found)
    return found


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
