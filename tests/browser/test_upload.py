"""The pages of an upload in a real browser: by keyboard and without script, on a phone, with nothing that axe finds."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from portal.accounts import sessions
from portal.accounts.people import Role
from portal.config import Settings
from tests import seated

from .conftest import DESKTOP, PHONE

LIST = (
    "Organisme,Nom du service,Ligne de crise,Genre,categories\n"
    "Centre inventé,Ligne de nuit,807-555-0150,x,crisis.line\n"
    "Centre inventé,Ligne de jour,12,x,crisis.line\n"
)


@pytest.fixture
def desk(browser, address, state):
    """A window in which a coordinator is signed in, of a size, with or without script."""
    settings, contexts = Settings.from_environment({"PORTAL_STATE_DIR": str(state)}), []
    with seated.door(settings) as at:
        who = seated.seat(seated.person(Role.COORDINATOR, name="Carol Invented"), at.accounts, at.keys)
        token, _row = sessions.begin(who.id, at.accounts, int(time.time()))

    def window(size, script):
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


def pages(page, address, lang):
    """Every page of an upload, one after the other, as somebody goes who has a list of others'."""
    page.goto(f"{address}/{lang}/partner/files")
    yield "home"
    send(page, b"\xff\xfe\x00")
    yield "fault"
    send(page, LIST.encode())
    yield "columns"
    page.click("main form button.main")
    yield "look"


def send(page, body):
    """Choose a file and send it."""
    page.set_input_files("#file", {"name": "list.csv", "mimeType": "text/csv", "buffer": body})
    page.click("main form button.main")


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["320px", "desktop"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(desk, address, lang, size):
    page, found = desk(size, True), {}

    for name in pages(page, address, lang):
        violations = Axe().run(page).response["violations"]
        wide = page.evaluate("document.documentElement.scrollWidth") > size["width"]
        found[name] = [rule["id"] for rule in violations] + ["too wide"] * wide

    assert found == {"home": [], "fault": [], "columns": [], "look": []}


def test_a_list_goes_its_way_without_script(desk, address):
    page = desk(PHONE, False)

    *_others, last = pages(page, address, "fr")

    told = page.inner_text("main").replace("\xa0", " ")
    assert last == "look" and "Ligne 3 : Ligne de crise n'est pas" in told and page.locator("[name=row]").count() == 1
