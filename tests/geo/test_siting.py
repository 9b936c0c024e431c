"""Where sites would help most: the optimum on what can be tried out whole, and never more than the bound."""

from itertools import combinations

import numpy as np
import pytest
from scipy import sparse

from geo import demand, siting
from geo.sphere import as_xyz
from tests.countries import EMBEDDED, SEED

INSTANCES = 36


@pytest.fixture(scope="module")
def communities(tmp_path_factory):
    """Real places with their people: those that come with the site, which lie where the full geography's do."""
    return demand.read(tmp_path_factory.mktemp("none"), EMBEDDED)


def instance(communities, number):
    """The candidates and people of a corner of the country: small enough to try every choice."""
    dice = np.random.default_rng(SEED + number)
    middle = communities.xyz[dice.integers(len(communities))]
    near = np.argsort(((communities.xyz - middle) ** 2).sum(axis=1))[:60]
    candidates = dice.choice(near, 14, replace=False)
    km = float(dice.choice([10, 25, 50, 100]))
    return siting.covers(communities.xyz[candidates], communities.xyz[near], km), communities.people[near]


def brute_force(cover, people, sites):
    reached = cover.toarray() > 0
    choices = combinations(range(cover.shape[0]), sites)
    return max(float(people[reached[list(choice)].any(axis=0)].sum()) for choice in choices)


@pytest.mark.parametrize("number", range(INSTANCES))
def test_the_answer_is_the_optimum(communities, number):
    cover, people = instance(communities, number)
    sites = 2 + number % 3

    found = siting.best_sites(cover, people, sites)

    best = brute_force(cover, people, sites)
    assert found.exact
    assert found.gain == pytest.approx(best, rel=1e-9)
    assert found.bound == pytest.approx(best, rel=1e-6)


@pytest.mark.parametrize("number", range(INSTANCES))
def test_a_greedy_answer_says_so_and_no_choice_beats_its_bound(communities, number):
    cover, people = instance(communities, number)

    found = siting.greedy(cover, people, 3)

    best = brute_force(cover, people, 3)
    assert not found.exact
    assert found.gain <= best * (1 + 1e-12)
    assert best <= found.bound * (1 + 1e-12)
    assert found.gain >= 0.63 * best


def test_where_greedy_is_led_astray_the_solver_is_not():
    # The middle site reaches the most, but the two beside it reach everybody.
    cover = sparse.csr_array(np.array([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]], dtype=float))
    people = np.array([5.0, 6.0, 6.0, 5.0])

    assert siting.greedy(cover, people, 2).gain == 17
    assert siting.best_sites(cover, people, 2).gain == 22


def test_what_is_too_large_for_the_solver_is_answered_greedily(communities, monkeypatch):
    monkeypatch.setattr(siting, "LARGEST", 1)
    cover, people = instance(communities, 3)

    found = siting.best_sites(cover, people, 3)

    assert found.chosen
    assert found.bound >= found.gain


def test_points_that_the_same_sites_reach_become_one():
    cover = sparse.csr_array(np.array([[1, 1, 0, 0], [1, 1, 1, 0]], dtype=float))

    fewer, people = siting.merged(cover, np.array([1.0, 2.0, 4.0, 8.0]))

    assert fewer.toarray().tolist() == [[1, 0], [1, 1]]
    assert people.tolist() == [3, 4]


def test_gains_come_largest_first_and_add_up(communities):
    cover, people = instance(communities, 5)

    found = siting.best_sites(cover, people, 4)

    assert list(found.gains) == sorted(found.gains, reverse=True)
    reached = (cover.toarray()[list(found.chosen)] > 0).any(axis=0)
    assert found.gain == pytest.approx(float(people[reached].sum()))


def test_where_nobody_is_left_no_site_is_named():
    found = siting.best_sites(sparse.csr_array(np.ones((3, 2))), np.zeros(2), 2)

    assert (found.chosen, found.gain, found.exact) == ((), 0.0, True)


def test_a_reach_is_measured_along_the_ground():
    here = as_xyz([(-95.0, 70.0), (-95.0, 71.0)])

    assert siting.covers(here[:1], here, 111.0).toarray().tolist() == [[1, 0]]
    assert siting.covers(here[:1], here, 112.0).toarray().tolist() == [[1, 1]]
