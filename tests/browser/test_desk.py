"""The pages of those who coordinate in a real browser: nothing that axe finds, nothing too wide, no script needed."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from portal.config import Settings
from portal.registry import database

from .conftest import DESKTOP, PHONE


@pytest.fixture
def with_a_street(state):
    """The id of a listing that shows its address."""
    db = database.open_reader(Settings.from_environment({"PORTAL_STATE_DIR": str(state)}).database)
    try:
        query = "SELECT service_id FROM location JOIN shown ON shown.id = service_id WHERE address <> '' ORDER BY 1"
        return db.execute(query).fetchone()[0]
    finally:
        db.conn.close()


def pages(page, address, lang, listing):
    """From the desk to a proposal, as somebody goes who types what was said on the phone."""
    for path in ("form", "desk", "review/duplicates", "partner/phoned"):
        page.goto(f"{address}/{lang}/{path}")
        yield path
    page.goto(f"{address}/{lang}/partner/listing/{listing}/phoned")
    yield "on the phone"
    page.fill("#c_address", f"1 Invented Road {lang}")
    page.select_option("#consent_by", "manager")
    page.click("button[value=look]")
    yield "how it looks"
    page.click("form[action$='/send'] button")
    page.goto(page.url.replace("/partner/proposal/", "/review/"))
    yield "to be reviewed"


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["320px", "desktop"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(desk, address, with_a_street, lang, size):
    page, found = desk(size, True), {}

    for name in pages(page, address, lang, with_a_street):
        violations = Axe().run(page).response["violations"]
        wide = page.evaluate("document.documentElement.scrollWidth") > size["width"]
        found[name] = [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in violations]
        found[name] += ["too wide"] * wide

    assert len(found) == 7
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_what_is_said_on_the_phone_reaches_the_reviewers_without_script(desk, address, with_a_street):
    assert list(pages(desk(PHONE, False), address, "en", with_a_street))[-1] == "to be reviewed"
