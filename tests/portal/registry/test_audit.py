"""The record: every change is in it, it cannot be changed unseen, and no fact about a place or a visitor fits in."""

import random
from dataclasses import dataclass, replace
from typing import ClassVar

import pytest
from sqlite_utils.db import sqlite3

from portal.registry import audit, check, events
from portal.registry.model import Disclosure
from portal.registry.rules import narrowed

DAY = "2026-11-24"


def record(store, about=""):
    return [(entry.by, entry.kind, entry.about, entry.details) for entry in audit.entries(store.db, about)]


def kinds(store):
    return [entry.kind for entry in audit.entries(store.db)]


# Every change is recorded, with the change or not at all.


def test_every_way_to_change_a_listing_leaves_its_row(registry, listing):
    service = listing()
    registry.publish([service], DAY, "alice")
    registry.publish([replace(service, website="https://other.example/", email="a@clinic.example")], DAY, "bob")
    registry.mark_gone("test-list", [service.id], DAY)
    registry.publish([replace(service, website="https://other.example/", email="a@clinic.example")], DAY, "import:x")
    hidden = tuple(narrowed(place, Disclosure.REGION) for place in service.locations)
    registry.publish([replace(service, locations=hidden)], DAY, "bob")

    assert record(registry, service.id) == [
        ("alice", "listing.created", service.id, '{"revision":1}'),
        ("bob", "listing.changed", service.id, '{"fields":"email,website","revision":2}'),
        ("import:test-list", "listing.gone", service.id, "{}"),
        ("import:x", "listing.returned", service.id, "{}"),
        ("bob", "listing.changed", service.id, '{"fields":"locations,email,website","revision":3}'),
        ("bob", "listing.narrowed", service.id, '{"level":"region","revision":3}'),
    ]


def test_what_changes_nothing_records_nothing(registry, listing):
    registry.publish([listing()], DAY, "alice")

    registry.publish([listing()], DAY, "bob")

    assert kinds(registry) == ["listing.created"]


def test_a_change_that_is_undone_is_not_in_the_record(registry, listing):
    with pytest.raises(RuntimeError), registry.together():
        registry.publish([listing()], DAY, "alice")
        raise RuntimeError

    assert kinds(registry) == []


def test_a_change_that_cannot_be_recorded_is_not_made(registry, listing):
    with pytest.raises(audit.NotRecordable):
        registry.publish([listing()], DAY, "12 Zibeline Street")

    assert list(registry.all_services()) == []


def test_an_act_is_not_recorded_apart_from_its_change(registry):
    with pytest.raises(audit.NotRecordable):
        registry.audit(events.Gone(DAY, "alice", "listing"))


# What may stand in it.


@pytest.mark.parametrize(
    "value",
    ["12 Zibeline Street", "P7B1A1", "p7b1a1", "48.3809", "-89.2477123", "Zoé", "a\nb", "x" * 301, None, 1.5, ("a",)],
    ids=repr,
)
@pytest.mark.parametrize("field", ["day", "by", "about", "fields"])
def test_no_text_and_no_place_fits_into_the_record(registry, field, value):
    act = replace(events.Changed(DAY, "alice", "listing", 2, "phones"), **{field: value})

    with pytest.raises(audit.NotRecordable) as refusal, registry.together():
        registry.audit(act)

    assert field in str(refusal.value) and str(value) not in str(refusal.value)
    assert kinds(registry) == []


def test_only_declared_kinds_are_recorded(registry):
    @dataclass(frozen=True)
    class Twin(events.Gone):
        more: str = "x"

    for act in (audit.Event(DAY, "alice", "x"), Twin(DAY, "alice", "x")):
        with pytest.raises(audit.NotRecordable), registry.together():
            registry.audit(act)


def test_another_subject_declares_its_own_kind_and_no_two_share_a_name(registry):
    @dataclass(frozen=True)
    class Tested(audit.Event):
        kind: ClassVar[str] = "tests.tested"
        times: int

    with registry.together():
        registry.audit(Tested(DAY, "alice", "thing", 3))

    assert record(registry) == [("alice", "tests.tested", "thing", '{"times":3}')]
    names = [kind.kind for kind in audit.Event.__subclasses__()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET by = 'mallory'",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit SELECT 1, day, 'mallory', kind, about, details, hash FROM audit LIMIT 1",
        "INSERT INTO audit SELECT 99, day, by, kind, about, details, hash FROM audit LIMIT 1",
        "REPLACE INTO audit SELECT number, day, 'mallory', kind, about, details, hash FROM audit",
    ],
)
def test_the_database_itself_only_adds(registry, listing, statement):
    registry.publish([listing(record_key="a"), listing(record_key="b")], DAY, "alice")
    before = record(registry)

    with pytest.raises(sqlite3.IntegrityError, match="only added to"):
        registry.db.execute(statement)

    assert record(registry) == before


# Tampering by someone who holds the file.

ROWS = 40


def edited(db, dice):
    """One row changed, half of the time with the hash that fits it."""
    column, value = dice.choice([("by", "mallory"), ("day", "2020-01-01"), ("about", "x"), ("details", "{}")])
    number = dice.randint(1, ROWS)
    db.execute(f"UPDATE audit SET {column} = ? WHERE number = ?", [value, number])
    if dice.random() < 0.5:
        rows = {entry.number: entry for entry in audit.entries(db)}
        before = rows[number - 1].hash if number > 1 else audit.START
        db.execute("UPDATE audit SET hash = ? WHERE number = ?", [rows[number].hash_after(before), number])


def deleted(db, dice):
    db.execute("DELETE FROM audit WHERE number = ?", [dice.randint(1, ROWS - 1)])


def cut(db, dice):
    db.execute("DELETE FROM audit WHERE number > ?", [dice.randint(0, ROWS - 1)])


def rewritten(db, dice):
    """A suffix written anew with right hashes, by someone who knows how, perhaps longer than before."""
    start, end = dice.randint(1, ROWS), ROWS + dice.randint(0, 2)
    old = [entry for entry in audit.entries(db) if entry.number >= start]
    db.execute("DELETE FROM audit WHERE number >= ?", [start])
    for n in range(end - start + 1):
        revision = n + 1000 if n == 0 else n
        audit.append(db, events.Created(old[min(n, len(old) - 1)].day, "mallory", f"row-{n}", revision))


def moved(db, dice):
    """Two rows exchanged, or a false one pushed in between with the numbers after it raised."""
    place = dice.randint(1, ROWS - 1)
    if dice.random() < 0.5:
        db.execute("UPDATE audit SET number = -1 WHERE number = ?", [place])
        db.execute("UPDATE audit SET number = ? WHERE number = ?", [place, place + 1])
        db.execute("UPDATE audit SET number = ? WHERE number = -1", [place + 1])
        return
    db.execute("UPDATE audit SET number = -number - 1 WHERE number > ?", [place])
    db.execute("UPDATE audit SET number = -number WHERE number < 0")
    db.execute(
        "INSERT INTO audit SELECT number + 1, day, 'mallory', kind, about, details, hash FROM audit WHERE number = ?",
        [place],
    )


@pytest.fixture
def recorded(registry):
    """A record of some length, and its anchor, kept outside. The triggers are gone: whoever holds the file can."""
    with registry.together():
        registry.audit(*(events.Created(DAY, "alice", f"listing-{n}", n) for n in range(ROWS)))
    for name in ("changed", "deleted", "added_to"):
        registry.db.execute(f"DROP TRIGGER audit_is_{'not_' if name != 'added_to' else ''}{name}")
    return registry.db, audit.anchors(str(audit.anchor(registry.db, DAY)))


@pytest.mark.parametrize("tamper", [edited, deleted, cut, rewritten, moved])
def test_every_tampering_is_found_with_the_anchor(recorded, trials, tamper):
    db, kept = recorded
    assert audit.faults(db, kept) == []
    dice = random.Random(tamper.__name__)
    tries, found = trials(40), 0

    for _ in range(tries):
        db.execute("BEGIN")
        tamper(db, dice)
        found += bool(audit.faults(db, kept))
        db.execute("ROLLBACK")

    assert (found, tries) == (tries, tries)
    assert audit.faults(db, kept) == []


@pytest.mark.parametrize("tamper", [cut, rewritten])
def test_without_the_anchor_a_false_end_looks_right(recorded, tamper):
    db, kept = recorded
    tamper_with = random.Random(1)
    db.execute("BEGIN")
    tamper(db, tamper_with)

    assert audit.faults(db) == [] != audit.faults(db, kept)
    db.execute("ROLLBACK")


def test_older_anchors_hold_for_a_record_that_grew_and_name_what_is_still_true(recorded):
    db, kept = recorded
    db.execute("BEGIN")
    audit.append(db, events.Gone(DAY, "alice", "x"))
    assert audit.faults(db, kept) == []

    early = audit.Anchor(10, next(e.hash for e in audit.entries(db) if e.number == 10), DAY)
    db.execute("UPDATE audit SET by = 'mallory' WHERE number = 20")
    assert [fault.number for fault in audit.faults(db, [early, *kept])] == [20]
    db.execute("DELETE FROM audit WHERE number > 30")
    assert [fault.number for fault in audit.faults(db, [early, *kept])] == [20, 31]
    db.execute("ROLLBACK")


@pytest.mark.parametrize("text", ["audit 1 x 2026-11-24", "1 2 3", "audit x " + "0" * 64 + " 2026-11-24"])
def test_a_line_that_is_no_anchor_is_refused(text):
    with pytest.raises(ValueError):
        audit.anchors(text)


def test_the_check_finds_a_false_row_without_an_anchor(recorded, registry):
    registry.db.execute("UPDATE audit SET by = 'mallory' WHERE number = 7")

    assert [fault.split(":")[0] for fault in check.registry(registry)] == ["audit row 7"]


def test_the_check_finds_a_listing_that_was_changed_past_the_record(registry, listing):
    registry.publish([listing()], DAY, "alice")
    registry.db.execute("UPDATE service SET revision = 2")

    assert [fault.split(":")[0] for fault in check.registry(registry)] == [f"listing {listing().id}, record"]
