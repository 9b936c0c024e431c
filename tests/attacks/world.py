"""A site to attack: a state folder filled through the real ways in, and the app that answers from it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from portal import basemap, create_app, packaging
from portal.config import Settings, make_secret
from portal.coverage import build as coverage
from portal.coverage.build import Ground
from portal.exchange.imports import Import
from portal.exchange.layouts import Layout, Plain
from portal.exchange.report import Report
from portal.finding import catalogue, indexing
from portal.mapping.caution import Caution
from portal.mapping.checks import COLUMNS
from portal.registry import database, migrations
from portal.registry.model import Source
from portal.registry.store import Store
from portal.registry.vocabulary import Vocabularies
from tests.conftest import DATA

DAY = "2026-01-05"
LIST = Source("list", "Invented list", "Invented publisher", "facts_compiled", "", DAY)

Row = Mapping[str, str]


def row(key: str, **values: str) -> dict[str, str]:
    """A row of the plain layout that is right in every column; the columns given replace its own."""
    return (
        dict.fromkeys(COLUMNS, "")
        | {
            "record_key": key,
            "organization_name_en": f"Organization {key} (invented)",
            "service_name_en": "Support",
            "service_name_fr": "Soutien",
            "categories": "counselling.trauma",
            "delivery": "in_person",
            "province": "ON",
            "phone_office": "807-555-0100",
            "source_name": "Invented publisher",
            "retrieved_on": DAY,
        }
        | values
    )


def as_csv(rows: Iterable[Row]) -> str:
    """Rows as a file of the plain layout."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


class World:
    """One site: what it is told stands in `folder/given`, what it keeps in `folder/state`."""

    def __init__(self, folder: Path) -> None:
        packaging.compile_translations()
        self.folder = folder
        self.state = folder / "state"
        self.given = folder / "given"
        self.given.mkdir()
        make_secret(self.state)
        self.settings = Settings.from_environment(self.environment)
        self.terms = Vocabularies(DATA / "taxonomy")
        self.store = Store(database.open_writer(self.settings.database), self.terms)
        migrations.migrate(self.store.db, self.terms)

    @property
    def environment(self) -> dict[str, str]:
        """The settings as a process is given them: all that the site writes lies below one folder."""
        return {"PORTAL_STATE_DIR": str(self.state), "PORTAL_RUNTIME_DIR": str(self.folder / "runtime")}

    def imports(self, layout: Layout, text: str, ending: str = "csv") -> Report:
        """Take a file in as `portal import` does, keeping the rows that are right."""
        path = self.given / f"{layout.source.id}-{len(list(self.given.iterdir()))}.{ending}"
        path.write_text(text, encoding="utf-8")
        caution = Caution.load(DATA / "taxonomy" / "shelter_words.csv")
        return Import(layout, self.store, caution, DAY).run([path], keep_good_rows=True)

    def imports_rows(self, rows: Iterable[Row]) -> Report:
        """Take in rows of the plain layout."""
        return self.imports(Plain(LIST), as_csv(rows))

    def reopens(self) -> None:
        """Read the registry that lies there now: a backup may have been put in its place."""
        self.store.db.conn.close()
        self.store = Store(database.open_writer(self.settings.database), self.terms)

    def opens(self, maps: bool = False) -> World:
        """Build what is made from the registry, as `portal setup` does."""
        indexing.rebuild(self.store, self.settings.index)
        self.builds_coverage()
        with self.app.app_context():
            from portal.web import context

            catalogue.publish(self.store, context.places(), self.settings.catalogue)
        if maps:
            basemap.build(self.settings)
        return self

    def builds_coverage(self) -> None:
        """Work coverage out, as `portal setup` does."""
        ground = Ground(self.settings.geography, DATA / "places")
        coverage.build(self.store, ground, self.settings.coverage, DAY, lambda _step: None)

    @cached_property
    def app(self) -> Flask:
        """The real site. Faults of ours become pages, as they do for visitors."""
        return create_app(self.settings)

    def client(self) -> FlaskClient:
        """Someone with no cookie yet."""
        return self.app.test_client()

    def files(self) -> Iterator[Path]:
        """Every file the site keeps."""
        return (path for path in sorted(self.state.rglob("*")) if path.is_file())

    def close(self) -> None:
        """Close what was opened."""
        self.store.db.conn.close()
        index = self.app.extensions["waypoint"].index
        if index is not None:
            index.close()
