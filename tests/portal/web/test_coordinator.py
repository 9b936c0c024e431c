"""The coordinators' desk: what waits, was reported, is old or has changed, and who keeps up; on a page and in files."""

from __future__ import annotations

import csv
import io
import time
from dataclasses import replace

import pytest

from portal.accounts.people import Role
from portal.mapping import reports
from portal.mapping.proposal import Event, Stage
from portal.mapping.store import Proposals
from portal.registry import tasks
from portal.registry.freshness import Facet, How
from portal.registry.model import Text
from portal.registry.tasks import Asked
from tests import seated
from tests.conftest import CAST
from tests.portal.web.conftest import store_of
from tests.reading import Page
from tests.seated import Site

SPOKEN = "My name is Zibeline and I was there"


@pytest.fixture
def site(opened):
    return Site(opened(CAST[:4]).application)


@pytest.fixture
def written(site):
    """The registry, to put things into that happened without a page."""
    store = store_of(site.browser())
    yield store
    store.db.conn.close()


def suggested(browser, service_id="rosewood", **changes):
    page = f"/en/partner/listing/{service_id}"
    looked = browser.post(page, data=Page(browser.get(page).text).filled() | {"do": "look"} | changes)
    proposal = looked.headers["Location"]
    browser.post(f"{proposal}/send", data={"csrf_token": seated.token_of(browser, proposal), "edition": 1})


def rows(browser, table):
    """One part of the desk as its file has it."""
    return list(csv.DictReader(io.StringIO(browser.get(f"/en/desk/{table}.csv").text.removeprefix("\ufeff"))))


def part(browser, table, lang="en"):
    """One part of the desk as its page has it."""
    page = browser.get(f"/{lang}/desk").text
    return Page(page.split(f'<section aria-labelledby="{table}">')[1].split("</section>")[0]).text


def test_what_could_mislead_somebody_stands_first_with_how_long_it_waits(site, alice, erin, written):
    suggested(alice, c_description_en="Calm words.")
    suggested(alice, c_phone_crisis="807-555-0199")
    written.db.execute("UPDATE proposal SET edited_at = edited_at - 3 * 86400 WHERE touches_safety")
    written.db.conn.commit()

    found = rows(erin, "waiting")

    assert [(one["touches"], one["agreed"], one["needed"], one["days"]) for one in found] == [
        ("Crisis line", "0", "2", "3"),
        ("Description, in English", "0", "1", "0"),
    ]
    assert "waits for 3 days" in part(erin, "waiting")
    assert part(erin, "waiting").index("0 of 2 agreed") < part(erin, "waiting").index("0 of 1 agreed")


def test_a_reader_s_words_are_in_no_part_of_the_desk_and_in_no_file(erin, written):
    with written.together():
        reports.say("2026-01-05", "", "rosewood", SPOKEN, Proposals(written.db))
        reports.say("2026-01-06", "food", "", SPOKEN, Proposals(written.db))

    found = rows(erin, "reported")

    assert [(one["listing"], one["kind_of_help"], one["day"]) for one in found] == [
        ("rosewood", "", "2026-01-05"),
        ("", "food", "2026-01-06"),
    ]
    assert "Rosewood House" in part(erin, "reported") and "A place is missing" in part(erin, "reported")
    everything = [erin.get("/en/desk").text, *(str(rows(erin, table)) for table in ("reported", "waiting"))]
    assert not [text for text in everything if "Zibeline" in text]


def test_what_nobody_has_confirmed_for_longest_comes_first_and_what_is_fresh_does_not(site, erin, written):
    today = time.strftime("%Y-%m-%d", time.gmtime())
    for service_id, day in (("rosewood", "2025-02-01"), ("clinique", today)):
        written.db.execute("UPDATE service SET confirmed_on = ?, confirmed_by = 'x' WHERE id = ?", [day, service_id])
    written.db.conn.commit()

    found = rows(erin, "stale")

    assert [one["listing"] for one in found] == ["circle", "hard", "rosewood"]
    assert "never confirmed" in part(erin, "stale") and "last confirmed" in part(erin, "stale")


def test_a_listing_somebody_phoned_about_is_not_old(erin, written):
    today = time.strftime("%Y-%m-%d", time.gmtime())
    written.confirm("hard", [Facet.PHONE], How.CALL, "bob", today)
    written.confirm("circle", [Facet.PHONE], How.LIST, "import:tests", today)

    assert [one["listing"] for one in rows(erin, "stale")] == ["circle", "clinique", "rosewood"]


def test_what_people_agreed_to_comes_before_what_came_with_lists(erin, written):
    today = time.strftime("%Y-%m-%d", time.gmtime())
    written.publish([reworded(written, "hard")], today, "import:tests")
    written.publish([reworded(written, "clinique")], today, "proposal:7")

    found = rows(erin, "changed")

    assert [(one["listing"], one["made_by"]) for one in found] == [
        ("clinique", "proposal:7"),
        ("hard", "import:tests"),
    ]


def reworded(store, service_id):
    return replace(store.service(service_id), description=Text("Other words.", ""))


def test_who_keeps_up_is_told_of_seats_and_organizations_and_of_nobody_else(site, alice, erin, written):
    alice_id = site.seat(Role.PARTNER, "org-rosewood", name="Alice Invented").id
    with written.together():
        tasks.add(written, "place:a", "food", Asked(person_id=alice_id), "2026-01-05", "2026-01-06")
        tasks.add(written, "place:b", "food", Asked(organization_id="org-rosewood"), "2026-01-05", "")
    suggested(alice, c_description_en="Calm words.")

    people, organizations = rows(erin, "seats"), rows(erin, "organizations")

    assert people[0] == {
        "seat": alice_id,
        "name": "Alice Invented",
        "role": "partner",
        "decided": "0",
        "sent": "1",
        "tasks_open": "1",
        "tasks_overdue": "1",
    }
    assert [(one["organization"], one["listings"], one["tasks_open"]) for one in organizations] == [
        ("org-rosewood", "1", "1")
    ]
    assert "1 task open" in part(erin, "seats") and "1 overdue" in part(erin, "seats")


def test_no_cell_of_a_file_is_a_formula(site, erin):
    site.seat(Role.REVIEWER, name="=SUM(A1)")

    assert "'=SUM(A1)" in [one["name"] for one in rows(erin, "seats")]


def test_what_is_decided_counts_for_whoever_decided(site, erin, alice, written):
    suggested(alice, c_description_en="Calm words.")
    bob = site.seat(Role.REVIEWER, name="Bob Invented").id
    now = int(time.time())
    with written.together():
        Proposals(written.db).add_event(1, Event(now, "agreed", bob))
        Proposals(written.db).add_event(1, Event(now - 8 * 86400, "agreed", bob))
        Proposals(written.db).set_stage(1, Stage.APPROVED)

    assert {one["seat"]: one["decided"] for one in rows(erin, "seats")}[bob] == "1"
    assert rows(erin, "waiting") == []


@pytest.mark.parametrize("path", ["/en/desk", "/fr/desk", "/en/desk/waiting.csv"])
def test_for_everybody_else_there_is_no_such_page(site, alice, path):
    bob = site.signed_in(site.seat(Role.REVIEWER, name="Bob Invented"))

    assert alice.get(path).status_code == bob.get(path).status_code == 404
