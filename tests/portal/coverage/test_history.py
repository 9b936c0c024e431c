"""What is kept over time: totals of all of Canada, and nothing of a listing that was taken back."""

from dataclasses import replace

import pytest

from portal.coverage import history, latest
from portal.coverage.build import Ground, build
from portal.registry import survey
from portal.registry.decisions import Part
from portal.registry.model import Disclosure, Location, Status
from portal.registry.survey import Said, State, Surveyed
from tests.conftest import at, listing
from tests.portal.coverage.conftest import EMBEDDED, nothing, store_of

FIRST, SECOND = "2026-01-05", "2026-02-05"
TORONTO, MONTREAL = (-79.38, 43.65), (-73.57, 45.5)
CLINIC = listing("clinic", "Clinic", "legal.aid", place=at("clinic", "1 King Street", TORONTO))
OTHER = listing("other", "Other", "health.primary", place=at("other", "2 King Street", TORONTO))
MORE = listing("more", "More", "legal.aid", place=at("more", "1 rue Sainte", MONTREAL))


@pytest.fixture
def over_time(tmp_path):
    """Builds of one registry, each after something was done to it, on its own day; what is kept of them."""

    def of(*acts):
        store, ground, folder = store_of((CLINIC, OTHER)), Ground(tmp_path / "none", EMBEDDED), tmp_path / "coverage"
        for day, act in zip((FIRST, SECOND), acts, strict=True):
            act(store)
            build(store, ground, folder, day, nothing)
        return history.told(latest.open_folder(folder, ground.geography, ground.embedded))

    return of


def publishes(*services):
    return lambda store: store.publish(services, SECOND, "tests")


def test_a_gap_is_seen_to_close(over_time):
    before, after = over_time(nothing, publishes(MORE))

    assert (before.day, after.day) == (FIRST, SECOND)
    assert before.version != after.version
    assert before.far["legal"][0] > after.far["legal"][0] > 0
    assert before.far["health"] == after.far["health"]


def test_a_part_that_nobody_offers_is_too_far_for_everybody(over_time):
    assert over_time(nothing, nothing)[0].far["income"] == [100, None]


def test_those_looked_at_are_kept_beside_all(over_time):
    def looks(store):
        looked = Surveyed("place:gn:6167865", "legal.aid", State.LISTED, Said(SECOND, "coordinator"))
        survey.record(store, [looked])

    before, after = over_time(nothing, looks)

    assert (before.looked, after.looked) == (0, 1)
    assert before.far["legal"][1] is None
    assert after.far["legal"][1] == 0


@pytest.mark.parametrize(
    "act",
    [
        lambda store: store.withhold("clinic", Part.LISTING, "p-alice", SECOND),
        publishes(replace(CLINIC, status=Status.WITHDRAWN)),
        publishes(replace(CLINIC, locations=(Location("at-clinic", Disclosure.REGION, "ON"),))),
    ],
)
def test_of_a_listing_that_was_taken_back_nothing_is_kept(over_time, act):
    before, after = over_time(nothing, act)

    assert before.far["legal"] == [None, None]
    assert before.far["health"][0] is not None
    assert after.far["legal"][0] == 100


@pytest.mark.parametrize("status", [Status.CLOSED, Status.PAUSED])
def test_a_gap_that_opens_because_a_service_closed_is_kept(over_time, status):
    before, after = over_time(nothing, publishes(replace(CLINIC, status=status)))

    assert before.far["legal"][0] < after.far["legal"][0] == 100


def test_nothing_is_told_while_a_build_has_not_let_go_of_what_was_withdrawn(tmp_path):
    store, ground, folder = store_of((CLINIC,)), Ground(tmp_path / "none", EMBEDDED), tmp_path / "coverage"
    built = build(store, ground, folder, FIRST, nothing)

    assert len(history.told(built)) == 1
    assert history.told(replace(built, as_built=False)) == []
