"""What the tests of the registry and the ways in share: one invented row, and registries to put it in."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.exchange.imports import Import
from portal.exchange.layouts import Plain
from portal.exchange.report import Report
from portal.mapping.caution import Caution
from portal.mapping.checks import COLUMNS, Check
from portal.registry import database, migrations
from portal.registry.model import Service, Source
from portal.registry.store import Store
from portal.registry.vocabulary import Vocabularies

TAXONOMY = Path(__file__).parents[2] / "data" / "taxonomy"
SOURCE = Source("test-list", "Test list", "Test publisher", "facts_compiled", "", "2026-11-24")
CLINIC = {
    "record_key": "on-clinique-juridique",
    "organization_name_en": "Legal Clinic of Larchville (invented)",
    "organization_name_fr": "Clinique juridique de Larchville (inventée)",
    "organization_type": "legal",
    "service_name_en": "Legal advice",
    "service_name_fr": "Conseils juridiques",
    "description_en": "Lawyers answer questions.",
    "description_fr": "Des avocates répondent aux questions.",
    "categories": "legal.aid",
    "delivery": "in_person",
    "languages": "en;fr",
    "disclosure": "address",
    "address": "12 Zibeline Street",
    "community": "Larchville",
    "province": "ON",
    "postal_code": "P7B 1A1",
    "latitude": "48.3809",
    "longitude": "-89.2477",
    "phone_office": "807-555-0100",
    "website": "https://clinic.example/",
    "source_name": "Test publisher",
    "source_url": "https://list.example/page",
    "retrieved_on": "2026-11-24",
}
"""A row that is right in every column and shows its address."""

Row = dict[str, str]


@pytest.fixture(scope="session")
def trials() -> Callable[[int], int]:
    """How often a test tries its luck: a few times here, TRIALS times when that is set."""
    return lambda few: int(os.environ.get("TRIALS", few))


@pytest.fixture(scope="session")
def terms() -> Vocabularies:
    return Vocabularies(TAXONOMY)


@pytest.fixture(scope="session")
def caution() -> Caution:
    return Caution.load(TAXONOMY / "shelter_words.csv")


@pytest.fixture
def check(terms: Vocabularies, caution: Caution) -> Check:
    return Check(SOURCE.id, terms, caution)


@pytest.fixture
def row() -> Callable[..., Row]:
    """The clinic's row with some columns changed."""
    return lambda **changes: dict.fromkeys(COLUMNS, "") | CLINIC | changes


@pytest.fixture
def listing(check: Check, row: Callable[..., Row]) -> Callable[..., Service]:
    """The clinic as a listing, with some columns of its row changed."""
    return lambda **changes: check.listing(row(**changes)).service


@pytest.fixture
def registry(terms: Vocabularies) -> Iterator[Store]:
    """An empty registry in memory."""
    db = database.open_memory()
    migrations.migrate(db, terms)
    store = Store(db, terms)
    store.add_source(SOURCE)
    yield store
    db.conn.close()


@pytest.fixture
def registry_file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "registry.db"


@pytest.fixture
def file_registry(registry_file: Path, terms: Vocabularies) -> Iterator[Store]:
    """An empty registry in a file."""
    db = database.open_writer(registry_file)
    migrations.migrate(db, terms)
    store = Store(db, terms)
    store.add_source(SOURCE)
    yield store
    db.conn.close()


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Writes rows to a file of the plain layout."""

    def write(*rows: Row, name: str = "list.csv") -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


@pytest.fixture
def importing(caution: Caution) -> Callable[..., Report]:
    """Runs an import of the plain layout into a store."""

    def run(store: Store, *paths: Path, layout: object = None, **options: bool) -> Report:
        return Import(layout or Plain(SOURCE), store, caution, "2026-11-24").run(paths, **options)

    return run
