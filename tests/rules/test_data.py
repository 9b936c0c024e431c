"""Every row of every shipped table keeps the rules, and every folder says where its rows come from."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from geo.outlines import Provinces
from portal.commands.intake import STARTER
from portal.exchange.imports import Import
from portal.exchange.layouts import Plain
from portal.mapping.caution import Caution
from portal.mapping.checks import Check
from portal.registry import check, database, migrations
from portal.registry.model import PROVINCES
from portal.registry.store import Store
from portal.registry.vocabulary import Vocabularies

DATA = Path(__file__).parents[2] / "data"
SEEDS = sorted((DATA / "seeds").glob("*.csv"))
FOLDERS = sorted(path for path in DATA.iterdir() if path.is_dir())
PLACE = ("address", "postal_code", "latitude", "longitude")


@pytest.fixture(scope="module")
def terms():
    return Vocabularies(DATA / "taxonomy")


@pytest.fixture(scope="module")
def caution():
    return Caution.load(DATA / "taxonomy" / "shelter_words.csv")


def rows():
    for path in SEEDS:
        with path.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), 2):
                yield f"{path.name}, row {number}", row


def test_the_check_finds_nothing_in_the_shipped_tables():
    assert check.tables(DATA) == []


def test_every_row_of_the_starter_registry_becomes_a_listing(terms, caution):
    outlines = Provinces(DATA / "boundaries" / "provinces.geojson")
    db = database.open_memory()
    migrations.migrate(db, terms)
    store = Store(db, terms)

    report = Import(
        Plain(STARTER),
        store,
        caution,
        "2026-11-24",
        lambda point, letters: outlines.province_of(point) == letters or letters in outlines.near(point),
    ).run(SEEDS)

    assert [fault.said("en") for fault in report.refused] == []
    assert report.created == report.read > 100
    assert check.registry(store) == []
    assert set(store.counts()) == {*PROVINCES, ""}
    db.conn.close()


def test_the_starter_registry_holds_no_street_of_a_place_that_may_not_be_known(terms, caution):
    reading = Check(STARTER.id, terms, caution)

    held = [
        where for where, row in rows() if reading.listing(row).place_dropped and any(row[column] for column in PLACE)
    ]

    assert held == []


def test_every_row_of_the_starter_registry_can_be_reached_and_traced():
    for where, row in rows():
        reach = [column for column in row if column.startswith("phone_") or column in ("email", "website")]
        assert any(row[column] for column in reach), where
        assert row["source_name"] and row["source_url"] and row["retrieved_on"], where


def test_every_row_of_the_starter_registry_speaks_both_languages():
    for where, row in rows():
        assert row["service_name_en"] and row["service_name_fr"], where
        assert row["description_en"] and row["description_fr"], where


def test_each_file_of_the_starter_registry_is_about_its_own_province():
    for where, row in rows():
        name = where.split(".")[0]
        assert row["province"] == ("" if name == "national" else name.upper()), where


def test_the_provinces_are_those_of_the_registry(terms):
    assert {term.more["letters"]: code for code, term in terms["provinces"].items()} == PROVINCES


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_every_folder_says_source_terms_and_date(folder):
    text = (folder / "README.md").read_text(encoding="utf-8")

    assert re.search(r"source|publisher", text, re.IGNORECASE), "source"
    assert re.search(r"licen[cs]|\bterms\b|permission", text, re.IGNORECASE), "terms"
    assert re.search(r"\b20[12]\d\b|retrieved_on", text), "date"
