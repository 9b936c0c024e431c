"""How far people are from help: the nearest on the ellipsoid, people beyond a reach, quantiles by people."""

import numpy as np
import pytest
from pyproj import Geod

from geo import measures
from geo.sphere import as_xyz
from tests.countries import SEED, country, scattered

WGS84 = Geod(ellps="WGS84")


def by_geodesic(points, services):
    """For each point: kilometres to every service, the slow and certain way."""
    return np.array(
        [WGS84.inv(*np.repeat([point], len(services), axis=0).T, *np.asarray(services).T)[2] / 1000 for point in points]
    )


def agree(points, services, nearest):
    """How many rows name another service than the geodesic does, and the worst relative error of the distance."""
    people = country(points, np.ones(len(points)))
    km, row = nearest(people, services)
    exact = by_geodesic(people.lonlat, services)
    wrong = int((row != exact.argmin(axis=1)).sum())
    return wrong, float(np.abs(km / exact.min(axis=1) - 1).max())


def ours(people, services):
    return measures.nearest(people, as_xyz(services))


def in_degrees(people, services):
    """The mistake this guards against: degrees taken for a plane."""
    apart = people.lonlat[:, None, :] - np.asarray(services)[None]
    square = (apart**2).sum(axis=2)
    return np.sqrt(square.min(axis=1)) * 111.0, square.argmin(axis=1)


@pytest.mark.parametrize("south, north", [(42.0, 83.0), (60.0, 83.0)])
@pytest.mark.parametrize("seed", range(4))
def test_the_nearest_service_is_the_one_the_geodesic_names(seed, south, north):
    points, services = scattered(150, SEED + seed, south, north), scattered(80, seed, south, north)

    wrong, error = agree(points, services, ours)

    assert wrong == 0
    assert error < 1e-5


def test_near_services_are_measured_as_well_as_far_ones():
    points = scattered(120, SEED, 60.0, 83.0)
    services = points + np.random.default_rng(SEED).normal(0, 0.02, points.shape)

    wrong, error = agree(points, services, ours)

    assert (wrong, error < 1e-5) == (0, True)


def test_degrees_taken_for_a_plane_would_be_caught():
    wrong, error = agree(scattered(150, SEED, 60.0, 83.0), scattered(80, 1, 60.0, 83.0), in_degrees)

    assert wrong > 10
    assert error > 0.1


@pytest.mark.shared_data
def test_real_communities_of_the_north_find_the_service_the_geodesic_names(canada):
    dice = np.random.default_rng(SEED)
    services = canada.communities.lonlat[dice.choice(len(canada.communities), 300, replace=False)]
    some = np.concatenate([np.flatnonzero(canada.lonlat[:, 1] >= 60.0), dice.choice(len(canada), 1000)])
    km, row = measures.nearest(canada, as_xyz(services))

    exact = by_geodesic(canada.lonlat[some], services)

    assert (row[some] == exact.argmin(axis=1)).all()
    apart = np.abs(km[some] - exact.min(axis=1))
    assert (apart <= 1e-5 * exact.min(axis=1) + 1e-9).all()


@pytest.mark.parametrize("count", [1, 2, 7, 8, 9, 500])
def test_compiled_and_plain_name_the_same_service_at_the_same_distance(count):
    people = country(scattered(900, SEED), np.ones(900))
    services = as_xyz(scattered(count, 3))

    km, row = measures.nearest(people, services)
    plain_km, plain_row = measures.nearest(people, services, compiled=False)

    assert (row == plain_row).all()
    assert np.allclose(km, plain_km, rtol=1e-12, atol=1e-9)


def test_of_services_at_one_place_the_first_is_named():
    people = country(scattered(40, SEED), np.ones(40))
    services = as_xyz(np.repeat(scattered(30, 3), 3, axis=0))

    _km, row = measures.nearest(people, services)

    assert (row % 3 == 0).all()
    assert len(np.unique(row)) > 5


def test_without_any_service_everybody_is_infinitely_far():
    people = country(scattered(3), [1, 2, 3])

    km, row = measures.nearest(people, np.empty((0, 3)))

    assert np.isinf(km).all()
    assert (row == -1).all()


def test_people_beyond_are_counted_by_group_and_those_exactly_at_the_edge_are_within():
    km, people = np.array([10.0, 25.0, 60.0, np.inf]), np.array([1.0, 2.0, 4.0, 8.0])

    found = measures.beyond(km, people, np.array([0, 0, 1, 1]), 3, (25.0, 50.0))

    assert found.tolist() == [[0, 0], [12, 12], [0, 0]]


def test_the_median_is_that_of_people_and_not_of_places():
    km, people = np.array([1.0, 2.0, 300.0]), np.array([1.0, 1.0, 10.0])

    found = measures.quantiles(km, people, np.zeros(3, int), 1, (0.5, 0.9))

    assert found.tolist() == [[300.0, 300.0]]


def test_half_and_half_is_reached_by_the_nearer_half():
    found = measures.quantiles(np.array([5.0, 9.0]), np.array([3.0, 3.0]), np.zeros(2, int), 1, (0.5,))

    assert found.tolist() == [[5.0]]


def test_a_group_without_people_has_no_median():
    found = measures.quantiles(np.array([5.0, 9.0]), np.array([3.0, 0.0]), np.array([0, 1]), 3, (0.5,))

    assert found[0] == 5.0
    assert np.isnan(found[1:]).all()


@pytest.mark.parametrize("seed", range(20))
def test_quantiles_agree_with_writing_each_person_out(seed):
    dice = np.random.default_rng(seed)
    km, people, group = dice.uniform(0, 500, 60), dice.integers(0, 5, 60), dice.integers(0, 3, 60)

    found = measures.quantiles(km, people.astype(float), group, 3, (0.5, 0.9))

    for one in range(3):
        each = np.sort(np.repeat(km[group == one], people[group == one]))
        expected = [each[int(np.ceil(part * len(each))) - 1] for part in (0.5, 0.9)]
        assert found[one].tolist() == expected
