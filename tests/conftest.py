"""The site on a small invented registry: one cast for every test of a page. Phones are 555-01xx."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, sync_playwright

from geo.load import load_geography
from portal import create_app, packaging
from portal.accounts.people import Role
from portal.config import Settings, make_secret
from portal.coverage.build import Ground
from portal.coverage.build import build as build_coverage
from portal.finding import indexing
from portal.registry import database, migrations
from portal.registry.model import Disclosure, Hours, Location, Organization, Origin, Phone, Service, Source, Text
from portal.registry.store import Store
from portal.registry.vocabulary import Vocabularies
from tests import seated
from tests.attacks.size import FULL, SEED
from tests.outbound import GUARD, no_way_out
from tests.scoreboard import BOARD, scoreboard

__all__ = ["no_way_out", "scoreboard"]
"""What stands before every socket of every test, and what the attacks are written down on."""
REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "geo"
DATA = Path(__file__).resolve().parent.parent / "data"
SOURCE = Source("tests", "Invented list", "Invented publisher", "facts_compiled", "", "2026-01-05")
HARD = "<script>alert(1)</script> & ${alert(2)} ᐃᓄᒃᑎᑐᑦ"


def listing(key: str, name: str, *categories: str, place: Location | None = None, **more: object) -> Service:
    """One invented listing of Ontario."""
    about = {
        "province": "ON",
        "phones": (Phone("8075550100", "crisis"),),
        "origin": Origin("tests", key, f"https://example.org/{key}", "", "2024-03", "2026-01-05"),
    }
    return Service(
        id=key,
        organization=Organization(f"org-{key}", Text(name, "")),
        name=Text("Support service", "Service de soutien"),
        categories=categories,
        locations=(place,) if place else (),
        **(about | more),  # type: ignore[arg-type]
    )


def at(key: str, street: str, point: tuple[float, float]) -> Location:
    """A public address in Thunder Bay."""
    return Location(f"at-{key}", Disclosure.ADDRESS, "ON", "Thunder Bay", street, "P7B 1A1", point)


CAST = (
    listing(
        "rosewood",
        "Rosewood House",
        "shelter.emergency",
        place=Location("at-rosewood", Disclosure.REGION, "ON"),
        hours=(Hours("line", "24/7"),),
        delivery=("in_person", "phone"),
    ),
    listing(
        "clinique",
        "Lakehead Legal Clinic",
        "legal.aid",
        place=at("clinique", "12 Invented Street", (-89.25, 48.4)),
        phones=(Phone("8075550101", "office", extension="12"), Phone("8075550103", "intake")),
        hours=(Hours("intake", "Mo-Fr 08:30-16:30; PH off"),),
        languages=("en", "fr"),
        description=Text("Free legal help.", "Aide juridique gratuite."),
        eligibility=(("id_required", "no"), ("immigration_status_accepted", "any")),
    ),
    listing("hard", HARD, "legal.aid", place=at("hard", "13 Invented Street", (-89.3, 48.41))),
    listing(
        "circle",
        "Cedar Circle",
        "indigenous.friendship_centre",
        place=Location("at-circle", Disclosure.COMMUNITY, "ON", "Kenora"),
    ),
    listing(
        "line",
        "Invented Line",
        "crisis.line",
        province="",
        phones=(Phone("8885550102", "crisis"),),
        hours=(Hours("line", "24/7"),),
        delivery=("phone", "chat"),
        service_area=("CA",),
    ),
    *(
        listing(f"food-{n:02}", f"Kitchen {n:02}", "food", place=at(f"food-{n:02}", f"{n} Long Road", (-89.2, 48.5)))
        for n in range(1, 26)
    ),
)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the attacks came to, and how often any test tried to reach another machine."""
    if len(lines := BOARD.lines()) > 1:
        terminalreporter.section(f"attacks, {'full' if FULL else 'quick'} size, seed {SEED}")
        for line in lines:
            terminalreporter.write_line(line)
    terminalreporter.write_line(f"outbound connections tried: {len(GUARD.refused)} {GUARD.refused[:5] or ''}")


@pytest.fixture(scope="session")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder with a secret, the cast as registry, its word index, and coverage worked out."""
    packaging.compile_translations()
    folder = tmp_path_factory.mktemp("state")
    make_secret(folder)
    settings = Settings(state_dir=folder)
    terms = Vocabularies(DATA / "taxonomy")
    db = database.open_writer(settings.database)
    try:
        migrations.migrate(db, terms)
        store = Store(db, terms)
        store.add_source(SOURCE)
        store.publish(CAST, "2026-01-05", "tests")
        indexing.rebuild(store, settings.index)
        ground = Ground(settings.geography, DATA / "places")
        build_coverage(store, ground, settings.coverage, "2026-01-05", lambda _step: None)
    finally:
        db.conn.close()
    return folder


CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
)
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, started once. Without it these tests are left out; under CI that is a failure."""
    if not CHROMIUM:
        missing = "no Chromium here; apt-get install chromium"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def settings(state: Path) -> Settings:
    return Settings.from_environment({"PORTAL_STATE_DIR": str(state), "PORTAL_RUNTIME_DIR": str(state)})


@pytest.fixture(scope="session")
def app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    app.testing = True
    yield app
    held = app.extensions["waypoint"]
    if held.index is not None:
        held.index.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client(use_cookies=True)


@pytest.fixture
def signed_in(app: Flask, settings: Settings) -> Callable[..., FlaskClient]:
    """A browser in which somebody of a role is signed in; a partner speaks for the clinic unless told otherwise."""

    def browser_of(role: Role, *organizations: str, name: str = "") -> FlaskClient:
        spoken_for = organizations or (("org-clinique",) if role is Role.PARTNER else ())
        return seated.sign_in(app, settings, seated.person(role, *spoken_for, name=name))

    return browser_of


@pytest.fixture(scope="session")
def full_geography(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the full geography. Skips where the published files do not stand beside the checkout."""
    if not REAL.is_dir():
        pytest.skip("the published files may not be shipped; they stand beside a checkout")
    folder = tmp_path_factory.mktemp("ground") / "geography"
    load_geography(REAL, folder, lambda _stage: None)
    return folder
