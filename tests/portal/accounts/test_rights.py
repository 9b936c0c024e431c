"""The table of rights, held against what the threats ask of it."""

from dataclasses import replace

import pytest

from portal.accounts.people import Role
from portal.accounts.rights import AT_HOME, EVERYWHERE, Act, keeper_of, may, may_somewhere
from tests.seated import person

ALL = [role for role in Role if role is not Role.ANYONE]


def doers(act):
    return {role for role in ALL if may(person(role), act)}


def test_every_act_stands_in_the_table():
    assert set(EVERYWHERE) == set(Act) and set(AT_HOME) <= set(Act)


def test_nobody_without_a_seat_stands_in_it():
    assert not any(Role.ANYONE in roles for table in (EVERYWHERE, AT_HOME) for roles in table.values())


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("role", ALL)
def test_a_seat_that_is_not_in_use_may_nothing(act, role):
    nobody = replace(person(role, "o"), active=False)

    assert not may(nobody, act) and not may(nobody, act, "o") and not may_somewhere(nobody, act)


@pytest.mark.parametrize("act", Act)
def test_a_partner_may_nothing_for_another_organization(act):
    assert not may(person(Role.PARTNER, "ours"), act, "theirs")
    assert not may(person(Role.PARTNER, "ours"), act)


def test_a_partner_suggests_for_their_own_and_never_decides():
    partner = person(Role.PARTNER, "ours", "also-ours")

    assert may(partner, Act.SUGGEST, "ours") and may(partner, Act.SUGGEST, "also-ours")
    assert not may(partner, Act.DECIDE, "ours")
    assert may_somewhere(partner, Act.SUGGEST) and not may_somewhere(partner, Act.DECIDE)


def test_a_partner_without_an_organization_may_nothing():
    assert not any(may_somewhere(person(Role.PARTNER), act) for act in Act)


def test_an_empty_organization_is_nobodys():
    assert not may(person(Role.PARTNER), Act.SUGGEST, "")


def test_an_administrator_keeps_seats_and_decides_nothing_that_is_published():
    assert doers(Act.KEEP_ALL_SEATS) == {Role.ADMINISTRATOR}
    assert doers(Act.DECIDE) == doers(Act.VET) == {Role.REVIEWER, Role.COORDINATOR}


def test_a_survivor_advisor_comments_and_nothing_else():
    assert [act for act in Act if may(person(Role.SURVIVOR_ADVISOR), act)] == [Act.COMMENT]


def test_keeping_those_who_keep_seats_is_for_administrators():
    assert {role for role in ALL if keeper_of(role) is Act.KEEP_ALL_SEATS} == {Role.COORDINATOR, Role.ADMINISTRATOR}
