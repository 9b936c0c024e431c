"""Nothing leaves for another host, every response carries its headers, and a visitor gets no cookie."""

from __future__ import annotations

import re

import pytest

from portal.web import assets
from portal.web.security import HEADERS
from tests.reading import Page

RESPONSES = {
    "way in": ("get", "/", 302, {}),
    "first": ("get", "/en/", 200, {}),
    "head": ("head", "/fr/", 200, {}),
    "options": ("options", "/en/search", 200, {}),
    "search": ("post", "/fr/search", 200, {"data": {"words": "legal", "place": "Thunder Bay"}}),
    "search by address": ("get", "/en/search?words=x", 302, {}),
    "shortlist": ("post", "/fr/shortlist", 200, {"data": {"keep": ["clinique", "line"]}}),
    "shortlist by address": ("get", "/en/shortlist", 302, {}),
    "thanks": ("get", "/fr/thanks", 200, {}),
    "need not offered": ("post", "/en/needed", 400, {"data": {"offer": "x", "category": "food"}}),
    "unknown filter": ("post", "/en/search", 400, {"data": {"population": "nobody"}}),
    "service": ("get", "/en/service/clinique", 200, {}),
    "browse": ("get", "/fr/browse", 200, {}),
    "data": ("get", "/en/data", 200, {}),
    "health": ("get", "/healthz", 200, {}),
    "robots": ("get", "/robots.txt", 200, {}),
    "style": ("get", "/static/style.css", 200, {}),
    "leaflet": ("get", "/assets/leaflet/1.9.3.0/leaflet.js", 200, {}),
    "slash": ("get", "/en", 308, {}),
    "unknown field": ("post", "/en/search", 400, {"data": {"sort": "latitude"}}),
    "unknown code": ("post", "/en/search", 400, {"data": {"category": "nothing"}}),
    "missing": ("get", "/fr/nothing", 404, {}),
    "unknown language": ("get", "/de/", 404, {}),
    "unknown service": ("get", "/en/service/nobody", 404, {}),
    "wrong method": ("post", "/en/browse", 405, {}),
    "too much": ("post", "/en/search", 413, {"data": {"words": "a" * 40_000}}),
    "too long": ("post", "/fr/search", 422, {"data": {"words": "a" * 300}}),
    "sign in": ("get", "/fr/account/sign-in", 200, {}),
    "sign in forged": ("post", "/en/account/sign-in", 400, {"data": {"email": "x@example.org"}}),
    "signed out": ("get", "/en/account/signed-out", 200, {}),
    "no link": ("get", "/fr/account/link/nothing", 404, {}),
    "exit": ("get", "/fr/exit", 303, {}),
    "no time left": ("get", "/en/account/time", 200, {}),
    "closed": ("get", "/en/account", 302, {}),
    "closed post": ("post", "/fr/account/sign-out", 401, {}),
    "closed thing": ("get", "/en/people/nobody", 302, {}),
    "from another site": ("post", "/en/search", 400, {"headers": {"Sec-Fetch-Site": "cross-site"}}),
    "no map": ("get", "/map/en", 404, {}),
}


@pytest.fixture(params=RESPONSES.values(), ids=RESPONSES)
def response(client, request):
    method, path, status, given = request.param
    response = getattr(client, method)(path, **given)
    assert response.status_code == status
    return response


def test_every_response_carries_the_headers(response):
    for name, value in HEADERS.items():
        assert response.headers[name] == value
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
    assert "unsafe" not in response.headers["Content-Security-Policy"]


def test_no_page_is_kept_by_the_browser(response):
    lasting = response.mimetype in ("text/css", "text/javascript")

    assert lasting or response.headers["Cache-Control"] == "no-store"


def test_no_response_has_a_cookie_a_tag_or_a_date_of_change(response):
    assert not {"Set-Cookie", "ETag", "Last-Modified", "Server"} & set(response.headers.keys())


def test_nothing_on_a_page_is_fetched_from_another_host(response):
    page = Page(response.text) if response.mimetype == "text/html" else Page("")

    fetched = [e["src"] for e in page.all if e["src"]] + [e["href"] for e in page.find("link")]
    fetched += [form["action"] for form in page.find("form")]

    assert [address for address in fetched if not re.match(r"/(?!/)", address)] == []


def test_links_outward_say_nothing_of_where_they_were_followed(response):
    page = Page(response.text) if response.mimetype == "text/html" else Page("")

    links = (link for link in page.find("a") if link["href"].startswith("http"))
    outward = [link for link in links if not link["href"].startswith("http://localhost/")]

    assert all("noreferrer" in link["rel"] for link in outward)


def test_only_pages_without_a_question_may_be_found_by_search_engines(client):
    assert client.get("/en/").headers["X-Robots-Tag"] == "noarchive"
    assert "noindex" in client.get("/en/service/clinique").headers["X-Robots-Tag"]
    assert "noindex" in client.post("/en/search", data={}).headers["X-Robots-Tag"]


def test_our_style_and_scripts_name_no_other_host():
    for name, asset in assets.own_files().items():
        text = asset.body.decode("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?:|//[a-z]|@import", text.replace("// ", "")), name


def test_secure_visits_are_kept_secure(client):
    plain, secure = client.get("/en/"), client.get("/en/", base_url="https://localhost")

    assert "Strict-Transport-Security" not in plain.headers
    assert "max-age=63072000" in secure.headers["Strict-Transport-Security"]
