"""The sides of `bench.coverage`: ours and each peer's way to the same figures, over one invented world."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo import catchments, demand, measures
from geo.demand import Demand
from geo.geodesic import nearest_of_all
from geo.sphere import Floats, as_xyz, short_arc_km
from portal.config import CHECKOUT

EMBEDDED = CHECKOUT / "data" / "places"
SERVICES, KINDS, SEED = 100_000, 10, 1
EXACT = 60
REACH_KM = 50.0
WORKERS = 2
"""Cores that the bare k-d trees may use, as ours do."""
GROUPS = 13
"""Provinces: what the shares are told by."""


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

    @cached_property
    def frames(self) -> tuple[Any, Any]:
        """People and services as geopandas has them."""
        import geopandas

        def flat(points: Floats) -> Any:
            return geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(*points.T), crs=4326).to_crs(3978)

        return flat(self.people.lonlat), flat(self.points)

    @property
    def services(self) -> catchments.Services:
        return catchments.Services(self.points, self.kind, np.ones(SERVICES))


# P10


def nearest_and_shares(world: World) -> Floats:
    """Ours: M1 and M2 for all kinds."""
    found = []
    for kind in range(KINDS):
        km, _row = measures.nearest(world.people, world.xyz[world.kind == kind])
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
    """geopandas, in Canada's Atlas Lambert; both frames are made and projected beforehand, as ours has its points."""
    people, services = world.frames
    found = []
    for kind in range(KINDS):
        joined = people.sjoin_nearest(services[world.kind == kind], distance_col="metres")
        found.append(joined[~joined.index.duplicated()].sort_index()["metres"].to_numpy() / 1000)
    return np.column_stack(found)


def exact_sample(world: World) -> Floats:
    """pyproj's geodesic to each kind's nearest, brute force, for EXACT points: what distances are held against."""
    points = world.people.lonlat[sampled(len(world.people))]
    return np.column_stack([nearest_of_all(points, world.points[world.kind == kind])[0] for kind in range(KINDS)])


def sampled(points: int) -> NDArray[np.int64]:
    """The rows that are measured exactly."""
    return np.random.default_rng(SEED).choice(points, EXACT, replace=False)


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
