"""The pinned lines agree with the table, and stand on every page whatever breaks."""

from __future__ import annotations

import dataclasses
import sqlite3

import pytest

from portal import create_app
from portal.config import Settings
from portal.registry.phones import parsed
from portal.web import emergency
from tests.conftest import DATA

FOLDER = DATA / "emergency"


def plain(text):
    return text.replace("’", "'")


def test_the_hotline_of_the_code_is_the_hotline_of_the_table():
    row = emergency.read_rows(FOLDER / "lines.csv")[0]

    assert parsed(row["phone"]).number == emergency.HOTLINE.phone.number == "8339001010"
    assert row["name_en"] == emergency.HOTLINE.name.en
    assert row["name_fr"] == plain(emergency.HOTLINE.name.fr)


def test_the_crisis_line_of_the_code_is_in_the_table():
    numbers = [row["phone"] for row in emergency.read_rows(FOLDER / "lines.csv")]

    assert emergency.CRISIS.phone.number in numbers


def test_the_table_adds_lines_and_repeats_none():
    further = [line.number for line in emergency.further_lines(FOLDER, "en")]

    assert further
    assert not {line.number for line in emergency.pinned("en")} & set(further)


def test_911_is_never_promised():
    assert "where it works" in emergency.POLICE.note.en
    assert "là où il fonctionne" in emergency.POLICE.note.fr


@pytest.mark.parametrize(
    ("areas", "place"),
    [
        (["CSD:2499095", "CD:2499", "PR:24"], "Kuujjuaq"),
        (["CD:2499", "PR:24"], "Nord-du-Québec (Nunavik, Eeyou Istchee, Jamésie)"),
        (["cartier, on", "PR:35"], "Cartier (Ontario)"),
        (["PR:35"], "Ontario"),
    ],
)
def test_the_narrowest_row_says_what_to_dial(areas, place):
    assert emergency.local(FOLDER, areas, "en").place == place


def test_every_province_and_territory_has_a_row():
    for code in (10, 11, 12, 13, 24, 35, 46, 47, 48, 59, 60, 61, 62):
        assert emergency.local(FOLDER, [f"PR:{code}"], "fr").text


def test_areas_go_from_narrow_to_wide():
    codes = {"PR:24", "CA", "CSD:2499095", "CD:2499"}

    assert emergency.narrow_to_wide(codes) == ["CSD:2499095", "CD:2499", "PR:24"]


def test_without_tables_the_pinned_lines_stand(tmp_path):
    assert list(emergency.further_lines(tmp_path, "en")) == []
    assert emergency.local(tmp_path, ["PR:35"], "en") is None
    assert emergency.pinned("fr")[0].href == "tel:+18339001010"


@pytest.mark.parametrize("path", ["/en/browse", "/fr/data", "/en/service/clinique"])
@pytest.mark.parametrize("damage", ["missing", "nonsense", "empty"])
def test_without_a_registry_every_page_is_calm_and_carries_the_lines(tmp_path, settings, path, damage):
    broken = dataclasses.replace(settings, state_dir=tmp_path)
    if damage == "nonsense":
        broken.database.write_bytes(b"this is no database" * 100)
    if damage == "empty":
        sqlite3.connect(broken.database).close()
        broken.database.touch()
    client = create_app(broken).test_client()

    response = client.get(path)

    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert "1-833-900-1010" in response.text and "Traceback" not in response.text


def test_without_a_registry_the_pages_that_need_none_still_answer(tmp_path, settings):
    client = create_app(dataclasses.replace(settings, state_dir=tmp_path)).test_client()

    assert [client.get(f"/en/{path}").status_code for path in ("", "safety", "accessibility")] == [200] * 3
    assert client.post("/en/search", data={"words": "x"}).status_code == 503
    assert client.get("/healthz").status_code == 503


def test_without_places_the_search_is_calm(tmp_path, settings):
    (tmp_path / "taxonomy").symlink_to(DATA / "taxonomy")
    client = create_app(dataclasses.replace(settings, data_dir=tmp_path)).test_client()

    assert client.post("/fr/search", data={"place": "Kenora"}).status_code == 503


def test_the_exit_goes_where_the_settings_say(settings):
    assert Settings().exit_url("fr") == "https://meteo.gc.ca/"
    elsewhere = dataclasses.replace(settings, exit_url_en="https://example.org/rain")
    assert 'href="https://example.org/rain"' in create_app(elsewhere).test_client().get("/en/").text
