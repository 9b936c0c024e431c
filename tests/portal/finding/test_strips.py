"""Around a place: no point within reach is left out, wherever it is and however far one looks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from portal.finding.strips import around, keys

GEOD = Geod(ellps="WGS84")
LONGITUDES, LATITUDES = st.floats(-180, 180), st.floats(-90, 90)


@settings(max_examples=300, deadline=None)
@given(
    here=st.tuples(LONGITUDES, LATITUDES),
    points=st.lists(st.tuples(LONGITUDES, LATITUDES), min_size=1, max_size=30),
    km=st.floats(0, 21_000),
)
def test_no_point_within_reach_is_left_out(here, points, km):
    points = np.array(points)
    points = points[np.argsort(keys(points), kind="stable")]

    found = set(around(keys(points), here, km).tolist())

    starts = np.broadcast_to(here, points.shape)
    apart = GEOD.inv(starts[:, 0], starts[:, 1], points[:, 0], points[:, 1])[2] / 1000
    assert set(np.flatnonzero(apart <= km).tolist()) <= found


@pytest.mark.parametrize(("here", "km"), [((-79.4, 43.7), 50.0), ((-68.5, 63.7), 400.0), ((-82.3, 82.5), 100.0)])
def test_of_points_round_a_place_all_within_reach_and_little_else_is_looked_at(here, km):
    dice = np.random.default_rng(4)
    points = np.column_stack([dice.uniform(-141, -52, 20_000), dice.uniform(41.7, 83.1, 20_000)])
    points = points[np.argsort(keys(points), kind="stable")]
    starts = np.broadcast_to(here, points.shape)
    apart = GEOD.inv(starts[:, 0], starts[:, 1], points[:, 0], points[:, 1])[2] / 1000
    within = set(np.flatnonzero(apart <= km).tolist())

    found = around(keys(points), here, km)

    assert within and within <= set(found.tolist())
    assert len(found) < len(points) / 20


def test_where_there_are_no_points_none_are_found():
    assert len(around(keys(np.empty((0, 2))), (-79.4, 43.7), 50.0)) == 0
