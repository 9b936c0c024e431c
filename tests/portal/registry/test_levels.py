"""Saying more of a place than before needs the provider's consent and two people, on every path."""

from dataclasses import replace

import pytest

from portal.registry import audit, check
from portal.registry.decisions import NoSuchPart
from portal.registry.levels import Consent, Widening, too_wide
from portal.registry.model import NARROWNESS, Disclosure
from portal.registry.rules import narrowed
from portal.registry.store import Broken

DAY, LATER = "2026-11-24", "2026-11-25"
TWO = ("bob", "denise")
LEVELS = list(Disclosure)


def at(service, level):
    """The listing with its place told at this level."""
    return replace(service, locations=tuple(narrowed(place, level) for place in service.locations))


def consent(service, level=Disclosure.ADDRESS, **more):
    given = {"given_by": "executive_director", "recorded_by": "alice", "day": DAY} | more
    return Consent(0, service.id, service.locations[0].id, level, **given)


@pytest.mark.parametrize("shelter", [False, True], ids=["ordinary", "shelter"])
@pytest.mark.parametrize("new", LEVELS)
@pytest.mark.parametrize("old", LEVELS)
def test_a_stored_place_is_told_more_exactly_only_with_leave(registry, listing, old, new, shelter):
    service = replace(listing(), categories=("shelter.emergency",) if shelter else ("legal.aid",))
    leave = [Widening(registry.record_consent(consent(service)), TWO)]
    registry.publish([at(service, old)], DAY, "test", leave)

    if NARROWNESS[new] < NARROWNESS[old]:
        with pytest.raises(Broken, match="consent"):
            registry.publish([at(service, new)], DAY, "test")
        assert registry.service(service.id).disclosure is old
        registry.publish([at(service, new)], DAY, "test", leave)
    else:
        registry.publish([at(service, new)], DAY, "test")

    assert registry.service(service.id).disclosure is new


@pytest.mark.parametrize("level", [Disclosure.ADDRESS, Disclosure.COMMUNITY])
def test_a_new_listing_of_a_shelter_type_starts_at_its_region(registry, listing, level):
    service = at(replace(listing(), categories=("food", "shelter.emergency")), level)

    with pytest.raises(Broken, match="consent"):
        registry.publish([service], DAY, "bob")

    registry.publish([at(service, Disclosure.REGION)], DAY, "bob")
    assert registry.service(service.id).disclosure is Disclosure.REGION


def test_a_listing_that_turns_into_a_shelter_needs_leave_to_keep_its_address(registry, listing):
    registry.publish([listing()], DAY, "bob")

    with pytest.raises(Broken, match="consent"):
        registry.publish([replace(listing(), categories=("shelter.emergency",))], DAY, "bob")


@pytest.mark.parametrize(
    "people, given, day",
    [
        (("bob", "bob"), {}, LATER),
        (("bob", ""), {}, LATER),
        (TWO, {"until": DAY}, LATER),
        (TWO, {"level": Disclosure.COMMUNITY}, LATER),
        (TWO, {"location_id": "another"}, LATER),
        (TWO, {"service_id": "another"}, LATER),
    ],
    ids=["the same twice", "one", "run out", "for less", "for another place", "for another listing"],
)
def test_a_leave_that_does_not_hold_is_none(registry, listing, people, given, day):
    service = listing()
    registry.publish([at(service, Disclosure.REGION)], DAY, "alice")
    number = registry.record_consent(replace(consent(service), **given))

    with pytest.raises(Broken, match="consent"):
        registry.publish([service], day, "alice", [Widening(number, people)])


def test_a_consent_that_was_taken_back_opens_nothing(registry, listing):
    service = listing()
    registry.publish([at(service, Disclosure.REGION)], DAY, "alice")
    number = registry.record_consent(consent(service))
    registry.end_consent(number, "alice", LATER)

    with pytest.raises(Broken, match="consent"):
        registry.publish([service], LATER, "alice", [Widening(number, TWO)])
    with pytest.raises(NoSuchPart):
        registry.end_consent(number, "alice", LATER)


def test_a_provider_who_says_less_again_must_consent_anew(registry, listing):
    service = listing()
    registry.publish([at(service, Disclosure.REGION)], DAY, "alice")
    leave = [Widening(registry.record_consent(consent(service)), TWO)]
    registry.publish([service], DAY, "alice", leave)
    registry.publish([at(service, Disclosure.COMMUNITY)], DAY, "alice")

    with pytest.raises(Broken, match="consent"):
        registry.publish([service], DAY, "alice", leave)


@pytest.mark.parametrize("removed_first", [False, True], ids=["exchanged", "removed before"])
def test_a_hidden_place_does_not_come_back_under_another_id(registry, listing, removed_first):
    service = listing()
    registry.publish([service], DAY, "alice")
    registry.publish([at(service, Disclosure.REGION)], DAY, "alice")
    if removed_first:
        registry.publish([replace(service, locations=())], DAY, "alice")

    with pytest.raises(Broken, match="consent"):
        registry.publish([replace(service, locations=(replace(service.locations[0], id="new"),))], DAY, "alice")


def test_a_removed_place_is_remembered_as_hidden(registry, listing):
    registry.publish([listing()], DAY, "alice")
    registry.publish([replace(listing(), locations=())], DAY, "alice")

    with pytest.raises(Broken, match="consent"):
        registry.publish([listing()], DAY, "alice")


def test_a_second_address_of_an_office_that_hides_nothing_needs_no_consent(registry, listing):
    registry.publish([listing()], DAY, "alice")
    second = replace(listing().locations[0], id="second", address="14 Zibeline Street")

    registry.publish([replace(listing(), locations=(*listing().locations, second))], DAY, "alice")

    assert len(registry.service(listing().id).locations) == 2


def test_the_record_names_the_consent_and_the_two_people_and_no_place(registry, listing):
    service = listing()
    registry.publish([at(service, Disclosure.REGION)], DAY, "alice")
    number = registry.record_consent(consent(service))

    registry.publish([service], DAY, "charlie", [Widening(number, TWO)])

    last = list(audit.entries(registry.db, service.id))[-1]
    assert (last.kind, last.by) == ("listing.widened", "charlie")
    assert last.details == '{"consent":1,"first":"bob","level":"address","revision":2,"second":"denise"}'
    everything = " ".join(entry.details for entry in audit.entries(registry.db))
    assert not any(word in everything for word in ("Zibeline", "Larchville", "48.38"))


# What a file may do.


@pytest.mark.parametrize("level", [Disclosure.COMMUNITY, Disclosure.REGION, None], ids=["community", "region", "none"])
def test_an_import_keeps_what_somebody_narrowed(registry, written, importing, row, listing, level):
    importing(registry, written(row()))
    held = registry.service(listing().id)
    places = tuple(narrowed(place, level) for place in held.locations) if level else ()
    registry.publish([replace(held, locations=places, revision=0)], DAY, "bob")

    report = importing(registry, written(row(description_en="Lawyers answer.")))

    after = registry.service(listing().id)
    # Where somebody took the place away altogether, even its region is only proposed.
    assert (report.changed, report.proposed, report.kept_narrow) == ((1, 0, 1) if level else (0, 1, 1))
    assert after.description.en == ("Lawyers answer." if level else "Lawyers answer questions.")
    assert after.disclosure is level
    assert "Zibeline" not in "".join(registry.db.conn.iterdump())


def test_an_import_that_narrows_is_not_undone_by_the_next(registry, written, importing, row, listing):
    importing(registry, written(row()))
    importing(registry, written(row(disclosure="region")))

    report = importing(registry, written(row()))

    assert (report.unchanged, report.kept_narrow) == (1, 1)
    assert registry.service(listing().id).disclosure is Disclosure.REGION


def test_the_check_finds_a_shelter_that_says_more_without_a_consent(registry, listing):
    registry.publish([listing()], DAY, "alice")
    registry.db.execute("UPDATE service_term SET code = 'shelter.emergency' WHERE taxonomy = 'categories'")

    assert [fault.split(":")[0] for fault in check.registry(registry)] == [f"listing {listing().id}, disclosure"]


def test_the_check_finds_a_place_that_says_more_than_it_was_narrowed_to(registry, listing):
    registry.publish([listing()], DAY, "alice")
    place = listing().locations[0]
    registry.db.execute("INSERT INTO redaction VALUES (?, ?, 'region', ?)", [listing().id, place.id, DAY])

    assert [fault.split(":")[0] for fault in check.registry(registry)] == [f"listing {listing().id}, disclosure"]


def test_a_listing_nobody_narrowed_says_no_more_than_it_may(listing):
    assert list(too_wide(listing(), listing(), {}, frozenset())) == []


def test_the_check_finds_a_consent_that_has_run_out(registry, listing):
    service = replace(listing(), categories=("shelter.emergency",))
    leave = [Widening(registry.record_consent(consent(service, until=DAY)), TWO)]
    registry.publish([service], DAY, "alice", leave)

    assert check.registry(registry, DAY) == []
    assert [fault.split(":")[0] for fault in check.registry(registry, LATER)] == [f"listing {service.id}, disclosure"]


@pytest.mark.parametrize(
    "statement, field",
    [
        ("UPDATE revision SET snapshot = (SELECT snapshot FROM revision WHERE number = 2) WHERE number = 1", None),
        ("UPDATE revision SET snapshot = replace(snapshot, '\"region\"', '\"address\"') WHERE number = 2", "history"),
    ],
    ids=["the same", "history"],
)
def test_the_check_finds_traces_that_tell_more_than_the_listing(registry, listing, statement, field):
    registry.publish([listing()], DAY, "alice")
    registry.publish([at(listing(), Disclosure.REGION)], DAY, "bob")
    registry.db.execute(statement)

    found = [fault.split(":")[0] for fault in check.registry(registry)]
    assert found == ([f"listing {listing().id}, {field}"] if field else [])
