"""The page of a mailed link, in a browser that nobody is signed in at."""

import re
from datetime import UTC, date, datetime

import pytest

from portal.accounts.people import Role
from portal.accounts.store import Accounts
from portal.mapping import upkeep
from portal.mapping.checks import Check
from portal.mapping.desk import PROVIDERS, Desk
from portal.mapping.store import Proposals
from portal.registry import database
from portal.registry.store import Store
from portal.registry.vocabulary import Vocabularies
from tests.conftest import CAST, DATA
from tests.reading import Page
from tests.seated import Site


@pytest.fixture
def site(opened):
    return Site(opened(CAST[:4]).application)


@pytest.fixture
def token(site, caution):
    """A link about Rosewood House, mailed to Alice a moment ago."""
    site.seat(Role.PARTNER, "org-rosewood", name="Alice Invented")
    db = database.open_writer(site.settings.database)
    store, now = Store(db, Vocabularies(DATA / "taxonomy")), datetime.now(UTC)
    check = Check(PROVIDERS.id, store.terms, caution, chosen=True)
    desk = Desk(store, Proposals(db), Accounts(db).person, check, int(now.timestamp()))
    queue = upkeep.due(store, lambda _town, _province: 0, date.max)
    made = upkeep.letters(desk, queue, 10)
    db.conn.close()
    return made[0].token


def fields(page):
    return dict(re.findall(r'<input[^>]*name="(csrf_token|version)"[^>]*value="([^"]*)"', page.text))


def answer(browser, token, do, lang="en", **changes):
    path = f"/{lang}/confirm/{token}"
    return browser.post(path, data=fields(browser.get(path)) | {"do": do} | changes)


def checks(site):
    db = database.open_reader(site.settings.database)
    try:
        return len(list(db.query("SELECT * FROM fact_check")))
    finally:
        db.conn.close()


@pytest.mark.parametrize(("lang", "asked"), [("en", "Is this still right?"), ("fr", "Est-ce encore exact\u00a0?")])
def test_the_page_shows_what_anyone_sees_and_a_title_that_says_nothing(site, token, lang, asked):
    page = site.browser().get(f"/{lang}/confirm/{token}")

    assert page.status_code == 200
    assert asked in page.text and "Rosewood House" in page.text
    assert "Rosewood" not in page.text.split("</title>")[0]


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_scanner_of_mail_that_follows_the_link_confirms_nothing(site, token, method):
    getattr(site.browser(), method)(f"/en/confirm/{token}")

    assert checks(site) == 0
    assert answer(site.browser(), token, "right").status_code == 200


def test_one_click_confirms_and_the_listing_says_so(site, token):
    browser = site.browser()

    done = answer(browser, token, "right")

    assert "Thank you" in done.text
    assert "Confirmed by this provider on" in Page(browser.get("/en/service/rosewood").text).text


def test_a_link_that_was_used_is_used_up_whatever_is_answered(site, token):
    browser = site.browser()
    page = fields(browser.get(f"/en/confirm/{token}"))
    answer(browser, token, "right")

    for do in ("right", "change", "closed"):
        again = browser.post(f"/en/confirm/{token}", data=page | {"do": do})
        assert (again.status_code, "This link no longer works" in again.text) == (404, True)


def test_a_link_that_never_was_and_one_that_was_used_look_the_same(site, token):
    browser = site.browser()
    answer(browser, token, "right")

    used, never = browser.get(f"/en/confirm/{token}"), browser.get("/en/confirm/never")

    assert used.status_code == never.status_code == 404
    assert used.text.replace(token, "never") == never.text


def test_closing_waits_for_two_people(site, token):
    browser = site.browser()

    done = answer(browser, token, "closed")

    assert "Two people will look at this" in done.text
    assert browser.get("/en/service/rosewood").status_code == 200


def test_whoever_wants_to_change_something_has_to_sign_in(site, token):
    browser = site.browser()

    sent = answer(browser, token, "change")

    assert (sent.status_code, sent.headers["Location"]) == (303, "/en/partner/listing/rosewood")
    assert browser.get(sent.headers["Location"]).status_code == 302


@pytest.mark.parametrize("spoilt", [{"csrf_token": "forged"}, {"csrf_token": ""}, {"do": "delete"}, {"version": "x"}])
def test_a_post_that_was_not_made_on_our_page_is_refused_and_the_link_stays(site, token, spoilt):
    browser = site.browser()

    assert answer(browser, token, **({"do": "right"} | spoilt)).status_code == 400
    assert checks(site) == 0
    assert answer(browser, token, "right").status_code == 200


def test_what_changed_meanwhile_is_shown_again_instead_of_confirmed(site, token):
    refused = answer(site.browser(), token, "right", version="99")

    assert refused.status_code == 409
    assert "The listing has changed since this was written" in refused.text
    assert checks(site) == 0
