"""Where more sites would bring the most people within reach. Worked out in a child process, which can be stopped."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass
from threading import Lock

import numpy as np

from geo.demand import Demand
from geo.siting import SECONDS, Sites, best_sites, covers
from geo.sphere import Floats, as_xyz

from .answers import Answer, within_reach
from .latest import Busy
from .supply import Mask

MOST_SITES = 10
PATIENCE_SECONDS = 40.0
"""How long a page waits for the child before it gives up."""
FROM_REMOTE = 3
REMOTE_WEIGHT = 3.0
"""How many times a person in a remote or very remote community counts, when that is asked for. Our judgement."""
_one_at_a_time = Lock()


@dataclass(frozen=True, slots=True)
class Question:
    """How many sites, within which reach, among which communities (a province, or '' for all)."""

    sites: int
    reach_km: float
    province: str = ""
    favour_remote: bool = False


@dataclass(frozen=True, slots=True)
class Sited:
    """The rows of the communities chosen, the people each brings within reach, and how good the choice is."""

    rows: tuple[int, ...]
    people: tuple[int, ...]
    """People newly within reach, as counted, whatever weight was asked for."""
    exact: bool
    at_most: float
    """The weighted gain that no choice can exceed, over the weighted gain of this one: 1 is proven best."""
    before: Mask
    """Which points of demand are within reach now, and which would be."""
    after: Mask


def next_sites(found: Answer, demand: Demand, question: Question, withheld: Mask) -> Sited:
    """Where to go next. Raises Busy."""
    before = within_reach(found, question.reach_km)
    candidates = rows_of(demand, question.province, withheld)
    points = np.flatnonzero(~before & (demand.people > 0))
    remote = demand.communities.remoteness[demand.community[points]] >= FROM_REMOTE
    weight = demand.people[points] * np.where(remote & question.favour_remote, REMOTE_WEIGHT, 1.0)
    places = as_xyz(demand.communities.lonlat[candidates])
    sites = in_child(places, demand.xyz[points], weight, question)
    return told(sites, candidates, places, points, before, demand, question)


def rows_of(demand: Demand, province: str, withheld: Mask) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Communities a site could stand in: of one province or all, with people, and not withheld.

    A figure of what a site would do for one community is a figure about that community.
    """
    communities = demand.communities
    inside = np.array([not province or letters == province for letters in communities.provinces], dtype=bool)
    return np.flatnonzero(inside & (np.nan_to_num(communities.people) > 0) & ~withheld)


def in_child(candidates: Floats, points: Floats, weight: Floats, question: Question) -> Sites:
    """The choice, worked out in a process of its own, one at a time. Raises Busy."""
    if not _one_at_a_time.acquire(blocking=False):
        raise Busy
    try:
        pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
        try:
            work = pool.submit(choose, candidates, points, weight, question.reach_km, question.sites)
            return work.result(timeout=PATIENCE_SECONDS)
        except TooLate as late:
            raise Busy from late
        finally:
            stop(pool)
    finally:
        _one_at_a_time.release()


def choose(candidates: Floats, points: Floats, weight: Floats, reach_km: float, sites: int) -> Sites:
    """What the child does."""
    return best_sites(covers(candidates, points, reach_km), weight, sites, SECONDS)


def stop(pool: ProcessPoolExecutor) -> None:
    """End the child, whatever it is doing."""
    for process in list((pool._processes or {}).values()):
        process.kill()
    pool.shutdown(wait=False, cancel_futures=True)


def told(
    sites: Sites,
    candidates: np.ndarray[tuple[int], np.dtype[np.int64]],
    places: Floats,
    points: np.ndarray[tuple[int], np.dtype[np.int64]],
    before: Mask,
    demand: Demand,
    question: Question,
) -> Sited:
    """The choice in people: what each site adds after those before it."""
    after = before.copy()
    gains = []
    for one in sites.chosen:
        reached = covers(places[[one]], demand.xyz[points], question.reach_km).indices
        fresh = points[reached][~after[points[reached]]]
        gains.append(round(float(demand.people[fresh].sum())))
        after[fresh] = True
    rows = tuple(int(candidates[one]) for one in sites.chosen)
    at_most = sites.bound / sites.gain if sites.gain else 1.0
    return Sited(rows, tuple(gains), sites.exact, at_most, before, after)
