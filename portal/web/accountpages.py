"""What the pages of one's own account show, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from flask_babel import gettext as _

from portal.accounts import factors
from portal.accounts import sessions as rules
from portal.accounts.links import Opened, Purpose
from portal.accounts.passwords import LONGEST, SHORTEST
from portal.accounts.people import Person
from portal.accounts.store import SessionRow

from . import language, sessions
from .seatbar import role_label
from .square import Square, square


def what_was_wrong(fault: str) -> str:
    """One line for what was not accepted; the same whichever part of it was not right."""
    lines = {
        "missing": _("Please fill in every field."),
        "not_right": _("That did not fit together. Check all three, wait for a new code, and try again."),
        "not_right_link": _("That did not fit together. Check the password, wait for a new code, and try again."),
        "not_right_code": _("This code does not fit, or was used already. Wait for a new one and try again."),
        "wait": _("There were many tries. Please wait a little, then try again with a new code."),
    }
    return lines.get(fault, "")


def weak_text(fault: str) -> str:
    """Why a password cannot be chosen, and what to do."""
    lines = {
        "short": _("Please choose a longer password: at least %(number)s characters.", number=SHORTEST),
        "long": _("Please choose a shorter password: at most %(number)s characters.", number=LONGEST),
        "personal": _("Please choose a password without your name or e-mail in it."),
        "guessable": _("This password is easy to guess. Four or five words that do not belong together are better."),
    }
    return lines.get(fault, "")


@dataclass(frozen=True, slots=True)
class LinkPage:
    """The page of a link."""

    purpose: str
    name: str
    email: str
    fault: str
    square: Square | None
    """For a new authenticator."""
    secret: str
    """The same in letters, in groups of four."""

    @classmethod
    def of(cls, opened: Opened, secret: str, site: str, fault: str) -> LinkPage:
        """The page of a link that is good; `secret` is empty when the authenticator stays."""
        picture = square(factors.address(secret, site)) if secret else None
        letters = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
        return cls(opened.purpose.value, opened.person.name, opened.person.email, fault, picture, letters)

    @property
    def is_new_password(self) -> bool:
        """Whether the password typed is a new one."""
        return self.purpose != Purpose.FACTOR


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One place where somebody is signed in."""

    id: str
    begun: str
    seen: str
    is_this: bool


@dataclass(frozen=True, slots=True)
class AccountPage:
    """The page of one's own account."""

    name: str
    email: str
    role: str
    organizations: str
    sessions: list[SessionLine]


def account_page(
    me: Person, rows: Iterable[SessionRow], organizations: Sequence[tuple[str, str, str]], lang: str
) -> AccountPage:
    """Who one is, and where one is signed in."""
    this = sessions.current().row
    lines = [
        SessionLine(row.hash, moment(row.begun, lang), moment(row.seen, lang), bool(this and row.hash == this.hash))
        for row in rows
    ]
    return AccountPage(me.name, me.email, role_label(me.role), organization_names(me, organizations, lang), lines)


def organization_names(person: Person, organizations: Iterable[tuple[str, str, str]], lang: str) -> str:
    """Whom somebody speaks for, in one line; empty for nobody."""
    names = [named(one, lang) for one in organizations if one[0] in person.organizations]
    return language.listed(names, lang) if names else ""


def named(organization: tuple[str, str, str], lang: str) -> str:
    """An organization's name in a language, or in the other where it has none."""
    _id, en, fr = organization
    return (fr or en) if lang == "fr" else (en or fr)


def moment(seconds: int, lang: str) -> str:
    """A moment in universal time; a person knows the offset of their own clock, and we do not."""
    when = datetime.fromtimestamp(seconds, UTC)
    day = language.day_text(when.date().isoformat(), lang)
    return _("%(day)s, %(time)s UTC", day=day, time=language.clock(when.time().replace(second=0), lang))


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """How long a session lasts without another page."""

    minutes: int
    is_short: bool
    """Whether it is time to say so."""
    refresh: int
    """Seconds until this line says something else."""


def minutes_left(row: SessionRow | None, now: int) -> TimeLeft | None:
    """The time left; None when there is no session."""
    if row is None:
        return None
    left = min(row.seen + rules.IDLE, row.begun + rules.LONGEST) - now
    if left > rules.WARNED:
        return TimeLeft(-(-left // 60), False, left - rules.WARNED + 1)
    return TimeLeft(max(1, -(-left // 60)), True, left + 1)
