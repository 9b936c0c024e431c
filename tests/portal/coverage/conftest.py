"""A registry with a cast, invented and real ground, and coverage built from them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from portal.coverage.build import Ground, build, gather
from portal.coverage.latest import Coverage
from portal.registry import database, migrations
from portal.registry.model import Disclosure, Location, Service
from portal.registry.store import Store
from portal.registry.vocabulary import Vocabularies
from tests.conftest import CAST, DATA, SOURCE, listing

DAY = "2026-01-05"
EMBEDDED = DATA / "places"


def nothing(_: object) -> None:
    """Says and prepares nothing."""


def store_of(services: tuple[Service, ...]) -> Store:
    """A registry in memory that holds these listings."""
    terms = Vocabularies(DATA / "taxonomy")
    db = database.open_memory()
    migrations.migrate(db, terms)
    store = Store(db, terms)
    store.add_source(SOURCE)
    store.publish(services, DAY, "tests")
    return store


@pytest.fixture
def covering(tmp_path: Path) -> Callable[..., Coverage]:
    """Coverage of some listings on the places that come with the site, or on another ground; nothing is written."""

    def covered(
        services: tuple[Service, ...] = CAST,
        geography: Path = tmp_path / "none",
        prepare: Callable[[Store], None] = nothing,
    ) -> Coverage:
        store = store_of(services)
        prepare(store)
        return gather(store, Ground(geography, EMBEDDED), tmp_path, DAY)

    return covered


@pytest.fixture
def built(tmp_path: Path) -> Callable[..., Coverage]:
    """Builds coverage of some listings on the places that come with the site, into a folder by name."""

    def of(services: tuple[Service, ...] = CAST, name: str = "coverage") -> Coverage:
        return build(store_of(services), Ground(tmp_path / "none", EMBEDDED), tmp_path / name, DAY, nothing)

    return of


@pytest.fixture
def shelter() -> Callable[..., Service]:
    """A house that shows its province alone."""

    def of(key: str, **more: object) -> Service:
        place = Location(f"at-{key}", Disclosure.REGION, "ON")
        return listing(key, f"House {key}", "shelter.emergency", place=place, **more)

    return of
