"""A reader that remembers what it read a moment ago answers as one that reads anew, whatever was done in between."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.registry.decisions import Part
from portal.registry.governance import Label, Owner, Use
from portal.registry.model import Organization, Source, Status, Text
from portal.registry.recent import Recent
from portal.registry.stewardship import UseConsent
from portal.registry.store import Store
from portal.registry.suppression import Kind, Sign

DAY, LATER, LATEST = "2026-11-24", "2026-11-25", "2026-11-26"
TWO = ("alice", "bob")
NATION = Owner("nation", Text("A Nation (invented)", "Une Nation (inventée)"))


@pytest.fixture
def readers(a_store):
    """One page after the other, each with the registry opened anew."""
    recent = Recent()
    return lambda: Store(a_store.db, a_store.terms, recent)


def test_whatever_is_done_is_read_at_once(a_store, readers, a_listing):
    renamed = Organization("o", Text("Willow House (invented)", ""))
    acts = {
        "stored": lambda: a_store.publish([a_listing("a"), a_listing("b", "8075550101")], DAY, "alice"),
        "changed": lambda: a_store.publish([a_listing("a", "8075550102")], DAY, "alice"),
        "renamed through another": lambda: a_store.publish(
            [replace(a_listing("a", "8075550102"), organization=renamed)], DAY, "alice"
        ),
        "source": lambda: a_store.add_source(Source("list", "A list", "Another publisher", "facts_compiled")),
        "gone": lambda: a_store.mark_gone("list", ["b"], DAY),
        "there again": lambda: a_store.publish([read_on(LATER, a_store.service("b"))], LATER, "alice"),
        "read anew": lambda: a_store.publish([read_on(LATEST, a_store.service("b"))], LATEST, "alice"),
        "number withheld": lambda: a_store.withhold("b", Part.PHONE, "alice", DAY, "8075550101"),
        "number shown": lambda: a_store.show_again("b", Part.PHONE, TWO, DAY, "8075550101"),
        "listing withheld": lambda: a_store.withhold("a", Part.LISTING, "alice", DAY),
        "listing shown": lambda: a_store.show_again("a", Part.LISTING, TWO, DAY),
        "owner": lambda: a_store.set_owner("b", NATION, "alice", DAY),
        "labels": lambda: a_store.set_labels("b", [Label(Text("TK", ""), "https://example.org")], "alice", DAY),
        "use agreed": lambda: a_store.record_use(UseConsent("b", Use.EXPORT, True, "owner", TWO, DAY)),
        "use refused": lambda: a_store.record_use(UseConsent("b", Use.LISTED, False, "owner", ("alice", ""), DAY)),
        "withdrawn": lambda: a_store.publish([replace(a_store.service("a"), status=Status.WITHDRAWN)], DAY, "alice"),
        "published": lambda: a_store.publish([replace(a_store.service("a"), status=Status.PUBLISHED)], DAY, "alice"),
        "use given again": lambda: a_store.record_use(UseConsent("b", Use.LISTED, True, "owner", TWO, DAY)),
        "suppressed": lambda: a_store.suppress(Sign.of(Kind.PHONE, "8075550102"), "asked", "owner", TWO, DAY),
        "given back": lambda: a_store.give_back("nation", TWO, DAY),
    }
    before = a_store.public_many(["a", "b"])
    for name, act in acts.items():
        readers().public_many(["a", "b"])

        act()

        now = a_store.public_many(["a", "b"])
        assert now != before, f"{name} changes nothing that is read"
        assert readers().public_many(["a", "b"]) == now, name
        before = now


def test_what_is_asked_for_again_is_not_read_again(a_store, readers, a_listing):
    a_store.publish([a_listing("a"), a_listing("b")], DAY, "alice")

    first, again = readers().public_many(["a", "nobody", "b"]), readers().public_many(["b", "a"])

    assert [public.id for public in first] == ["a", "b"]
    assert again[0] is first[1] and again[1] is first[0]


def test_only_so_many_are_remembered(a_store, a_listing):
    ids = [f"listing-{number}" for number in range(10)]
    a_store.publish(map(a_listing, ids), DAY, "alice")
    recent = Recent(most=4)
    reader = Store(a_store.db, a_store.terms, recent)

    read = [reader.public_many([one])[0].id for one in (*ids, *ids)]

    assert read == [*ids, *ids]
    assert len(recent.of(reader.state)) < 4


def read_on(day, service):
    return replace(service, origin=replace(service.origin, retrieved_on=day, gone_since=""))
