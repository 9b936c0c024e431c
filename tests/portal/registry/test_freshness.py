"""Each fact has its own day; what is too old is said to be, and is never hidden for it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from portal.registry import audit
from portal.registry.decisions import NoSuchPart, Part
from portal.registry.freshness import DUE_DAYS, OLD_DAYS, Age, Check, Facet, How, age, first_day
from portal.registry.model import Hours, Phone, Verification
from portal.registry.upkeep import lines

DAY, LATER = "2026-11-24", "2026-11-27"


@pytest.fixture
def clinic(registry, listing):
    service = listing()
    registry.publish([service], DAY, "alice")
    return service


def checks(store, service):
    return {check.facet: (str(check.day), check.how) for check in store.public(service.id).checks}


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, Age.CURRENT), (DUE_DAYS, Age.CURRENT), (DUE_DAYS + 1, Age.DUE),
        (OLD_DAYS, Age.DUE), (OLD_DAYS + 1, Age.OLD),
    ],
)  # fmt: skip
def test_a_fact_is_current_for_180_days_and_too_old_after_365(days, said):
    today = date(2026, 11, 24)

    assert age(today - timedelta(days=days), today) is said


def test_a_fact_of_no_known_day_counts_as_too_old():
    assert age(None, date(2026, 11, 24)) is Age.OLD


def test_a_source_that_names_a_month_or_year_is_taken_at_its_oldest():
    assert [first_day(text) for text in ("2024", "2024-03", "2024-03-09", "", "spring")] == [
        date(2024, 1, 1), date(2024, 3, 1), date(2024, 3, 9), None, None,
    ]  # fmt: skip


def test_only_the_facts_that_were_confirmed_get_the_day(registry, clinic):
    registry.confirm(clinic.id, [Facet.PHONE], How.CALL, "bob", LATER)

    public = registry.public(clinic.id)
    assert checks(registry, clinic) == {Facet.PHONE: (LATER, How.CALL)}
    assert (str(public.day_of(Facet.PHONE)), str(public.day_of(Facet.PLACE))) == (LATER, "2026-11-24")
    assert (public.confirmed_on, public.verification) == (None, Verification.UNVERIFIED)


def test_when_the_provider_stands_behind_every_fact_the_listing_is_confirmed(registry, clinic):
    registry.confirm(clinic.id, list(Facet), How.LINK, "link", LATER)

    public = registry.public(clinic.id)
    assert (str(public.confirmed_on), public.verification) == (LATER, Verification.CONFIRMED)


def test_what_the_team_read_is_not_called_confirmed_by_the_provider(registry, clinic):
    registry.confirm(clinic.id, list(Facet), How.WEB, "bob", LATER)

    assert registry.public(clinic.id).verification is Verification.UNVERIFIED


def test_an_older_word_does_not_take_the_place_of_a_newer_one(registry, clinic):
    registry.confirm(clinic.id, [Facet.PHONE], How.CALL, "bob", LATER)
    registry.confirm(clinic.id, [Facet.PHONE, Facet.HELP], How.LIST, "import:x", DAY)

    assert checks(registry, clinic) == {Facet.PHONE: (LATER, How.CALL), Facet.HELP: (DAY, How.LIST)}


def test_a_number_nobody_confirmed_does_not_inherit_the_day_of_the_one_before(registry, clinic):
    registry.confirm(clinic.id, list(Facet), How.CALL, "bob", LATER)

    registry.publish([replace(clinic, phones=(Phone("8075550142"),))], LATER, "import:x")

    assert Facet.PHONE not in checks(registry, clinic)
    assert Facet.PLACE in checks(registry, clinic)


def test_nothing_is_said_of_a_number_that_is_withheld(registry, clinic):
    registry.confirm(clinic.id, [Facet.PHONE], How.CALL, "bob", LATER)

    registry.withhold(clinic.id, Part.PHONE, "bob", LATER, clinic.phones[0].number)

    assert checks(registry, clinic) == {}


def test_confirming_is_no_new_revision_so_that_proposals_keep_waiting(registry, clinic):
    registry.confirm(clinic.id, [Facet.PHONE], How.CALL, "bob", LATER)

    assert registry.service(clinic.id).revision == 1
    assert clinic.id in registry.changed_since(registry.revision() - 1)


def test_the_record_tells_who_confirmed_what_and_the_public_listing_does_not(registry, clinic):
    registry.confirm(clinic.id, [Facet.HELP, Facet.PHONE], How.CALL, "bob", LATER)

    entry = list(audit.entries(registry.db))[-1]
    assert (entry.by, entry.kind, entry.about) == ("bob", "listing.confirmed", clinic.id)
    assert '"phone,help"' in entry.details
    assert "bob" not in repr(registry.public(clinic.id))


def test_a_listing_that_is_not_there_cannot_be_confirmed(registry):
    with pytest.raises(NoSuchPart):
        registry.confirm("nobody", [Facet.PHONE], How.CALL, "bob", LATER)


def test_how_old_a_listing_is_rests_on_the_fact_that_people_act_on_first(registry, clinic):
    registry.publish([replace(clinic, hours=(Hours("intake", "24/7"),))], DAY, "alice")
    registry.confirm(clinic.id, [Facet.HOURS], How.CALL, "bob", LATER)
    assert str(registry.public(clinic.id).dated) == DAY

    registry.confirm(clinic.id, [Facet.PHONE], How.CALL, "bob", LATER)
    assert str(registry.public(clinic.id).dated) == LATER


def test_a_check_is_a_day_and_a_way_and_nothing_else():
    assert Check.__slots__ == ("facet", "day", "how")


def test_how_old_a_listing_is_to_those_who_phone_is_what_readers_are_told(registry, clinic, listing):
    silent = listing(record_key="silent", phone_office="", website="", source_date="2020-03")
    linked = listing(record_key="linked", phone_office="", website="https://linked.example/", source_date="2021")
    registry.publish([silent, linked], DAY, "alice")
    for service in (clinic, silent, linked):
        registry.confirm(service.id, set(Facet) - {Facet.PHONE}, How.CALL, "bob", LATER)
    registry.withhold(clinic.id, Part.PHONE, "bob", LATER, clinic.phones[0].number)

    said = {line.service_id: line.day for line in lines(registry)}

    assert said == {one.id: one.dated for one in registry.public_many([clinic.id, silent.id, linked.id])}
    assert {str(day) for day in said.values()} == {LATER}
