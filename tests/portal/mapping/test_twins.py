"""Telling two listings apart: one person's word, remembered and on record; and what a hidden place does not tell."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.mapping.merging import propose_merge
from portal.mapping.proposal import Reason, Refused
from portal.mapping.twins import beside, suggest_again, suggested, tell_apart
from portal.registry import audit, sketches
from portal.registry.decisions import Part
from portal.registry.model import Disclosure, Source

OTHER = Source("other", "Other list", "Other", "facts_compiled")


@pytest.fixture
def twin(team, clinique):
    """The clinic as another list has it."""
    place = replace(clinique.locations[0], id="at-twin")
    team.store.add_source(OTHER)
    said = replace(clinique, id="twin", locations=(place,), origin=replace(clinique.origin, source_id="other"))
    team.store.publish([said], "2026-11-24", "test")
    return said


def ids(pairs):
    return [set(pair.ids) for pair in pairs]


def recorded(team):
    return [(one.by, one.details) for one in audit.entries(team.store.db) if one.kind == "pair"]


def test_a_pair_that_was_told_apart_is_suggested_nowhere_any_more(team, clinique, twin):
    assert ids(suggested(team.desk())) == ids(beside("twin", team.desk())) == [{clinique.id, "twin"}]

    tell_apart("twin", clinique.id, "bob", team.desk())

    assert suggested(team.desk()) == beside("twin", team.desk()) == []


def test_telling_apart_and_taking_that_back_are_each_on_record_once(team, clinique, twin):
    for _ in range(2):
        tell_apart(clinique.id, "twin", "bob", team.desk())
    for _ in range(2):
        suggest_again("twin", clinique.id, "denise", team.desk())

    assert [(by, '"told_apart"' in details) for by, details in recorded(team)] == [("bob", True), ("denise", False)]
    assert ids(suggested(team.desk())) == [{clinique.id, "twin"}]


@pytest.mark.parametrize("who", ["alice", "charlie"])
def test_only_those_who_decide_tell_apart(team, clinique, twin, who):
    with pytest.raises(Refused) as refused:
        tell_apart(clinique.id, "twin", who, team.desk())

    assert refused.value.reason is Reason.NOT_ALLOWED
    assert ids(suggested(team.desk())) == [{clinique.id, "twin"}] and recorded(team) == []


def test_a_pair_that_somebody_proposes_to_merge_is_not_suggested_as_well(team, clinique, twin):
    propose_merge("twin", clinique.id, "bob", team.desk())

    assert suggested(team.desk()) == []


def test_a_place_that_is_hidden_for_the_moment_is_not_compared(team, clinique, twin):
    place = clinique.locations[0].id
    team.store.withhold(clinique.id, Part.PLACE, "bob", "2026-11-25", place)

    (pair,) = suggested(team.desk())

    assert pair.reasons == ("name", "phone") and pair.km is None


def test_a_number_that_is_hidden_for_the_moment_is_not_compared(team, clinique, twin):
    team.store.withhold(clinique.id, Part.PHONE, "bob", "2026-11-25", clinique.phones[0].number)

    (pair,) = suggested(team.desk())

    assert "phone" not in pair.reasons


def test_a_listing_that_is_hidden_is_not_compared(team, clinique, twin):
    team.store.withhold(clinique.id, Part.LISTING, "bob", "2026-11-25")

    assert suggested(team.desk()) == []


def test_reading_the_tables_tells_no_more_than_the_one_door(team, clinique, twin, listing):
    narrow = listing(record_key="narrow", disclosure="community", address="", postal_code="", latitude="", longitude="")
    assert narrow.disclosure is Disclosure.COMMUNITY
    team.store.publish([narrow], "2026-11-24", "test")
    team.store.withhold(clinique.id, Part.PLACE, "bob", "2026-11-25", clinique.locations[0].id)
    team.store.withhold(twin.id, Part.PHONE, "bob", "2026-11-25", twin.phones[0].number)

    assert list(sketches.every(team.store)) == [sketches.of(public) for public in team.store.published()]
