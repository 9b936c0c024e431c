"""Keeping seats: invite, change, close. One person, one seat, one e-mail that only this person reads.

Nobody can take over somebody else's seat: see portal/accounts/links.py.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Set
from dataclasses import dataclass
from enum import StrEnum

from portal.registry.audit import Event

from . import events, links, rights
from .events import day_of
from .links import Purpose
from .people import Person, Role, Seat, State
from .signin import plain_email
from .store import Accounts

EMAIL = re.compile(r"[^\s@,;<>\"()]{1,64}@[^\s@,;<>\"()]{1,180}\.[^\s@.,;<>\"()]{2,60}")
LONGEST_NAME = 100
SHARED = frozenset(
    "info information contact contactus office bureau admin administration administrator webmaster mail email "
    "courriel reception accueil hello bonjour general help aide support soutien team equipe staff personnel intake "
    "services service crisis crise outreach shelter maison enquiries inquiries noreply direction director "
    "reference referral donations hr rh communications media postmaster legal".split()
)
"""Names of mailboxes that several people read. Plural, accent and number at the end make no difference."""


class Fault(StrEnum):
    """What is wrong with a seat that was asked for."""

    NAME = "name"
    EMAIL = "email"
    SHARED = "shared"
    TAKEN = "taken"
    NO_ORGANIZATION = "no_organization"
    UNKNOWN_ORGANIZATION = "unknown_organization"
    NOT_YOURS = "not_yours"
    """The role is one that the person asking may not give or change."""
    OWN_SEAT = "own_seat"
    LAST_ADMINISTRATOR = "last_administrator"
    CLOSED = "closed"
    """The seat is closed, or still waits for its link, and the act needs one in use."""


class NoSuchSeat(Exception):
    """Nobody has, or had, a seat with this id."""


class Refused(Exception):
    """A seat cannot be made or changed like this."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is, and the ids of the organizations they speak for."""

    role: Role
    organizations: Set[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a seat is to be."""

    name: str
    email: str
    standing: Standing


def invite(wanted: Wanted, keeper: Person | None, accounts: Accounts, now: int) -> tuple[Person, str]:
    """A new seat and the token of its link, which is told once. `keeper` is None for the command alone."""
    person = Person(
        str(uuid.uuid4()), " ".join(wanted.name.split()), plain_email(wanted.email), wanted.standing.role,
        frozenset(wanted.standing.organizations), active=False,
    )  # fmt: skip
    allow(keeper, person.role)
    if not 0 < len(person.name) <= LONGEST_NAME:
        raise Refused(Fault.NAME)
    check_email(person.email)
    with accounts.together():
        check_organizations(wanted.standing, accounts)
        if accounts.seat_of(person.email):
            raise Refused(Fault.TAKEN)
        accounts.add_seat(person)
        by = made_by(keeper), person.id
        accounts.told(
            events.Invited(day_of(now), *by, person.role.value),
            *(events.Joined(day_of(now), *by, one) for one in sorted(person.organizations)),
        )
        return person, links.make(person.id, Purpose.INVITATION, made_by(keeper), accounts, now)


def invite_again(person_id: str, keeper: Person | None, accounts: Accounts, now: int) -> str:
    """A new link for a seat that nobody has taken yet; the old link no longer works."""
    with accounts.together():
        seat = kept_by(keeper, person_id, accounts)
        if seat.state is not State.INVITED:
            raise Refused(Fault.CLOSED)
        return hand_out(person_id, Purpose.INVITATION, keeper, accounts, now)


def help_back_in(person_id: str, purpose: Purpose, keeper: Person | None, accounts: Accounts, now: int) -> str:
    """A link for a new password or a new authenticator; each asks for the other factor, which the keeper lacks."""
    with accounts.together():
        seat = kept_by(keeper, person_id, accounts)
        if seat.state is not State.ACTIVE:
            raise Refused(Fault.CLOSED)
        return hand_out(person_id, purpose, keeper, accounts, now)


def hand_out(person_id: str, purpose: Purpose, keeper: Person | None, accounts: Accounts, now: int) -> str:
    """A link, and a row in the record that its holder can read."""
    accounts.told(events.LinkMade(day_of(now), made_by(keeper), person_id, purpose.value))
    return links.make(person_id, purpose, made_by(keeper), accounts, now)


def change(person_id: str, standing: Standing, keeper: Person | None, accounts: Accounts, now: int) -> None:
    """Another role or other organizations. Their sessions end."""
    with accounts.together():
        seat = kept_by(keeper, person_id, accounts)
        if seat.state is State.DISABLED:
            raise Refused(Fault.CLOSED)
        allow(keeper, standing.role)
        check_organizations(standing, accounts)
        if standing.role is not Role.ADMINISTRATOR:
            keep_an_administrator(seat, accounts)
        accounts.set_role(person_id, standing.role)
        accounts.set_organizations(person_id, standing.organizations)
        accounts.end_sessions_of(person_id)
        accounts.told(*changes(seat.person, standing, made_by(keeper), day_of(now)))


def changes(person: Person, standing: Standing, by: str, day: str) -> Iterator[Event]:
    """What the record says of a change."""
    if person.role is not standing.role:
        yield events.RoleChanged(day, by, person.id, person.role.value, standing.role.value)
    for one in sorted(standing.organizations - person.organizations):
        yield events.Joined(day, by, person.id, one)
    for one in sorted(person.organizations - standing.organizations):
        yield events.Left(day, by, person.id, one)


def close(person_id: str, keeper: Person | None, accounts: Accounts, now: int) -> None:
    """Nobody signs in here again. The name and what it did stay; whoever comes back gets a new seat."""
    with accounts.together():
        seat = kept_by(keeper, person_id, accounts)
        keep_an_administrator(seat, accounts)
        accounts.close_seat(person_id)
        accounts.told(events.Closed(day_of(now), made_by(keeper), person_id))


def kept_by(keeper: Person | None, person_id: str, accounts: Accounts) -> Seat:
    """A seat that this keeper may act on, which is never their own. Raises NoSuchSeat."""
    seat = accounts.seat(person_id)
    if seat is None:
        raise NoSuchSeat
    if keeper and keeper.id == person_id:
        raise Refused(Fault.OWN_SEAT)
    allow(keeper, seat.person.role)
    return seat


def allow(keeper: Person | None, role: Role) -> None:
    """Raise Refused unless this keeper may keep seats of this role. The command line may keep all."""
    if keeper and not rights.may(keeper, rights.keeper_of(role)):
        raise Refused(Fault.NOT_YOURS)


def made_by(keeper: Person | None) -> str:
    """Who handed a link out."""
    return keeper.id if keeper else "command"


def check_email(email: str) -> None:
    """Raise Refused unless this can be the e-mail of one person."""
    if not EMAIL.fullmatch(email):
        raise Refused(Fault.EMAIL)
    if is_shared(email):
        raise Refused(Fault.SHARED)


def is_shared(email: str) -> bool:
    """Whether the mailbox sounds like one that several people read: info@, accueil2@, support-team@."""
    words = [word.rstrip("0123456789") for word in re.split(r"[.\-_+]", email.partition("@")[0])]
    return "".join(words) in SHARED or all(not word or word in SHARED or word.rstrip("s") in SHARED for word in words)


def check_organizations(standing: Standing, accounts: Accounts) -> None:
    """Raise Refused unless the organizations exist, and a partner has one."""
    if standing.role is Role.PARTNER and not standing.organizations:
        raise Refused(Fault.NO_ORGANIZATION)
    if accounts.unknown_organizations(standing.organizations):
        raise Refused(Fault.UNKNOWN_ORGANIZATION)


def keep_an_administrator(seat: Seat, accounts: Accounts) -> None:
    """Raise Refused when this is the last administrator who can sign in."""
    last = seat.person.role is Role.ADMINISTRATOR and seat.state is State.ACTIVE and accounts.administrators() == 1
    if last:
        raise Refused(Fault.LAST_ADMINISTRATOR)
