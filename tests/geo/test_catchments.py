"""Access scores beside PySAL's own, and two ways of summing that give the same."""

import warnings

import numpy as np
import pytest

from geo.catchments import CATCHMENT_KM, DECAY, PER_PEOPLE, Services, access_scores, catchments, people_in_reach
from geo.nested import Nested, Reach
from geo.sphere import as_xyz, short_arc_km
from tests.countries import SEED, country, scattered


def clustered(count, seed):
    """Points in a country of villages within a few hundred kilometres."""
    return np.random.default_rng(seed).normal((-95.0, 60.0), (2.5, 1.2), (count, 2))


def as_services(points, seed=SEED, kinds=1):
    dice = np.random.default_rng(seed)
    return Services(points, dice.integers(0, kinds, len(points)), dice.integers(1, 9, len(points)).astype(float))


def by_pysal(people, services, reach_km):
    """PySAL's enhanced two-step floating catchment, with the cost of a pair as a part of the person's reach."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pandas as pd
        from access import Access, weights

        apart = people.xyz[:, None, :] - as_xyz(services.points)[None]
        km = short_arc_km(np.sqrt((apart**2).sum(axis=2)), people.radius[:, None])
        origin, dest = np.indices(km.shape).reshape(2, -1)
        cost = (km / reach_km[:, None]).reshape(-1)
        demand = pd.DataFrame({"id": range(len(people)), "people": people.people})
        supply = pd.DataFrame({"id": range(len(services.points)), "capacity": services.capacity})
        costs = pd.DataFrame({"origin": origin, "dest": dest, "cost": cost})
        both = Access(
            demand_df=demand, demand_index="id", demand_value="people",
            supply_df=supply, supply_index="id", supply_value="capacity",
            cost_df=costs, cost_origin="origin", cost_dest="dest", cost_name="cost",
            neighbor_cost_df=costs.rename(columns={"cost": "neighbour"}), neighbor_cost_origin="origin",
            neighbor_cost_dest="dest", neighbor_cost_name="neighbour",
        )  # fmt: skip
        steps = weights.step_fn(dict(DECAY))
        scores = both.enhanced_two_stage_fca(name="score", max_cost=1.0, weight_fn=steps, normalize=False)
    return scores["score_capacity"].reindex(range(len(people))).fillna(0.0).to_numpy() * PER_PEOPLE


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("mixed", [False, True])
def test_scores_are_those_of_pysal(seed, mixed):
    dice = np.random.default_rng(seed)
    people = country(clustered(150, seed), dice.integers(1, 4000, 150), dice.integers(-1, 5, 150))
    services = as_services(clustered(40, seed + 100), seed)
    reach = catchments(people) if mixed else np.full(150, 120.0)

    scores = access_scores(people, services, reach)[:, 0]

    theirs = by_pysal(people, services, reach)
    assert (theirs > 0).sum() > 50
    assert np.abs(scores / np.where(theirs > 0, theirs, 1.0) - (theirs > 0)).max() < 1e-6


@pytest.mark.parametrize("kinds", [1, 4])
def test_compiled_and_plain_sums_are_the_same(kinds):
    people = country(scattered(900), np.random.default_rng(1).integers(0, 5000, 900), None)
    services = as_services(np.concatenate([scattered(500, 2), scattered(500, 2)]), kinds=kinds)
    reach = np.full(900, 400.0)

    compiled = access_scores(people, services, reach, kinds)
    plain = access_scores(people, services, reach, kinds, compiled=False)

    assert compiled.any()
    assert np.allclose(compiled, plain, rtol=1e-12, atol=0)


def test_scores_are_the_same_where_it_is_known_who_shares_each_service():
    people = country(scattered(900), np.random.default_rng(1).integers(0, 5000, 900), None)
    services = as_services(np.concatenate([scattered(200, 2), scattered(500, 2)]))
    reach = np.full(900, 400.0)
    some = np.arange(len(services.points)) % 3 > 0

    sharing = people_in_reach(people, services.points, reach)
    part = Services(services.points[some], services.kind[some], services.capacity[some])

    known = access_scores(people, part, reach, sharing=sharing[some])
    assert known.any()
    assert np.allclose(known, access_scores(people, part, reach), rtol=1e-12, atol=0)


@pytest.mark.parametrize("count", [0, 1, 5, 6, 7, 400])
def test_sums_over_boxes_are_those_over_every_pair(count):
    points, askers = as_xyz(scattered(count, 5)), as_xyz(scattered(70, 6))
    worth = np.random.default_rng(count).uniform(0, 3, count)
    metres = np.random.default_rng(1).uniform(1e5, 2e6, (70, 3)).cumsum(axis=1)
    weights = np.array([1.0, 0.5, 0.1])

    found = Nested(points, worth).sums(askers, Reach(metres, weights))

    apart = np.sqrt(((askers[:, None] - points[None]) ** 2).sum(axis=2))
    band = (apart[:, :, None] > metres[:, None, :]).sum(axis=2)
    assert np.allclose(found[:, 0], (np.append(weights, 0.0)[band] * worth).sum(axis=1))


def test_nearer_counts_for_more_and_beyond_the_reach_nothing():
    people = country([(-80.0, 45.0)], [10_000])
    away = [(-80.0, 45.0 + km / 111.2) for km in (1.0, 15.0, 24.0, 26.0)]

    scores = [
        access_scores(people, Services(np.array([place]), np.zeros(1, int), np.ones(1)), catchments(people))[0, 0]
        for place in away
    ]

    # One person's place is shared by those who reach it: alone, they have it whole whatever its distance.
    assert scores == pytest.approx([1.0, 1.0, 1.0, 0.0])


def test_a_place_shared_by_near_and_far_gives_the_near_more():
    people = country([(-80.0, 45.0), (-80.0, 45.2)], [1000, 1000])
    one = Services(np.array([(-80.0, 45.0)]), np.zeros(1, int), np.ones(1))

    near, far = access_scores(people, one, catchments(people))[people.community.argsort(), 0]

    assert near / far == pytest.approx(1.0 / 0.22)


def test_people_reach_farther_where_a_community_is_more_remote():
    people = country([(-80.0, 45.0), (-90.0, 60.0), (-100.0, 50.0)], [1, 1, 1], [0, 4, -1])

    reach = catchments(people)[people.community.argsort()]

    assert reach.tolist() == [CATCHMENT_KM[0], CATCHMENT_KM[4], 100.0]


def test_a_service_that_nobody_counted_lives_near_gives_no_score():
    people = country([(-80.0, 45.0), (-100.0, 60.0)], [np.nan, 50])
    one = Services(np.array([(-80.0, 45.0)]), np.zeros(1, int), np.ones(1))

    assert access_scores(people, one, catchments(people)).tolist() == [[0.0], [0.0]]
