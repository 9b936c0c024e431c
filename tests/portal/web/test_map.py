"""What the map is told: public points and numbers, never text that could become script."""

from __future__ import annotations

import dataclasses
import json
import shutil

import pytest

from portal import create_app
from tests.conftest import HARD
from tests.reading import Page


@pytest.fixture
def mapped(settings, tmp_path):
    """The site with a map built; its shell is empty here."""
    folder = tmp_path / "state"
    shutil.copytree(settings.state_dir, folder)
    (folder / "map").mkdir()
    for lang in ("en", "fr"):
        (folder / "map" / f"{lang}.html").write_text("<!doctype html>", encoding="utf-8")
        (folder / "map" / f"{lang}.json").write_text('{"script_hashes": [], "style_hashes": []}', encoding="utf-8")
    app = create_app(dataclasses.replace(settings, state_dir=folder))
    yield app.test_client()
    app.extensions["waypoint"].index.close()


def told(client, **fields):
    html = client.post("/en/search", data=fields).text
    block = next(e for e in Page(html).find("script") if e["id"] == "map-data")
    return html, json.loads("".join(block.parts))


def test_a_public_address_stands_on_the_map_with_its_number_in_the_list(mapped):
    _html, data = told(mapped, words="legal", place="Thunder Bay")
    clinic = next(item for item in data["items"] if item["id"] == "clinique")

    assert (clinic["lon"], clinic["lat"], clinic["around"]) == (-89.25, 48.4, False)
    assert clinic["category_label"] == "Legal aid"
    assert data["here"]["label"] == "Thunder Bay, ON"


def test_a_community_listing_is_a_mark_in_the_middle_of_its_community(mapped):
    _html, data = told(mapped, category="indigenous.friendship_centre")

    assert [item["around"] for item in data["items"]] == [True]


def test_a_region_listing_has_no_point_and_shades_its_province(mapped):
    _html, data = told(mapped, category="shelter.emergency")

    assert [(item["lon"], item["lat"], item["areas"]) for item in data["items"]] == [(None, None, ["PR:35"])]
    assert data["areas"] == ["PR:35"]


def test_a_name_never_becomes_script_in_the_block(mapped):
    html, data = told(mapped, words="legal", place="Thunder Bay")

    assert HARD in [item["name"] for item in data["items"]]
    block = html[html.index('id="map-data">') :]
    assert "<script>alert" not in block and "\\u003cscript\\u003e" in block


def test_without_a_built_map_the_page_offers_none(client):
    page = Page(client.post("/en/search", data={"words": "legal"}).text)

    assert not [e for e in page.all if e["id"] in ("map", "map-data")]


def test_a_list_of_lines_alone_has_no_map(mapped):
    page = Page(mapped.post("/en/search", data={"category": "crisis.line"}).text)

    assert not [e for e in page.all if e["id"] == "map"]
