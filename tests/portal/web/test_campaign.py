"""The call to map in a browser: asking, looking, how far it is, and for whom there is no such page."""

import csv
import io
import re

import pytest

from portal.accounts.people import Role
from portal.registry import database, survey, tasks
from portal.registry.store import Store
from tests.conftest import CAST
from tests.reading import Page
from tests.seated import Site, token_of

TOWNS = ("Kenora, ON", "Thunder Bay, ON", "Dryden, ON", "Sudbury, ON", "Ottawa, ON", "Iqaluit, NU")


@pytest.fixture
def site(opened):
    return Site(opened(CAST[:4]).application)


def ask(browser, *areas, to="organization:org-rosewood", kinds=("food",), due=""):
    token = token_of(browser, "/en/campaign")
    given = {"csrf_token": token, "areas": "\n".join(areas), "categories": list(kinds), "to": to, "due": due}
    return browser.post("/en/campaign", data=given)


def look(browser, number, state="surveyed_none_found", note="phoned"):
    given = {"csrf_token": token_of(browser, "/en/account"), "state": state, "note": note}
    return browser.post(f"/en/asked/{number}", data=given)


def kept(site, question):
    db = database.open_reader(site.settings.database)
    try:
        return question(Store(db, site.app.extensions["waypoint"].terms))
    finally:
        db.conn.close()


def test_a_coordinator_asks_a_partner_looks_and_it_is_known(site, alice, erin):
    assert ask(erin, "Kenora, ON", due="2026-12-31").status_code == 303

    assert "Kenora, ON" in Page(alice.get("/en/asked").text).text
    assert look(alice, 1).status_code == 303
    assert "Looked: nothing is there" in Page(erin.get("/en/campaign").text).text
    assert [one.state for one in kept(site, survey.surveys)] == ["surveyed_none_found"]


def test_what_is_asked_of_others_is_no_page_of_theirs(site, alice, charlie, erin):
    ask(erin, "Kenora, ON")

    assert "Kenora" not in charlie.get("/en/asked").text
    assert look(charlie, 1).status_code == 404
    assert look(erin, 1).status_code == 404
    assert kept(site, survey.surveys) == []


def test_handed_over_it_is_the_other_ones(site, alice, charlie, erin):
    ask(erin, "Kenora, ON")

    given = {"csrf_token": token_of(erin, "/en/account"), "to": "organization:org-clinique"}
    assert erin.post("/en/campaign/1/hand-over", data=given).status_code == 303

    assert look(alice, 1).status_code == 404
    assert look(charlie, 1).status_code == 303


@pytest.mark.parametrize(
    "areas, kinds, due, said",
    [
        (("Nowhereville",), ("food",), "", "Nowhereville"),
        (("Ontario",), ("food",), "", "Ontario"),
        (("Kenora, ON",), ("nothing",), "", "at least one place"),
        (("Kenora, ON",), ("food",), "soon", "at least one place"),
        ((), ("food",), "", "at least one place"),
    ],
)
def test_what_cannot_be_asked_is_named_and_nothing_is_asked(site, erin, areas, kinds, due, said):
    alice = site.seat(Role.PARTNER, "org-rosewood", name="Alice Invented")
    answer = ask(erin, *areas, kinds=kinds, due=due, to=f"person:{alice.id}")

    assert answer.status_code == 422
    assert said in Page(answer.text).text
    assert kept(site, tasks.tasks) == []


def test_anyone_sees_how_far_it_is_and_nobody_sees_who_or_where(site, alice, erin):
    ask(erin, *TOWNS)
    look(alice, 1)

    page = Page(site.browser().get("/en/progress").text).text
    assert "Ontario" in page and "Nunavut" in page
    assert not any(name.split(",")[0] in page for name in TOWNS)
    assert "Rosewood" not in page and "Alice" not in page


def test_one_community_alone_is_never_told(site, alice, erin):
    before = Page(site.browser().get("/en/progress").text).text
    ask(erin, "Iqaluit, NU")
    look(alice, 1)

    after = Page(site.browser().get("/en/progress").text).text
    assert "Nunavut" not in after
    assert after == before


def test_the_table_is_for_the_coordinator_and_holds_no_formula(site, alice, erin):
    somebody = site.seat(Role.REVIEWER, name="=HYPERLINK(1)")
    ask(erin, "Kenora, ON", to=f"person:{somebody.id}")

    answer = erin.get("/en/campaign/tasks.csv")

    (row,) = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert row["place"] == "Kenora, ON"
    assert row["asked_of"] == "'=HYPERLINK(1)"
    assert alice.get("/en/campaign/tasks.csv").status_code == 404


def test_what_nobody_has_looked_for_comes_first_and_the_rest_is_a_page_away(site, alice, erin, monkeypatch):
    monkeypatch.setattr("portal.web.views.asked.ON_A_PAGE", 4)
    ask(erin, *TOWNS)
    first = re.findall(r"/en/asked/(\d+)", alice.get("/en/asked").text)[0]
    look(alice, first)

    pages = [re.findall(r"/en/asked/(\d+)", alice.get(f"/en/asked?page={n}").text) for n in (1, 2, 3)]

    assert [len(found) for found in pages] == [4, 2, 0]
    assert pages[1][-1] == first
    assert alice.get("/en/asked?page=nothing").status_code == 200
