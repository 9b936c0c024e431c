"""The pages of an upload in a real browser: by keyboard and without script, on a phone, with nothing that axe finds."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from .conftest import DESKTOP, PHONE

LIST = (
    "Organisme,Nom du service,Ligne de crise,Genre,categories\n"
    "Centre inventé,Ligne de nuit,807-555-0150,x,crisis.line\n"
    "Centre inventé,Ligne de jour,12,x,crisis.line\n"
)


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
