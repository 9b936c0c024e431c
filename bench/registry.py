"""A registry of invented listings to measure on (portal/demo.py, seed 1). The same size gives the same listings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from geo.places import Places
from portal import demo
from portal.config import CHECKOUT, Settings, make_secret
from portal.exchange.imports import Import
from portal.exchange.layouts import Plain
from portal.finding import indexing
from portal.finding.catalogue import publish
from portal.mapping.caution import Caution
from portal.registry import database, migrations
from portal.registry.store import Store
from portal.registry.vocabulary import Vocabularies

DATA = CHECKOUT / "data"
DAY = "2026-01-01"


@dataclass
class Site:
    """A state folder with its registry open for writing."""

    settings: Settings
    store: Store

    @cached_property
    def places(self) -> Places:
        """Every place name that comes with the site."""
        return Places.load(DATA / "places", None)

    @property
    def csv(self) -> Path:
        """The invented rows as a file of the plain layout."""
        return self.settings.state_dir / "demo.csv"

    def documents(self) -> list[dict[str, Any]]:
        """What the word index is made of."""
        return list(indexing.documents(self.store.published(), self.store.terms))

    def importing(self) -> Import:
        """An import of the invented rows."""
        caution = Caution.load(DATA / "taxonomy" / "shelter_words.csv")
        return Import(Plain(demo.SOURCE), self.store, caution, DAY)


@contextmanager
def opened(folder: Path) -> Iterator[Site]:
    """The site of a state folder, as it is or empty."""
    settings = Settings(state_dir=folder, data_dir=DATA, secret_key="bench" * 8)
    make_secret(folder)
    terms = Vocabularies(DATA / "taxonomy")
    db = database.open_writer(settings.database)
    try:
        migrations.migrate(db, terms)
        yield Site(settings, Store(db, terms))
    finally:
        db.conn.close()


@contextmanager
def made(folder: Path, size: int) -> Iterator[Site]:
    """A site with so many invented listings, its index and its catalogue."""
    with opened(folder) as site:
        fill(site, size)
        build(site)
        yield site


def fill(site: Site, size: int) -> None:
    """Put the invented listings into the registry."""
    rows = demo.rows(size, 1, demo.read_places(DATA / "places" / "places.csv"))
    site.csv.write_text(demo.as_csv(rows), encoding="utf-8")
    report = site.importing().run([site.csv])
    if not report.kept:
        raise SystemExit("the invented rows were refused: " + report.refused[0].said("en"))


def build(site: Site) -> None:
    """Build index and catalogue."""
    indexing.rebuild(site.store, site.settings.index)
    publish(site.store, site.places, site.settings.catalogue)
