"""Asking: three blocks, filters, pages, choices, and a question that is kept nowhere."""

from __future__ import annotations

import hashlib
import re

import pytest

from tests.reading import Page


def ask(client, lang="en", **fields):
    response = client.post(f"/{lang}/search", data=fields)
    assert response.status_code == 200
    return Page(response.text)


def names(page):
    return [heading.text for heading in page.find("h3")]


def test_a_worker_near_thunder_bay_sees_the_clinic_with_number_distance_and_hours(client):
    page = ask(client, words="legal", place="Thunder Bay")
    clinic = next(article for article in page.find("article") if "Lakehead" in article.text)

    assert clinic["id"] == "listing-clinique"
    assert "807-555-0101 ext. 12" in clinic.text
    assert re.search(r"about \d+ km, straight line|less than 1 km", clinic.text)
    assert "Takes people in" in clinic.text
    assert "Languages: English, French" in clinic.text
    assert "Not yet confirmed by this provider. Source: Invented publisher, facts of March 2024." in clinic.text


def test_the_intake_number_stands_before_the_office(client):
    page = ask(client, words="legal", place="Thunder Bay")
    clinic = next(article for article in page.find("article") if "Lakehead" in article.text)

    assert clinic.text.index("807-555-0103") < clinic.text.index("807-555-0101")


def test_a_service_whose_address_is_not_public_has_no_distance(client):
    page = ask(client, category="shelter.emergency", place="Thunder Bay")
    house = next(article for article in page.find("article") if "Rosewood" in article.text)

    assert "km" not in house.text
    assert "Ontario" in house.text and "Address not published" in house.text


def test_hours_that_are_not_known_never_read_as_open(client):
    page = ask(client, category="indigenous.friendship_centre")

    assert "Hours not known, call to check" in page.text
    assert "Open" not in page.find("article")[0].text


def test_the_question_is_shown_as_understood_and_stands_in_the_form(client):
    page = ask(client, words="legal aid near Thunder Bay")
    fields = {field["id"]: field["value"] for field in page.find("input") if field["id"]}

    assert "We understood: legal aid, near Thunder Bay, Ontario." in page.text
    assert (fields["words"], fields["place"]) == ("legal aid", "Thunder Bay, ON")


def test_a_place_typed_anew_wins_over_the_one_chosen_before(client):
    before = ask(client, words="legal", place="Thunder Bay")
    chosen = {field["name"]: field["value"] for field in before.find("input") if field["name"].startswith("place")}

    same = ask(client, words="legal", **chosen)
    other = ask(client, words="legal", **(chosen | {"place": "Kenora"}))

    assert chosen["place_id"]
    assert "near Thunder Bay" in same.text
    assert "near Kenora" in other.text


def test_a_browse_button_asks_for_all_members_of_its_group(client):
    page = ask(client, group="stay_tonight")

    assert any("Rosewood" in name for name in names(page))
    assert not any("Lakehead" in name for name in names(page))
    assert "We understood: A place to stay tonight, anywhere in Canada." in page.text


def test_filters_are_ticked_as_asked_and_show_their_counts(client):
    page = ask(client, category="food", filters="yes")
    ticked = [field["value"] for field in page.find("input") if "checked" in field.attributes]

    assert ticked == ["food"]
    assert "Food (25)" in page.text


def test_a_long_list_is_turned_by_buttons_that_post(client):
    first = ask(client, category="food", place="Thunder Bay")
    second = ask(client, category="food", place="Thunder Bay", page="2")

    assert "Page 1 of 2" in first.text and "Next page" in first.text
    assert "Page 2 of 2" in second.text and "Page before" in second.text
    assert not set(names(first)) & set(names(second))


def test_a_page_beyond_the_last_still_answers(client):
    assert "We found nothing that fits" in ask(client, category="food", place="Thunder Bay", page="40").text


def test_a_place_with_a_typing_slip_is_asked_about(client):
    page = ask(client, words="legal", place="Thunderbay")

    assert "Thunder Bay" in page.text


def test_a_place_nobody_knows_is_said_and_the_list_is_for_all_of_canada(client):
    page = ask(client, words="legal", place="Qqzzxx")

    assert "We do not know a place called “Qqzzxx”." in page.text
    assert names(page)


def test_nothing_found_offers_the_lines_and_the_browse_page(client):
    page = ask(client, words="zzzzqqq")

    assert "We found nothing that fits" in page.text
    assert any(link["href"] == "/en/browse" for link in page.find("a"))


def test_the_local_panel_says_what_to_dial_where_911_does_not_work(client):
    page = ask(client, place="Iqaluit")

    assert "911 does not work in Nunavut" in page.text


def test_the_other_language_keeps_the_question(client):
    page = ask(client, words="legal", place="Thunder Bay", category="legal.aid")
    form = next(e for e in page.find("form") if e["action"] == "/fr/search")

    assert form.text == "FrançaisFR"
    assert {"words", "place", "category"} <= {field["name"] for field in page.find("input")}


def test_the_search_changes_nothing_and_leaves_nothing(client, state):
    before = digest(state)

    response = client.post("/en/search", data={"words": "a word to remember", "place": "Kenora"})

    assert digest(state) == before
    assert not client._cookies
    assert "remember" not in str(response.headers)


def digest(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(("-shm", "-wal")))
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_question_in_an_address_is_dropped(client):
    response = client.get("/fr/search?words=secret")

    assert (response.status_code, response.headers["Location"]) == (302, "/fr/")


@pytest.mark.parametrize(
    "fields",
    [{"sort": "lat"}, {"category": "x"}, {"province": "XX"}, {"order": "lat"}, {"page": "0"}, {"page": "x"}],
)
def test_fields_and_codes_that_are_not_ours_are_refused(client, fields):
    assert client.post("/en/search", data=fields).status_code == 400


def test_too_many_words_are_answered_beside_the_field(client):
    response = client.post("/en/search", data={"words": "a" * 201, "place": "Kenora"})
    page = Page(response.text)

    assert response.status_code == 422
    assert "Please use fewer words" in page.text
    assert next(field for field in page.find("input") if field["id"] == "place")["value"] == "Kenora"


def test_a_results_page_is_light(client):
    wanted = {"Accept-Encoding": "gzip"}
    page = client.post("/en/search", data={"category": "food", "place": "Thunder Bay"}, headers=wanted)
    files = [client.get(f"/static/{name}", headers=wanted) for name in ("style.css", "exit.js")]

    assert page.headers["Content-Encoding"] == "gzip"
    assert sum(len(response.data) for response in (page, *files)) < 12_000
