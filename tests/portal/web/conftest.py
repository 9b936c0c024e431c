"""A site on whatever listings a test needs, beside the shared one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from portal import create_app
from portal.config import Settings, make_secret
from portal.finding import indexing
from portal.registry import database, migrations
from portal.registry.model import Service, Source
from portal.registry.store import Store
from portal.registry.vocabulary import Vocabularies
from tests.conftest import CAST, DATA, SOURCE
from tests.seated import Site

Opening = Callable[..., FlaskClient]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opening]:
    """Opens a site on some listings of one source."""
    clients: list[FlaskClient] = []

    def open_site(services: Iterable[Service], source: Source = SOURCE) -> FlaskClient:
        folder = tmp_path / f"state-{len(clients)}"
        make_secret(folder)
        settings = Settings.from_environment({"PORTAL_STATE_DIR": str(folder), "PORTAL_RUNTIME_DIR": str(folder)})
        terms = Vocabularies(DATA / "taxonomy")
        db = database.open_writer(settings.database)
        migrations.migrate(db, terms)
        store = Store(db, terms)
        store.add_source(source)
        store.publish(services, "2026-01-05", "tests")
        indexing.rebuild(store, settings.index)
        db.conn.close()
        app = create_app(settings)
        app.testing = True
        clients.append(app.test_client(use_cookies=True))
        return clients[-1]

    yield open_site
    for client in clients:
        index = client.application.extensions["waypoint"].index
        if index is not None:
            index.close()


@pytest.fixture
def site(opened: Opening) -> Site:
    """A site of this test alone, for what changes accounts."""
    return Site(opened(CAST[:2]).application)
