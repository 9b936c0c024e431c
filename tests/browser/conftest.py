"""The real site with the starter registry, served to Debian's Chromium. A request to another host fails the test."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import waitress.server
from click.testing import CliRunner
from playwright.sync_api import Browser, BrowserContext, Page

from portal import create_app
from portal.accounts import sessions
from portal.accounts.people import Role
from portal.cli import main
from portal.config import Settings
from tests import seated

PHONE = {"width": 320, "height": 640}
DESKTOP = {"width": 1280, "height": 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives the browser."""
    here = Path(__file__).parent
    for item in items:
        if here in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder made by `portal setup`, as `make run` makes it."""
    folder = tmp_path_factory.mktemp("state")
    outcome = CliRunner().invoke(main, ["setup"], env={"PORTAL_STATE_DIR": str(folder)}, catch_exceptions=False)
    assert outcome.exit_code == 0, outcome.output
    return folder


@pytest.fixture(scope="session")
def address(state: Path) -> Iterator[str]:
    """Where the site answers."""
    app = create_app(Settings.from_environment({"PORTAL_STATE_DIR": str(state)}))
    server = waitress.server.create_server(app, host="127.0.0.1", port=0, threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()


class Visits:
    """Opens pages in one window and remembers every host that was asked for."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser = browser
        self.address = address
        self.contexts: list[BrowserContext] = []
        self.hosts: set[str] = set()
        self.errors: list[str] = []

    def window(self, size: dict[str, int] = DESKTOP, script: bool = True, lang: str = "en-CA") -> Page:
        context = self.browser.new_context(viewport=size, java_script_enabled=script, locale=lang)
        self.contexts.append(context)
        context.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda line: self.errors.append(line.text) if line.type == "error" else None)
        return page


@pytest.fixture
def visits(browser: Browser, address: str) -> Iterator[Visits]:
    visits = Visits(browser, address)
    yield visits
    for context in visits.contexts:
        assert not context.cookies(), "a visitor was given a cookie"
        context.close()
    assert visits.hosts <= {urlsplit(address).netloc}, f"another host was asked: {visits.hosts}"
    assert not visits.errors, visits.errors


@pytest.fixture
def desk(browser: Browser, address: str, state: Path) -> Iterator[Callable[..., Page]]:
    """A window in which a coordinator is signed in, of a size, with or without script."""
    settings, contexts = Settings.from_environment({"PORTAL_STATE_DIR": str(state)}), list[BrowserContext]()
    with seated.door(settings) as at:
        who = seated.seat(seated.person(Role.COORDINATOR, name="Carol Invented"), at.accounts, at.keys)
        token, _row = sessions.begin(who.id, at.accounts, int(time.time()))

    def window(size: dict[str, int], script: bool) -> Page:
        contexts.append(browser.new_context(viewport=size, java_script_enabled=script))
        contexts[-1].add_cookies([{"name": "seat", "value": token, "url": address}])
        page = contexts[-1].new_page()
        page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
        return page

    hosts: set[str] = set()
    yield window
    for context in contexts:
        context.close()
    assert hosts == {urlsplit(address).netloc}
