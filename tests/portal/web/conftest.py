"""A site on whatever listings a test needs, beside the shared one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from portal import create_app
from portal.accounts.people import Role
from portal.config import Settings, make_secret
from portal.coverage.build import Ground, build
from portal.finding import indexing
from portal.registry import database, migrations, survey
from portal.registry.model import Service, Source
from portal.registry.store import Store
from portal.registry.survey import Said
from portal.registry.vocabulary import Vocabularies
from tests.conftest import CAST, DATA, SOURCE, at, listing
from tests.seated import Site

Opening = Callable[..., FlaskClient]


DAY = "2026-01-05"
WHO = Said(DAY, "coordinator")
GRASSY_NARROWS = "CSD:3560064"
Prepare = Callable[[Store], None]


def site_at(folder: Path, services: Iterable[Service], source: Source = SOURCE) -> FlaskClient:
    """Opens a site on some listings of one source, in a folder of its own."""
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
    return app.test_client(use_cookies=True)


def close(client: FlaskClient) -> None:
    """Close what a site opened."""
    index = client.application.extensions["waypoint"].index
    if index is not None:
        index.close()


def settings_of(client: FlaskClient) -> Settings:
    """The settings of an open site."""
    settings: Settings = client.application.extensions["waypoint"].settings
    return settings


def store_of(client: FlaskClient) -> Store:
    """The registry of an open site, for writing; to be closed."""
    return Store(database.open_writer(settings_of(client).database), Vocabularies(DATA / "taxonomy"))


def work_out(client: FlaskClient, prepare: Prepare | None = None, geography: Path | None = None) -> FlaskClient:
    """Build coverage for an open site, after `prepare` was done to its registry."""
    settings = settings_of(client)
    if geography is not None:
        settings.geography.symlink_to(geography)
    store = store_of(client)
    if prepare:
        prepare(store)
    build(store, Ground(settings.geography, DATA / "places"), settings.coverage, DAY, lambda _step: None)
    store.db.conn.close()
    return client


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opening]:
    """Opens a site on some listings of one source."""
    clients: list[FlaskClient] = []

    def open_site(services: Iterable[Service], source: Source = SOURCE) -> FlaskClient:
        clients.append(site_at(tmp_path / f"state-{len(clients)}", services, source))
        return clients[-1]

    yield open_site
    for client in clients:
        close(client)


@pytest.fixture
def covered(opened: Opening) -> Callable[..., FlaskClient]:
    """A site with some listings and coverage worked out."""

    def of(services: Iterable[Service] = CAST, prepare: Prepare | None = None) -> FlaskClient:
        return work_out(opened(services), prepare)

    return of


@pytest.fixture(scope="session")
def nation(tmp_path_factory: pytest.TempPathFactory, full_geography: Path) -> Iterator[FlaskClient]:
    """The cast on the full geography."""
    client = work_out(site_at(tmp_path_factory.mktemp("nation"), CAST), None, full_geography)
    yield client
    close(client)


@pytest.fixture(scope="session")
def agreeing(tmp_path_factory: pytest.TempPathFactory, full_geography: Path) -> Iterator[FlaskClient]:
    """The same, and one First Nation has agreed to be told of."""

    def agree(store: Store) -> None:
        survey.record_consent(store, GRASSY_NARROWS, True, WHO)

    client = work_out(site_at(tmp_path_factory.mktemp("agreeing"), CAST), agree, full_geography)
    yield client
    close(client)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, full_geography: Path) -> Iterator[FlaskClient]:
    """The same as `nation`, with a service more in one First Nation, which has agreed to nothing."""
    more = listing("new", "New", "legal.aid", place=at("new", "1 Invented Street", (-93.99, 50.15)))
    client = work_out(site_at(tmp_path_factory.mktemp("served"), (*CAST, more)), None, full_geography)
    yield client
    close(client)


@pytest.fixture
def site(opened: Opening) -> Site:
    """A site of this test alone, for what changes accounts."""
    return Site(opened(CAST[:2]).application)


@pytest.fixture
def alice(site: Site) -> FlaskClient:
    """A partner of Rosewood House, signed in."""
    return site.signed_in(site.seat(Role.PARTNER, "org-rosewood", name="Alice Invented"))


@pytest.fixture
def bob(site: Site) -> FlaskClient:
    """A reviewer, signed in."""
    return site.signed_in(site.seat(Role.REVIEWER, name="Bob Invented"))


@pytest.fixture
def charlie(site: Site) -> FlaskClient:
    """A partner of the clinic, signed in."""
    return site.signed_in(site.seat(Role.PARTNER, "org-clinique", name="Charlie Invented"))


@pytest.fixture
def denise(site: Site) -> FlaskClient:
    """Another reviewer, signed in."""
    return site.signed_in(site.seat(Role.REVIEWER, name="Denise Invented"))


@pytest.fixture
def erin(site: Site) -> FlaskClient:
    """A coordinator, signed in."""
    return site.signed_in(site.seat(Role.COORDINATOR, name="Erin Invented"))
