"""When coverage is worked out anew by itself: at once when something was taken back, else when it is time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.places import Places
from portal.coverage.build import Ground, build
from portal.coverage.keeping import is_due
from portal.registry import survey
from portal.registry.decisions import Part
from portal.registry.governance import Use
from portal.registry.model import Disclosure, Location, Text
from portal.registry.stewardship import UseConsent
from portal.registry.survey import Said
from tests.conftest import CAST, listing

from .conftest import DAY, EMBEDDED, nothing, store_of

CLINIC = CAST[1]


@pytest.fixture
def kept(tmp_path):
    """A registry, and a way to ask whether its coverage is due."""
    store = store_of((CLINIC, CAST[3]))
    folder = tmp_path / "coverage"
    build(store, Ground(tmp_path / "none", EMBEDDED), folder, DAY, nothing)

    def due(is_time=False, day=DAY):
        return is_due(store, folder, day, is_time, lambda: Places.load(EMBEDDED, None))

    return store, due


def test_what_was_never_built_is_due(tmp_path):
    assert is_due(store_of(CAST), tmp_path / "coverage", DAY, False, lambda: Places.load(EMBEDDED, None))


def test_nothing_is_due_when_nothing_changed(kept):
    _store, due = kept

    assert not due()
    assert not due(is_time=True)


def test_what_was_only_added_or_reworded_waits_until_it_is_time(kept):
    store, due = kept

    store.publish([replace(CLINIC, description=Text("Still free.", "")), listing("new", "New", "food")], DAY, "tests")

    assert not due()
    assert due(is_time=True)


@pytest.mark.parametrize("part", [Part.LISTING, Part.PLACE])
def test_what_somebody_hid_is_taken_out_at_once(kept, part):
    store, due = kept

    store.withhold("clinique", part, "p-alice", DAY, "at-clinique" if part is Part.PLACE else "")

    assert due()


def test_a_listing_whose_owner_says_no_to_statistics_is_taken_out_at_once(kept):
    store, due = kept

    store.record_use(UseConsent("clinique", Use.STATISTICS, False, "council", ("p-1", ""), DAY))

    assert due()


def test_a_new_day_asks_for_new_figures_because_a_consent_may_have_run_out(kept):
    _store, due = kept

    assert due(day="2026-01-06")


@pytest.mark.parametrize("id_", ["clinique", "circle"])
def test_a_listing_that_shows_less_of_its_place_is_taken_out_at_once(kept, id_):
    store, due = kept
    one = next(one for one in CAST if one.id == id_)

    store.publish([replace(one, locations=(Location(f"at-{id_}", Disclosure.REGION, "ON"),))], DAY, "tests")

    assert due()


def test_a_consent_that_is_given_or_taken_back_is_heeded_at_once(kept, tmp_path):
    store, due = kept

    survey.record_consent(store, "place:gn:5983720", True, Said(DAY, "coordinator"))
    assert due()

    build(store, Ground(tmp_path / "none", EMBEDDED), tmp_path / "coverage", DAY, nothing)
    assert not due()

    survey.record_consent(store, "place:gn:5983720", False, Said(DAY, "coordinator"))
    assert due()
