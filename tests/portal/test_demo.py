"""Invented listings: the same every time, marked as invented, and never beside real ones."""

import re
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from portal import demo
from portal.cli import main
from portal.exchange.layouts import Plain
from portal.registry.model import Disclosure

DATA = Path(__file__).parents[2] / "data"
COUNT = 600


@pytest.fixture(scope="module")
def places():
    return demo.read_places(DATA / "places" / "places.csv")


@pytest.fixture(scope="module")
def rows(places):
    return list(demo.rows(COUNT, 7, places))


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(places, rows):
    text = demo.as_csv(iter(rows))

    assert demo.as_csv(demo.rows(COUNT, 7, places)) == text
    assert demo.as_csv(demo.rows(COUNT, 8, places)) != text


def test_a_larger_country_has_as_many_rows_as_asked_for(places):
    assert len(list(demo.rows(11, 1, places))) == 11


def test_every_listing_says_that_it_is_invented(rows):
    for row in rows:
        assert row["organization_name_en"].endswith("(invented)")
        assert row["organization_name_fr"].endswith("(inventé)")
        assert row["source_name"] == "Invented listings"
        assert not row["address"] or row["address"].endswith("Invented Street")
        assert not (row["website"] or row["email"] or row["source_url"])


def test_every_number_is_one_that_rings_nowhere(rows):
    numbers = [row[column] for row in rows for column in row if column.startswith("phone_") and row[column]]

    assert len(numbers) == COUNT
    assert all(re.fullmatch(r"\d{3}-555-01\d\d", number) for number in numbers)


def test_shelters_show_their_region_only(rows):
    shelters = [row for row in rows if row["categories"].startswith("shelter.")]

    assert len(shelters) > 50
    for row in shelters:
        assert row["disclosure"] == "region"
        assert not (row["address"] or row["community"] or row["postal_code"] or row["latitude"] or row["longitude"])


def test_every_row_can_be_imported_and_loses_nothing(registry, written, importing, rows, tmp_path):
    path = tmp_path / "demo.csv"
    path.write_text(demo.as_csv(iter(rows)), encoding="utf-8")

    report = importing(registry, path, layout=Plain(demo.SOURCE))

    assert (report.created, report.refused, report.places_dropped) == (COUNT, [], 0)
    levels = Counter(service.disclosure for service in registry.published())
    assert min(levels[level] for level in (None, *Disclosure)) > 10


def test_the_names_that_break_careless_pages_are_among_them(rows):
    names = " ".join(row["organization_name_en"] for row in rows)

    assert all(hard in names for hard, _dur in demo.HARD_NAMES)


def test_the_licence_of_invented_listings_is_known(terms):
    assert demo.SOURCE.licence in terms["sources_licences"]


def test_the_file_alone_can_be_had(tmp_path):
    path = tmp_path / "some.csv"

    done = CliRunner().invoke(main, ["demo", "--count", "20", "--csv", str(path)], env=state(tmp_path))

    assert done.exit_code == 0, done.output
    assert len(path.read_text(encoding="utf-8").splitlines()) == 21
    assert not (tmp_path / "state").exists()


def test_it_refuses_to_stand_beside_real_listings(tmp_path, file_registry, registry_file, listing):
    file_registry.publish([listing()], "2026-11-24", "test")
    before = list(file_registry.db.conn.iterdump())

    done = CliRunner().invoke(main, ["demo", "--count", "20"], env=state(tmp_path))

    assert done.exit_code == 1
    assert "holds real listings" in done.output
    assert list(file_registry.db.conn.iterdump()) == before


def state(tmp_path):
    return {"PORTAL_STATE_DIR": str(tmp_path / "state")}
