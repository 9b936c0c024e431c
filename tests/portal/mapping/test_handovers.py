"""One service asks another to take somebody: who may, what becomes of it, and that nothing about anybody is kept."""

import re
from dataclasses import replace

import pytest

from geo.places import Places
from portal.accounts.store import Accounts
from portal.mapping import handovers, vetting
from portal.mapping.handovers import Wanted
from portal.mapping.proposal import Reason, Refused
from portal.registry import audit
from portal.registry import handovers as kept
from portal.registry.decisions import Part
from portal.registry.handovers import Answer, Around
from portal.registry.needs import Need
from tests.conftest import DATA
from tests.vetted import vetted

from .conftest import Team

ONTARIO = Around("ON", "CD:3558")


@pytest.fixture
def ready(team, rosewood):
    """Rosewood House is vetted and takes transfers, and Alice has a seat there; Charlie speaks for the clinic."""
    accounts = Accounts(team.store.db)
    with accounts.together():
        accounts.add_seat(team.people["alice"])
        accounts.open_seat("alice", "$argon2id$x", "sealed", 0)
    handovers.set_taking(rosewood.organization.id, True, "alice", team.desk())
    vetted(team.store, rosewood.organization.id)
    return team


@pytest.fixture
def ask(ready: Team, rosewood, clinique):
    """Charlie asks Rosewood House to take somebody."""

    def asked(**changes):
        wanted = replace(Wanted(rosewood.id, "shelter.emergency", ONTARIO), **changes)
        return handovers.offer(wanted, clinique.organization.id, "charlie", ready.desk())

    return asked


def refused(act, *given, **changes):
    with pytest.raises(Refused) as refusal:
        act(*given, **changes)
    return refusal.value.reason


def refusals(team):
    return [tuple(row) for row in team.store.db.execute("SELECT * FROM refused_handover ORDER BY reason")]


def test_a_service_that_takes_transfers_is_asked_and_accepts(ready, ask):
    code = ask(with_children=True)

    handovers.answer(code, Answer.ACCEPTED, "", "alice", ready.desk())

    assert re.fullmatch(r"[A-HJ-NP-Z2-9]{8}", code)
    assert kept.handover(ready.store, code).answer is Answer.ACCEPTED
    assert refusals(ready) == []


@pytest.mark.parametrize(
    ("said", "reason", "counted"), [(Answer.DECLINED, "wrong_age", "wrong_age"), (Answer.NO_SPACE, "", "full")]
)
def test_a_refusal_is_counted_by_month_place_kind_and_reason_once(ready, ask, said, reason, counted):
    code = ask()
    handovers.answer(code, said, reason, "alice", ready.desk())

    assert refused(handovers.answer, code, said, reason, "alice", ready.desk()) is Reason.ALREADY_DECIDED
    assert refusals(ready) == [("2026-11", "ON", "CD:3558", "categories", "shelter.emergency", counted, 1)]


@pytest.mark.parametrize("reason", ["", "she told me", "full"])
def test_a_decline_needs_one_of_the_reasons(ready, ask, reason):
    code = ask()

    assert refused(handovers.answer, code, Answer.DECLINED, reason, "alice", ready.desk()) is Reason.NO_REASON
    assert refusals(ready) == []


@pytest.mark.parametrize("outsider", ["charlie", "bob", "nobody"])
def test_only_whoever_speaks_for_the_service_answers(ready, ask, outsider):
    code = ask()

    assert refused(handovers.answer, code, Answer.ACCEPTED, "", outsider, ready.desk()) is Reason.NOT_ALLOWED
    assert kept.handover(ready.store, code).answer is Answer.OFFERED


@pytest.mark.parametrize("outsider", ["alice", "bob", "nobody"])
def test_only_whoever_asked_takes_a_request_back(ready, ask, outsider):
    code = ask()

    assert refused(handovers.withdraw, code, outsider, ready.desk()) is Reason.NOT_ALLOWED
    handovers.withdraw(code, "charlie", ready.desk())

    assert kept.handover(ready.store, code) is None


def test_nobody_asks_in_the_name_of_an_organization_that_is_not_theirs(ready, rosewood, clinique):
    wanted = Wanted(rosewood.id, "shelter.emergency", ONTARIO)

    for name in ("alice", "bob", "erin", "nobody"):
        asked = (wanted, clinique.organization.id, name, ready.desk())
        assert refused(handovers.offer, *asked) is Reason.NOT_ALLOWED


def test_a_service_that_does_not_take_transfers_is_not_asked(ready, ask, rosewood):
    handovers.set_taking(rosewood.organization.id, False, "alice", ready.desk())

    assert refused(ask) is Reason.NOT_TAKEN


def test_a_service_that_is_not_vetted_any_more_is_not_asked(ready, ask, rosewood):
    vetted(ready.store, rosewood.organization.id, until="2026-11-26")

    assert refused(ask) is Reason.NOT_TAKEN


def test_a_service_that_is_suspended_is_not_asked_from_that_moment(ready, ask, rosewood):
    ask()
    vetting.suspend(rosewood.organization.id, "bob", ready.desk())

    assert refused(ask) is Reason.NOT_TAKEN


def test_a_service_where_nobody_has_a_seat_is_not_asked(team, rosewood, clinique):
    handovers.set_taking(rosewood.organization.id, True, "alice", team.desk())
    vetted(team.store, rosewood.organization.id)
    wanted = Wanted(rosewood.id, "shelter.emergency", ONTARIO)

    asked = (wanted, clinique.organization.id, "charlie", team.desk())
    assert refused(handovers.offer, *asked) is Reason.NOT_TAKEN


def test_a_service_that_is_hidden_is_not_asked(ready, ask, rosewood):
    ready.store.withhold(rosewood.id, Part.LISTING, "bob", "2026-11-27")

    assert refused(ask) is Reason.NOT_TAKEN


def test_a_service_is_asked_only_for_what_it_offers(ask):
    assert refused(ask, category="food") is Reason.NOT_OFFERED_THERE


def test_only_a_partner_of_an_organization_says_that_it_takes_transfers(ready, rosewood):
    for name in ("charlie", "bob", "erin"):
        asked = (rosewood.organization.id, True, name, ready.desk())
        assert refused(handovers.set_taking, *asked) is Reason.NOT_ALLOWED


def test_one_organization_does_not_flood_another(ready, ask, monkeypatch):
    monkeypatch.setattr(handovers, "MOST_OPEN", 2)
    ask()
    ask()

    assert refused(ask) is Reason.TOO_MANY_HANDOVERS


def test_a_request_that_nobody_answers_is_erased_after_three_days_and_counts_as_that(ready, ask):
    code = ask()

    assert handovers.purge(ready.later(71)) == 0
    assert handovers.purge(ready.later(1)) == 1

    assert kept.handover(ready.store, code) is None
    assert [row[5] for row in refusals(ready)] == ["no_answer"]


def test_a_request_that_has_run_out_is_no_longer_answered(ready, ask):
    code = ask()

    assert refused(handovers.answer, code, Answer.ACCEPTED, "", "alice", ready.later(72)) is Reason.ALREADY_DECIDED


def test_an_answer_is_there_to_be_read_for_a_week(ready, ask):
    code = ask()
    handovers.answer(code, Answer.NO_SPACE, "", "alice", ready.desk())

    assert handovers.purge(ready.later(7 * 24 - 1)) == 0
    assert handovers.purge(ready.later(1)) == 1
    assert [row[5:] for row in refusals(ready)] == [("full", 1)]


def test_who_took_part_is_in_no_record(ready, ask):
    before = audit.tail(ready.store.db)[0]
    handovers.answer(ask(), Answer.ACCEPTED, "", "alice", ready.desk())

    assert audit.tail(ready.store.db)[0] == before


TYPED = "She fled with two children"


@pytest.mark.parametrize(
    "column", "code from_organization service_id province region taxonomy category state reason".split()
)
def test_no_column_of_a_transfer_takes_words(ready, ask, column):
    code = ask()

    with pytest.raises(Exception, match=r"CHECK|FOREIGN KEY"):
        ready.store.db.execute(f"UPDATE handover SET {column} = ? WHERE code = ?", [TYPED, code])


@pytest.mark.parametrize("column", "with_children tonight expires".split())
def test_no_number_of_a_transfer_takes_words(ready, ask, column):
    code = ask()

    with pytest.raises(Exception, match=r"CHECK|datatype|cannot store TEXT"):
        ready.store.db.execute(f"UPDATE handover SET {column} = ? WHERE code = ?", [TYPED, code])


def test_every_column_of_a_transfer_is_tried_above(ready):
    named = (
        "code from_organization service_id province region taxonomy category state reason with_children tonight expires"
    )

    assert {column.name for column in ready.store.db.table("handover").columns} == set(named.split())


@pytest.mark.parametrize("column", "month province region taxonomy category reason".split())
def test_no_column_of_a_counter_takes_words(ready, ask, column):
    handovers.answer(ask(), Answer.NO_SPACE, "", "alice", ready.desk())

    with pytest.raises(Exception, match=r"CHECK|FOREIGN KEY"):
        ready.store.db.execute(f"UPDATE refused_handover SET {column} = ?", [TYPED])


@pytest.mark.parametrize(("times", "told"), [(4, []), (5, [5]), (7, [5]), (8, [10])])
def test_fewer_than_five_refusals_are_not_told_and_more_are_rounded(ready, ask, times, told):
    for _ in range(times):
        code = ask()
        handovers.answer(code, Answer.NO_SPACE, "", "alice", ready.desk())
        handovers.withdraw(code, "charlie", ready.desk())

    by_province = kept.refused_by_province(ready.store, "2026-01")
    assert by_province == [Need("ON", "shelter.emergency", count) for count in told]
    assert kept.refused_by_region(ready.store, "2026-01") == [replace(one, province="CD:3558") for one in by_province]


def test_a_place_is_told_by_its_region_and_never_finer():
    places = Places.load(DATA / "places")

    assert handovers.where_named("Kenora, ON", places) == Around("ON", "CD:3560")
    assert handovers.where_named("Ontario", places) == Around("ON", "")
    assert handovers.where_named("Nowhereville", places) is None
    with_health_region = replace(places.find("Kenora, ON"), areas=frozenset({"CD:3560", "HR:3549"}))
    assert handovers.region_of(with_health_region) == "HR:3549"
