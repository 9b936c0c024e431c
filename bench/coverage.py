"""Coverage beside named peers, on the full geography and 100,000 invented services of ten kinds.

    python -m bench.coverage

P10: how far everybody is from the nearest of each kind, and how many are beyond each cut, beside the bare k-d tree
queries and geopandas `sjoin_nearest`. P11: access scores, beside scipy's sparse pairs for all points, and beside
PySAL `access` for the communities. Each side runs in a process of its own, so that its memory can be told. The
scores of all sides must agree within 1e-6, else this stops.
"""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from geo import catchments, demand, measures
from geo.demand import Demand
from geo.load import load_geography
from geo.sphere import Floats, arc_km, as_xyz, short_arc_km
from portal.config import CHECKOUT

REAL = CHECKOUT.parent / "shared" / "data" / "geo"
EMBEDDED = CHECKOUT / "data" / "places"
SERVICES, KINDS, SEED = 100_000, 10, 1
REACH_KM = 50.0
RUNS = 3
WORKERS = 2
"""Cores that k-d trees may use, ours and the bare ones alike."""
GROUPS = 13
"""Provinces: what the shares are told by."""


@dataclass
class Ran:
    """What one side came to: seconds (the middle of its runs), the memory it added, MB, and its answer."""

    seconds: float
    added_mb: float
    answer: Floats


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


class World:
    """Where people live, and invented services: where people are, kinds in turn, the same every time."""

    def __init__(self, geography: Path) -> None:
        self.people: Demand = demand.read(geography, EMBEDDED)
        dice = np.random.default_rng(SEED)
        near = dice.choice(len(self.people), SERVICES, p=self.people.people / self.people.people.sum())
        self.points = self.people.lonlat[near] + dice.normal(0, 0.02, (SERVICES, 2))
        self.kind = dice.integers(0, KINDS, SERVICES)
        self.xyz = as_xyz(self.points)
        letters = np.unique(self.people.communities.provinces, return_inverse=True)[1].astype(np.int32)
        self.province = letters[self.people.community]

    @property
    def services(self) -> catchments.Services:
        return catchments.Services(self.points, self.kind, np.ones(SERVICES))


# P10


def nearest_and_shares(world: World) -> Floats:
    """Ours: M1 and M2 for all kinds."""
    found = []
    for kind in range(KINDS):
        km, _row = measures.nearest(world.people, world.xyz[world.kind == kind], WORKERS)
        measures.beyond(km, world.people.people, world.province, GROUPS)
        measures.quantiles(km, world.people.people, world.province, GROUPS, (0.5, 0.9))
        found.append(km)
    return np.column_stack(found)


def bare_queries(world: World) -> Floats:
    """The k-d tree alone, on the unit sphere, in the order in which the points are kept."""
    from scipy.spatial import cKDTree

    unit = [xyz / np.linalg.norm(xyz, axis=1)[:, None] for xyz in (world.people.xyz, world.xyz)]
    found = [cKDTree(unit[1][world.kind == kind]).query(unit[0], workers=WORKERS)[0] for kind in range(KINDS)]
    return np.column_stack(found) * 6371.0


def by_geopandas(world: World) -> Floats:
    """geopandas, in Canada's Atlas Lambert."""
    import geopandas

    def flat(points: Floats) -> Any:
        return geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(*points.T), crs=4326).to_crs(3978)

    people, services = flat(world.people.lonlat), flat(world.points)
    found = []
    for kind in range(KINDS):
        joined = people.sjoin_nearest(services[world.kind == kind], distance_col="metres")
        found.append(joined[~joined.index.duplicated()].sort_index()["metres"].to_numpy() / 1000)
    return np.column_stack(found)


def exact_sample(world: World) -> Floats:
    """The geodesic to each kind's nearest, brute force, for 300 points: what P10's distances are held against."""
    rows = np.random.default_rng(SEED).choice(len(world.people), 300, replace=False)
    found = np.empty((len(rows), KINDS))
    for number, row in enumerate(rows):
        km = arc_km(world.xyz, world.people.xyz[row])
        found[number] = [km[world.kind == kind].min() for kind in range(KINDS)]
    return found


# P11, all points


def scores(world: World) -> Floats:
    """Ours: access scores of all kinds."""
    return catchments.access_scores(world.people, world.services, np.full(len(world.people), REACH_KM), KINDS)


def scores_plain(world: World) -> Floats:
    """The same without the compiler."""
    reach = np.full(len(world.people), REACH_KM)
    return catchments.access_scores(world.people, world.services, reach, KINDS, compiled=False)


def by_sparse_pairs(world: World) -> Floats:
    """scipy: every pair within reach as a sparse matrix."""
    from scipy.spatial import cKDTree

    tree, people = cKDTree(world.people.xyz), world.people
    found = []
    for kind in range(KINDS):
        ones = cKDTree(world.xyz[world.kind == kind])
        pairs = tree.sparse_distance_matrix(ones, REACH_KM * 1000, output_type="coo_matrix").tocsr()
        km = short_arc_km(pairs.data, np.repeat(people.radius, np.diff(pairs.indptr)))
        pairs.data = np.select([km <= REACH_KM * part for part, _w in catchments.DECAY], catchments.WEIGHTS)
        shared = pairs.T @ people.people
        share = np.divide(1.0, shared, out=np.zeros_like(shared), where=shared > 0)
        found.append(pairs @ share * catchments.PER_PEOPLE)
    return np.column_stack(found)


# P11, communities


def community_world(world: World) -> tuple[Demand, catchments.Services]:
    """The communities as points, and the services of each kind gathered at the community nearest to each."""
    from scipy.spatial import cKDTree

    communities = world.people.communities
    # Where nobody lives PySAL divides by nothing: there one person stands in.
    counted = replace(communities, people=np.maximum(np.nan_to_num(communities.people), 1.0))
    rows = np.arange(len(counted), dtype=np.int32)
    people = demand.as_demand(counted.lonlat, np.ones(len(counted)), rows, counted)
    place = cKDTree(people.xyz).query(world.xyz)[1]
    count = np.bincount(place * KINDS + world.kind, minlength=len(people) * KINDS)
    entry = np.flatnonzero(count)
    points = people.lonlat[entry // KINDS]
    return people, catchments.Services(points, entry % KINDS, count[entry].astype(float))


def community_scores(world: World) -> Floats:
    """Ours: access scores of all kinds for the communities."""
    people, services = community_world(world)
    start = time.perf_counter()
    found = catchments.access_scores(people, services, np.full(len(people), REACH_KM), KINDS)
    return timed_answer(found, start)


def by_access(world: World) -> Floats:
    """PySAL access on the same. Its table of costs is made for it: only its own work is timed."""
    import pandas as pd
    from access import Access, weights
    from scipy.spatial import cKDTree

    people, services = community_world(world)
    ones = cKDTree(people.xyz)
    pairs = ones.sparse_distance_matrix(ones, REACH_KM * 1000 * 1.001, output_type="coo_matrix").tocsr()
    pairs.setdiag(0)
    origin, dest = np.repeat(np.arange(len(people)), np.diff(pairs.indptr)), pairs.indices
    km = short_arc_km(pairs.data, people.radius[origin])
    row_at = {tuple(point): row for row, point in enumerate(people.lonlat)}
    at = np.array([row_at[tuple(point)] for point in services.points])
    capacity = np.zeros((len(people), KINDS))
    np.add.at(capacity, (at, services.kind), services.capacity)
    names = [f"kind{kind}" for kind in range(KINDS)]
    supply = pd.DataFrame(capacity, columns=names).assign(id=range(len(people)))
    costs = pd.DataFrame({"origin": origin, "dest": dest, "cost": km})
    both = Access(
        demand_df=pd.DataFrame({"id": range(len(people)), "people": people.people}),
        demand_index="id",
        demand_value="people",
        supply_df=supply,
        supply_index="id",
        supply_value=names,
        cost_df=costs,
        cost_origin="origin",
        cost_dest="dest",
        cost_name="cost",
        neighbor_cost_df=costs.rename(columns={"cost": "near"}),
        neighbor_cost_origin="origin",
        neighbor_cost_dest="dest",
        neighbor_cost_name="near",
    )
    steps = weights.step_fn({part * REACH_KM: weight for part, weight in catchments.DECAY})
    start = time.perf_counter()
    both.enhanced_two_stage_fca(name="s", max_cost=REACH_KM, weight_fn=steps, normalize=False)
    table = both.access_df.reindex(range(len(people)))[[f"s_{name}" for name in names]].fillna(0.0)
    return timed_answer(table.to_numpy() * catchments.PER_PEOPLE, start)


def timed_answer(answer: Floats, start: float) -> Floats:
    """The answer with the seconds since `start` as one more row: for sides that time a part of their work only."""
    return np.vstack([answer, np.full(answer.shape[1], time.perf_counter() - start)])


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


def lines(geography: Path) -> Iterator[Line]:
    """Every comparison; stops where two sides do not agree."""
    ours, bare = run(nearest_and_shares, geography, RUNS), run(bare_queries, geography, RUNS)
    yield Line("P10 nearest and shares | bare k-d tree", ours.seconds, bare.seconds, "s", "at most 1.1 x + 0.010 s")
    sample = np.random.default_rng(SEED).choice(len(ours.answer), 300, replace=False)
    agree("P10 distances", ours.answer[sample], run(exact_sample, geography, 1).answer, 1e-5)
    flat = run(by_geopandas, geography, 1)
    yield Line("P10 nearest and shares | geopandas sjoin_nearest", ours.seconds, flat.seconds, "s", "at most 1/6")
    mine, pairs = run(scores, geography, RUNS), run(by_sparse_pairs, geography, 1)
    agree("P11 scores, sparse pairs", mine.answer, pairs.answer, 1e-6)
    yield Line("P11 scores, all points | scipy sparse pairs", mine.seconds, pairs.seconds, "s", "at most 1/30")
    once = run(scores, geography, 1)
    yield Line("P11 memory added | scipy sparse pairs", once.added_mb, pairs.added_mb, "MB", "at most 1/6")
    plain = run(scores_plain, geography, 1)
    agree("P11 scores, numpy alone", mine.answer, plain.answer, 1e-9)
    yield Line("P11 scores, numpy alone | scipy sparse pairs", plain.seconds, pairs.seconds, "s", "none: the fallback")
    few, theirs = run(community_scores, geography, RUNS), run(by_access, geography, RUNS)
    agree("P11 scores, PySAL access", few.answer, theirs.answer, 1e-6)
    yield Line("P11 scores, 5,161 communities | PySAL access", few.seconds, theirs.seconds, "s", "at most 1/20")


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
