"""Facts that are too old cost a place among equals, and nothing else: the clock hides nobody."""

from datetime import UTC, datetime

import pytest

from portal.finding.catalogue import Catalogue
from portal.finding.find import find
from portal.finding.question import Question
from portal.registry.freshness import Facet, How

NOW = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
IN_TWENTY_YEARS = datetime(2046, 11, 27, 15, 0, tzinfo=UTC)


@pytest.fixture
def ask_at(store, places):
    """Asks at a moment."""

    def answer(moment, **question):
        catalogue = Catalogue.build(store.revision(), store.published(), places)
        results = find(Question(**question), catalogue, None, places, store, moment)
        return [answer.service.organization.name.en for answer in results.answers]

    return answer


PHONE_ONLY = {"delivery": "phone", "phone_office": "807-555-0100", "service_area": "PR:35"}


@pytest.mark.parametrize("question", [{}, {"place": "Ontario"}, {"place": "Thunder Bay"}])
def test_of_equals_those_with_facts_that_are_too_old_come_last(add, ask_at, store, question):
    add("Alder", retrieved_on="2024-01-01", **PHONE_ONLY)
    birch = add("Birch", retrieved_on="2024-01-01", **PHONE_ONLY)
    assert ask_at(NOW, **question) == ["Alder", "Birch"]

    store.confirm(birch, [Facet.PHONE], How.CALL, "bob", "2026-11-20")

    assert ask_at(NOW, **question) == ["Birch", "Alder"]


def test_the_nearest_stays_the_nearest_however_old_its_facts_are(add, ask_at, store):
    add("here", retrieved_on="2020-01-01", latitude="48.3815", longitude="-89.2475", disclosure="address")
    far = add("there", retrieved_on="2020-01-01", latitude="48.4500", longitude="-89.1000", disclosure="address")
    store.confirm(far, list(Facet), How.CALL, "bob", "2026-11-20")

    assert ask_at(NOW, place="Thunder Bay") == ["here", "there"]


def test_of_two_that_are_about_as_near_the_one_with_fresh_facts_comes_first(add, ask_at, store):
    add("here", retrieved_on="2020-01-01", latitude="48.3815", longitude="-89.2475", disclosure="address")
    next_door = add(
        "next door", retrieved_on="2020-01-01", latitude="48.3860", longitude="-89.2475", disclosure="address"
    )
    assert ask_at(NOW, place="Thunder Bay") == ["here", "next door"]

    store.confirm(next_door, list(Facet), How.CALL, "bob", "2026-11-20")

    assert ask_at(NOW, place="Thunder Bay") == ["next door", "here"]


def test_the_only_service_of_a_region_is_shown_for_as_long_as_it_is_listed(add, ask_at):
    add("only one", retrieved_on="2020-01-01", province="NU", community="Iqaluit", disclosure="address")

    assert ask_at(NOW, place="Iqaluit") == ask_at(IN_TWENTY_YEARS, place="Iqaluit") == ["only one"]
    assert ask_at(IN_TWENTY_YEARS) == ["only one"]
