"""The pinned lines agree with the table, and stand on every page whatever breaks."""

from __future__ import annotations

import dataclasses
import re
import sqlite3
from datetime import date

import pytest

from portal import create_app
from portal.config import Settings
from portal.registry.model import Organization, Phone, Text
from portal.registry.phones import parsed
from portal.web import emergency
from tests.conftest import CAST, DATA

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


ROWS = emergency.read_rows(FOLDER / "local.csv")


@pytest.mark.parametrize("row", ROWS, ids=[row["area_code"] for row in ROWS])
def test_what_to_dial_says_who_says_so_and_when_it_was_read(row):
    assert row["works_911"] in {"yes", "partly", "no", "unknown"}
    assert row["source_name"] and row["source_url"].startswith("http")
    assert date.fromisoformat(row["retrieved_on"]) >= date(2026, 11, 24)
    assert row["source_date"] == "" or row["source_date"] >= "2015"
    if row["works_911"] == "no":
        assert row["source_date"] >= "2023", "a place without 911 is told so from a recent source only"


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_nowhere_without_911_is_anyone_told_to_call_it_first(lang):
    for row in ROWS:
        if row["works_911"] != "yes":
            assert row[f"dial_{lang}"] not in ("Dial 911.", "Composez le 911."), row["area_code"]


def test_no_import_can_change_the_lines_of_a_page(opened):
    """Listings that bear the name or the number of a pinned line are listings, and change nothing above or below."""
    false_line = dataclasses.replace(
        CAST[4],
        organization=Organization("org-false", Text(emergency.HOTLINE.name.en, emergency.HOTLINE.name.fr)),
        phones=(Phone("8885550199", "crisis"),),
    )
    same_number = dataclasses.replace(CAST[0], phones=(emergency.HOTLINE.phone, Phone("911", "crisis")))
    client = opened([false_line, same_number])

    for response in (client.get("/en/"), client.post("/en/search", data={"words": "hotline"}), client.get("/en/nope")):
        lines = response.text.split('class="lines"')[1]
        assert re.findall(r'href="(tel:[^"]+)"', lines) == ["tel:+18339001010", "tel:911", "tel:988"]
        assert "888-555-0199" not in lines and emergency.HOTLINE.name.en in lines


def test_a_table_that_repeats_a_pinned_number_or_code_cannot_change_it(tmp_path):
    (tmp_path / "lines.csv").write_text(
        "code,name_en,name_fr,phone,what_en,what_fr\n"
        "hotline,False line,Fausse ligne,1-833-900-1010,x,x\n"
        "988,Another,Autre,988,x,x\n"
    )

    assert list(emergency.further_lines(tmp_path, "en")) == []
    assert [line.number for line in emergency.pinned("en")] == ["1-833-900-1010", "911", "988"]


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
