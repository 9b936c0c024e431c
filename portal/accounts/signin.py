"""Signing in, and showing the second factor again. Answers the same, and works the same, whoever does not exist.

E-mail, password and code come together. A wrong password with a right code, and the reverse, look alike, so nobody
learns that a stolen password is right. The code is looked at first because that is cheap, and because only the real
person can show one: when a crowd of guessers has used up the tries, whoever shows a code that fits is let past them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from . import factors, passwords
from .factors import Factor, Proof
from .keys import Keys
from .people import Person
from .store import Accounts
from .throttle import ACCOUNT, HOLDER, NETWORK, SITE, Name, Throttle, network_of


class NotRight(Exception):
    """E-mail, password or code is not right; which one is not said."""


class Wait(Exception):
    """Too many tries; `seconds` until the next one."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} seconds")
        self.seconds = seconds


@dataclass
class Door:
    """What somebody who wants to come in is held against."""

    accounts: Accounts
    keys: Keys
    throttle: Throttle

    @cached_property
    def nobodys(self) -> Factor:
        """The second factor of whoever has no seat."""
        return factors.nobodys(self.keys)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody typed, and from where."""

    email: str
    password: str
    code: str
    address: str


def sign_in(attempt: Attempt, door: Door, now: int) -> Person:
    """Whoever this is, with the code used up. Raises NotRight or Wait; neither tells whether there is such a seat."""
    email = plain_email(attempt.email)
    seat = door.accounts.seat_of(email)
    person_id = seat.person.id if seat else ""
    stored = door.accounts.password_of(person_id)
    factor = door.accounts.factor_of(person_id)
    proof = factors.proof(factor or door.nobodys, attempt.code, door.keys, now)
    names = tried_names(email, attempt.address, proof)
    if seconds := door.throttle.reserve(names, now):
        raise Wait(seconds)
    right = passwords.matches(stored, attempt.password)
    if seat is None or proof is None or not right:
        raise NotRight
    return let_in(seat.person, proof, attempt.password, door, now)


def tried_names(email: str, address: str, proof: Proof | None) -> list[Name]:
    """Whose tries this one counts among."""
    if proof:
        return [(HOLDER, email)]
    return [(ACCOUNT, email), (NETWORK, network_of(address)), (SITE, "")]


def let_in(person: Person, proof: Proof, password: str, door: Door, now: int) -> Person:
    """Use the code up, keep the password as strongly as is done today, and forget the tries."""
    stored = door.accounts.password_of(person.id)
    better = passwords.hashed(password) if passwords.is_outdated(stored) else ""
    with door.accounts.together():
        if not door.accounts.spend(person.id, proof):
            raise NotRight
        if better:
            door.accounts.set_password(person.id, better)
    door.throttle.forgive([(HOLDER, person.email), (ACCOUNT, person.email)], now)
    return person


def prove(person: Person, code: str, door: Door, now: int) -> None:
    """Show the second factor again, signed in. Raises NotRight or Wait."""
    names = [(HOLDER, f"again {person.id}")]
    if seconds := door.throttle.reserve(names, now):
        raise Wait(seconds)
    factor = door.accounts.factor_of(person.id)
    proof = factors.proof(factor or door.nobodys, code, door.keys, now)
    with door.accounts.together():
        if proof is None or not door.accounts.spend(person.id, proof):
            raise NotRight
    door.throttle.forgive(names, now)


def plain_email(text: str) -> str:
    """An e-mail as it is stored: without spaces round it, in lower case."""
    return text.strip().lower()
