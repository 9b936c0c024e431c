"""Passwords: which may be chosen, how they are kept, whether one is right. The only place that hashes them.

Length counts, composition does not. What a guesser tries first is refused: zxcvbn carries 30,000 passwords from
breaches, names and words, and sees through dates, keyboard rows and letters swapped for digits. It asks no network.
"""

from __future__ import annotations

import threading
import unicodedata
from enum import StrEnum

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from portal.registry.folding import folded

SHORTEST = 12
LONGEST = 128
LOOKED_AT = 72
"""Characters zxcvbn looks at; it refuses more, because its work grows with the square of the length."""
GUESSED_HERE = (
    "waypoint repere repère survivor survivante traite trafficking canada quebec québec ontario toronto montreal "
    "montréal vancouver ottawa mot passe motdepasse azerty bonjour soleil chocolat loulou doudou jetaime amour "
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre printemps ete automne hiver"
).split()
"""What somebody would try here, and everyday French that an English list lacks."""
STRONG = 3
"""Of zxcvbn's 0 to 4: beyond 10^8 guesses, and each costs whoever stole the database an argon2 hash."""

HASHER = PasswordHasher()
"""Argon2id with the memory-saving parameters of RFC 9106: 3 passes over 64 MiB."""
AT_ONCE = threading.BoundedSemaphore(2)
"""Two hashes at a time are 128 MiB; a crowd at the door waits instead of filling the memory."""
NOBODYS = f"$argon2id$v=19$m={HASHER.memory_cost},t={HASHER.time_cost},p={HASHER.parallelism}${'A' * 22}${'A' * 43}"
"""Compared when there is no such seat, so that it takes the same time. No password is known to give it."""


class Weak(StrEnum):
    """Why a password was not accepted."""

    SHORT = "short"
    LONG = "long"
    PERSONAL = "personal"
    GUESSABLE = "guessable"


def weakness(password: str, name: str, email: str) -> Weak | None:
    """Why this person may not choose it; None when it is good."""
    text = unicodedata.normalize("NFKC", password)
    if len(text) < SHORTEST:
        return Weak.SHORT
    if len(text) > LONGEST:
        return Weak.LONG
    about = [name, email, email.partition("@")[0], *folded(name).split(), *folded(email.replace("@", ".")).split(".")]
    if any(len(part) > 3 and folded(part) in folded(text) for part in about):
        return Weak.PERSONAL
    from zxcvbn import zxcvbn  # 13 MB of lists, for the few processes in which somebody sets a password

    score = zxcvbn(text[:LOOKED_AT], user_inputs=[*about, *GUESSED_HERE])["score"]
    return Weak.GUESSABLE if score < STRONG else None


def hashed(password: str) -> str:
    """What is stored of a password."""
    with AT_ONCE:
        return HASHER.hash(unicodedata.normalize("NFKC", password))


def matches(stored: str, password: str) -> bool:
    """Whether a password is right. Takes as long when nothing is stored."""
    try:
        with AT_ONCE:
            right = HASHER.verify(stored or NOBODYS, unicodedata.normalize("NFKC", password[: LONGEST + 1]))
    except (Argon2Error, InvalidHashError):
        return False
    return right and bool(stored)


def is_outdated(stored: str) -> bool:
    """Whether it was hashed with weaker parameters than today's."""
    return HASHER.check_needs_rehash(stored)
