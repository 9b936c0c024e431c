"""The real listings in a registry of their own: the only module of the measure that imports anything.

The starter registry always; the open lists of `../shared/data/services` where they stand beside the checkout.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from geo.places import Places
from portal.commands.intake import STARTER
from portal.config import CHECKOUT
from portal.exchange.imports import Import
from portal.exchange.layouts import LAYOUTS, Layout, Plain
from portal.finding import catalogue as catalogues
from portal.finding import indexing
from portal.finding.catalogue import Catalogue
from portal.mapping.caution import Caution
from portal.registry import database, migrations
from portal.registry.disclosure import PublicService
from portal.registry.store import Store
from portal.registry.vocabulary import Vocabularies
from search_index.index import Index

DATA = CHECKOUT / "data"
OPEN_LISTS = CHECKOUT.parent / "shared" / "data" / "services"
TODAY = "2026-11-24"
TORONTO = "toronto_2017_shelters_dropins_youth"
FILES: Mapping[str, str] = {
    "odhf": "odhf/odhf_v1.1_utf8_redacted.csv",
    "nspl": "nspl_2024_sample/nspl_2024_sample.csv",
    "toronto-shelters": f"{TORONTO}/toronto_shelters.geojson",
    "toronto-drop-ins": f"{TORONTO}/toronto_drop_ins.geojson",
    "toronto-youth": f"{TORONTO}/toronto_youth.geojson",
}
"""The open lists by the name of their importer."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Everything a question is put to, and the listings it is judged by."""

    store: Store
    index: Index
    places: Places
    catalogue: Catalogue
    listings: tuple[PublicService, ...]
    terms: Vocabularies
    has_open_lists: bool


@contextmanager
def loaded(folder: Path) -> Iterator[Loaded]:
    """The registry, its index and its catalogue in `folder`; closed afterwards."""
    terms = Vocabularies(DATA / "taxonomy")
    db = database.open_writer(folder / "registry.db")
    try:
        migrations.migrate(db, terms)
        store = Store(db, terms)
        fill(store)
        indexing.rebuild(store, folder / "index")
        index = Index.open(folder / "index")
        places = Places.load(DATA / "places", None)
        listings = tuple(store.published())
        catalogue = catalogues.current(store, places, None)
        yield Loaded(store, index, places, catalogue, listings, terms, OPEN_LISTS.exists())
        index.close()
    finally:
        db.conn.close()


def fill(store: Store) -> None:
    """The starter registry, and the open lists that are there."""
    bring_in(Plain(STARTER), sorted((DATA / "seeds").glob("*.csv")), store)
    for name, file in FILES.items():
        if (OPEN_LISTS / file).exists():
            bring_in(LAYOUTS[name], [OPEN_LISTS / file], store)


def bring_in(layout: Layout, paths: list[Path], store: Store) -> None:
    """One import, as a coordinator would run it; rows with faults are left out, as with --keep-good-rows."""
    caution = Caution.load(DATA / "taxonomy" / "shelter_words.csv")
    Import(layout, store, caution, TODAY).run(paths, keep_good_rows=True)
