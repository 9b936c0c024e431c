"""What any store of listings must do, whatever it keeps them in."""

from dataclasses import replace

import pytest

from portal.registry.model import Status
from portal.registry.store import Broken

DAY = "2026-11-24"


class PowerCut(Exception):
    pass


def everything(store):
    return store.revision(), list(store.all_services()), list(store.published()), store.unindexed(), store.counts()


def test_an_empty_store_answers_every_question(a_store):
    assert (a_store.ids(), a_store.counts(), a_store.last_change()) == ([], {}, "")
    assert (a_store.service("nobody"), a_store.public("nobody"), a_store.public_many([])) == (None, None, [])
    assert (a_store.plain_ids("legal"), a_store.unindexed(), a_store.keys("list")) == ([], [], {})
    assert (a_store.damage(), a_store.broken_references(), a_store.without_source()) == ([], [], [])


def test_what_was_published_is_found_by_id_and_by_word(a_store, a_listing):
    a_store.publish([a_listing()], DAY, "alice")

    assert a_store.service("rosewood") == replace(a_listing(), revision=1)
    assert a_store.public("rosewood").name == a_listing().name
    assert a_store.plain_ids("rosewood conseils") == ["rosewood"]
    assert (a_store.ids(), a_store.counts(), a_store.last_change()) == (["rosewood"], {"ON": 1}, DAY)


def test_publishing_twice_is_publishing_once(a_store, a_listing):
    a_store.publish([a_listing()], DAY, "alice")
    before = everything(a_store)

    a_store.publish([a_listing()], DAY, "alice")

    assert everything(a_store) == before


def test_the_revision_moves_with_every_change_and_only_then(a_store, a_listing):
    seen = [a_store.revision()]
    for act in (
        lambda: a_store.publish([a_listing()], DAY, "alice"),
        lambda: a_store.publish([a_listing(phone="8075550101")], DAY, "alice"),
        lambda: a_store.mark_gone("list", ["rosewood"], DAY),
        lambda: a_store.publish([a_listing(phone="8075550101")], DAY, "alice"),
        lambda: a_store.publish([replace(a_listing(), status=Status.WITHDRAWN)], DAY, "alice"),
    ):
        act()
        seen.append(a_store.revision())
    a_store.publish([replace(a_listing(), status=Status.WITHDRAWN)], DAY, "alice")
    a_store.indexed(["rosewood"], a_store.revision())
    a_store.mark_gone("list", [], DAY)

    assert seen == sorted(set(seen)) and a_store.revision() == seen[-1]


def test_what_changed_since_a_revision_is_known_even_when_it_is_no_longer_shown(a_store, a_listing):
    a_store.publish([a_listing("a"), a_listing("b")], DAY, "alice")
    first = a_store.revision()
    a_store.publish([a_listing("a"), replace(a_listing("b"), status=Status.WITHDRAWN)], DAY, "alice")
    second = a_store.revision()
    a_store.publish([a_listing("c")], DAY, "alice")

    asked = [a_store.changed_since(revision) for revision in (0, first, second, a_store.revision())]

    assert asked == [["a", "b", "c"], ["b", "c"], ["c"], []]


def test_a_withdrawn_listing_is_shown_to_nobody_and_the_index_is_told(a_store, a_listing):
    a_store.publish([a_listing()], DAY, "alice")
    a_store.indexed(["rosewood"], a_store.revision())

    a_store.publish([replace(a_listing(), status=Status.WITHDRAWN)], DAY, "alice")

    assert (a_store.public("rosewood"), a_store.ids(), a_store.unindexed()) == (None, [], ["rosewood"])
    assert a_store.service("rosewood") is not None


def test_of_many_listings_either_all_are_kept_or_none(a_store, a_listing):
    many = [a_listing(f"r{n:04}") for n in range(900)]

    with pytest.raises(Broken):
        a_store.publish([*many, replace(a_listing("bad"), categories=())], DAY, "alice")
    assert a_store.ids() == []

    a_store.publish(many, DAY, "alice")
    assert a_store.ids() == [service.id for service in many]


def test_what_is_written_together_is_undone_together(a_store, a_listing):
    a_store.publish([a_listing()], DAY, "alice")
    before = everything(a_store)

    with pytest.raises(PowerCut), a_store.together():
        a_store.publish([a_listing(phone="8075550101"), a_listing("new")], DAY, "bob")
        a_store.mark_gone("list", ["rosewood"], DAY)
        raise PowerCut

    assert everything(a_store) == before


def test_a_store_that_failed_once_works_the_next_time(a_store, a_listing):
    with pytest.raises(PowerCut), a_store.together():
        raise PowerCut

    a_store.publish([a_listing()], DAY, "alice")

    assert a_store.ids() == ["rosewood"]
