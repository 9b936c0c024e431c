"""A mailed link confirms one listing once; what is more dangerous goes before two people."""

from dataclasses import replace
from datetime import date

import pytest

from portal.accounts.people import Role
from portal.accounts.sessions import stored_hash
from portal.accounts.store import Accounts
from portal.mapping import upkeep
from portal.mapping.proposal import Reason, Refused, Stage
from portal.mapping.upkeep import LASTS, PAUSE, NoSuchLink, Said
from portal.registry import upkeep as kept
from portal.registry.freshness import Facet, How
from portal.registry.model import Status, Verification
from tests.portal.mapping.conftest import DAY


@pytest.fixture
def asked(team, rosewood):
    """The team with Alice's seat in the store, and a queue that names both listings."""
    accounts = Accounts(team.store.db)
    with accounts.together():
        for one in team.people.values():
            accounts.add_seat(one)
        team.store.db.execute("UPDATE person SET state = 'active', password = '$argon2id$x', factor = 'x'")
    return team


def queue(team):
    return upkeep.due(team.store, lambda _town, _province: 1000, today(team))


def today(team):
    return date.fromisoformat(team.desk().day)


def in_a_year(team):
    return team.later(400 * 24)


def letter_to_alice(team):
    made = upkeep.letters(team.desk(), queue(team), 10)
    return next(one for one in made if one.email == "alice@example.org")


def version(team, service):
    return team.store.public(service.id).version


def test_facts_that_are_due_are_asked_of_whoever_speaks_for_them(asked):
    assert queue(asked) == []

    in_a_year(asked)

    assert {one.email for one in upkeep.letters(asked.desk(), queue(asked), 10)} == {
        "alice@example.org", "charlie@example.org",
    }  # fmt: skip


def test_nobody_gets_a_second_link_while_one_is_open_and_no_listing_is_asked_about_again_soon(asked):
    in_a_year(asked)
    assert len(upkeep.letters(asked.desk(), queue(asked), 10)) == 2

    assert upkeep.letters(asked.desk(), queue(asked), 10) == []
    asked.now += LASTS + 1
    assert upkeep.letters(asked.desk(), queue(asked), 10) == []
    asked.now += PAUSE
    assert len(upkeep.letters(asked.desk(), queue(asked), 10)) == 2


def test_no_more_letters_are_made_than_were_asked_for(asked):
    in_a_year(asked)

    assert len(upkeep.letters(asked.desk(), queue(asked), 1)) == 1


def test_only_a_hash_of_the_link_is_kept(asked):
    in_a_year(asked)
    token = letter_to_alice(asked).token

    assert token not in "\n".join(asked.store.db.conn.iterdump())
    assert kept.mailed(asked.store, stored_hash(token)) is not None


def test_looking_at_a_link_confirms_nothing(asked, rosewood):
    in_a_year(asked)
    token = letter_to_alice(asked).token
    before = list(asked.store.db.conn.iterdump())

    assert upkeep.opened(token, asked.desk()).service.id == rosewood.id
    assert list(asked.store.db.conn.iterdump()) == before


def test_still_right_confirms_every_fact_that_is_shown_and_the_listing_is_due_no_more(asked, rosewood):
    in_a_year(asked)

    upkeep.answer(letter_to_alice(asked).token, Said.RIGHT, version(asked, rosewood), asked.desk())

    public = asked.store.public(rosewood.id)
    assert {check.facet: check.how for check in public.checks} == dict.fromkeys(public.facets, How.LINK)
    assert rosewood.id not in {one.service_id for one in queue(asked)}


def test_a_link_works_once(asked, rosewood):
    in_a_year(asked)
    token = letter_to_alice(asked).token
    upkeep.answer(token, Said.RIGHT, version(asked, rosewood), asked.desk())
    before = list(asked.store.db.conn.iterdump())

    with pytest.raises(NoSuchLink):
        upkeep.answer(token, Said.CLOSED, version(asked, rosewood), asked.desk())
    assert list(asked.store.db.conn.iterdump()) == before


def test_a_link_stops_working_after_two_weeks(asked, rosewood):
    in_a_year(asked)
    token = letter_to_alice(asked).token
    asked.now += LASTS

    with pytest.raises(NoSuchLink):
        upkeep.answer(token, Said.RIGHT, version(asked, rosewood), asked.desk())


@pytest.mark.parametrize("change", [{"active": False}, {"organizations": frozenset()}, {"role": Role.SURVIVOR_ADVISOR}])
def test_whoever_no_longer_speaks_for_the_listing_cannot_use_the_link(asked, rosewood, change):
    in_a_year(asked)
    token = letter_to_alice(asked).token
    asked.change("alice", **change)

    with pytest.raises(NoSuchLink):
        upkeep.answer(token, Said.RIGHT, version(asked, rosewood), asked.desk())


def test_closed_is_a_proposal_that_two_people_decide(asked, rosewood):
    in_a_year(asked)

    upkeep.answer(letter_to_alice(asked).token, Said.CLOSED, version(asked, rosewood), asked.desk())

    sent = asked.desk().proposals.of_service(rosewood.id)[0]
    assert (sent.stage, sent.author, sent.wanted, sent.agreements_needed) == (
        Stage.WAITING, "alice", {"status": "closed"}, 2,
    )  # fmt: skip
    assert asked.store.service(rosewood.id).status is Status.PUBLISHED


def test_what_was_changed_since_the_page_was_shown_is_not_confirmed_and_the_link_stays(asked, rosewood):
    in_a_year(asked)
    token, seen = letter_to_alice(asked).token, version(asked, rosewood)
    asked.store.publish([replace(rosewood, age_min=16)], "2028-01-01", "test")

    with pytest.raises(Refused) as refusal:
        upkeep.answer(token, Said.RIGHT, seen, asked.desk())
    assert refusal.value.reason is Reason.LISTING_HAS_MOVED
    assert upkeep.opened(token, asked.desk()).service.age_min == 16


def test_a_mail_that_was_not_taken_leaves_no_link_behind(asked):
    in_a_year(asked)
    letter = letter_to_alice(asked)

    upkeep.not_sent(letter, asked.desk())

    with pytest.raises(NoSuchLink):
        upkeep.opened(letter.token, asked.desk())
    assert "alice@example.org" in {one.email for one in upkeep.letters(asked.desk(), queue(asked), 10)}


def test_the_team_can_say_that_it_phoned_and_a_partner_cannot(asked, rosewood):
    upkeep.made_sure(rosewood.id, How.CALL, version(asked, rosewood), "bob", asked.desk())
    assert {check.how for check in asked.store.public(rosewood.id).checks} == {How.CALL}

    with pytest.raises(Refused):
        upkeep.made_sure(rosewood.id, How.CALL, version(asked, rosewood), "alice", asked.desk())


@pytest.mark.parametrize("how, shown", [(How.CALL, {"phones": ()}), (How.WEB, {"website": ""})])
def test_nobody_phones_without_a_number_or_reads_a_page_that_is_not_there(asked, rosewood, how, shown):
    service = asked.store.service(rosewood.id)
    asked.store.publish([replace(service, **{"website": "https://example.org/rosewood", **shown})], "2026-11-27", "bob")
    before = asked.store.public(rosewood.id).checks

    with pytest.raises(Refused):
        upkeep.made_sure(rosewood.id, how, version(asked, rosewood), "bob", asked.desk())

    assert asked.store.public(rosewood.id).checks == before


def test_what_the_team_read_on_a_page_is_not_the_word_of_the_provider(asked, rosewood):
    service = asked.store.service(rosewood.id)
    asked.store.publish([replace(service, website="https://example.org/rosewood")], "2026-11-27", "bob")

    upkeep.made_sure(rosewood.id, How.WEB, version(asked, rosewood), "bob", asked.desk())

    public = asked.store.public(rosewood.id)
    assert {check.how for check in public.checks} == {How.WEB}
    assert public.verification is not Verification.CONFIRMED


def test_a_reported_listing_is_due_however_fresh_it_is(asked, rosewood):
    asked.store.confirm(rosewood.id, list(Facet), How.CALL, "bob", asked.desk().day)
    asked.store.db.execute(
        "INSERT INTO report (kind, day, category, service_id, text) VALUES ('wrong', '2026-11-27', '', ?, '')",
        [rosewood.id],
    )

    assert [one.service_id for one in queue(asked)] == [rosewood.id]


def test_whoever_may_yet_answer_by_mail_is_not_phoned_until_the_link_has_run_out(asked, rosewood):
    in_a_year(asked)
    upkeep.letters(asked.desk(), [one for one in queue(asked) if one.service_id == rosewood.id], 1)

    assert rosewood.id not in to_phone(asked)
    asked.now += LASTS
    assert rosewood.id in to_phone(asked)


def to_phone(team):
    return {one.service_id for one in upkeep.to_phone(team.store, queue(team), team.now)}


def test_a_day_is_a_day():
    assert LASTS == 14 * DAY
