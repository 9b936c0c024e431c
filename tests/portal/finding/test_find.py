"""What a worker is answered: the nearest first, the confidential by their area, and something always."""

from __future__ import annotations

import random

import numpy as np
import pytest
from pyproj import Geod

from geo.places import Places
from portal.finding.arrangement import RADII
from portal.finding.catalogue import Catalogue

GEOD = Geod(ellps="WGS84")


def names(answers):
    return [answer.service.organization.name.en for answer in answers]


def test_the_nearest_office_comes_first(add, ask):
    add("far", province="ON", community="Kenora", latitude="49.7670", longitude="-94.4890")
    add("near", province="ON", community="Thunder Bay", latitude="48.3820", longitude="-89.2460")
    add("nearer", province="ON", community="Thunder Bay", latitude="48.3815", longitude="-89.2475")

    results = ask("legal aid", place="Thunder Bay")

    assert names(results.near) == sorted(names(results.near), key=lambda n: {"nearer": 0, "near": 1}.get(n, 2))
    assert results.radius_km == 50


@pytest.mark.parametrize("place", ["Thunder Bay", "Sept-Îles", "Inuvik", "Baker Lake", "Grise Fiord", "Resolute"])
def test_the_nearest_is_the_nearest_on_the_ellipsoid(add, ask, places: Places, place):
    dice = random.Random(place)
    for number in range(60):
        longitude, latitude = dice.uniform(-140, -55), dice.choice([dice.uniform(43, 60), dice.uniform(60, 82)])
        add(f"office {number}", latitude=f"{latitude:.6f}", longitude=f"{longitude:.6f}", province="NU")

    results = ask("legal aid", place=place)

    here = places.find(place).point
    brute = {
        answer.service.organization.name.en: GEOD.inv(*here, *answer.service.places[0].point)[2] / 1000
        for answer in results.near
    }
    assert names(results.near) == sorted(brute, key=brute.__getitem__)
    for answer in results.near:
        assert answer.km == pytest.approx(brute[answer.service.organization.name.en], rel=1e-5, abs=0.01)


def test_a_postal_area_as_wide_as_a_territory_measures_nothing(add, ask, places: Places):
    add("Iqaluit office", province="NU", community="Iqaluit", disclosure="address")

    results = ask("legal aid", place="X0A")

    assert places.find("X0A").region_only
    assert names(results.near) == ["Iqaluit office"]
    assert results.near[0].km is None
    assert results.radius_km is None


def test_the_radius_widens_until_something_stands_in_it_and_says_so(add, ask):
    add("Winnipeg office", province="MB", community="Winnipeg", latitude="49.8951", longitude="-97.1384")

    results = ask("legal aid", place="Thunder Bay")

    assert names(results.near) == ["Winnipeg office"]
    assert results.radius_km == 800
    assert results.widened


def test_a_shelter_has_no_distance_and_is_found_by_the_area_it_serves(add, ask):
    add("Aurora House", categories="shelter.first_stage", service_name_en="Transition house", province="ON")
    add("Borealis House", categories="shelter.first_stage", service_name_en="Transition house", province="MB")

    results = ask("transition house", place="Thunder Bay")

    assert names(results.serving) == ["Aurora House"]
    assert results.serving[0].km is None
    assert not results.near


def test_listings_without_an_address_come_by_name_wherever_the_question_stands(add, ask):
    for name in ("Cedar", "Aspen", "Birch"):
        add(name, categories="shelter.emergency", province="ON")

    orders = [names(ask("", place=place).serving) for place in ("Kenora", "Ottawa", "Moosonee", "Windsor")]

    assert orders == [["Aspen", "Birch", "Cedar"]] * 4


def test_a_place_known_by_its_community_is_offered_there_without_a_distance(add, ask):
    add("Quiet office", disclosure="community", community="Thunder Bay")

    results = ask("", place="Thunder Bay")

    assert names(results.serving) == ["Quiet office"]
    assert results.serving[0].km is None
    assert not ask("", place="Ottawa").serving


def test_an_office_with_only_its_town_says_around(add, ask):
    add("Town office", disclosure="address", community="Kenora", address="1 Main Street")

    results = ask("legal aid", place="Kenora")

    assert names(results.near) == ["Town office"]
    assert results.near[0].around


def test_a_national_line_answers_everywhere(add, ask):
    add("National line", delivery="phone", categories="crisis.line", province="", service_area="CA")

    assert names(ask("", place="Grise Fiord").wide) == ["National line"]


def test_a_line_of_one_province_does_not_answer_in_another(add, ask):
    add("Ontario line", delivery="phone", categories="crisis.line", province="ON", service_area="PR:35")

    assert names(ask("", place="Kenora").wide) == ["Ontario line"]
    assert not ask("", place="Winnipeg").wide


def test_categories_and_provinces_are_filters_that_combine(add, ask):
    add("Lawyers", province="ON", community="Kenora", disclosure="community")
    add("Doctors", province="ON", community="Kenora", disclosure="community", categories="health.primary")
    add("Other doctors", province="MB", community="Winnipeg", disclosure="community", categories="health.primary")

    results = ask("", categories=("health.primary",), province="ON")

    assert names(results.answers) == ["Doctors"]
    assert {count.code: count.count for count in results.categories} == {"legal.aid": 1, "health.primary": 1}
    assert {c.code: c.count for c in results.provinces if c.count} == {"ON": 1, "MB": 1}


def test_a_whole_province_may_be_asked_for(add, ask):
    add("Kenora office", province="ON", community="Kenora", disclosure="address")
    add("Winnipeg office", province="MB", community="Winnipeg", disclosure="address")

    assert names(ask("legal aid", place="Manitoba").answers) == ["Winnipeg office"]


def test_pages_do_not_repeat_or_lose_anyone(add, ask):
    for number in range(45):
        add(f"office {number:02}", latitude=f"{48.38 + number / 1000:.4f}", longitude="-89.2475")

    pages = [names(ask("", place="Thunder Bay", page=page).near) for page in (1, 2, 3)]

    assert [len(page) for page in pages] == [20, 20, 5]
    assert len({name for page in pages for name in page}) == 45
    assert ask("", place="Thunder Bay").pages == 3


@pytest.mark.parametrize(("block", "more"), [("serving", {"disclosure": "region"}), ("wide", {"delivery": "phone"})])
def test_who_serves_a_place_goes_on_on_the_next_page(add, ask, block, more):
    for number in range(45):
        add(f"house {number:02}", service_area="PR:35", **more)

    pages = [names(getattr(ask("", place="Thunder Bay", page=page), block)) for page in (1, 2, 3, 4)]

    assert [name for page in pages for name in page] == [f"house {number:02}" for number in range(45)]
    assert [len(page) for page in pages] == [20, 20, 5, 0]


def test_nothing_found_is_an_empty_answer_not_an_error(add, ask):
    add("office")

    results = ask("zzzzqqq", place="Thunder Bay")

    assert results.total == 0
    assert results.answers == ()


def test_an_index_a_moment_old_can_only_leave_something_out(add, store, places):
    removed = add("gone soon")
    catalogue = Catalogue.build(store.revision(), store.published(), places)
    store.db.execute("UPDATE service SET status = 'withdrawn' WHERE id = ?", [removed])
    from portal.finding.find import find
    from portal.finding.question import Question

    assert find(Question(words="legal aid"), catalogue, None, places, store).answers == ()


def test_distances_of_many_points_equal_brute_force(places, store, add):
    dice = random.Random(3)
    for number in range(200):
        add(f"o{number}", latitude=f"{dice.uniform(42, 83):.5f}", longitude=f"{dice.uniform(-141, -53):.5f}")
    catalogue = Catalogue.build(store.revision(), store.published(), places)
    services = {service.id: service for service in store.published()}

    for _ in range(20):
        here = (dice.uniform(-141, -53), dice.uniform(42, 83))
        rows, km, _around = catalogue.near(here, catalogue.all()).first(200, catalogue.columns.rank["en"])
        points = [services[catalogue.columns.ids[row]].places[0].point for row in rows]
        brute = np.array([GEOD.inv(*here, *point)[2] / 1000 for point in points])
        np.testing.assert_allclose(km, brute, rtol=1e-5, atol=0.01)
        assert (np.diff(km) >= 0).all()


def test_the_radii_grow():
    assert list(RADII) == sorted(set(RADII))
