"""Coverage beside named peers, on the full geography and 100,000 invented services of ten kinds.

    python -m bench.coverage

P10: how far everybody is from the nearest of each kind, and how many are beyond each cut, beside the bare k-d tree
queries and geopandas `sjoin_nearest`; they take turns in one process. P11: access scores, beside scipy's sparse pairs
for all points, and beside PySAL `access` for the communities; each side in a process of its own, so that its memory
can be told. Distances must agree with pyproj's geodesics within 1e-5 and the scores of all sides within 1e-6, else
this stops. The sides stand in bench/sides.py.
"""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.figures import timed
from bench.sides import (
    World,
    bare_queries,
    by_access,
    by_geopandas,
    by_sparse_pairs,
    community_scores,
    exact_sample,
    nearest_and_shares,
    sampled,
    scores,
    scores_plain,
)
from geo.load import load_geography
from geo.sphere import Floats
from portal.config import CHECKOUT

REAL = CHECKOUT.parent / "shared" / "data" / "geo"
RUNS = 3
TURNS = 5
"""Of those that take turns in one process."""


@dataclass
class Ran:
    """What one side came to: seconds (the middle of its runs), the memory it added, MB, and its answer."""

    seconds: float
    added_mb: float
    answer: Floats
    own: float = 0.0
    """Seconds of processor, where they were told apart: on a busy machine they say more."""


@dataclass
class Line:
    """One comparison: ours over the peer's, beside the aim."""

    name: str
    ours: float
    peer: float
    unit: str
    aim: str

    def __str__(self) -> str:
        ratio = self.ours / self.peer
        said = f"1/{1 / ratio:.1f}" if ratio < 0.9 else f"{ratio:.2f} x"
        return f"{self.name:<58}{self.ours:>9.3f} {self.peer:>9.3f} {self.unit:<3} {said:>8}   aim {self.aim}"


TIMES_ITSELF = (community_scores, by_access)


def run(work: Callable[[World], Floats], geography: Path, runs: int) -> Ran:
    """One side in a process of its own, after one run to warm up."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_run, (work, geography, runs))


def _run(work: Callable[[World], Floats], geography: Path, runs: int) -> Ran:
    warnings.simplefilter("ignore")
    world, seconds = World(geography), []
    if runs > 1:
        work(world)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss if runs == 1 else 0
    for _ in range(runs):
        start = time.perf_counter()
        answer = work(world)
        seconds.append(time.perf_counter() - start)
        if work in TIMES_ITSELF:
            answer, seconds[-1] = answer[:-1], float(answer[-1, 0])
    added = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return Ran(statistics.median(seconds), added, answer)


def in_turns(works: Sequence[Callable[[World], Floats]], geography: Path) -> list[Ran]:
    """Sides that take turns in one process, so that whatever else the machine does weighs on all of them alike."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_in_turns, (works, geography))


def _in_turns(works: Sequence[Callable[[World], Floats]], geography: Path) -> list[Ran]:
    warnings.simplefilter("ignore")
    world = World(geography)
    answers = [work(world) for work in works]
    turns = [[clocked(work, world) for work in works] for _ in range(TURNS)]
    middle = [[statistics.median(clock) for clock in zip(*side, strict=True)] for side in zip(*turns, strict=True)]
    return [Ran(taken, 0.0, answer, own) for (taken, own), answer in zip(middle, answers, strict=True)]


def clocked(work: Callable[[World], Floats], world: World) -> tuple[float, float]:
    """Seconds one piece of work takes, and seconds of processor on all cores together."""
    own = time.process_time()
    return timed(lambda: work(world)), time.process_time() - own


def lines(geography: Path) -> Iterator[Line]:
    """Every comparison; stops where two sides do not agree."""
    ours, bare, flat = in_turns([nearest_and_shares, bare_queries, by_geopandas], geography)
    yield Line("P10 nearest and shares | bare k-d tree", ours.seconds, bare.seconds, "s", "at most 1.1 x + 0.010 s")
    some = sampled(len(ours.answer))
    agree("P10 distances, geodesics", ours.answer[some], run(exact_sample, geography, 1).answer, 1e-5)
    yield Line("P10 nearest and shares | geopandas sjoin_nearest", ours.seconds, flat.seconds, "s", "at most 1/6")
    yield Line("P10 processor time | bare k-d tree", ours.own, bare.own, "s", "none: beside the two above")
    yield Line("P10 processor time | geopandas sjoin_nearest", ours.own, flat.own, "s", "none")
    few, theirs = run(community_scores, geography, RUNS), run(by_access, geography, RUNS)
    agree("P11 scores, PySAL access", few.answer, theirs.answer, 1e-6)
    yield Line("P11 scores, 5,161 communities | PySAL access", few.seconds, theirs.seconds, "s", "at most 1/20")
    mine, pairs = run(scores, geography, RUNS), run(by_sparse_pairs, geography, 1)
    agree("P11 scores, sparse pairs", mine.answer, pairs.answer, 1e-6)
    yield Line("P11 scores, all points | scipy sparse pairs", mine.seconds, pairs.seconds, "s", "at most 1/30")
    once = run(scores, geography, 1)
    yield Line("P11 memory added | scipy sparse pairs", once.added_mb, pairs.added_mb, "MB", "at most 1/6")
    plain = run(scores_plain, geography, 1)
    agree("P11 scores, numpy alone", mine.answer, plain.answer, 1e-9)
    yield Line("P11 scores, numpy alone | scipy sparse pairs", plain.seconds, pairs.seconds, "s", "none: the fallback")


def agree(name: str, ours: Floats, theirs: Floats, within: float) -> None:
    """Say how well two answers agree; stop when they do not."""
    scale = np.maximum(np.abs(theirs), 1e-300)
    worst = float((np.abs(ours - theirs) / scale)[(ours != 0) | (theirs != 0)].max())
    print(f"{name}: the worst relative difference is {worst:.1e} (at most {within:.0e})", flush=True)
    if not worst <= within:
        raise SystemExit(f"{name} do not agree")


def main() -> None:
    """Print every comparison."""
    if not REAL.is_dir():
        raise SystemExit("the full geography does not stand beside this checkout")
    with tempfile.TemporaryDirectory() as folder:
        geography = Path(folder) / "geography"
        load_geography(REAL, geography, lambda _stage: None)
        print(f"{'':<58}{'ours':>9} {'peer':>9}")
        for line in lines(geography):
            print(line, flush=True)


if __name__ == "__main__":
    main()
