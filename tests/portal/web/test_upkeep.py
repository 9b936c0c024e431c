"""The page of whom to phone: the most harmful first, one button for "all of it is right", and the team's pace."""

import csv
import io
import re
from dataclasses import replace

import pytest

from portal.accounts.people import Role
from tests.conftest import CAST
from tests.reading import Page
from tests.seated import Site, token_of


@pytest.fixture
def site(opened):
    return Site(opened(CAST[:5]).application)


def version_of(browser, listing):
    page = browser.get("/en/upkeep").text
    return re.search(rf'action="/en/upkeep/{listing}">.*?name="version" value="(\d+)"', page, re.DOTALL)[1]


def phoned(browser, listing, **changes):
    given = {"csrf_token": token_of(browser, "/en/account"), "version": changes.pop("version", "1"), "how": "call"}
    return browser.post(f"/en/upkeep/{listing}", data=given | changes)


def test_the_page_names_whom_to_phone_and_what_it_would_take(bob):
    page = Page(bob.get("/en/upkeep").text).text

    assert "Lakehead Legal Clinic" in page and "555-0101" in page
    assert "The list grows old faster than it is confirmed" in page


def test_the_line_for_all_of_canada_comes_first_because_nobody_there_has_another(bob):
    page = bob.get("/en/upkeep").text

    assert page.index("Invented Line") < page.index("Lakehead Legal Clinic")


def test_one_button_takes_a_listing_off_the_list_and_readers_see_that_it_was_phoned(site, bob):
    assert phoned(bob, "clinique", version=version_of(bob, "clinique")).status_code == 303

    assert "Lakehead Legal Clinic" not in bob.get("/en/upkeep").text
    said = Page(site.browser().get("/en/service/clinique").text).text
    assert "confirmed by this provider on the phone, less than a month ago" in said


def test_what_was_changed_meanwhile_is_not_confirmed(bob):
    refused = phoned(bob, "clinique", version="9")

    assert refused.status_code == 409
    assert "Lakehead Legal Clinic" in bob.get("/en/upkeep").text


def test_who_shows_no_number_cannot_be_said_to_have_been_phoned(opened):
    silent = replace(CAST[1], phones=(), website="https://example.org/clinique")
    site = Site(opened([CAST[0], silent]).application)
    bob = site.signed_in(site.seat(Role.REVIEWER, name="Bob Invented"))
    page = bob.get("/en/upkeep").text
    form = page[page.index('action="/en/upkeep/clinique"') :].split("</form>")[0]

    assert 'value="web"' in form and 'value="call"' not in form
    assert phoned(bob, "clinique", version=version_of(bob, "clinique")).status_code == 409
    assert phoned(bob, "clinique", version=version_of(bob, "clinique"), how="web").status_code == 303


def test_the_table_is_the_same_list(bob):
    table = bob.get("/en/upkeep/list.csv")

    assert [line["listing"] for line in csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff")))] == re.findall(
        r'action="/en/upkeep/([\w-]+)"', bob.get("/en/upkeep").text
    )


def test_there_is_no_such_page_for_a_partner(site):
    alice = site.signed_in(site.seat(Role.PARTNER, "org-clinique", name="Alice Invented"))

    assert alice.get("/en/upkeep").status_code == 404
    assert phoned(alice, "clinique").status_code == 404
