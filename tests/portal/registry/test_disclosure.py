"""The one door: each level shows what it allows, and no listing goes out whole by accident."""

from dataclasses import fields

import pytest

from portal.registry.disclosure import PublicService, Where, for_public, where_shown
from portal.registry.model import Disclosure, Location, Service, Source

SOURCE = Source("test-list", "Test list", "Test publisher", "facts_compiled")
FULL = {"community": "Larchville", "address": "12 Zibeline Street", "postal_code": "P7B 1A1", "point": (-89.2, 48.3)}


def test_each_level_shows_no_more_than_it_allows_even_of_a_place_that_holds_more():
    shown = {level: where_shown(Location("l", level, "ON", **FULL)) for level in Disclosure}

    assert shown == {
        Disclosure.ADDRESS: Where("ON", *FULL.values()),
        Disclosure.COMMUNITY: Where("ON", "Larchville"),
        Disclosure.REGION: Where("ON"),
    }


def test_a_level_nobody_thought_of_shows_the_province_alone():
    assert where_shown(Location("l", "level added tomorrow", "ON", **FULL)) == Where("ON")


def test_the_public_listing_is_of_another_type_that_has_no_locations(listing):
    public = for_public(listing(), SOURCE)

    assert isinstance(public, PublicService) and not isinstance(public, Service)
    assert not any(isinstance(getattr(public, field.name), Location) for field in fields(public))
    assert "locations" not in {field.name for field in fields(public)}


@pytest.mark.parametrize(
    "columns, area",
    [
        ({}, ()),
        ({"disclosure": "community", "address": "", "postal_code": "", "latitude": "", "longitude": ""}, ()),
        ({"disclosure": "region"}, ("PR:35",)),
        ({"disclosure": "region", "service_area": "CD:3558"}, ("CD:3558",)),
    ],
)
def test_a_listing_that_declares_no_area_serves_its_community_or_else_its_province(listing, columns, area):
    assert for_public(listing(**columns), SOURCE).service_area == area


def test_a_line_without_any_place_serves_all_of_canada(listing):
    nowhere = dict.fromkeys("disclosure address community province postal_code latitude longitude".split(), "")
    public = for_public(listing(delivery="phone", **nowhere), SOURCE)

    assert (public.service_area, public.places, public.disclosure) == (("CA",), (), None)
