"""Links that open a seat once: an invitation, a new password, a new authenticator. Only their hash is stored.

A link for a new password asks for a code of the second factor, and a link for a new authenticator asks for the
password. Whoever hands a link out has neither, so no keeper can take over a seat. Who has lost both gets a new seat.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from enum import StrEnum

from . import events, factors, passwords
from .events import day_of
from .factors import Proof
from .passwords import Weak
from .people import Person
from .sessions import stored_hash
from .signin import Door, NotRight, Wait
from .store import Accounts, Link
from .throttle import HOLDER


class Purpose(StrEnum):
    """What a link is for."""

    INVITATION = "invitation"
    PASSWORD = "password"
    FACTOR = "factor"


LASTS = {Purpose.INVITATION: 7 * 24 * 3600, Purpose.PASSWORD: 24 * 3600, Purpose.FACTOR: 24 * 3600}
"""Seconds for which a link is good."""


DONE = {
    Purpose.INVITATION: events.Accepted,
    Purpose.PASSWORD: events.PasswordChanged,
    Purpose.FACTOR: events.FactorChanged,
}
"""What the record says when a link was used."""


class NoSuchLink(Exception):
    """The link was used, is too old, was replaced, or never existed; which one is not said."""


class WeakPassword(Exception):
    """The password cannot be chosen; `weakness` says why."""

    def __init__(self, weakness: Weak) -> None:
        super().__init__(weakness.value)
        self.weakness = weakness


@dataclass(frozen=True, slots=True)
class Opened:
    """A link that is good, and whom it is for."""

    token: str
    purpose: Purpose
    person: Person


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody typed on the page of a link."""

    password: str
    """The new one; on a link for a new authenticator, the present one."""
    code: str
    """From the new authenticator; on a link for a new password, from the present one."""


def make(person_id: str, purpose: Purpose, made_by: str, accounts: Accounts, now: int) -> str:
    """A new link's token, to be told once. The person's earlier link of this purpose no longer works."""
    token = secrets.token_urlsafe(32)
    accounts.add_link(Link(stored_hash(token), person_id, purpose.value, made_by, now + LASTS[purpose]))
    return token


def opened(token: str, accounts: Accounts, now: int) -> Opened:
    """What a link is for. Raises NoSuchLink."""
    link = accounts.link(stored_hash(token))
    seat = accounts.seat(link.person_id) if link and now < link.expires else None
    if link is None or seat is None:
        raise NoSuchLink
    return Opened(token, Purpose(link.purpose), seat.person)


def accept(token: str, answer: Answer, door: Door, now: int) -> tuple[Opened, list[str]]:
    """Do what the link is for; the new recovery codes, to be shown once, when there is a new authenticator.

    Raises NoSuchLink, WeakPassword, NotRight or Wait, and then changes nothing.
    """
    link = opened(token, door.accounts, now)
    tries = [(HOLDER, f"link {link.person.id}")]
    if seconds := door.throttle.reserve(tries, now):
        raise Wait(seconds)
    proof = prove(link, answer, door, now)
    door.throttle.forgive(tries, now)
    stored = "" if link.purpose is Purpose.FACTOR else chosen(answer.password, link.person)
    codes = [] if link.purpose is Purpose.PASSWORD else factors.new_codes()
    with door.accounts.together():
        if not door.accounts.use_link(stored_hash(token)):
            raise NoSuchLink
        write(link, stored, proof, codes, door)
        door.accounts.told(DONE[link.purpose](day_of(now), link.person.id, link.person.id))
    return link, codes


def prove(link: Opened, answer: Answer, door: Door, now: int) -> Proof:
    """That whoever holds the link also holds what it asks for. Raises NotRight."""
    if link.purpose is Purpose.PASSWORD:
        present = door.accounts.factor_of(link.person.id) or door.nobodys
        proof = factors.proof(present, answer.code, door.keys, now)
    else:
        step = factors.step_of(factors.secret_of_link(link.token, door.keys), answer.code, now)
        proof = Proof(step=step) if step else None
    right = link.purpose is not Purpose.FACTOR or passwords.matches(
        door.accounts.password_of(link.person.id), answer.password
    )
    if proof is None or not right:
        raise NotRight
    return proof


def chosen(password: str, person: Person) -> str:
    """The hash of a new password. Raises WeakPassword."""
    if weakness := passwords.weakness(password, person.name, person.email):
        raise WeakPassword(weakness)
    return passwords.hashed(password)


def write(link: Opened, stored: str, proof: Proof, codes: list[str], door: Door) -> None:
    """Keep what was chosen, and end every session of the person. Stands inside `together`."""
    person_id, accounts = link.person.id, door.accounts
    if link.purpose is Purpose.PASSWORD:
        if not accounts.spend(person_id, proof):
            raise NotRight
        accounts.set_password(person_id, stored)
    else:
        sealed = door.keys.sealed(factors.secret_of_link(link.token, door.keys))
        if link.purpose is Purpose.INVITATION:
            accounts.open_seat(person_id, stored, sealed, proof.step)
        else:
            accounts.set_factor(person_id, sealed, proof.step)
        keep_codes(person_id, codes, door)
    accounts.end_sessions_of(person_id)


def keep_codes(person_id: str, codes: list[str], door: Door) -> None:
    """Keep the marks of new recovery codes; the old codes are gone."""
    door.accounts.set_recovery_codes(person_id, [factors.mark(person_id, code, door.keys) for code in codes])


def change_password(person: Person, new: str, door: Door, keep: str, now: int) -> None:
    """A new password for somebody signed in and fresh; every session but the one with the hash `keep` ends."""
    stored = chosen(new, person)
    with door.accounts.together():
        door.accounts.set_password(person.id, stored)
        door.accounts.end_sessions_of(person.id, but=keep)
        door.accounts.told(events.PasswordChanged(day_of(now), person.id, person.id))


def renew_codes(person: Person, door: Door, now: int) -> list[str]:
    """Ten new recovery codes for somebody signed in and fresh, to be shown once."""
    codes = factors.new_codes()
    with door.accounts.together():
        keep_codes(person.id, codes, door)
        door.accounts.told(events.CodesRenewed(day_of(now), person.id, person.id))
    return codes
