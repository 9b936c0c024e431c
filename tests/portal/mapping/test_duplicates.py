"""Pairs that may be one service: suggested with reasons, never merged."""

import pytest

from portal.exchange.layouts import Plain
from portal.mapping.checks import Check
from portal.mapping.duplicates import CROWD, likely_pairs
from portal.registry.disclosure import for_public
from portal.registry.model import Source


@pytest.fixture
def public(terms, caution, row):
    """A public listing of a source, from the clinic's row with some columns changed."""

    def make(source="one", **changes):
        service = Check(source, terms, caution).listing(row(**changes)).service
        return for_public(service, Source(source, source, source, "facts_compiled"))

    return make


def pairs(*services, new=None):
    return likely_pairs(services, {s.id for s in services} if new is None else new)


APART = {"latitude": "48.5", "longitude": "-89.5"}


def test_the_same_service_in_two_sources_is_suggested_with_every_reason(public):
    one, other = public("one"), public("two")

    (pair,) = pairs(one, other)

    assert {pair.first, pair.second} == {one.id, other.id}
    assert pair.reasons == ("name", "phone", "distance")
    assert pair.said("en").endswith("(name, phone, distance)") and pair.said("fr").endswith(
        "(nom, téléphone, distance)"
    )


@pytest.mark.parametrize(
    "changes, reasons",
    [
        (APART, ("name", "phone")),
        ({"phone_office": "807-555-0199"}, ("name", "distance")),
        ({"organization_name_en": "Heron Bridge"}, ("phone", "distance")),
    ],
)
def test_two_reasons_are_enough(public, changes, reasons):
    assert [pair.reasons for pair in pairs(public("one"), public("two", **changes))] == [reasons]


@pytest.mark.parametrize(
    "changes",
    [
        {"organization_name_en": "Heron Bridge", **APART},
        {"phone_office": "807-555-0199", **APART},
        {"phone_office": "807-555-0199", "organization_name_en": "Heron Bridge"},
    ],
)
def test_one_reason_is_not_enough(public, changes):
    assert pairs(public("one"), public("two", **changes)) == []


def test_a_name_is_compared_whatever_its_accents_and_the_order_of_its_words(public):
    one = public("one", organization_name_en="Clinique Juridique Érable", **APART)
    other = public("two", organization_name_en="clinique erable juridique")

    assert [pair.reasons for pair in pairs(one, other)] == [("name", "phone")]


def test_a_toll_free_number_is_shared_by_many_and_pairs_nobody(public):
    line = {"phone_office": "1-800-555-0100"}

    assert pairs(public("one", **line), public("two", **line, **APART)) == []
    assert pairs(public("one", phone_office="988"), public("two", phone_office="988", **APART)) == []


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
    crowd = [public(f"s{n}", **APART, community=f"Town {n}") for n in range(CROWD + 1)]

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
