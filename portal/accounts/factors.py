"""The second factor: six digits from an authenticator, or one of ten codes kept on paper. The only user of pyotp."""

from __future__ import annotations

import base64
import hmac
import secrets
from dataclasses import dataclass

import pyotp

from .keys import Keys

STEP = 30
"""Seconds for which an authenticator shows one code."""
DRIFT = 1
"""Steps a clock may be early or late."""
CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look alike on paper."""
CODE_LENGTH = 12
"""Characters of a recovery code: 59 bits."""


@dataclass(frozen=True, slots=True)
class Factor:
    """One person's second factor, as it is stored."""

    person_id: str
    sealed: str
    last_step: int
    """The newest step whose code was used; it and all before it are spent."""
    recovery: frozenset[str]
    """Marks of the recovery codes left."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A code that fits. It counts once it is spent."""

    step: int = 0
    recovery: str = ""
    """The mark of the recovery code; empty when it was the authenticator's."""


def proof(factor: Factor, typed: str, keys: Keys, now: int) -> Proof | None:
    """What the typed code proves; None when nothing. Does the same work whatever was typed, and for nobody."""
    code = "".join(typed.split()).replace("-", "").lower()
    step = step_of(keys.opened(factor.sealed), code, now)
    marked = mark(factor.person_id, code, keys)
    known = [kept for kept in factor.recovery if hmac.compare_digest(kept, marked)]
    if step > factor.last_step:
        return Proof(step=step)
    return Proof(recovery=marked) if known else None


def step_of(secret: str, code: str, now: int) -> int:
    """The newest step within the drift that shows this code; 0 when none does. Every step is compared."""
    totp = pyotp.TOTP(secret or pyotp.random_base32())
    steps = range(now // STEP - DRIFT, now // STEP + DRIFT + 1)
    fitting = [step for step in steps if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode())]
    return max(fitting, default=0) if secret else 0


def nobodys(keys: Keys) -> Factor:
    """A second factor that nothing proves, for an e-mail without a seat."""
    return Factor("", keys.sealed(pyotp.random_base32()), 0, frozenset())


def secret_of_link(token: str, keys: Keys) -> str:
    """The secret that a link offers to an authenticator: the same each time its page is opened, kept nowhere."""
    return base64.b32encode(keys.drawn("authenticator", token)[:20]).decode()


def address(secret: str, site: str) -> str:
    """What the square picture holds. Names the site and no person: a list of accounts may be seen by others."""
    return pyotp.TOTP(secret).provisioning_uri(name=site, issuer_name=site)


def new_codes() -> list[str]:
    """Ten recovery codes, to be shown once."""
    return ["".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH)) for _ in range(CODES)]


def mark(person_id: str, code: str, keys: Keys) -> str:
    """What is stored of a recovery code."""
    return keys.mark("recovery code", f"{person_id} {code}")
