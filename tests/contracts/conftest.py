"""Every store the contract holds for, and listings made without any importer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.registry import database, migrations
from portal.registry.model import Organization, Origin, Phone, Service, Source, Text
from portal.registry.store import Store
from portal.registry.vocabulary import Vocabularies

TERMS = Vocabularies(Path(__file__).parents[2] / "data" / "taxonomy")


@pytest.fixture(params=["in memory", "in a file"])
def a_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    db = database.open_memory() if request.param == "in memory" else database.open_writer(tmp_path / "registry.db")
    migrations.migrate(db, TERMS)
    store = Store(db, TERMS)
    store.add_source(Source("list", "A list", "A publisher", "facts_compiled"))
    yield store
    db.conn.close()


@pytest.fixture
def a_listing() -> Callable[..., Service]:
    def make(key: str = "rosewood", phone: str = "8075550100", **more: object) -> Service:
        return Service(
            id=key,
            organization=Organization("o", Text("Rosewood House (invented)", "Maison Boisé (inventée)")),
            name=Text("Legal advice", "Conseils juridiques"),
            categories=("legal.aid",),
            province="ON",
            phones=(Phone(phone),),
            origin=Origin("list", key, retrieved_on="2026-11-24"),
            **more,  # type: ignore[arg-type]
        )

    return make
