"""A door with a real registry in memory, and people with seats behind it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from portal.accounts.keys import Keys
from portal.accounts.people import Person, Role
from portal.accounts.signin import Door
from portal.accounts.store import Accounts
from portal.accounts.throttle import Throttle
from portal.registry.model import Service
from portal.registry.store import Store
from tests import seated

NOW = 1_800_000_000
"""A moment in 2027, at the start of a step of authenticators."""


@pytest.fixture
def now() -> int:
    return NOW


@pytest.fixture
def door(registry: Store, listing: Callable[..., Service], tmp_path: Path) -> Door:
    """The door of a site with one organization."""
    registry.publish([listing()], "2026-11-24", "test")
    return Door(Accounts(registry.db), Keys("a secret of this test alone, 32 or more"), Throttle(tmp_path / "tries"))


@pytest.fixture
def organization(door: Door, listing: Callable[..., Service]) -> str:
    return listing().organization.id


@pytest.fixture
def seat(door: Door) -> Callable[..., Person]:
    """Gives somebody of a role a seat in use."""
    return lambda role, *organizations, name="": seated.seat(
        seated.person(role, *organizations, name=name), door.accounts, door.keys
    )


@pytest.fixture
def bob(seat: Callable[..., Person]) -> Person:
    return seat(Role.REVIEWER, name="Bob Invented")


@pytest.fixture
def ada(seat: Callable[..., Person]) -> Person:
    return seat(Role.ADMINISTRATOR, name="Ada Invented")
