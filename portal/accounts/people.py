"""Who acts: a person, their role, and the organizations they speak for. Nothing here asks how they signed in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Who someone is to the site. `ANYONE` is nobody's role: it is the audience of what is open to all."""

    ANYONE = "anyone"
    PARTNER = "partner"
    REVIEWER = "reviewer"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"
    SURVIVOR_ADVISOR = "survivor_advisor"


SEATED = tuple(role for role in Role if role is not Role.ANYONE)
"""The roles a person can have."""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with a named seat."""

    id: str
    name: str
    email: str
    role: Role
    organizations: frozenset[str] = frozenset()
    """Ids of the organizations they speak for; a partner has at least one."""
    active: bool = True

    def stands_with(self, other: Person) -> bool:
        """Whether both are the same person or speak for one organization: then neither may approve the other's act.

        One e-mail is one person: a seat that was closed and invited anew is not a second pair of eyes.
        """
        return self.id == other.id or self.email == other.email or bool(self.organizations & other.organizations)


class State(StrEnum):
    """How far a seat is: its link not accepted yet, in use, or closed for good."""

    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class Seat:
    """A person's place on the site, as those who keep the seats see it."""

    person: Person
    state: State
