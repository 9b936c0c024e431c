"""Where people live: everybody counted once, nobody invented."""

import numpy as np
import pytest

from geo import demand
from geo.remoteness import REMOTENESS
from tests.countries import EMBEDDED, country

SHARES = (67.1, 19.5, 7.6, 5.0, 0.7)
"""Per cent of people by remoteness class, from the index file of Statistics Canada."""


def test_a_community_nobody_counted_weighs_nothing_and_stays_unknown():
    two = country([(-80.0, 45.0), (-81.0, 46.0)], [100, np.nan])

    assert two.people.tolist() == [100, 0]
    assert np.isnan(two.communities.people[1])
    assert two.any_weight.tolist() == [100, 1]


def test_the_points_of_a_community_share_its_people_by_their_weights():
    one = country([(-80.0, 45.0)], [90]).communities

    shared = demand.as_demand(np.array([(-80.0, 45.0), (-80.0, 45.1)]), np.array([1.0, 2.0]), np.zeros(2, int), one)

    assert sorted(shared.people) == [30, 60]


def test_people_inside_an_area_are_found_by_the_code_of_any_area_around_them():
    two = country([(-80.0, 45.0), (-81.0, 46.0)], [100, 50])

    assert two.inside(["CA"]).all()
    assert two.people[two.inside(["CSD:0000001"])].tolist() == [50]
    assert not two.inside([]).any()


def test_without_the_full_geography_the_places_that_come_with_the_site_stand_for_people(tmp_path):
    known = demand.read(tmp_path, EMBEDDED)

    assert len(known) > 1000
    assert (known.communities.remoteness == -1).all()
    assert {"YT", "NT", "NU"} <= set(known.communities.provinces)


@pytest.mark.shared_data
def test_every_person_counted_in_2021_is_there_once(canada):
    assert len(canada) == 56_599
    assert len(canada.communities) == 5_161
    assert round(canada.people.sum()) == 36_991_981
    assert np.isnan(canada.communities.people).sum() == 63


@pytest.mark.shared_data
def test_people_by_remoteness_class_agree_with_the_index(canada):
    people = np.nan_to_num(canada.communities.people)
    shares = [100 * people[canada.communities.remoteness == code].sum() / people.sum() for code in range(5)]

    assert len(REMOTENESS) == 5
    assert [round(share, 1) for share in shares] == list(SHARES)
