"""Sessions: when one is good, and when it ends. Only the hash of what the cookie holds is stored."""

from __future__ import annotations

import secrets
from dataclasses import replace
from hashlib import sha256

from .people import Person
from .store import Accounts, SessionRow

IDLE = 15 * 60
"""Seconds without a page after which a session is over."""
WARNED = 2 * 60
"""Seconds before that at which the page says so."""
LONGEST = 12 * 3600
"""Seconds after which a session is over however busy it was."""
FRESH = 5 * 60
"""Seconds for which a shown code allows dangerous acts."""
NOTED = 30
"""Seconds between two notes of when a session was used: a page need not wait for the disk each time."""


def stored_hash(token: str) -> str:
    """What is stored of a token of 256 random bits; nobody guesses the token from it."""
    return sha256(token.encode()).hexdigest()


def begin(person_id: str, accounts: Accounts, now: int) -> tuple[str, SessionRow]:
    """A new session for somebody who has just shown both factors: the token for the cookie, and what is stored."""
    token = secrets.token_urlsafe(32)
    row = SessionRow(stored_hash(token), person_id, secrets.token_urlsafe(32), now, now, now)
    with accounts.together():
        accounts.end_sessions_before(now - LONGEST, now - IDLE)
        accounts.add_session(row)
    return token, row


def resume(token: str, accounts: Accounts, now: int) -> tuple[SessionRow, Person] | None:
    """The session of a cookie and whose it is; None when it is over, or its holder's seat is."""
    row = accounts.session(stored_hash(token))
    if row is None or now - row.seen >= IDLE or now - row.begun >= LONGEST:
        return None
    seat = accounts.seat(row.person_id)
    return (row, seat.person) if seat and seat.person.active else None


def renew(row: SessionRow, accounts: Accounts, now: int, proved: int) -> tuple[str, SessionRow]:
    """The same session under a new token, since it may do more from now on; the old token is dead.

    It still ends when the first one would have.
    """
    token = secrets.token_urlsafe(32)
    renewed = replace(row, hash=stored_hash(token), csrf=secrets.token_urlsafe(32), seen=now, proved=proved)
    with accounts.together():
        accounts.end_session(row.hash)
        accounts.add_session(renewed)
    return token, renewed


def is_fresh(row: SessionRow, now: int) -> bool:
    """Whether a code was shown a moment ago."""
    return 0 <= now - row.proved < FRESH
