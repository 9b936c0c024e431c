"""Filters that rest on more than one column: hours by the clock, where, the kind of place reached, phase, people."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from geo.places import Places
from portal.finding.catalogue import Catalogue
from portal.finding.find import find
from portal.finding.question import Question

NIGHT = datetime.fromisoformat("2027-07-14T07:00Z")
"""Three in the morning in Toronto."""


@pytest.fixture
def asking(store, places):
    """Asks at three in the morning in Toronto, over everything added so far."""

    def answer(gazetteer: Places = places, **question):
        catalogue = Catalogue.build(store.revision(), store.published(), gazetteer)
        return find(Question(**question), catalogue, None, gazetteer, store, NIGHT)

    return answer


def fitting(results):
    """The listings that fit, and those that may."""
    name = lambda answers: {answer.service.organization.name.en for answer in answers}  # noqa: E731
    return name((*results.near, *results.serving, *results.wide)), name(results.maybe)


def count(results, name):
    return {one.code: one.count for one in results.counts[name]}


# Hours


@pytest.fixture
def by_the_clock(add):
    town = {"community": "Toronto", "disclosure": "community"}
    add("Always", hours_intake="24/7", **town)
    add("Office", hours_intake="Mo-Fr 09:00-17:00", **town)
    add("Silent", **town)
    add("Call first", hours_intake='24/7 unknown "call_first"', **town)
    add("Site only", hours_site="24/7", **town)


def test_open_now_is_by_the_hours_of_taking_people_in_and_the_rest_may_be_asked(by_the_clock, asking):
    results = asking(hours=("open_now",))

    assert fitting(results) == ({"Always"}, {"Silent", "Call first", "Site only"})
    assert count(results, "hours")["open_now"] == 1


def test_a_crisis_line_with_unknown_hours_is_never_hidden(add, asking):
    add("Line", categories="crisis.line", delivery="phone", province="", service_area="CA")

    assert fitting(asking(hours=("open_now",)))[1] == {"Line"}
    assert fitting(asking(hours=("24_7",)))[1] == {"Line"}


@pytest.mark.parametrize("code", ["evenings", "nights", "weekends", "24_7"])
def test_classes_of_hours_turn_away_only_who_is_known_to_be_shut(by_the_clock, asking, code):
    fits, may_fit = fitting(asking(hours=(code,)))

    assert fits == {"Always"}
    assert "Office" not in may_fit and "Silent" in may_fit


def test_several_hours_must_all_hold(add, asking):
    add("Saturday", hours_intake="Sa 10:00-16:00", community="Toronto", disclosure="community")

    assert fitting(asking(hours=("weekends",)))[0] == {"Saturday"}
    assert fitting(asking(hours=("weekends", "nights")))[0] == set()


# Where


@pytest.fixture
def around_kenora(add):
    add("In Kenora", community="Kenora", latitude="49.767", longitude="-94.489", address="1 Street")
    add("Quiet in Kenora", community="Kenora", disclosure="community")
    add("Serves from Thunder Bay", community="Thunder Bay", disclosure="community", service_area="PR:35")
    add("In Thunder Bay", community="Thunder Bay", latitude="48.38", longitude="-89.25", address="1 Street")
    add("Line", categories="crisis.line", delivery="phone", province="", service_area="CA")


def test_being_in_a_place_and_serving_it_are_two_filters(around_kenora, asking):
    results = asking(place="Kenora")

    assert fitting(asking(place="Kenora", where=("here",)))[0] == {"In Kenora", "Quiet in Kenora"}
    assert fitting(asking(place="Kenora", where=("serves",)))[0] >= {"Serves from Thunder Bay", "Line"}
    assert "In Thunder Bay" not in fitting(asking(place="Kenora", where=("serves",)))[0]
    assert count(results, "where")["here"] == 2


def test_in_a_province_is_where_it_stands_and_not_what_it_serves(around_kenora, add, asking):
    add("In Winnipeg", province="MB", community="Winnipeg", disclosure="community", service_area="PR:35;PR:46")

    assert "In Winnipeg" not in fitting(asking(place="Ontario", where=("here",)))[0]
    assert fitting(asking(place="Ontario", where=("here",)))[0] == {
        "In Kenora", "Quiet in Kenora", "Serves from Thunder Bay", "In Thunder Bay",
    }  # fmt: skip


def test_where_asks_nothing_without_a_place(around_kenora, asking):
    assert len(fitting(asking(where=("here",)))[0]) == 5
    assert "where" not in asking().counts


def test_a_house_that_shows_only_its_province_is_in_no_town(add, asking):
    add("House", categories="shelter.emergency", disclosure="region", community="Kenora")

    assert fitting(asking(place="Kenora", where=("here",)))[0] == set()
    assert fitting(asking(place="Kenora", where=("serves",)))[0] == {"House"}


# Rural, remote, northern


@pytest.fixture
def known(places):
    """The places that come with the site, with what the full geography would know of two of them."""
    told = {
        ("Kenora", "ON"): {"rural": True, "remoteness": "remote"},
        ("Toronto", "ON"): {"rural": False, "remoteness": "easily accessible"},
    }
    for place in places:
        if about := told.get((place.name_en, place.province)):
            told[place.name_en, place.province] = replace(place, **about)
    return Known(places, {place.place_id: place for place in told.values()})


class Known:
    """Places of which a few are known better."""

    def __init__(self, places, better):
        self.places, self.better = places, better

    def __getattr__(self, name):
        return getattr(self.places, name)

    def __len__(self):
        return len(self.places)

    def find(self, text):
        place = self.places.find(text)
        return self.better.get(place.place_id, place)


def test_a_listing_reaches_the_kind_of_place_it_stands_in(add, asking, known):
    add("In Kenora", community="Kenora", disclosure="community")
    add("In Toronto", community="Toronto", disclosure="community")

    for kind in ("rural", "remote", "northern"):
        assert fitting(asking(known, settings=(kind,))) == ({"In Kenora"}, set()), kind


def test_what_nobody_knows_of_a_place_may_fit(add, asking):
    add("In Kenora", community="Kenora", disclosure="community")
    add("In Halifax", community="Halifax", province="NS", disclosure="community")

    assert fitting(asking(settings=("rural",))) == (set(), {"In Kenora", "In Halifax"})
    assert fitting(asking(settings=("northern",))) == (set(), {"In Kenora"})


def test_who_serves_a_territory_from_afar_or_goes_there_reaches_the_north(add, asking):
    add("Line", categories="crisis.line", delivery="phone", province="", service_area="CA")
    add("Flies in", delivery="fly_in", province="NU", service_area="PR:62")
    add("Office", delivery="in_person", province="ON", service_area="CA")
    add("Iqaluit", province="NU", community="Iqaluit", disclosure="community")
    add("Island line", delivery="phone", province="PE", service_area="PR:11")

    assert fitting(asking(settings=("northern",))) == ({"Line", "Flies in", "Iqaluit"}, {"Office"})


# Health regions


def test_a_health_region_keeps_who_declares_it(add, asking):
    add("Northwest", service_area="HR:3562", delivery="phone")
    add("Toronto", service_area="HR:3595", delivery="phone")

    results = asking(place="Ontario", region="HR:3562")

    assert fitting(results) == ({"Northwest"}, set())
    assert count(results, "region") == {"HR:3562": 1, "HR:3595": 1}
    assert asking().counts["region"] == ()


# Phase, people, status


def test_a_phase_follows_from_the_kind_of_service(add, asking):
    add("Bed", categories="shelter.emergency", province="ON")
    add("Apartment", categories="housing.second_stage", province="ON")

    results = asking(phases=("crisis",))

    assert fitting(results) == ({"Bed"}, set())
    assert count(results, "phase") == {"crisis": 1, "long_term": 1, "transition": 1}


def test_a_gender_is_taken_where_it_is_named_or_all_are(add, asking):
    add("Women", populations="women")
    add("All", populations="all_genders")
    add("Men", populations="men")
    add("Silent")

    assert fitting(asking(genders=("women",))) == ({"Women", "All"}, {"Silent"})
    assert fitting(asking(genders=("two_spirit",))) == ({"All"}, {"Women", "Men", "Silent"})


def test_a_status_is_accepted_where_it_is_listed_or_none_matters(add, asking):
    add("Any", immigration_status_accepted="any")
    add("Workers", immigration_status_accepted="work_closed;work_open")
    add("Citizens", immigration_status_accepted="citizen")
    add("Silent")

    assert fitting(asking(statuses=("work_closed",))) == ({"Any", "Workers"}, {"Silent"})


def test_a_kind_of_work_that_is_not_named_may_be_asked_for(add, asking):
    add("Farms", sectors="agriculture")
    add("Homes", sectors="domestic_work")

    assert fitting(asking(sectors=("agriculture",))) == ({"Farms"}, {"Homes"})


def test_every_feature_asked_for_must_be_there_and_a_tty_line_shows_itself(add, asking):
    add("Both", accessibility="wheelchair;service_animals")
    add("One", accessibility="wheelchair")
    add("Deaf line", phone_tty="807-555-0104", languages="en;ase")

    assert fitting(asking(accessibility=("wheelchair", "service_animals")))[0] == {"Both"}
    assert fitting(asking(accessibility=("tty", "sign_language")))[0] == {"Deaf line"}


def test_filters_of_every_kind_combine(add, asking):
    about = {"community": "Toronto", "disclosure": "community", "hours_intake": "24/7", "sectors": "care"}
    add("Right", populations="women", age_min="16", **about)
    add("Too old", populations="women", age_min="18", **about)
    add("Men", populations="men", age_min="16", **about)

    results = asking(
        place="Toronto", hours=("open_now",), sectors=("care",), genders=("women",), ages=(17, 18), where=("here",)
    )

    assert fitting(results)[0] == {"Right"}
    assert count(results, "gender") == {"women": 1, "men": 1}


def test_the_hours_of_the_day_before_are_not_told_the_day_after(store, places, by_the_clock):
    catalogue = Catalogue.build(store.revision(), store.published(), places)
    noon = datetime(2027, 7, 14, 16, tzinfo=UTC)

    told = [
        count(find(Question(), catalogue, None, places, store, moment), "hours")["open_now"] for moment in (NIGHT, noon)
    ]

    assert told == [1, 2]
