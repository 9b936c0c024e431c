"""Listings that may be one service, in a browser: proposed to be merged, told apart, suggested again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.registry.model import Location, Source
from tests import seated
from tests.conftest import CAST
from tests.portal.web.conftest import store_of
from tests.reading import Page
from tests.seated import Site

LEGAL = CAST[1]
PAGE = "/en/review/duplicates"


@pytest.fixture
def site(opened):
    """The clinic is in two lists."""
    client = opened(CAST[:2])
    store = store_of(client)
    store.add_source(Source("other", "Other list", "Other", "facts_compiled"))
    place = replace(LEGAL.locations[0], id="at-twin")
    origin = replace(LEGAL.origin, source_id="other")
    store.publish([replace(LEGAL, id="twin", locations=(place,), origin=origin)], "2026-01-05", "tests")
    store.db.conn.close()
    return Site(client.application)


def say(browser, act, first="clinique", second="twin"):
    given = {"csrf_token": seated.token_of(browser, PAGE), "first": first, "second": second}
    return browser.post(f"{PAGE}/{act}", data=given)


def test_a_pair_is_shown_with_its_score_and_reasons_in_words(bob):
    text = Page(bob.get(PAGE).text).text

    assert "115 points: the same name; the same number, 807-555-0101, 807-555-0103; the same door; 0 m apart" in text
    french = Page(bob.get("/fr/review/duplicates").text).text
    assert "le même nom" in french and "la même porte" in french


def test_told_apart_they_are_suggested_no_more_until_somebody_takes_it_back(bob):
    assert say(bob, "apart").status_code == 303
    assert "points" not in Page(bob.get(PAGE).text).text
    assert "Propose to merge them" not in merges(bob.get("/en/review/listing/clinique").text)

    assert say(bob, "again").status_code == 303
    assert "points" in Page(bob.get(PAGE).text).text


def merges(page):
    """What the page of a listing says of other listings that may be the same."""
    return " ".join(form.text for form in Page(page).find("form") if "This may be the same" in form.text)


def test_from_the_page_a_merge_is_proposed_and_the_pair_is_gone(bob):
    page = Page(bob.get(PAGE).text)
    stays = next(form for form in page.find("form") if form["action"].endswith("/listing/clinique/merge"))
    given = {"csrf_token": seated.token_of(bob, PAGE), "other": "twin", "token": "t"}

    sent = bob.post(stays["action"], data=given)

    assert sent.status_code == 303
    assert "Merge two listings" in Page(bob.get(sent.headers["Location"]).text).text
    assert "points" not in Page(bob.get(PAGE).text).text


def test_a_house_that_tells_only_its_region_is_suggested_without_a_word_of_where(site, bob):
    store = store_of(site.browser())
    hidden = replace(CAST[0], id="again", locations=(Location("at-again", CAST[0].disclosure, "ON"),))
    hidden = replace(hidden, origin=replace(hidden.origin, source_id="other"))
    store.publish([hidden], "2026-01-05", "tests")
    store.db.conn.close()

    text = Page(bob.get(PAGE).text).text

    assert "75 points: the same name; the same number, 807-555-0100 Propose to merge" in text


@pytest.mark.parametrize("ids", [("nobody", "clinique"), ("clinique", "clinique")])
def test_what_is_no_pair_is_refused_calmly(bob, ids):
    assert say(bob, "apart", *ids).status_code == 409
