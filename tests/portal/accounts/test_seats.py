"""Keeping seats: who may invite, change and close whom, and what makes a seat one person's."""

import pytest

from portal.accounts import seats, sessions
from portal.accounts.links import Purpose
from portal.accounts.people import Role, State
from portal.accounts.seats import Fault, NoSuchSeat, Refused, Standing, Wanted, is_shared
from portal.registry import audit

ALL = [role for role in Role if role is not Role.ANYONE]


@pytest.fixture
def keeper(seat):
    return lambda role: seat(role, name=f"Keeper {role.value}")


def wanted(role=Role.REVIEWER, email="denise@example.org", *organizations, name="Denise Larivière"):
    return Wanted(name, email, Standing(role, frozenset(organizations)))


def refused(act, *given):
    with pytest.raises(Refused) as caught:
        act(*given)
    return caught.value.fault


def test_an_invited_person_has_a_seat_that_waits(door, ada, now):
    person, token = seats.invite(wanted(email="  Denise@Example.org "), ada, door.accounts, now)

    seat = door.accounts.seat(person.id)
    assert (seat.state, seat.person.email, seat.person.active) == (State.INVITED, "denise@example.org", False)
    assert len(token) > 40


@pytest.mark.parametrize("role", ALL)
@pytest.mark.parametrize("by", ALL)
def test_who_may_invite_whom(door, keeper, organization, now, by, role):
    may = by is Role.ADMINISTRATOR or (
        by is Role.COORDINATOR and role in (Role.PARTNER, Role.REVIEWER, Role.SURVIVOR_ADVISOR)
    )

    try:
        seats.invite(wanted(role, "denise@example.org", organization), keeper(by), door.accounts, now)
        done = True
    except Refused as fault:
        done = False
        assert fault.fault is Fault.NOT_YOURS

    assert done is may


def test_the_command_may_make_the_first_administrator(door, now):
    person, _token = seats.invite(wanted(Role.ADMINISTRATOR), None, door.accounts, now)

    assert door.accounts.seat(person.id).person.role is Role.ADMINISTRATOR


NO_ADDRESS = ("", "denise", "denise@", "@example.org", "a@b", "a b@example.org", "a@example.org, b@example.org")


@pytest.mark.parametrize("email", [*NO_ADDRESS, "Denise <a@example.org>", "a@@example.org"])
def test_an_email_is_one_address(door, ada, now, email):
    assert refused(seats.invite, wanted(email=email), ada, door.accounts, now) is Fault.EMAIL


@pytest.mark.parametrize(
    "email",
    ["info", "INFO", "accueil", "contact", "admin", "support-team", "intake2", "office.staff", "crisis", "no-reply"],
)
def test_a_mailbox_that_several_people_read_is_no_seat(door, ada, now, email):
    assert refused(seats.invite, wanted(email=f"{email}@example.org"), ada, door.accounts, now) is Fault.SHARED


@pytest.mark.parametrize("email", ["denise", "d.lariviere", "info.denise", "marie-eve", "teamer", "hr.smith"])
def test_a_persons_mailbox_is_one(email):
    assert not is_shared(f"{email}@example.org")


def test_a_seat_needs_a_name(door, ada, now):
    assert refused(seats.invite, wanted(name="  "), ada, door.accounts, now) is Fault.NAME
    assert refused(seats.invite, wanted(name="x" * 101), ada, door.accounts, now) is Fault.NAME


def test_one_email_is_one_seat_until_it_is_closed(door, ada, now):
    first, _token = seats.invite(wanted(), ada, door.accounts, now)
    assert refused(seats.invite, wanted(email="DENISE@example.org"), ada, door.accounts, now) is Fault.TAKEN

    seats.close(first.id, ada, door.accounts, now)
    second, _token = seats.invite(wanted(), ada, door.accounts, now)

    assert second.id != first.id
    assert second.stands_with(door.accounts.seat(first.id).person)


def test_a_partner_speaks_for_an_organization_that_exists(door, ada, organization, now):
    assert refused(seats.invite, wanted(Role.PARTNER), ada, door.accounts, now) is Fault.NO_ORGANIZATION
    bad = wanted(Role.PARTNER, "denise@example.org", "no-such")
    assert refused(seats.invite, bad, ada, door.accounts, now) is Fault.UNKNOWN_ORGANIZATION
    person, _token = seats.invite(wanted(Role.PARTNER, "denise@example.org", organization), ada, door.accounts, now)

    assert door.accounts.seat(person.id).person.organizations == {organization}


def test_another_role_and_other_organizations_end_every_session(door, ada, bob, organization, now):
    for role, organizations in ((Role.PARTNER, {organization}), (Role.PARTNER, {organization}), (Role.REVIEWER, set())):
        cookie, _row = sessions.begin(bob.id, door.accounts, now)

        seats.change(bob.id, Standing(role, organizations), ada, door.accounts, now)

        seat = door.accounts.seat(bob.id)
        assert (seat.person.role, seat.person.organizations) == (role, organizations)
        assert sessions.resume(cookie, door.accounts, now) is None


def test_a_closed_seat_keeps_its_name_and_nothing_that_opens_it(door, ada, bob, now):
    cookie, _row = sessions.begin(bob.id, door.accounts, now)
    seats.help_back_in(bob.id, Purpose.PASSWORD, ada, door.accounts, now)

    seats.close(bob.id, ada, door.accounts, now)

    seat = door.accounts.seat(bob.id)
    assert (seat.state, seat.person.name, seat.person.active) == (State.DISABLED, "Bob Invented", False)
    assert sessions.resume(cookie, door.accounts, now) is None
    assert (door.accounts.password_of(bob.id), door.accounts.factor_of(bob.id)) == ("", None)
    for table in ("seat_link", "recovery_code", "session"):
        assert list(door.accounts.db.query(f"SELECT * FROM {table} WHERE person_id = ?", [bob.id])) == []


@pytest.mark.parametrize("act", ["change", "close", "help", "invite again"])
def test_nobody_acts_on_their_own_seat_or_one_beyond_their_right(door, seat, now, act):
    claire = seat(Role.COORDINATOR, name="Claire Invented")
    ada = seat(Role.ADMINISTRATOR, name="Ada Invented")
    acts = {
        "change": lambda who: seats.change(who.id, Standing(Role.REVIEWER, set()), claire, door.accounts, now),
        "close": lambda who: seats.close(who.id, claire, door.accounts, now),
        "help": lambda who: seats.help_back_in(who.id, Purpose.FACTOR, claire, door.accounts, now),
        "invite again": lambda who: seats.invite_again(who.id, claire, door.accounts, now),
    }

    assert refused(acts[act], claire) is Fault.OWN_SEAT
    assert refused(acts[act], ada) is Fault.NOT_YOURS


def test_a_coordinator_cannot_raise_somebody_to_administrator(door, seat, bob, now):
    claire = seat(Role.COORDINATOR, name="Claire Invented")

    assert refused(seats.change, bob.id, Standing(Role.ADMINISTRATOR), claire, door.accounts, now) is Fault.NOT_YOURS


def test_the_last_administrator_stays(door, seat, ada, now):
    assert refused(seats.close, ada.id, None, door.accounts, now) is Fault.LAST_ADMINISTRATOR
    other = seat(Role.ADMINISTRATOR, name="Olga Invented")

    seats.close(ada.id, other, door.accounts, now)

    assert refused(seats.close, other.id, None, door.accounts, now) is Fault.LAST_ADMINISTRATOR


def test_the_last_administrator_keeps_the_role(door, ada, seat, now):
    other = seat(Role.ADMINISTRATOR, name="Olga Invented")
    seats.change(ada.id, Standing(Role.REVIEWER, set()), other, door.accounts, now)

    assert door.accounts.administrators() == 1


def test_help_is_for_seats_in_use_and_invitations_for_those_that_wait(door, ada, bob, now):
    person, _token = seats.invite(wanted(), ada, door.accounts, now)

    assert refused(seats.help_back_in, person.id, Purpose.PASSWORD, ada, door.accounts, now) is Fault.CLOSED
    assert refused(seats.invite_again, bob.id, ada, door.accounts, now) is Fault.CLOSED


def test_nobody_at_all_has_no_seat(door, ada, now):
    with pytest.raises(NoSuchSeat):
        seats.close("nobody", ada, door.accounts, now)


def told(door, person_id):
    return [(entry.kind, entry.by, entry.details) for entry in reversed(door.accounts.history(person_id))]


def test_the_record_says_who_did_what_to_a_seat_and_no_name_or_email(door, ada, organization, now):
    denise, _token = seats.invite(wanted(), ada, door.accounts, now)
    seats.invite_again(denise.id, None, door.accounts, now)
    seats.change(denise.id, Standing(Role.PARTNER, {organization}), ada, door.accounts, now)
    seats.change(denise.id, Standing(Role.REVIEWER), ada, door.accounts, now)
    seats.close(denise.id, ada, door.accounts, now)

    assert told(door, denise.id) == [
        ("seat.invited", ada.id, '{"role":"reviewer"}'),
        ("seat.link_made", "command", '{"purpose":"invitation"}'),
        ("seat.role_changed", ada.id, '{"after":"partner","before":"reviewer"}'),
        ("seat.joined", ada.id, f'{{"organization":"{organization}"}}'),
        ("seat.role_changed", ada.id, '{"after":"reviewer","before":"partner"}'),
        ("seat.left", ada.id, f'{{"organization":"{organization}"}}'),
        ("seat.closed", ada.id, "{}"),
    ]
    assert audit.faults(door.accounts.db) == []


def test_what_is_refused_is_not_in_the_record(door, ada, bob, now):
    before = list(audit.entries(door.accounts.db))

    refused(seats.close, ada.id, ada, door.accounts, now)
    refused(seats.change, bob.id, Standing(Role.PARTNER), ada, door.accounts, now)

    assert list(audit.entries(door.accounts.db)) == before
