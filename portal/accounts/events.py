"""Every act on a seat that the record keeps, each with exactly the fields it carries. `about` is the person's id.

Signing in is not among them, nor is a try that failed: who was at work when is nobody's business, and a list of
tries would be a list of addresses and e-mails.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from portal.registry.audit import Event


@dataclass(frozen=True)
class Invited(Event):
    """A seat was made, and its first link handed out."""

    kind: ClassVar[str] = "seat.invited"
    role: str


@dataclass(frozen=True)
class LinkMade(Event):
    """A link was handed out for a seat that is there already."""

    kind: ClassVar[str] = "seat.link_made"
    purpose: str


@dataclass(frozen=True)
class Accepted(Event):
    """The holder chose a password and set an authenticator up."""

    kind: ClassVar[str] = "seat.accepted"


@dataclass(frozen=True)
class PasswordChanged(Event):
    """The holder chose another password."""

    kind: ClassVar[str] = "seat.password_changed"


@dataclass(frozen=True)
class FactorChanged(Event):
    """The holder set another authenticator up; the old one and the old recovery codes no longer work."""

    kind: ClassVar[str] = "seat.factor_changed"


@dataclass(frozen=True)
class CodesRenewed(Event):
    """The holder took new recovery codes."""

    kind: ClassVar[str] = "seat.codes_renewed"


@dataclass(frozen=True)
class RoleChanged(Event):
    """The holder has another role."""

    kind: ClassVar[str] = "seat.role_changed"
    before: str
    after: str


@dataclass(frozen=True)
class Joined(Event):
    """The holder speaks for one organization more."""

    kind: ClassVar[str] = "seat.joined"
    organization: str


@dataclass(frozen=True)
class Left(Event):
    """The holder speaks for one organization less."""

    kind: ClassVar[str] = "seat.left"
    organization: str


@dataclass(frozen=True)
class Closed(Event):
    """Nobody can sign in there again."""

    kind: ClassVar[str] = "seat.closed"


def day_of(now: int) -> str:
    """The day of a moment in Unix seconds, in universal time."""
    return datetime.fromtimestamp(now, UTC).date().isoformat()
