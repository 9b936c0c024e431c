"""A small invented registry spread from Toronto to Grise Fiord, in memory, with the real places table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from geo.places import Places
from portal.finding.catalogue import Catalogue
from portal.finding.find import find
from portal.finding.question import Question
from portal.mapping.caution import Caution
from portal.mapping.checks import COLUMNS, Check
from portal.registry import database, migrations
from portal.registry.model import Disclosure, Source
from portal.registry.store import Store
from portal.registry.vocabulary import Vocabularies

DATA = Path(__file__).resolve().parents[3] / "data"
SOURCE = Source("tests", "Invented", "Tests", "invented")

Add = Callable[..., str]
Ask = Callable[..., object]


@pytest.fixture(scope="session")
def places() -> Places:
    return Places.load(DATA / "places", None)


@pytest.fixture(scope="session")
def terms() -> Vocabularies:
    return Vocabularies(DATA / "taxonomy")


@pytest.fixture
def store(terms: Vocabularies) -> Iterator[Store]:
    db = database.open_memory()
    migrations.migrate(db, terms)
    store = Store(db, terms)
    store.add_source(SOURCE)
    yield store
    db.conn.close()


@pytest.fixture
def add(store: Store, terms: Vocabularies) -> Add:
    """Adds one listing from a few columns of the plain layout; answers its id."""
    check = Check(SOURCE.id, terms, Caution.load(DATA / "taxonomy" / "shelter_words.csv"), Disclosure.ADDRESS)

    def one(key: str, **values: str) -> str:
        row = dict.fromkeys(COLUMNS, "") | {
            "record_key": key,
            "organization_name_en": key,
            "service_name_en": "Legal aid",
            "service_name_fr": "Aide juridique",
            "categories": "legal.aid",
            "delivery": "in_person",
            "province": "ON",
            "retrieved_on": "2026-01-01",
        }
        service = check.listing(row | values).service
        store.publish([service], "2026-01-01", "tests")
        return service.id

    return one


@pytest.fixture
def ask(store: Store, places: Places) -> Ask:
    """Asks a question of everything added so far, straight from the registry's own words."""

    def answer(words: str = "", **more: object) -> object:
        catalogue = Catalogue.build(store.revision(), store.published(), places)
        return find(Question(words=words, **more), catalogue, None, places, store)

    return answer
