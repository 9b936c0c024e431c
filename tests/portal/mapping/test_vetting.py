"""Whether an organization meets the criteria: two reviewers who are none of it, for a year, ended at once by one."""

from datetime import date, timedelta

import pytest

from portal.accounts.people import Role
from portal.mapping import vetting
from portal.mapping.proposal import Reason, Refused
from portal.mapping.vetting import CRITERIA, LONGEST
from portal.registry import audit
from portal.registry import vetting as kept
from portal.registry.vetting import Evidence, Reference, Stage

from .conftest import DAY, person

REFERENCES = (Reference("Open Door", "807-555-0111, the director"), Reference("Lakeshore", "hello@lakeshore.example"))


@pytest.fixture
def home(rosewood):
    return rosewood.organization.id


@pytest.fixture
def said(team):
    return {code: Evidence(f"{code}, as we wrote down") for code in team.store.terms[CRITERIA]}


@pytest.fixture
def asked(team, home, said):
    """Alice has applied for Rosewood House."""
    vetting.apply(home, said, REFERENCES, "alice", team.desk())
    return team


@pytest.fixture
def vetted(asked, home):
    vetting.agree(home, 1, "bob", asked.desk())
    vetting.agree(home, 1, "denise", asked.desk())
    return asked


def refused(act, *given):
    with pytest.raises(Refused) as refusal:
        act(*given)
    return refusal.value.reason


def holds(team, service):
    found = team.store.public(service.id).vetted
    return bool(found and found.holds(date.fromisoformat(team.desk().day)))


def test_two_reviewers_find_it_met_for_a_year(asked, home, rosewood):
    assert vetting.agree(home, 1, "bob", asked.desk()) is False
    assert not holds(asked, rosewood)

    assert vetting.agree(home, 1, "denise", asked.desk()) is True

    assert holds(asked, rosewood)
    found = kept.finding(asked.store, home)
    assert (found.since, found.until, found.people) == ("2026-11-27", "2027-11-27", ("bob", "denise"))


def test_it_holds_to_its_last_day_and_not_a_day_longer(vetted, rosewood):
    vetted.now += 365 * DAY
    assert holds(vetted, rosewood)

    vetted.now += DAY

    assert not holds(vetted, rosewood)


def test_it_is_about_the_organization_and_confirms_no_fact(vetted, rosewood, clinique):
    public = vetted.store.public(rosewood.id)

    assert public.checks == () and public.confirmed_on is None
    assert vetted.store.public(clinique.id).vetted is None


def test_one_person_is_not_two(asked, home, rosewood):
    vetting.agree(home, 1, "bob", asked.desk())

    assert refused(vetting.agree, home, 1, "bob", asked.desk()) is Reason.ALREADY_AGREED
    asked.people["robert"] = person("robert", Role.REVIEWER)
    asked.change("robert", email=asked.people["bob"].email)
    assert vetting.agree(home, 1, "robert", asked.desk()) is False
    assert not holds(asked, rosewood)


def test_whoever_speaks_for_it_or_wrote_it_decides_nothing(asked, home, rosewood):
    asked.change("bob", organizations=frozenset({home}))
    assert refused(vetting.agree, home, 1, "bob", asked.desk()) is Reason.STANDS_WITH_IT
    assert refused(vetting.decline, home, 1, "staff", "bob", asked.desk()) is Reason.STANDS_WITH_IT

    asked.change("alice", role=Role.REVIEWER, organizations=frozenset())
    assert refused(vetting.agree, home, 1, "alice", asked.desk()) is Reason.STANDS_WITH_IT
    assert not holds(asked, rosewood)


def test_the_first_to_agree_does_not_count_once_they_join_the_organization(asked, home, rosewood):
    vetting.agree(home, 1, "bob", asked.desk())
    asked.change("bob", organizations=frozenset({home}))

    assert vetting.agree(home, 1, "denise", asked.desk()) is False
    assert not holds(asked, rosewood)


def test_other_words_have_to_be_agreed_to_anew(asked, home, said, rosewood):
    vetting.agree(home, 1, "bob", asked.desk())
    vetting.apply(home, said | {"staff": Evidence("Nobody is checked")}, REFERENCES, "alice", asked.desk())

    assert refused(vetting.agree, home, 1, "denise", asked.desk()) is Reason.EDITED_SINCE
    assert vetting.agree(home, 2, "denise", asked.desk()) is False
    assert not holds(asked, rosewood)


def test_one_reviewer_says_which_criterion_is_not_met(asked, home):
    vetting.decline(home, 1, "staff", "bob", asked.desk())

    one = kept.application(asked.store, home)
    assert (one.stage, one.unmet) == (Stage.DECLINED, "staff")
    assert refused(vetting.agree, home, 1, "denise", asked.desk()) is Reason.ALREADY_DECIDED


def test_a_reason_that_is_no_criterion_is_none(asked, home):
    assert refused(vetting.decline, home, 1, "they are rude", "bob", asked.desk()) is Reason.NO_REASON


def test_one_reviewer_suspends_at_once_and_two_lift(vetted, home, rosewood):
    vetting.suspend(home, "bob", vetted.desk())
    assert not holds(vetted, rosewood)

    assert vetting.lift(home, "bob", vetted.desk()) is False
    assert refused(vetting.lift, home, "bob", vetted.desk()) is Reason.ALREADY_AGREED
    assert not holds(vetted, rosewood)
    assert vetting.lift(home, "denise", vetted.desk()) is True
    assert holds(vetted, rosewood)


def test_whoever_speaks_for_it_lifts_nothing(vetted, home, rosewood):
    vetting.suspend(home, "denise", vetted.desk())
    vetted.change("bob", organizations=frozenset({home}))

    assert refused(vetting.lift, home, "bob", vetted.desk()) is Reason.STANDS_WITH_IT
    assert not holds(vetted, rosewood)


def test_what_was_agreed_before_a_suspension_lifts_no_later_one(vetted, home, rosewood):
    vetting.suspend(home, "bob", vetted.desk())
    vetting.lift(home, "bob", vetted.desk())
    vetting.lift(home, "denise", vetted.desk())
    vetting.suspend(home, "denise", vetted.desk())

    assert vetting.lift(home, "bob", vetted.desk()) is False
    assert not holds(vetted, rosewood)


def test_a_new_application_is_no_way_round_a_suspension(vetted, home, said, rosewood):
    vetting.suspend(home, "bob", vetted.desk())
    vetting.apply(home, said, REFERENCES, "alice", vetted.desk())

    assert refused(vetting.agree, home, 2, "denise", vetted.desk()) is Reason.IS_SUSPENDED
    assert not holds(vetted, rosewood)


def test_a_finding_goes_on_while_the_next_application_waits(vetted, home, said, rosewood):
    vetted.now += 350 * DAY
    vetting.apply(home, said, REFERENCES, "alice", vetted.desk())
    assert holds(vetted, rosewood)

    vetting.agree(home, 2, "bob", vetted.desk())
    vetting.agree(home, 2, "denise", vetted.desk())

    vetted.now += 360 * DAY
    assert holds(vetted, rosewood)


@pytest.mark.parametrize("who", ["bob", "charlie", "nobody"])
def test_nobody_applies_for_an_organization_they_do_not_speak_for(team, home, said, who):
    assert refused(vetting.apply, home, said, REFERENCES, who, team.desk()) is Reason.NOT_ALLOWED


@pytest.mark.parametrize("who", ["alice", "charlie"])
def test_a_partner_decides_nothing(asked, home, who):
    assert refused(vetting.agree, home, 1, who, asked.desk()) is Reason.NOT_ALLOWED
    assert refused(vetting.suspend, home, who, asked.desk()) is Reason.NOT_ALLOWED


@pytest.mark.parametrize(
    ("change", "references"),
    [
        ({"staff": Evidence("")}, REFERENCES),
        ({"staff": Evidence("x" * (LONGEST + 1))}, REFERENCES),
        ({"staff": Evidence("see", "javascript:alert(1)")}, REFERENCES),
        ({"made_up": Evidence("see")}, REFERENCES),
        ({}, REFERENCES[:1]),
        ({}, (REFERENCES[0], Reference(" OPEN DOOR", "the same again"))),
        ({}, (REFERENCES[0], Reference("Lakeshore", " "))),
    ],
)
def test_what_is_not_filled_in_is_not_kept(team, home, said, change, references):
    assert refused(vetting.apply, home, said | change, references, "alice", team.desk()) is Reason.EVIDENCE_MISSING
    assert kept.application(team.store, home) is None


def test_where_a_house_is_is_not_kept_though_somebody_writes_it(team, home, said):
    told = said | {"exists": Evidence("It is registered. It stands at 412 Rosewood Street.")}

    vetting.apply(home, told, REFERENCES, "alice", team.desk())

    assert "Rosewood Street" not in "\n".join(team.store.db.conn.iterdump())


def test_the_record_tells_who_did_what_and_no_word_of_it(vetted, home):
    vetting.suspend(home, "bob", vetted.desk())
    entries = [one for one in audit.entries(vetted.store.db) if one.kind == "vetting"]

    assert [one.by for one in entries] == ["alice", "bob", "denise", "denise", "bob"]
    assert {one.about for one in entries} == {home}
    assert "as we wrote down" not in repr(entries) and "Open Door" not in repr(entries)


def test_what_ends_soon_is_told_before_it_does(vetted, home):
    found, until = kept.findings(vetted.store), date(2027, 11, 27)

    assert vetting.ends_soon(found, until - timedelta(days=61)) == []
    assert [one.organization_id for one in vetting.ends_soon(found, until - timedelta(days=60))] == [home]
