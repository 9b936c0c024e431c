"""Which listings count for a need, and how."""

from dataclasses import replace

import numpy as np
import pytest

from portal.coverage import supply as supplies
from portal.coverage.need import Need
from portal.registry.model import Disclosure, Hours, Location, Organization, Population, Status, Text
from tests.conftest import CAST, at, listing

LEGAL = Need("category:legal.aid")


def ids(coverage, need):
    return {coverage.supply.ids[row] for row in np.flatnonzero(coverage.supply.meeting(need))}


def test_a_listing_counts_for_its_categories_and_its_part_of_a_full_response(covering):
    coverage = covering()

    assert ids(coverage, LEGAL) == {"clinique", "hard"}
    assert ids(coverage, Need("component:legal")) == {"clinique", "hard"}
    assert ids(coverage, Need("component:shelter")) == {"rosewood"}


def test_what_a_listing_does_not_state_does_not_count_for_it(covering):
    coverage = covering()

    assert ids(coverage, replace(LEGAL, language="fr")) == {"clinique"}
    assert ids(coverage, replace(LEGAL, no_status=True)) == {"clinique"}
    assert ids(coverage, replace(LEGAL, age=17)) == set()
    assert ids(coverage, replace(LEGAL, no_self_identification=True)) == set()


def test_ages_count_where_they_are_stated(covering):
    youth = listing(
        "youth", "Youth law", "legal.aid", place=at("youth", "1 Invented Street", (-89.2, 48.4)), age_max=24
    )
    coverage = covering((youth,))

    assert ids(coverage, replace(LEGAL, age=17)) == {"youth"}
    assert ids(coverage, replace(LEGAL, age=30)) == set()


def test_after_dark_means_evenings_nights_and_weekends_of_taking_people_in(covering):
    def open_at(key, *hours):
        return listing(key, key, "legal.aid", place=at(key, "1 Invented Street", (-89.2, 48.4)), hours=hours)

    coverage = covering(
        (
            open_at("always", Hours("intake", "24/7")),
            open_at("days", Hours("intake", "Mo-Fr 09:00-17:00")),
            open_at("evenings", Hours("intake", "Mo-Su 17:00-22:00")),
            open_at("line", Hours("line", "24/7")),
        )
    )

    assert ids(coverage, LEGAL.at_night()) == {"always"}


def test_a_house_that_shows_its_region_has_no_point_and_counts_by_area_alone(covering):
    coverage = covering()
    need = Need("component:shelter")

    found = coverage.answer(need)

    assert np.isinf(found.km).all()
    assert not found.in_area.any()
    letters = np.array(coverage.demand.communities.provinces)[coverage.demand.community]
    assert (found.in_wide_area == (letters == "ON")).all()


def test_a_community_listing_counts_from_the_middle_of_its_community(covering):
    coverage = covering()

    found = coverage.answer(Need("category:indigenous.friendship_centre"))

    kenora = coverage.demand.communities.names_en.index("Kenora")
    assert found.km[coverage.demand.community == kenora].min() < 1


def test_a_line_counts_afar_and_never_as_a_place(covering):
    found = covering().answer(Need("category:crisis.line"))

    assert found.afar.all()
    assert np.isinf(found.km).all()
    assert not found.in_area.any()
    assert not found.in_wide_area.any()


def test_outreach_counts_where_it_says_it_goes(covering):
    van = listing("van", "Van", "outreach.mobile", delivery=("outreach_mobile",), service_area=("CD:3558",))
    found_by = covering((van,))

    found = found_by.answer(Need("category:outreach.mobile"))

    thunder_bay = found_by.demand.communities.names_en.index("Thunder Bay")
    assert found.in_area[found_by.demand.community == thunder_bay].all()
    assert not found.in_area.all()
    assert not found.in_wide_area.any()


@pytest.mark.parametrize("status", [Status.DRAFT, Status.WAITING, Status.CLOSED, Status.WITHDRAWN, Status.PAUSED])
def test_what_takes_nobody_in_does_not_count(covering, status):
    coverage = covering(tuple(replace(one, status=status) if one.id == "clinique" else one for one in CAST))

    assert ids(coverage, LEGAL) == {"hard"}


@pytest.mark.parametrize("governance", ["first_nations", "inuit", "metis", "urban_indigenous"])
def test_an_indigenous_organization_counts_nowhere_without_its_consent(covering, governance):
    lodge = listing("lodge", "Lodge", "legal.aid", place=at("lodge", "1 Invented Street", (-89.2, 48.4)))
    led = replace(lodge, organization=Organization("org-lodge", Text("Lodge"), governance=governance))

    without, with_it = covering(CAST), covering((*CAST, led))

    for kept in ("ids", "spots", "with_feature", "serving"):
        assert str(getattr(with_it.supply, kept)) == str(getattr(without.supply, kept))


def test_columns_come_back_from_the_disk(covering, tmp_path):
    supply = covering().supply

    supplies.save(supply, tmp_path / "supply.json")

    kept = supplies.load(tmp_path / "supply.json")
    assert kept.ids == supply.ids
    assert (kept.spots == supply.spots).all()
    assert (kept.meeting(LEGAL) == supply.meeting(LEGAL)).all()
    assert kept.areas(kept.meeting(Need("component:shelter"))) == ["PR:35"]


def test_a_population_that_is_turned_away_is_not_served(covering):
    place = Location("at-one", Disclosure.COMMUNITY, "ON", "Kenora")
    one = listing(
        "one", "One", "legal.aid", place=place, populations=(Population("women"), Population("men", "not_for"))
    )
    coverage = covering((one,))

    assert ids(coverage, replace(LEGAL, population="women")) == {"one"}
    assert ids(coverage, replace(LEGAL, population="men")) == set()
