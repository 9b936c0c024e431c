"""What the map asks for the part in view: public addresses alone, no token, no cookie, nothing changed or kept."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

import pytest

from portal.finding.clusters import Cluster
from portal.registry.database import open_reader
from portal.registry.disclosure import for_public
from portal.registry.model import Disclosure, Location
from portal.registry.store import Store
from portal.web import context
from portal.web.map_marks import alone
from portal.web.reader import Reader
from tests.conftest import HARD, SOURCE, at, listing

LAKEHEAD = {"west": "-90", "south": "48", "east": "-89", "north": "49", "zoom": "9"}


def told(client, **fields):
    response = client.post("/en/map-data", data={**LAKEHEAD, **fields})
    assert response.status_code == 200
    return json.loads(response.text)["clusters"]


def test_everything_that_matches_in_view_is_told_not_only_one_page(client):
    marks = told(client, category="food")

    assert sum(mark[2] for mark in marks) == 25
    assert marks[0] == [-89.2, 48.5, 1, "food-01", "Kitchen 01", "Food"]


def test_what_stands_outside_the_view_is_not_told(client):
    assert told(client, category="food", west="-80", east="-70") == []


def test_what_the_page_draws_itself_is_left_out(client):
    marks = told(client, category="food", drawn="food-01 food-02 nobody")

    assert sum(mark[2] for mark in marks) == 23
    assert not {"food-01", "food-02"} & {mark[3] for mark in marks}


def test_names_are_in_the_language_of_the_page(client):
    response = client.post("/fr/map-data", data={**LAKEHEAD, "category": "legal.aid"})

    assert {mark[5] for mark in json.loads(response.text)["clusters"]} == {"Aide juridique"}


def test_a_name_arrives_as_it_is_for_the_script_to_set_as_text(client):
    response = client.post("/en/map-data", data={**LAKEHEAD, "words": "legal"})

    assert response.mimetype == "application/json"
    assert HARD in [mark[4] for mark in json.loads(response.text)["clusters"]]


def test_a_listing_without_a_public_address_is_never_told(client):
    everywhere = {"west": "-180", "south": "-85", "east": "180", "north": "85", "zoom": "3"}

    marks = told(client, **everywhere)

    assert len(marks) == 27
    assert not {"rosewood", "circle", "line"} & {mark[3] for mark in marks}


@pytest.mark.parametrize("words", ["Rosewood House", "Cedar Circle", "Kenora", "shelter"])
def test_no_question_draws_them_out(client, words):
    marks = told(client, words=words)

    assert not {"rosewood", "circle"} & {mark[3] for mark in marks}


def test_a_listing_withdrawn_since_the_catalogue_was_made_is_not_named(client, monkeypatch):
    kept = Store.public_many
    monkeypatch.setattr(Store, "public_many", lambda store, ids: kept(store, [i for i in ids if i != "clinique"]))

    assert "clinique" not in {mark[3] for mark in told(client, category="legal.aid")}


@pytest.mark.parametrize(
    "fields",
    [
        {"west": ""},
        {"west": "nan"},
        {"north": "inf"},
        {"east": "181"},
        {"south": "-86"},
        {"zoom": "19"},
        {"zoom": "-1"},
        {"zoom": "9.5"},
        {"zoom": "1' OR 1=1"},
        {"west": "-89", "east": "-90"},
        {"south": "49", "north": "48"},
        {"radius": "5"},
        {"category": "nothing"},
        {"drawn": "a" * 12_001},
        {"words": "a" * 300},
    ],
)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_what_is_no_question_or_no_view_is_refused(client, fields, lang):
    response = client.post(f"/{lang}/map-data", data={**LAKEHEAD, **fields})

    assert response.status_code == 400


@pytest.mark.parametrize("missing", LAKEHEAD)
def test_every_edge_and_the_zoom_must_be_given(client, missing):
    response = client.post("/en/map-data", data={name: value for name, value in LAKEHEAD.items() if name != missing})

    assert response.status_code == 400


def test_a_view_is_never_asked_for_by_address(client):
    assert client.get("/en/map-data?words=legal").status_code == 405


def test_the_answer_is_kept_nowhere_and_changes_nothing(client, settings, caplog):
    before = database(settings)

    with caplog.at_level(logging.DEBUG):
        response = client.post("/en/map-data", data={**LAKEHEAD, "words": "zebra legal"})

    assert response.headers["Cache-Control"] == "no-store"
    assert not {"Set-Cookie", "ETag", "Last-Modified"} & set(response.headers.keys())
    assert database(settings) == before
    assert "zebra" not in caplog.text


def database(settings):
    db = open_reader(settings.database)
    try:
        return list(db.conn.iterdump())
    finally:
        db.conn.close()


def test_the_form_of_the_page_is_understood_as_it_stands(client):
    html = client.post("/en/search", data={"category": "food", "place": "Thunder Bay"}).text
    form = html[html.index('class="lang"') : html.index("</form>")]

    asked = re.findall(r'name="([^"]+)" value="([^"]*)"', form)

    response = client.post("/en/map-data", data={**LAKEHEAD, **dict(asked)})
    assert sum(mark[2] for mark in json.loads(response.text)["clusters"]) == 25


def test_plain_search_answers_the_map_while_the_index_is_away(client, monkeypatch):
    monkeypatch.setattr(context, "index", lambda: None)

    assert [mark[3] for mark in told(client, words="Lakehead")] == ["clinique"]


@pytest.mark.parametrize(
    "place, mark",
    [
        (at("a", "1 Road", (-89.2, 48.5)), [-89.2, 48.5, 1, "a", "Kitchen", "Food"]),
        (at("a", "1 Road", None), [-89.2, 48.5, 1, "a", "Kitchen", "Food", 1]),
        (at("a", "1 Road", (-89.3, 48.5)), None),
        (Location("at-a", Disclosure.COMMUNITY, "ON", "Thunder Bay"), None),
        (Location("at-a", Disclosure.REGION, "ON"), None),
        (None, None),
    ],
    ids=["there", "only its community known", "moved", "community only by now", "region only by now", "no place"],
)
def test_a_mark_says_where_a_listing_is_now_or_nothing(app, place, mark):
    service = for_public(listing("a", "Kitchen", "food", place=place), SOURCE)
    reader = Reader("en", app.extensions["waypoint"].terms, datetime(2026, 11, 24, tzinfo=UTC))

    assert alone(Cluster(-89.2, 48.5, 1, 0), service, reader) == mark
