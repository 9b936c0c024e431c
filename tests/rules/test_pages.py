"""Every page, in both languages: one heading, a neutral title, labels, the way out first, no script needed."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

import portal.web
from portal.accounts.people import Role
from portal.web.coverage.asked import FIRST
from tests.reading import Page
from tests.seated import token_of

TEMPLATES = Path(portal.web.__file__).parent / "templates"
PATHS = (
    *"browse data safety accessibility thanks told missing progress missing-help vetting".split(),
    *"service/clinique/wrong service/clinique service/rosewood no-such-page".split(),
    "form",
    *f"coverage coverage/history coverage/{FIRST.token}/50/communities".split(),
    "",
)
DOORS = "account/sign-in account/signed-out account/link/no-such-link confirm/no-such-link".split()
INSIDE = {
    Role.PARTNER: (
        "account account/prove account/password account/codes no-such-page service/clinique partner"
        " partner/listing/clinique partner/listing/clinique/hide partner/new?organization=org-clinique asked"
        " handover uses/clinique partner/listing/clinique/phoned vetting/apply/org-clinique"
    ).split(),
    Role.REVIEWER: (
        "review review/duplicates review/listing/clinique review/listing/rosewood upkeep vetting/cases"
        " vetting/cases/org-clinique"
    ).split(),
    Role.COORDINATOR: "campaign asked desk".split(),
    Role.ADMINISTRATOR: "people people/invite people/p-pages.tested people/p-pages.tested/close".split(),
}
"""The pages of people who are signed in, by a role that they are open to."""
MANAGED = ("username", "current-password", "new-password", "one-time-code")
"""What a manager of passwords may fill in; it is the person's own, and better than a password on paper."""
ASKED = (
    {"words": "legal", "place": "Thunder Bay"},
    {"place": "Hamilton"},
    {"words": "zzzz", "place": "Thunderbay"},
    {"category": "legal.aid", "place": "Thunder Bay", "language": "fr", "age": "17", "turning": "yes"},
    {"category": "tattoo_removal", "place": "Kenora", "population": "women"},
    {"category": "legal.aid", "place": "Thunder Bay", "hours": "open_now", "filters": "yes"},
)
# What a title over someone's shoulder must not say.
TELLING = re.compile(
    r"traffick|traite|victim|victime|surviv|abus|violen|shelter|refuge|hébergement|exploit|police|crisis|crise|"
    r"sex|rape|viol\b|assault|agression|immigra|legal|juridique|rosewood|lakehead",
    re.IGNORECASE,
)


def visits(client, lang):
    """Every kind of page a visitor can see, by name."""
    pages = {path or "first": client.get(f"/{lang}/{path}") for path in (*PATHS, *DOORS)}
    pages |= {f"search {asked}": client.post(f"/{lang}/search", data=asked) for asked in ASKED}
    pages["shortlist"] = client.post(f"/{lang}/shortlist", data={"keep": ["clinique", "rosewood"]})
    pages["too long"] = client.post(f"/{lang}/search", data={"words": "a" * 300})
    pages["link"] = client.post(f"/{lang}/link", data={"words": "legal", "place": "Nowhere", "language": "fr"})
    pages["around"] = client.post(f"/{lang}/around", data={"latitude": "48.4", "longitude": "-89.2"})
    pages["too exact"] = client.post(f"/{lang}/around", data={"latitude": "48.41", "longitude": "-89.2"})
    return {name: Page(response.text) for name, response in pages.items()}


def apply(partner, page):
    """An organization asks to be looked at, so that the page of reviewers has something on it."""
    empty = Page(partner.get(page).text).filled()
    filled = {name: value or ("" if name.startswith("link_") else f"said of {name}") for name, value in empty.items()}
    assert partner.post(page, data=filled).status_code == 303


def seats(signed_in, lang):
    """Every kind of page of those who are signed in, by name."""
    signed_in(Role.REVIEWER, name="Pages Tested")
    apply(signed_in(Role.PARTNER), "/en/vetting/apply/org-clinique")
    keeper = signed_in(Role.ADMINISTRATOR)
    pages = {path: signed_in(role).get(f"/{lang}/{path}") for role, paths in INSIDE.items() for path in paths}
    wanted = {"csrf_token": token_of(keeper, "/en/people/invite"), "name": "", "role": "reviewer", "words": "legal"}
    pages["not invited"] = keeper.post(f"/{lang}/people/invite", data=wanted)
    pages["looking"] = keeper.post(f"/{lang}/people/invite", data=wanted | {"look": "yes"})
    told = keeper.post(f"/{lang}/people/p-pages.tested/link", data=wanted | {"purpose": "factor"})
    pages["link told"] = told
    pages["link"] = keeper.get(Page(told.text).find("code")[0].text)
    pages["codes"] = keeper.post(f"/{lang}/account/codes", data=wanted)
    assert all(page.status_code in (200, 404, 422) for page in pages.values())
    return {name: Page(response.text) for name, response in pages.items()}


@pytest.fixture(params=["en visitor", "fr visitor", "en seat", "fr seat"])
def pages(client, signed_in, request):
    lang, who = request.param.split()
    return visits(client, lang) if who == "visitor" else seats(signed_in, lang)


def failing(pages, holds):
    return [name for name, page in pages.items() if not holds(page)]


def test_every_page_has_one_heading_of_the_first_level(pages):
    assert failing(pages, lambda page: len(page.find("h1")) == 1 and page.find("h1")[0].text) == []


def test_headings_never_skip_a_level(pages):
    def in_order(page):
        levels = [int(heading.tag[1]) for heading in page.find("h1", "h2", "h3", "h4")]
        return all(after - before <= 1 for before, after in pairwise(levels))

    assert failing(pages, in_order) == []


def test_every_title_is_neutral(pages):
    assert failing(pages, lambda page: not TELLING.search(page.find("title")[0].text)) == []


def test_a_telling_title_would_be_noticed():
    assert TELLING.search("Emergency shelters – Waypoint")


def test_the_way_out_comes_first_and_goes_to_the_weather(pages):
    def first(page):
        stop = page.find("a", "button", "input", "select", "summary")[0]
        weather = ("https://weather.gc.ca/", "https://meteo.gc.ca/")
        ways_out = (f"/{page.find('html')[0]['lang']}/exit",) if page.find("iframe") else weather
        return stop["href"] in ways_out and "noreferrer" in stop["rel"]

    assert failing(pages, first) == []


def test_the_second_stop_skips_to_the_content(pages):
    assert failing(pages, lambda page: page.find("a", "button")[1]["href"] == "#main") == []


def test_every_field_has_a_label_and_remembers_nothing(pages):
    def labelled(page):
        named = {label["for"] for label in page.find("label")}
        shown = [field for field in page.find("input", "select") if field["type"] not in ("hidden", "checkbox")]
        return all(field["id"] in named for field in shown) and all(
            field["autocomplete"] in ("off", *MANAGED) for field in shown if field.tag == "input"
        )

    assert failing(pages, labelled) == []


def test_no_page_holds_script_style_or_a_handler_inside(pages):
    def clean(page):
        inline = [s for s in page.find("script") if not s["src"] and s["type"] != "application/json"]
        marked = [e for e in page.all if "style" in e.attributes or any(a.startswith("on") for a in e.attributes)]
        return not inline and not marked and not page.find("style")

    assert failing(pages, clean) == []


def test_every_form_posts_so_that_no_question_stands_in_an_address(pages):
    assert failing(pages, lambda page: all(form["method"] == "post" for form in page.find("form"))) == []


def test_every_page_says_its_language_and_offers_the_other(client):
    for lang, other in (("en", "fr"), ("fr", "en")):
        for page in visits(client, lang).values():
            assert page.find("html")[0]["lang"] == lang
            offered = [e for e in page.find("a", "button") if e["translate"] == "no"]
            assert [e["lang"] for e in offered] == [other]


def test_every_id_is_there_once(pages):
    def unique(page):
        ids = [element["id"] for element in page.all if element["id"]]
        return len(ids) == len(set(ids))

    assert failing(pages, unique) == []


def test_every_page_carries_the_pinned_lines(pages):
    def carries(page):
        dialled = {link["href"] for link in page.find("a")}
        return {"tel:+18339001010", "tel:911", "tel:988"} <= dialled

    assert failing(pages, carries) == []


def test_every_link_inside_the_site_leads_somewhere(client, signed_in, pages):
    inside = {link["href"] for page in pages.values() for link in page.find("a") if link["href"].startswith("/")}
    browsers = [signed_in(role) for role in INSIDE] if "people" in pages else [client]

    assert inside
    inside -= {"/en/exit", "/fr/exit"}  # They lead outward, and end the session.
    found = {address for address in inside if any(one.get(address).status_code == 200 for one in browsers)}
    lost = sorted(inside - found)
    assert [address for address in lost if "no-such" not in address] == []


def test_no_template_marks_text_as_safe():
    for template in TEMPLATES.rglob("*.html"):
        source = template.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe|autoescape|Markup", source), template.name


def test_what_a_listing_is_called_never_becomes_markup(client):
    page = client.post("/en/search", data={"words": "legal"}).text

    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
