"""People with seats, for every test that needs somebody signed in. Invented; each role has one of its own."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache

import pyotp
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts import factors, passwords, sessions
from portal.accounts.keys import Keys
from portal.accounts.people import Person, Role
from portal.accounts.signin import Door
from portal.accounts.store import Accounts
from portal.accounts.throttle import Throttle
from portal.config import Settings
from portal.registry import database

PASSWORD = "harbour lantern cedar violin"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
"""What everybody's authenticator holds."""
CODES = ("abcdefghjkmn", "pqrstuvwxyz2")
"""Everybody's recovery codes."""
hashed = cache(passwords.hashed)


def person(role: Role, *organizations: str, name: str = "") -> Person:
    """Somebody of a role, named after it unless told otherwise."""
    name = name or f"{role.value.replace('_', ' ').title()} Invented"
    key = name.lower().replace(" ", ".")
    return Person(f"p-{key}", name, f"{key}@example.org", role, frozenset(organizations))


def code(at: float) -> str:
    """What their authenticator shows at a moment."""
    return pyotp.TOTP(SECRET).at(int(at))


def seat(who: Person, accounts: Accounts, keys: Keys) -> Person:
    """Give somebody a seat that is in use, unless they have it."""
    if accounts.seat(who.id) is None:
        with accounts.together():
            accounts.add_seat(who)
            accounts.open_seat(who.id, hashed(PASSWORD), keys.sealed(SECRET), 0)
            accounts.set_recovery_codes(who.id, [factors.mark(who.id, one, keys) for one in CODES])
    return who


@contextmanager
def door(settings: Settings) -> Iterator[Door]:
    """The door of a site, as its views have it."""
    db = database.open_writer(settings.database)
    try:
        yield Door(Accounts(db), Keys(settings.secret_key), Throttle(settings.tries))
    finally:
        db.conn.close()


def sign_in(app: Flask, settings: Settings, who: Person) -> FlaskClient:
    """A browser in which somebody is signed in, as after both factors were shown a moment ago."""
    with door(settings) as at:
        seat(who, at.accounts, at.keys)
        token, _row = sessions.begin(who.id, at.accounts, int(time.time()))
    client = app.test_client(use_cookies=True)
    client.set_cookie("seat", token)
    return client


def token_of(client: FlaskClient, page: str) -> str:
    """The token for forms that a page of somebody signed in holds."""
    return client.get(page).text.split('name="csrf_token" value="')[1].split('"')[0]


class Site:
    """A site of one test alone, and what its people do there."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.settings: Settings = app.extensions["waypoint"].settings
        self.keys = Keys(self.settings.secret_key)

    def browser(self) -> FlaskClient:
        """A browser in which nobody is signed in."""
        return self.app.test_client(use_cookies=True)

    def seat(self, role: Role, *organizations: str, name: str = "") -> Person:
        """Somebody with a seat in use."""
        with self.door() as at:
            return seat(person(role, *organizations, name=name), at.accounts, at.keys)

    def signed_in(self, who: Person) -> FlaskClient:
        """A browser in which they are signed in."""
        return sign_in(self.app, self.settings, who)

    def door(self) -> AbstractContextManager[Door]:
        """The door of this site."""
        return door(self.settings)
