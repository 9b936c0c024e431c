"""Filters: they combine, show their counts, and stand above the list as buttons that take them back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portal.registry.model import Hours, Organization, Population, Status, Text, Verification
from tests.conftest import at, listing
from tests.reading import Page


def clinic(key, name, **more):
    return listing(key, name, "legal.aid", place=at(key, f"{len(key)} Invented Street", (-89.25, 48.4)), **more)


YOUTH = clinic(
    "youth",
    "Youth Clinic",
    populations=(Population("youth"), Population("women", "welcomes"), Population("men", "not_for")),
    languages=("en", "fr"),
    sectors=("agriculture",),
    accessibility=("wheelchair", "service_animals"),
    hours=(Hours("intake", "24/7"),),
    delivery=("in_person", "video"),
    exploitation=("labour",),
    eligibility=(("id_required", "no"), ("accepts_pets", "yes"), ("immigration_status_accepted", "any")),
    age_min=12,
    age_max=18,
    verification=Verification.CONFIRMED,
    confirmed_on=date.today(),
    confirmed_by="provider",
)
YOUTH = replace(YOUTH, organization=Organization("org-youth", Text("Youth Clinic"), governance="metis"))
CHILDREN = clinic("children", "Children Clinic", populations=(Population("children"),), age_min=0, age_max=17)
SILENT = clinic("silent", "Silent Clinic")


def twin(key, status):
    """A listing that says all the youth clinic says, at an address of its own."""
    place, origin = at(key, "9 Invented Street", (-89.25, 48.4)), replace(YOUTH.origin, record_key=key)
    return replace(YOUTH, id=key, origin=origin, locations=(place,), status=status)


@pytest.fixture
def site(opened):
    return opened([YOUTH, CHILDREN, SILENT])


def ask(client, lang="en", **fields):
    response = client.post(f"/{lang}/search", data={"words": "legal", "place": "Thunder Bay"} | fields)
    assert response.status_code == 200
    return Page(response.text)


def names(page):
    return [heading.text.partition(" ")[2] for heading in page.find("h3")]


def surely(page):
    """The listings that fit, without those that only may."""
    text = page.text.partition("They do not say whether")[0]
    return [name for name in names(page) if name in text]


def options(page):
    return {(box["name"], box["value"]) for box in page.find("input") if box["type"] == "checkbox"}


@pytest.mark.parametrize(
    "chosen",
    [
        {"population": "youth"},
        {"language": "fr"},
        {"delivery": "video"},
        {"barrier": "no_id"},
        {"barrier": "no_status"},
        {"accepts": "pets"},
        {"exploitation": "labour"},
        {"sector": "agriculture"},
        {"status": "work_closed"},
        {"accessibility": ["wheelchair", "service_animals"]},
        {"hours": "open_now"},
        {"hours": ["nights", "weekends"]},
        {"gender": "women"},
        {"led": "indigenous"},
        {"led": "metis"},
        {"age": "18"},
        {"turning": "yes"},
        {"confirmed": "90"},
        {"population": "youth", "language": "fr", "age": "17", "turning": "yes", "province": "ON"},
    ],
    ids=str,
)
def test_a_filter_keeps_what_says_yes(site, chosen):
    assert surely(ask(site, **chosen)) == ["Youth Clinic"]


def test_seventeen_is_served_by_both_and_turning_eighteen_by_one(site):
    # As near as each other: the one confirmed today before the one nobody confirmed.
    assert surely(ask(site, age="17")) == ["Youth Clinic", "Children Clinic"]
    assert surely(ask(site, age="17", turning="yes")) == ["Youth Clinic"]


def test_turning_eighteen_says_nothing_of_another_age(site):
    assert surely(ask(site, age="12", turning="yes")) == ["Youth Clinic", "Children Clinic"]


def test_what_does_not_say_may_fit_and_stands_apart_after_the_others(site):
    page = ask(site, language="fr")

    assert names(page) == ["Youth Clinic", "Children Clinic", "Silent Clinic"]
    assert "May fit, ask 2" in page.text
    assert "They do not say whether they fit what you chose (language of service). Ask when you call." in page.text


def test_who_says_no_is_not_offered_as_one_that_may_fit(site):
    assert "Youth Clinic" not in names(ask(site, population="men"))


def test_each_option_shows_how_many_it_would_keep_and_those_with_none_are_left_out(site):
    page = ask(site, filters="yes")

    assert "Métis (1)" in page.text and "French (1)" in page.text
    assert ("delivery", "video") in options(page)
    assert ("delivery", "text") not in options(page)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN, Status.CLOSED])
def test_what_is_not_shown_is_in_no_count(opened, status):
    shown, beside = opened([YOUTH, CHILDREN, SILENT]), opened([YOUTH, CHILDREN, SILENT, twin("unseen", status)])

    for chosen in ({}, {"population": "youth"}, {"language": "fr"}, {"population": "youth", "language": "fr"}):
        assert ask(beside, filters="yes", **chosen).text == ask(shown, filters="yes", **chosen).text
        assert ask(beside, **chosen).text == ask(shown, **chosen).text


def test_a_listing_that_is_shown_is_in_the_count(opened):
    with_it = opened([YOUTH, CHILDREN, SILENT, twin("another", Status.PUBLISHED)])

    assert "Métis (2)" in ask(with_it, filters="yes").text


def test_the_filters_are_a_page_of_their_own_and_weigh_nothing_on_the_list(site):
    page = ask(site, filters="yes")

    assert {name for name, _value in options(ask(site))} == {"keep"}
    assert {"hours", "sector", "status", "accessibility", "phase", "where", "led"} <= {n for n, _v in options(page)}
    assert not page.find("article")


def test_the_page_of_filters_keeps_the_question_and_what_was_chosen(site):
    page = ask(site, language="fr", sector="agriculture", age="17", turning="yes", filters="yes")

    ticked = {(box["name"], box["value"]) for box in page.find("input") if "checked" in box.attributes}
    assert ticked == {("language", "fr"), ("sector", "agriculture"), ("turning", "yes")}
    assert {("words", "legal"), ("age", "17")} <= {(field["name"], field["value"]) for field in page.find("input")}
    assert "legal, near Thunder Bay, Ontario" in page.text


def test_the_page_of_filters_can_be_read_in_the_other_language_as_it_stands(site):
    html = site.post("/en/search", data={"words": "legal", "language": "fr", "filters": "yes"}).text

    other = page_of(html, 'action="/fr/search"')
    sent = {(field["name"], field["value"]) for field in other.find("input", "button")}
    assert {("words", "legal"), ("language", "fr"), ("filters", "yes")} <= sent


def test_what_is_open_now_stands_above_the_list_as_one_button(site):
    page = ask(site, language="fr")
    button = next(b for b in page.find("button") if b["name"] == "hours")

    assert (button["value"], button.text) == ("open_now", "Open now (1)")
    assert not [b for b in ask(site, hours="open_now").find("button") if b["name"] == "hours"]


def test_who_does_not_say_when_it_takes_people_in_is_not_called_open_but_may_be_asked(site):
    page = ask(site, hours="open_now")

    assert surely(page) == ["Youth Clinic"]
    assert names(page) == ["Youth Clinic", "Children Clinic", "Silent Clinic"]
    assert "They do not say whether they fit what you chose (intake hours). Ask when you call." in page.text


@pytest.mark.parametrize(
    "chosen", [{"sector": "agriculture"}, {"accessibility": "wheelchair"}, {"status": "none"}, {"gender": "women"}]
)
def test_each_new_choice_is_named_in_the_other_language_and_kept(site, chosen):
    page = ask(site, lang="fr", **chosen)

    ((name, code),) = chosen.items()
    assert surely_in_french(page) == ["Youth Clinic"]
    assert [b["value"] for b in page.find("button") if b["name"] == "without"] == [f"{name}:{code}"]


def surely_in_french(page):
    """The listings that fit, of a French page."""
    text = page.text.partition("Ces services ne disent pas")[0]
    return [name for name in names(page) if name in text]


def test_a_chosen_option_without_a_match_is_still_offered(site):
    page = ask(site, delivery="text", filters="yes")

    assert ("delivery", "text") in options(page)


def test_each_choice_is_a_button_that_takes_it_back(site):
    page = ask(site, population=["youth", "women"], age="17", confirmed="365")
    chips = {b["value"]: b.text for b in page.find("button") if b["name"] == "without"}

    assert chips == {
        "population:youth": "Remove: Youth (12 to 17)",
        "population:women": "Remove: Women",
        "age": "Remove: Age 17",
        "confirmed": "Remove: Facts confirmed: Within a year",
        "all": "Remove all filters",
    }


@pytest.mark.parametrize("without", ["language:fr", "language", "all"])
def test_taking_a_choice_back_asks_the_rest(site, without):
    page = ask(site, language="fr", without=without)

    assert len(surely(page)) == 3
    assert not [b for b in page.find("button") if b["name"] == "without"]


def test_taking_one_choice_back_keeps_the_others(site):
    page = ask(site, language="fr", age="18", without="language:fr")

    assert [b["value"] for b in page.find("button") if b["name"] == "without"] == ["age"]


def test_the_other_language_paging_and_a_new_place_keep_every_filter(site):
    chosen = {"population": "youth", "language": "fr", "barrier": "no_id", "led": "metis", "confirmed": "180"}
    page = ask(site, turning="yes", province="ON", order="best", **chosen)
    html = site.post("/en/search", data={"words": "legal", "place": "Thunder Bay", "turning": "yes"} | chosen).text

    for form in (page_of(html, 'action="/fr/search"'), page_of(html, 'class="ask"')):
        sent = {(field["name"], field["value"]) for field in form.find("input")}
        assert {*chosen.items(), ("turning", "yes")} <= sent
    assert ("province", "ON") in {(field["name"], field["value"]) for field in page.find("input")}


def page_of(html, mark):
    """The one form of a page that holds a mark in its tag."""
    start = html.index(mark)
    return Page(html[html.rindex("<form", 0, start) : html.index("</form>", start) + 7])


@pytest.mark.parametrize(
    "fields",
    [
        {"population": "x"},
        {"language": "xx"},
        {"delivery": "pigeon"},
        {"barrier": "id_required"},
        {"accepts": "horses"},
        {"led": "x"},
        {"hours": "never"},
        {"gender": "youth"},
        {"sector": "spying"},
        {"phase": "x"},
        {"status": "x"},
        {"accessibility": "x"},
        {"setting": "urban"},
        {"where": "there"},
        {"region": "35"},
        {"region": "HR:<b>"},
        {"age": "-1"},
        {"age": "200"},
        {"age": "x"},
        {"confirmed": "7"},
        {"without": "x"},
        {"without": "category:<b>"},
    ],
    ids=str,
)
def test_codes_that_are_not_ours_are_refused(site, fields):
    assert site.post("/en/search", data=fields).status_code == 400


def test_a_line_of_the_list_says_whom_it_is_for(site):
    article = next(a for a in ask(site).find("article") if "Youth Clinic" in a.text)

    assert "For: Youth (12 to 17), Women. From 12 to 18 years. Not for: Men" in article.text
    assert "Confirmed by this provider on" in article.text


def test_a_service_without_a_phone_shows_another_way(opened):
    site = opened([clinic("web", "Web Clinic", phones=(), website="https://example.org/clinic")])

    article = ask(site).find("article")[0]

    assert "example.org/clinic" in article.text


def test_without_an_answer_the_nearest_is_shown_without_the_filters(opened):
    page = ask(opened([YOUTH]), language="iu")

    assert "We found nothing that fits" in page.text
    assert "The nearest to what you asked These do not fit all of your filters." in page.text
    assert names(page) == ["Youth Clinic"]


def test_words_nobody_uses_lead_to_people_to_talk_to(opened):
    line = listing("line", "Invented Line", "crisis.line", province="", service_area=("CA",), delivery=("phone",))

    page = ask(opened([YOUTH, line]), words="zzzzqqq")

    assert "People to talk to, who may know more." in page.text
    assert names(page) == ["Invented Line"]


def test_nothing_found_shows_the_national_line_before_anything_else(opened):
    page = ask(opened([YOUTH]), language="iu")

    assert page.text.index("1-833-900-1010") < page.text.index("Youth Clinic")
