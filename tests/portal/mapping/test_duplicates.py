"""Pairs that may be one service: suggested with reasons, never merged."""

from dataclasses import replace
from itertools import product

import pytest

from portal.exchange.layouts import Plain
from portal.mapping.checks import Check
from portal.mapping.desk import PROVIDERS
from portal.mapping.duplicates import CROWD, POINTS, likely_pairs, same_door, squares
from portal.registry import sketches
from portal.registry.disclosure import Where, for_public
from portal.registry.model import Source


@pytest.fixture
def public(terms, caution, row):
    """A public listing of a source, from the clinic's row with some columns changed."""

    def make(source="one", **changes):
        service = Check(source, terms, caution).listing(row(**changes)).service
        return for_public(service, Source(source, source, source, "facts_compiled"))

    return make


def pairs(*services, new=None):
    return likely_pairs(map(sketches.of, services), {s.id for s in services} if new is None else new)


APART = {"latitude": "48.5", "longitude": "-89.5"}


def test_the_same_service_in_two_sources_is_suggested_with_every_reason(public):
    one, other = public("one"), public("two")

    (pair,) = pairs(one, other)

    assert {pair.first, pair.second} == {one.id, other.id}
    assert pair.reasons == ("name", "phone", "address", "distance")
    assert pair.score == sum(POINTS.values())
    assert (pair.numbers, pair.km) == ({"8075550100"}, 0.0)
    assert pair.said("en").endswith("(name, phone, address, distance)")
    assert pair.said("fr").endswith("(nom, téléphone, adresse, distance)")


STREET = {"address": "500 Zibeline Street"}
ELSEWHERE = {**APART, **STREET}
HERON = {"organization_name_en": "Heron Bridge", "organization_name_fr": "Pont du héron"}


@pytest.mark.parametrize(
    "changes, reasons",
    [
        (ELSEWHERE, ("name", "phone")),
        ({"phone_office": "807-555-0199", **STREET}, ("name", "distance")),
        ({"phone_office": "807-555-0199", **APART}, ("name", "address")),
        ({**HERON, **STREET}, ("phone", "distance")),
        ({**HERON, **APART}, ("phone", "address")),
    ],
)
def test_two_reasons_are_enough(public, changes, reasons):
    assert [pair.reasons for pair in pairs(public("one"), public("two", **changes))] == [reasons]


@pytest.mark.parametrize(
    "changes",
    [
        {**HERON, **ELSEWHERE},
        {"phone_office": "807-555-0199", **ELSEWHERE},
        {"phone_office": "807-555-0199", **HERON},
    ],
)
def test_one_reason_is_not_enough_nor_is_one_building(public, changes):
    assert pairs(public("one"), public("two", **changes)) == []


def test_a_name_is_compared_whatever_its_accents_and_the_order_of_its_words(public):
    one = public("one", organization_name_en="Clinique Juridique Érable", **ELSEWHERE)
    other = public("two", organization_name_en="clinique erable juridique")

    assert [pair.reasons for pair in pairs(one, other)] == [("name", "phone")]


def test_a_name_in_one_language_is_held_against_a_name_in_the_other(public):
    one = public("one", organization_name_en="Rosewood House", organization_name_fr="Maison Boisderose", **ELSEWHERE)
    other = public("two", organization_name_en="La maison Boisderose")

    assert [pair.reasons for pair in pairs(one, other)] == [("name", "phone")]


@pytest.mark.parametrize(
    "one, other, same",
    [
        ("12 Érable Street", "12, rue Erable", True),
        ("12 Érable Street", "14 Érable Street", False),
        ("12 Main Street", "12 King Street", False),
        ("200-12 Érable Street East", "12 Érable St E, Suite 200", True),
        ("12 1st Street", "12 2nd Street", False),
    ],
)
def test_an_address_is_the_same_door_however_it_is_written(one, other, same):
    assert same_door(Where("ON", "Larchville", one), Where("ON", "larchville", other)) is same


def test_near_points_meet_across_every_border_of_the_squares():
    for longitude, latitude in product((-79.4, -79.42, -79.399999), (43.65, 43.655, 43.649999, 69.1)):
        here = set(squares(Where("ON", point=(longitude, latitude))))
        for east, north in ((0.0055, 0.0), (-0.0055, 0.0), (0.0, 0.0044), (0.0, -0.0044)):
            there = Where("ON", point=(longitude + east, latitude + north))

            assert here & set(squares(there))


def test_what_was_told_apart_is_not_suggested_again(public):
    one, other = public("one"), public("two")
    apart = {tuple(sorted((one.id, other.id)))}

    assert likely_pairs(map(sketches.of, (one, other)), None, apart) == []


def test_an_organization_knows_its_own_services_apart(public):
    one, other = public(PROVIDERS.id), public(PROVIDERS.id, record_key="again")

    assert one.organization == other.organization
    assert pairs(one, other) == []


def test_people_may_write_one_service_twice(public):
    one, other = public(PROVIDERS.id), public(PROVIDERS.id, record_key="again", organization_name_en="The Clinic")
    other = replace(other, organization=replace(one.organization, id="another"))

    assert len(pairs(one, other)) == 1


def test_a_toll_free_number_is_shared_by_many_and_pairs_nobody(public):
    line = {"phone_office": "1-800-555-0100"}

    assert pairs(public("one", **line), public("two", **line, **ELSEWHERE)) == []
    assert pairs(public("one", phone_office="988"), public("two", phone_office="988", **ELSEWHERE)) == []


def test_listings_of_one_source_are_its_own_affair(public):
    assert pairs(public("one"), public("one", record_key="again")) == []


def test_only_pairs_with_something_new_are_suggested(public):
    one, other = public("one"), public("two")

    assert pairs(one, other, new=set()) == []
    assert len(pairs(one, other, new={other.id})) == 1


def test_a_hidden_place_is_never_compared(public):
    one, other = public("one", disclosure="region"), public("two", disclosure="region")

    assert [pair.reasons for pair in pairs(one, other)] == [("name", "phone")]


def test_a_number_that_a_crowd_shares_says_nothing(public):
    crowd = [public(f"s{n}", **ELSEWHERE, community=f"Town {n}") for n in range(CROWD + 1)]

    assert pairs(*crowd) == []
    assert len(pairs(*crowd[:3])) == 3


def test_an_import_suggests_the_pair_and_keeps_both(registry, written, importing, row):
    first = importing(registry, written(row()))
    registry.add_source(Source("two", "two", "two", "facts_compiled"))
    second = importing(registry, written(row()), layout=plain("two"))

    assert first.duplicates == [] and len(second.duplicates) == 1
    assert len(registry.ids()) == 2
    assert any("~" in line for line in second.lines("en"))


def plain(name):
    return Plain(Source(name, name, name, "facts_compiled"))
