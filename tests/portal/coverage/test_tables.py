"""Tables: everybody counted, nobody singled out, and no house either."""

import numpy as np
import pytest

from portal.coverage import consent, tables
from portal.coverage.need import Need
from portal.registry import survey
from portal.registry.survey import Said, State, Surveyed
from tests.countries import country

LEGAL = Need("category:legal.aid")
SHELTER = Need("component:shelter")
WHO = Said("2026-01-05", "coordinator")


def row(rows, group, scope="all"):
    return next(one for one in rows if (one["group"], one["scope"]) == (group, scope))


def test_every_grouping_counts_everybody(covering):
    coverage = covering()
    people = round(coverage.demand.people.sum())

    for name in tables.GROUPINGS:
        rows = [one for one in coverage.table(LEGAL, name) if one["scope"] == "all"]
        assert sum(one["people"] for one in rows) == pytest.approx(people, abs=len(rows)), name


def test_people_beyond_are_told_apart_by_what_declares_to_serve_them(covering):
    ontario = row(covering().table(SHELTER, "province"), "ON")

    assert ontario["beyond"] == ontario["people"]
    assert ontario["beyond_in_wide_area"] == ontario["people"]
    assert (ontario["beyond_in_area"], ontario["beyond_without"]) == (0, 0)


def test_help_from_afar_is_never_merged_into_distance(covering):
    canada = row(covering().table(Need("category:crisis.line"), "country"), "CA")

    assert canada["afar"] == canada["people"] == canada["beyond"] == canada["beyond_without"]
    assert canada["median_km"] is None


def test_every_figure_stands_twice_and_only_where_somebody_looked_the_second_time(covering):
    def look(store):
        there = "place:gn:6166142"
        survey.record(store, [Surveyed(there, "legal.aid", State.LISTED, WHO)])

    coverage = covering(prepare=look)
    looked = coverage.demand.communities
    expected = looked.people[looked.row_of["place:gn:6166142"]]

    canada = row(coverage.table(LEGAL, "country"), "CA", "surveyed")

    assert canada["people"] == expected
    assert row(coverage.table(Need("category:food"), "country"), "CA", "surveyed")["people"] == 0


def test_a_search_under_way_is_not_yet_one_that_was_made(covering):
    def look(store):
        survey.record(store, [Surveyed("place:gn:6166142", "legal.aid", State.IN_PROGRESS, WHO)])

    assert row(covering(prepare=look).table(LEGAL, "country"), "CA", "surveyed")["people"] == 0


@pytest.mark.parametrize("count, told", [(0, 0), (1, None), (4, None), (5, 5), (9, 5), (10, 10)])
def test_a_few_hidden_listings_are_not_counted_out(count, told):
    assert tables.at_least(count) == told


def test_hidden_listings_are_never_counted_below_five_nor_to_the_one(covering, shelter):
    for count in range(1, 12):
        coverage = covering(tuple(shelter(f"house-{n}") for n in range(count)))
        told = [one["hidden_listings"] for one in coverage.table(SHELTER, "province")]
        assert all(one is None or one % 5 == 0 for one in told)


def test_no_difference_of_two_needs_or_groups_isolates_a_hidden_listing(covering, shelter):
    houses = tuple(shelter(f"house-{n}", languages=("fr",) if n < 3 else ()) for n in range(8))
    coverage = covering(houses)
    asked = [SHELTER, Need("component:shelter", language="fr"), Need("category:shelter.emergency"), SHELTER.at_night()]

    told = {one["hidden_listings"] for need in asked for name in tables.GROUPINGS for one in coverage.table(need, name)}

    counts = told - {None}
    assert {abs(one - other) for one in counts for other in counts} <= {0, 5, 10}


def test_communities_of_first_nations_and_inuit_are_withheld_until_they_agree():
    assert consent.is_own("IRI", "ON", frozenset())
    assert consent.is_own("T", "NL", frozenset({"CD:1011"}))
    assert consent.is_own("HAM", "NU", frozenset())
    assert consent.is_own("HAM", "NT", frozenset())
    assert not consent.is_own("CY", "NT", frozenset())
    assert not consent.is_own("T", "ON", frozenset())


def own_and_others(kinds, people):
    from dataclasses import replace

    places = [(-80.0 - n, 50.0) for n in range(len(kinds))]
    return replace(country(places, people).communities, kinds=tuple(kinds))


def test_a_consent_shows_a_community_and_a_no_hides_any():
    communities = own_and_others(["IRI", "IRI", "IRI", "T", "T"], [5, 5, 5, 5, 5])
    regions = ["HR:1"] * 5

    hidden = consent.withheld(communities, {"CSD:0000000": True, "CSD:0000003": False}, regions)

    assert hidden.tolist() == [False, True, True, True, False]


def test_the_only_one_withheld_is_not_the_difference_of_its_region():
    communities = own_and_others(["IRI", "T", "T"], [50, 900, 30])

    hidden = consent.withheld(communities, {}, ["HR:1"] * 3)

    assert hidden.tolist() == [True, False, True]


def test_a_row_that_would_be_about_one_community_says_nothing():
    communities = own_and_others(["IRI", "IRI", "T"], [50, 900, 30])
    known = tables.Known(np.array([True, False, True]), np.array([True, True, False]))
    group = tables.grouping("country", communities)

    alone = tables.singles_out(known.surveyed, communities, group, known)

    assert alone.tolist() == [True]
    assert tables.singles_out(np.ones(3, bool), communities, group, known).tolist() == [False]


def test_of_a_withheld_community_nothing_is_said_but_that_it_is_there():
    communities = own_and_others(["IRI", "T"], [50, 900])
    columns = {"median_km": np.array([3.0, 4.0])}

    rows = tables.community_rows(columns, communities, np.array([True, False]), {}, [0, 1])

    assert [one["median_km"] for one in rows] == [None, 4.0]
    assert [one["withheld"] for one in rows] == [True, False]


def test_an_unknown_count_is_never_nobody():
    communities = own_and_others(["T", "T"], [np.nan, 0])

    rows = tables.community_rows({}, communities, np.zeros(2, bool), {}, [0, 1])

    assert [one["people"] for one in rows] == [None, 0]
