"""Points in nested boxes, so that what lies within a distance is summed without looking at each pair.

Rows stand in the order of a balanced k-d tree, cut into a power of two of leaves, and are boxed level by level. Askers
are sorted along a curve that keeps neighbours together, and boxed too, a few together. Two boxes that lie wholly at
one weight from each other give their sum at once; only where the edge of a reach runs between are they opened. No
pair is ever stored. Two ways to walk the boxes give the same sums: compiled (`geo.fast_walks`) and numpy alone. The
same boxes, compiled, say which point is closest; scipy's k-d tree says the same more slowly.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.sphere import Floats

LEAF = 6
"""Points to a leaf, about."""
TOGETHER = 16
"""Askers to a box."""
BITS = 16
BLOCK = 512
"""Boxes of askers walked at once by the numpy way, which bounds its memory."""

PIECES = 1
"""Runs of boxes for each core: no two take equally long."""

Integers = NDArray[np.int64]


def along_a_curve(xyz: Floats) -> Integers:
    """The order of rows (n, 3) in which neighbours in space stand close together (Morton's curve)."""
    low = xyz.min(axis=0, initial=np.inf)
    size = float(np.ptp(xyz, axis=0).max()) if len(xyz) else 0.0
    steps = ((xyz - low) / (size or 1.0) * (2**BITS - 1)).astype(np.uint64)
    code = np.zeros(len(xyz), dtype=np.uint64)
    for axis in range(3):
        code |= _spread(steps[:, axis]) << np.uint64(axis)
    return np.argsort(code, kind="stable")


def _spread(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The bits of 16-bit numbers, two zeros between one and the next."""
    for shift, mask in ((16, 0xFF0000FF), (8, 0x0F00F00F00F), (4, 0x0C30C30C30C3), (2, 0x249249249249)):
        values = (values | (values << np.uint64(shift))) & np.uint64(mask)
    return values


@dataclass(frozen=True, slots=True)
class Reach:
    """How much a thing counts by its distance: `weights` (b,) up to each of the rising `metres` (m, b) of chord.

    One row of metres per asker; beyond the last, nothing.
    """

    metres: Floats
    weights: Floats


@dataclass(frozen=True, slots=True)
class Askers:
    """Those who ask (m, 3), neighbours together, boxed a few at a time."""

    xyz: Floats
    squares: Floats
    """Squared metres of each asker's reach (m, b)."""
    edges: Integers
    low: Floats
    high: Floats
    least: Floats
    """The smallest and the largest squares of each box (boxes, b)."""
    most: Floats

    @classmethod
    def boxed(cls, xyz: Floats, squares: Floats) -> Askers:
        """Askers already in the order of the curve."""
        starts = np.arange(0, len(xyz), TOGETHER)
        return cls(
            np.ascontiguousarray(xyz),
            np.ascontiguousarray(squares),
            np.append(starts, len(xyz)),
            np.minimum.reduceat(xyz, starts),
            np.maximum.reduceat(xyz, starts),
            np.minimum.reduceat(squares, starts),
            np.maximum.reduceat(squares, starts),
        )


class Nested:
    """Points (n, 3), each of one of `kinds` kinds and worth so much of it, in boxes."""

    def __init__(self, xyz: Floats, worth: Floats, kind: Integers | None = None, kinds: int = 1) -> None:
        depth = max(0, int(np.ceil(np.log2(max(len(xyz), 1) / LEAF))))
        self.leaves = 2**depth
        self.edges = halved(len(xyz), depth)
        order = cKDTree(xyz, leafsize=-(-len(xyz) // self.leaves) or 1).indices.astype(np.int64)
        self.kinds = kinds
        self.row = order
        self.xyz = np.ascontiguousarray(xyz[order])
        self.worth = np.ascontiguousarray(worth[order])
        self.kind = np.zeros(len(xyz), dtype=np.int64) if kind is None else kind[order].astype(np.int64)
        self.low, self.high, self.total = self._boxes()

    def _boxes(self) -> tuple[Floats, Floats, Floats]:
        """Box and sums of every node; the children of k are 2k + 1 and 2k + 2, the leaves come last."""
        size = 2 * self.leaves - 1
        low, high = np.full((size, 3), np.inf), np.full((size, 3), -np.inf)
        total = np.zeros((size, self.kinds))
        if len(self.xyz):
            starts = self.edges[:-1]
            low[-self.leaves :] = np.minimum.reduceat(self.xyz, starts)
            high[-self.leaves :] = np.maximum.reduceat(self.xyz, starts)
            leaf = np.repeat(np.arange(self.leaves), np.diff(self.edges))
            sums = np.bincount(leaf * self.kinds + self.kind, self.worth, self.leaves * self.kinds)
            total[-self.leaves :] = sums.reshape(self.leaves, self.kinds)
        for first in (2**level - 1 for level in range(int(np.log2(self.leaves)) - 1, -1, -1)):
            nodes = np.arange(first, 2 * first + 1)
            one, other = 2 * nodes + 1, 2 * nodes + 2
            low[nodes], high[nodes] = np.minimum(low[one], low[other]), np.maximum(high[one], high[other])
            total[nodes] = total[one] + total[other]
        return low, high, total

    def sums(self, askers: Floats, reach: Reach, compiled: bool = True) -> Floats:
        """For each asker (m, 3): the weighted worth of each kind within reach, (m, kinds)."""
        found = np.zeros((len(askers), self.kinds))
        if len(self.xyz) and len(askers):
            order = along_a_curve(askers)
            boxed = Askers.boxed(askers[order], reach.metres[order] ** 2)
            found[order] = self._compiled(boxed, reach.weights) if compiled else self._walked(boxed, reach.weights)
        return found

    def _compiled(self, askers: Askers, weights: Floats) -> Floats:
        from geo.fast_walks import summed

        ours = (self.low, self.high, self.total, self.edges, self.xyz, self.worth, self.kind)
        theirs = (askers.xyz, askers.squares, askers.edges, askers.low, askers.high, askers.least, askers.most)
        found = np.zeros((len(askers.xyz), self.kinds))
        in_pieces(lambda start, stop: summed(start, stop, theirs, weights, ours, found), len(askers.low))
        return found

    def closest(self, askers: Floats) -> tuple[Floats, Integers]:
        """For each asker (m, 3): the square of the metres to the closest point, and its row; compiled.

        Any order of askers gives the same answer, and quickest is one that keeps neighbours together. There must be a
        point.
        """
        from geo.fast_walks import TOGETHER, closest

        ours = (self.low, self.high, self.edges, self.xyz, self.row)
        square, row = np.full(len(askers), np.inf), np.full(len(askers), -1, dtype=np.int64)
        runs = -(-len(askers) // TOGETHER)
        in_pieces(lambda start, stop: closest(start, stop, askers, ours, square, row), runs)
        return square, row

    def _walked(self, askers: Askers, weights: Floats) -> Floats:
        """The same in numpy, a block of boxes after the other, one level at a time."""
        found = np.zeros((len(askers.xyz), self.kinds))
        for start in range(0, len(askers.low), BLOCK):
            self._walk(askers, np.arange(start, min(start + BLOCK, len(askers.low))), weights, found)
        return found

    def _walk(self, askers: Askers, boxes: Integers, weights: Floats, found: Floats) -> None:
        """Add to `found` what the askers of these boxes reach."""
        first = boxes[0]
        whole_sums = np.zeros((len(boxes), self.kinds))
        box, node = boxes, np.zeros(len(boxes), dtype=np.int64)
        while len(node):
            near, far = self._apart(askers, box, node)
            inner = (near[:, None] > askers.most[box]).sum(axis=1)
            outer = (far[:, None] > askers.least[box]).sum(axis=1)
            whole, beyond = inner == outer, inner == len(weights)
            kept = whole & ~beyond
            _add(whole_sums, box[kept] - first, weights[inner[kept]][:, None] * self.total[node[kept]])
            open_ = ~(whole | beyond)
            box, node = box[open_], node[open_]
            leaf = node >= self.leaves - 1
            self._add_leaves(askers, box[leaf], node[leaf] - (self.leaves - 1), weights, found)
            box, node = np.repeat(box[~leaf], 2), np.repeat(2 * node[~leaf] + 1, 2)
            node[1::2] += 1
        rows = slice(askers.edges[first], askers.edges[boxes[-1] + 1])
        found[rows] += np.repeat(whole_sums, np.diff(askers.edges[first : boxes[-1] + 2]), axis=0)

    def _apart(self, askers: Askers, box: Integers, node: Integers) -> tuple[Floats, Floats]:
        """The square of the least and of the largest distance between two boxes."""
        below, above = self.low[node] - askers.high[box], askers.low[box] - self.high[node]
        near = np.maximum(np.maximum(below, above), 0.0)
        far = np.maximum(self.high[node] - askers.low[box], askers.high[box] - self.low[node])
        return np.einsum("ij,ij->i", near, near), np.einsum("ij,ij->i", far, far)

    def _add_leaves(self, askers: Askers, box: Integers, leaf: Integers, weights: Floats, found: Floats) -> None:
        """Add what stands in leaves on an edge, each asker with each point."""
        pair, asker = _spelled_out(askers.edges[box], askers.edges[box + 1])
        leaf = leaf[pair]
        pair, point = _spelled_out(self.edges[leaf], self.edges[leaf + 1])
        asker = asker[pair]
        apart = self.xyz[point] - askers.xyz[asker]
        square = np.einsum("ij,ij->i", apart, apart)
        band = (square[:, None] > askers.squares[asker]).sum(axis=1)
        worth = np.append(weights, 0.0)[band] * self.worth[point]
        found += np.bincount(asker * self.kinds + self.kind[point], worth, found.size).reshape(found.shape)


def halved(rows: int, times: int) -> Integers:
    """Where rows are cut when each piece is cut in the middle, so many times: as a balanced k-d tree does."""
    edges = np.array([0, rows], dtype=np.int64)
    for _ in range(times):
        edges = np.sort(np.append(edges, edges[:-1] + np.diff(edges) // 2))
    return edges


def in_pieces(work: Callable[[int, int], None], boxes: int) -> None:
    """Do work on runs of boxes, from a first one up to a last, on every core. It must let go of Python's lock."""
    cores = os.cpu_count() or 1
    edges = np.linspace(0, boxes, cores * PIECES + 1).astype(np.int64)
    with ThreadPoolExecutor(cores) as pool:
        list(pool.map(work, edges[:-1], edges[1:]))


def _spelled_out(starts: Integers, stops: Integers) -> tuple[Integers, Integers]:
    """Every whole number from each start up to its stop, and the row of the start it comes from."""
    counts = stops - starts
    row = np.repeat(np.arange(len(starts)), counts)
    return row, np.arange(counts.sum()) + np.repeat(starts - (np.cumsum(counts) - counts), counts)


def _add(found: Floats, rows: Integers, values: Floats) -> None:
    """Add to each row what belongs to it."""
    for column in range(found.shape[1]):
        found[:, column] += np.bincount(rows, values[:, column], len(found))
