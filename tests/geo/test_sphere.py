"""Distances against the WGS84 geodesic, by brute force, north of 60 degrees as well."""

from itertools import pairwise

import numpy as np
import pytest
from pyproj import Geod

from geo.sphere import Nearest, as_xyz, distances_km, rough_km

GEODESIC = Geod(ellps="WGS84")
IQALUIT = (-68.5170, 63.7467)
INUVIK = (-133.7230, 68.3607)
AKLAVIK = (-135.0107, 68.2203)
TUKTOYAKTUK = (-133.0374, 69.4454)


def geodesic_km(points, here):
    many = len(points)
    return GEODESIC.inv(np.full(many, here[0]), np.full(many, here[1]), points[:, 0], points[:, 1])[2] / 1000


def scattered(seed, many, south=41.7, north=83.0):
    dice = np.random.default_rng(seed)
    return np.column_stack([dice.uniform(-141, -52, many), dice.uniform(south, north, many)])


@pytest.fixture(scope="module")
def services():
    return np.vstack([scattered(1, 2000), scattered(2, 2000, south=60)])


@pytest.fixture(scope="module")
def questions():
    return [tuple(point) for point in np.vstack([scattered(3, 60), scattered(4, 60, south=60)])]


def test_a_distance_is_the_geodesic_within_five_millionths(services, questions):
    for here in questions:
        truth = geodesic_km(services, here)

        assert np.abs(distances_km(services, here) / truth - 1).max() < 5e-6


def test_a_distance_below_100_km_is_right_within_a_metre():
    here = INUVIK
    near = scattered(5, 20_000, south=67.6, north=69.1)
    near[:, 0] = here[0] + (near[:, 0] + 96.5) / 20
    truth = geodesic_km(near, here)
    close = truth < 100

    assert close.sum() > 1000
    assert np.abs(distances_km(near, here) - truth)[close].max() < 0.001


def test_the_nearest_is_the_one_brute_force_finds(services, questions):
    tree = Nearest(services)

    for here in questions:
        truth = geodesic_km(services, here)
        rows, km = tree.nearest(here, 20)

        assert list(rows) == list(np.argsort(truth)[:20])
        assert km == pytest.approx(truth[rows], abs=0.01)


def test_within_gives_the_same_set_as_brute_force_nearest_first(services, questions):
    tree = Nearest(services)

    for here in questions:
        truth = geodesic_km(services, here)
        rows = tree.within(here, 250)

        assert set(rows) == set(np.flatnonzero(truth <= 250))
        assert list(rows) == sorted(rows, key=lambda row: truth[row])


def test_inuvik_is_nearer_to_aklavik_than_to_tuktoyaktuk():
    rows, km = Nearest([TUKTOYAKTUK, AKLAVIK]).nearest(INUVIK, 2)

    assert list(rows) == [1, 0]
    assert km == pytest.approx([55, 124], abs=1.0)


def test_measuring_in_degrees_would_have_sent_inuvik_to_tuktoyaktuk(monkeypatch, services, questions):
    monkeypatch.setattr("geo.sphere.as_xyz", lambda points: np.asarray(points, dtype=float).reshape(-1, 2))
    monkeypatch.setattr("geo.sphere.arc_km", lambda flat, here: np.linalg.norm(flat - here, axis=1) * 111.2)

    assert list(Nearest([TUKTOYAKTUK, AKLAVIK]).nearest(INUVIK, 2)[0]) == [0, 1]
    with pytest.raises(AssertionError):
        test_the_nearest_is_the_one_brute_force_finds(services, questions)


def test_the_same_point_is_no_distance_away():
    assert distances_km([IQALUIT], IQALUIT) == pytest.approx([0.0])


def test_no_points_and_no_wish_give_no_rows():
    nowhere, one = Nearest([]), Nearest([IQALUIT])

    assert len(nowhere.nearest(IQALUIT, 3)[0]) == len(nowhere.within(IQALUIT, 10)) == 0
    assert len(one.nearest(IQALUIT, 0)[0]) == 0
    assert list(one.nearest(INUVIK, 5)[0]) == [0]


def test_equal_distances_keep_the_order_given():
    rows, _ = Nearest([IQALUIT, INUVIK, IQALUIT]).nearest(IQALUIT, 3)

    assert list(rows) == [0, 2, 1]


def test_points_lie_on_the_ellipsoid():
    x, y, z = as_xyz([(0, 90), (0, 0)]).T

    assert z == pytest.approx([6_356_752.3, 0], abs=0.1)
    assert x == pytest.approx([0, 6_378_137.0], abs=0.1)
    assert y == pytest.approx([0, 0], abs=0.1)


def test_the_rough_distance_is_within_half_a_percent(questions):
    for one, other in pairwise(questions):
        assert rough_km(one, other) == pytest.approx(geodesic_km(np.array([one]), other)[0], rel=0.006)
