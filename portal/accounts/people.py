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
        """Whether both are the same person or speak for one organization: then neither may approve the other's act."""
        return self.id == other.id or bool(self.organizations & other.organizations)
