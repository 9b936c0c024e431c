"""What the pages of one's own account show, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from flask_babel import gettext as _

from portal.accounts import events, factors
from portal.accounts import sessions as rules
from portal.accounts.links import Opened, Purpose
from portal.accounts.passwords import LONGEST, SHORTEST
from portal.accounts.people import Person
from portal.accounts.store import Accounts, Named, SessionRow
from portal.registry.model import Text

from . import language, sessions
from .seatbar import role_label
from .square import Square, square

SHOWN_ACTS = 12


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
class ActLine:
    """One thing that was done to a seat."""

    day: str
    what: str
    by: str
    """Whose doing it was; empty for the holder's own."""


@dataclass(frozen=True, slots=True)
class AccountPage:
    """The page of one's own account."""

    name: str
    email: str
    role: str
    organizations: str
    sessions: list[SessionLine]
    acts: list[ActLine]
    """What was done to the seat, the newest first: nobody can touch it unseen."""


def account_page(me: Person, accounts: Accounts, lang: str) -> AccountPage:
    """Who one is, where one is signed in, and what was done to one's seat."""
    this = sessions.current().row
    lines = [
        SessionLine(row.hash, moment(row.begun, lang), moment(row.seen, lang), bool(this and row.hash == this.hash))
        for row in accounts.sessions_of(me.id)
    ]
    organizations = organization_names(me, accounts.organizations(me.organizations), lang)
    return AccountPage(me.name, me.email, role_label(me.role), organizations, lines, acts(me, accounts, lang))


def acts(me: Person, accounts: Accounts, lang: str) -> list[ActLine]:
    """The newest acts on one's seat, as the record has them."""
    names = {seat.person.id: seat.person.name for seat in accounts.seats()} | {"command": _("the command line")}
    return [
        ActLine(
            language.day_text(entry.day, lang),
            act_label(entry.kind),
            "" if entry.by == me.id else names.get(entry.by, ""),
        )
        for entry in accounts.history(me.id)[:SHOWN_ACTS]
    ]


def act_label(kind: str) -> str:
    """An act on a seat in words."""
    labels = {
        events.Invited.kind: _("Seat made"),
        events.LinkMade.kind: _("Link for a new factor handed out"),
        events.Accepted.kind: _("Seat accepted"),
        events.PasswordChanged.kind: _("Password changed"),
        events.FactorChanged.kind: _("Authenticator changed"),
        events.CodesRenewed.kind: _("Recovery codes renewed"),
        events.RoleChanged.kind: _("Role changed"),
        events.Joined.kind: _("Speaks for one organization more"),
        events.Left.kind: _("Speaks for one organization less"),
        events.Closed.kind: _("Seat closed"),
    }
    return labels[kind]


def organization_names(person: Person, organizations: Iterable[Named], lang: str) -> str:
    """Whom of these somebody speaks for, in one line; empty for nobody."""
    names = [named(one, lang) for one in organizations if one.id in person.organizations]
    return language.listed(names, lang) if names else ""


def named(organization: Named, lang: str) -> str:
    """An organization's name in a language, or in the other where it has none."""
    return Text(organization.en, organization.fr).prefer(lang)[0]


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
