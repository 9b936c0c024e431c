"""A link to a list, only when asked for and only made of codes; a place by the device, only when rounded."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.reading import Page
from tests.rules.test_pages import TELLING, visits

ASKED = {"words": "legal", "place": "Thunder Bay", "language": "fr", "turning": "yes", "province": "ON"}


def question_of(page):
    """The question that stands in a page, as its button for a link sends it."""
    form = page.all.index(next(one for one in page.find("form") if one["class"] == "link-to"))
    fields = {}
    for one in page.all[form + 1 :]:
        if one.tag != "input":
            break
        fields.setdefault(one["name"], []).append(one["value"])
    return fields


def link_to(client, lang="en", **asked):
    """The page of a link to the list of a question."""
    return Page(client.post(f"/{lang}/link", data=question_of(searched(client, lang, **asked))).text)


def searched(client, lang="en", **asked):
    return Page(client.post(f"/{lang}/search", data=asked).text)


def address(page):
    return next(one for one in page.find("input") if one["id"] == "address")["value"]


def listed(page):
    return [one["id"] for one in page.find("article")]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_no_page_holds_a_link_to_a_list_before_someone_asks_for_it(client, lang):
    pages = visits(client, lang)
    del pages["link"]
    for name, page in pages.items():
        assert not [one for one in page.all if "/list?" in one["href"] + one["value"] + one["action"]], name


def test_a_link_is_made_of_codes_and_never_of_words(client):
    made = address(link_to(client, **ASKED))

    assert set(parse_qs(urlsplit(made).query)) == {"language", "turning", "province", "place_id"}
    assert "legal" not in made and "Thunder" not in made


def test_words_stand_in_a_link_only_when_they_were_ticked_under_what_that_shows(client):
    plain = link_to(client, **ASKED)
    ticked = Page(client.post("/en/link", data={**question_of(searched(client, **ASKED)), "with_words": "yes"}).text)

    box = next(one for one in plain.find("input") if one["name"] == "with_words")
    assert "checked" not in box.attributes and "“legal”" in plain.text
    assert parse_qs(urlsplit(address(ticked)).query)["words"] == ["legal"]
    assert "your words: “legal”" in ticked.text


def test_the_page_of_a_link_says_in_plain_words_what_it_shows_and_to_whom(client):
    page = link_to(client, **ASKED)

    for said in ("the place: Thunder Bay, ON", "the filter: French", "the filter: Ontario", "turning 18", "history"):
        assert said in page.text, said
    assert not TELLING.search(page.find("title")[0].text)


def test_a_link_leads_to_the_same_list(client):
    asked = {"words": "legal", "place": "Thunder Bay", "category": "legal.aid"}
    found = searched(client, **asked)
    made = Page(client.post("/en/link", data={**question_of(found), "with_words": "yes"}).text)

    response = client.get(address(made))

    assert listed(Page(response.text)) == listed(found) != []
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Robots-Tag"] == "noindex, noarchive"
    assert not TELLING.search(Page(response.text).find("title")[0].text)


def test_the_other_language_leads_to_the_same_list(client):
    made = address(link_to(client, "fr", category="food", place="Thunder Bay"))

    assert "/fr/list?" in made
    assert listed(Page(client.get(made).text)) == listed(Page(client.get(made.replace("/fr/", "/en/")).text)) != []


def test_a_place_that_has_no_code_is_left_out_and_said_so(client):
    page = link_to(client, words="legal", place="Nowhereville")

    assert "It is left out" in page.text and "Nowhere" not in address(page)


@pytest.mark.parametrize(
    "query", ["sort=latitude", "place=Kenora", "place_for=x", "page=2", "lat__gt=48", "with_words=yes", "category=none",
              "age=400", "province=XX", "order=name", "group=food&x=1", f"words={'a' * 300}"]
)  # fmt: skip
def test_a_parameter_our_links_never_hold_is_refused(client, query):
    assert client.get(f"/en/list?{query}").status_code == 400


def test_a_link_to_a_place_that_is_gone_is_no_page(client):
    assert client.get("/en/list?place_id=gn:0").status_code == 404
    assert client.get("/en/list").headers["Location"] == "/en/"


@pytest.mark.parametrize("field", ["sort", "latitude", "token"])
def test_a_link_is_refused_with_a_field_that_is_not_ours(client, field):
    assert client.post("/en/link", data={"words": "x", field: "1"}).status_code == 400


def around(client, latitude, longitude, lang="en", **more):
    return client.post(f"/{lang}/around", data={"latitude": latitude, "longitude": longitude, **more})


def value(page, name):
    return next((one["value"] for one in page.find("input") if one["name"] == name), None)


def test_a_rounded_position_becomes_the_community_around_it(client):
    page = Page(around(client, "48.4", "-89.2", words="legal").text)

    assert value(page, "place") == value(page, "place_for") == "Thunder Bay, ON"
    assert value(page, "words") == "legal"
    assert "Around Thunder Bay, ON, as far as this device says" in page.text
    assert "48.4" not in page.text and "89.2" not in page.text


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [("48.41", "-89.2"), ("48.4", "-89.20"), ("48", "-89.2"), ("48.4", ""), ("4.8e1", "-89.2"), ("91.0", "-89.2"),
     ("nan", "-89.2"), ("48.4", "-189.2"), ("48.4\n", "-89.2")],
)  # fmt: skip
def test_a_position_finer_than_a_tenth_is_refused_and_not_repeated(client, latitude, longitude):
    response = around(client, latitude, longitude)

    assert response.status_code == 422
    assert "name of a place" in response.text
    assert "48.4" not in response.text and "89.2" not in response.text


def test_far_from_any_community_a_name_is_asked_for(client):
    response = around(client, "41.9", "-55.0", "fr")

    assert "Écrivez le nom d’un lieu" in response.text and value(Page(response.text), "place") == ""


def test_a_position_with_anything_else_beside_it_is_refused(client):
    assert around(client, "48.4", "-89.2", accuracy="5").status_code == 400
