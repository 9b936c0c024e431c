"""Where the next sites would help most: the maximal covering location problem, in people.

Exact where the solver (HiGHS, through scipy's `milp`) finishes in time, greedy where it does not; the answer says
which, and gives a bound that no choice of sites can beat.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial import cKDTree

from geo.sphere import Floats, arc_km

Rows = NDArray[np.int64]
Covers = Any
"""A scipy csr_array, which carries no types: candidates by points, 1 where a site there would reach the point."""

SECONDS = 8.0
"""How long the solver may look."""
LARGEST = 700_000
"""Pairs of candidate and point beyond which the solver is not asked: it may then overstay its time by minutes."""
EXACT_GAP = 1e-9
"""The share of a bound by which a proven answer may seem to miss it: numbers end somewhere."""


@dataclass(frozen=True, slots=True)
class Sites:
    """The candidates chosen, the most helpful first."""

    chosen: tuple[int, ...]
    gains: tuple[float, ...]
    """People each newly brings within reach, after those before it."""
    bound: float
    """What no choice of as many sites can exceed."""
    exact: bool
    """Whether the choice is proven to be the best."""

    @property
    def gain(self) -> float:
        """People all of them bring within reach."""
        return float(sum(self.gains))


def covers(candidates: Floats, points: Floats, km: float) -> Covers:
    """Which of the points (n, 3) a site at each of the candidates (c, 3) would have within `km`."""
    shape = (len(candidates), len(points))
    if not all(shape):
        return sparse.csr_array(shape)
    # A chord is never longer than its arc, so the ball holds every point wanted and a few more.
    found = cKDTree(points).query_ball_point(candidates, km * 1000, return_sorted=True)
    row = np.repeat(np.arange(len(candidates)), [len(some) for some in found])
    point = np.concatenate([np.asarray(some, dtype=np.int64) for some in found])
    within = arc_km(points[point], candidates[row]) <= km
    return sparse.csr_array((np.ones(within.sum()), (row[within], point[within])), shape=shape)


def best_sites(cover: Covers, people: Floats, sites: int, seconds: float = SECONDS) -> Sites:
    """The choice of at most `sites` candidates that brings the most people (n,) within reach."""
    cover, people = merged(cover, people)
    quick = greedy(cover, people, sites)
    if not quick.chosen:
        return Sites((), (), 0.0, exact=True)
    if cover.nnz > LARGEST:
        return quick
    chosen, bound = _solved(cover, people, sites, seconds)
    bound = min(bound, quick.bound)
    better = in_order(cover, people, chosen)
    best = better if better.gain > quick.gain else quick
    exact = best.gain >= bound * (1 - EXACT_GAP)
    return Sites(best.chosen, best.gains, max(bound, best.gain), exact)


def merged(cover: Covers, people: Floats) -> tuple[Covers, Floats]:
    """Points that the same candidates would reach as one point, with the people of all; those nobody reaches left out.

    Many points become few, and the answer stays the same.
    """
    columns = sparse.csc_array(cover)
    columns.sort_indices()
    keys: dict[bytes, int] = {}
    slot = np.full(len(people), -1, dtype=np.int64)
    for point in np.flatnonzero((np.diff(columns.indptr) > 0) & (people > 0)):
        reached_by = columns.indices[columns.indptr[point] : columns.indptr[point + 1]]
        slot[point] = keys.setdefault(reached_by.tobytes(), len(keys))
    kept = slot >= 0
    first = np.unique(slot[kept], return_index=True)[1]
    weights: Floats = np.bincount(slot[kept], people[kept], len(keys)).astype(np.float64)
    return sparse.csr_array(columns[:, np.flatnonzero(kept)[first]]), weights


def greedy(cover: Covers, people: Floats, sites: int) -> Sites:
    """Each time the candidate that adds the most people. At least 63 % of the best; its bound is often closer."""
    left = people.copy()
    chosen: list[int] = []
    gains: list[float] = []
    bound = np.inf
    for _ in range(min(sites, cover.shape[0])):
        added = cover @ left
        # Nothing beats what is reached already and, on top, the most promising of the rest all at once.
        bound = min(bound, sum(gains) + float(np.sort(added)[::-1][:sites].sum()))
        best = int(np.argmax(added))
        if added[best] <= 0:
            break
        chosen.append(best)
        gains.append(float(added[best]))
        left[_reached_by(cover, best)] = 0
    gain = sum(gains)
    bound = min(bound, gain + float(np.sort(cover @ left)[::-1][:sites].sum()), float(people.sum()))
    return Sites(tuple(chosen), tuple(gains), float(bound), exact=False)


def in_order(cover: Covers, people: Floats, chosen: Rows) -> Sites:
    """These candidates, each next one the one that adds the most."""
    inner = greedy(sparse.csr_array(cover[chosen]), people, len(chosen))
    return Sites(tuple(int(chosen[row]) for row in inner.chosen), inner.gains, inner.bound, exact=False)


def _solved(cover: Covers, people: Floats, sites: int, seconds: float) -> tuple[Rows, float]:
    """The solver's choice and its bound; no choice when it found none in time.

    One variable per candidate, whole, and one per point, between 0 and 1: a point is reached at most as much as
    candidates that reach it are chosen.
    """
    # A tenth of a second and 8 MB, for the one process that works this out: no worker of the site pays them.
    from scipy.optimize import Bounds, LinearConstraint, milp

    candidates, points = cover.shape
    gain = np.concatenate([np.zeros(candidates), -people])
    reached = sparse.hstack([-sparse.csr_array(cover.T), sparse.eye_array(points)], format="csr")
    count = np.concatenate([np.ones(candidates), np.zeros(points)])
    outcome = milp(
        gain,
        integrality=np.concatenate([np.ones(candidates), np.zeros(points)]),
        bounds=Bounds(0, 1),
        constraints=[LinearConstraint(reached, -np.inf, 0), LinearConstraint(count, -np.inf, sites)],
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    bound = -outcome.mip_dual_bound if outcome.mip_dual_bound is not None else float(people.sum())
    if outcome.x is None:
        return np.empty(0, dtype=np.int64), float(bound)
    return np.flatnonzero(outcome.x[:candidates] > 0.5), float(bound)


def _reached_by(cover: Covers, candidate: int) -> NDArray[np.int32]:
    """The points a candidate reaches."""
    some: NDArray[np.int32] = cover.indices[cover.indptr[candidate] : cover.indptr[candidate + 1]]
    return some
