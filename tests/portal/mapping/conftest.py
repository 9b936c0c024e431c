"""A registry with two listings, the people who look after them, and a clock that only tests move."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from portal.accounts.people import Person, Role
from portal.mapping.checks import Check
from portal.mapping.desk import PROVIDERS, Desk
from portal.mapping.proposal import Consent, Giver
from portal.mapping.store import Proposals
from portal.mapping.submit import Wanted
from portal.registry.model import Service
from portal.registry.store import Store

NOON = 1_795_780_800
"""2026-11-27 12:00 UTC."""
DAY = 24 * 3600
CONSENT = Consent(Giver.DIRECTOR, "2026-11-26")


def person(name: str, role: Role, *organizations: str) -> Person:
    return Person(name, name.title(), f"{name}@example.org", role, frozenset(organizations))


@dataclass
class Team:
    """Everyone with a seat, as they are now, and the desk they work at."""

    store: Store
    people: dict[str, Person]
    check: Check
    now: int = NOON

    def desk(self) -> Desk:
        return Desk(self.store, Proposals(self.store.db), self.people.get, self.check, self.now)

    def later(self, hours: float) -> Desk:
        self.now += int(hours * 3600)
        return self.desk()

    def change(self, name: str, **changes: object) -> None:
        self.people[name] = replace(self.people[name], **changes)


@pytest.fixture
def rosewood(listing: Callable[..., Service]) -> Service:
    """Shows only its region."""
    return listing(
        record_key="rosewood",
        organization_name_en="Rosewood House",
        organization_name_fr="Maison Boisderose",
        categories="shelter.emergency",
        disclosure="region",
        address="",
        community="",
        postal_code="",
        latitude="",
        longitude="",
        phone_office="",
        phone_crisis="807-555-0123",
    )


@pytest.fixture
def clinique(listing: Callable[..., Service]) -> Service:
    """Shows its address."""
    return listing()


@pytest.fixture
def team(registry: Store, rosewood: Service, clinique: Service, check: Check) -> Team:
    """Alice suggests for Rosewood House; Bob and Denise review; Charlie speaks for the clinic."""
    registry.publish([rosewood, clinique], "2026-11-24", "test")
    people = [
        person("alice", Role.PARTNER, rosewood.organization.id),
        person("bob", Role.REVIEWER),
        person("denise", Role.REVIEWER),
        person("erin", Role.COORDINATOR, rosewood.organization.id),
        person("charlie", Role.PARTNER, clinique.organization.id),
    ]
    return Team(registry, {one.id: one for one in people}, replace(check, source_id=PROVIDERS.id, chosen=True))


@pytest.fixture
def new_phone(rosewood: Service) -> Wanted:
    return Wanted({"phone_crisis": "807-555-0199"}, rosewood.id)


@pytest.fixture
def new_words(rosewood: Service) -> Wanted:
    return Wanted({"description_en": "A quiet house."}, rosewood.id)
