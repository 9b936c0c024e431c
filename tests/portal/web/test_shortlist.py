"""The list someone keeps: a page of what was ticked, kept nowhere."""

from __future__ import annotations

import re

from portal.web import assets
from tests.reading import Page


def kept(client, *ids, lang="en"):
    response = client.post(f"/{lang}/shortlist", data={"keep": list(ids)})
    assert response.status_code == 200
    return Page(response.text)


def names(page):
    return [heading.text for heading in page.find("h3")]


def test_every_line_of_a_list_can_be_ticked_without_script(client):
    page = Page(client.post("/en/search", data={"category": "legal.aid", "place": "Thunder Bay"}).text)
    boxes = [box for box in page.find("input") if box["name"] == "keep"]
    form = next(form for form in page.find("form") if form["id"] == "keep-list")

    assert "clinique" in [box["value"] for box in boxes]
    assert {box["form"] for box in boxes} == {"keep-list"}
    assert form["action"] == "/en/shortlist"


def test_what_was_ticked_stands_on_one_page_in_the_order_it_was_ticked(client):
    page = kept(client, "line", "clinique", "line")

    assert names(page) == ["1. Invented Line", "2. Lakehead Legal Clinic"]
    assert "807-555-0103" in page.text
    assert "It is kept nowhere" in page.text


def test_the_list_says_that_it_is_gone_when_the_page_closes(client):
    page = Page(client.post("/en/search", data={"words": "legal"}).text)

    assert "it is gone when this page closes" in page.text


def test_what_is_no_listing_is_left_out(client):
    assert names(kept(client, "nobody", "line", "x" * 300)) == ["1. Invented Line"]


def test_an_empty_list_says_what_to_do(client):
    assert "Nothing was ticked" in kept(client).text


def test_the_other_language_keeps_the_list(client):
    page = kept(client, "line", "clinique")

    assert [field["value"] for field in page.find("input") if field["type"] == "hidden"] == ["line", "clinique"]
    assert any(form["action"] == "/fr/shortlist" for form in page.find("form"))


def test_a_list_opened_by_its_address_starts_anew(client):
    assert client.get("/en/shortlist").headers["Location"] == "/en/"


def test_too_many_and_fields_that_are_not_ours_are_refused(client):
    assert client.post("/en/shortlist", data={"keep": ["line"] * 61}).status_code == 400
    assert client.post("/en/shortlist", data={"name": "someone"}).status_code == 400


def test_the_list_leaves_no_cookie_and_its_page_is_not_kept(client):
    response = client.post("/en/shortlist", data={"keep": "line"})

    assert "Set-Cookie" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"


def test_no_script_of_ours_stores_anything():
    for name, asset in assets.own_files().items():
        assert not re.search(
            r"localStorage|sessionStorage|indexedDB|document\.cookie|serviceWorker|caches\b", asset.body.decode()
        ), name
