"""The lists that public bodies publish, as they are: every row accounted for, and no hidden place ever shown."""

import csv
import json
import os
import uuid
from pathlib import Path

import pytest

from portal.exchange.imports import Import
from portal.exchange.layouts import LAYOUTS
from portal.mapping.checks import NAMESPACE
from portal.registry import database, migrations
from portal.registry.model import Disclosure
from portal.registry.store import Store

SHARED = Path(__file__).parents[4] / "shared"
SERVICES = SHARED / "data" / "services"
TORONTO = "toronto_2017_shelters_dropins_youth/toronto_"
FILES = {
    "odhf": ("odhf/odhf_v1.1_utf8_redacted.csv", 7033),
    "nspl": ("nspl_2024_sample/nspl_2024_sample.csv", 23),
    "toronto-shelters": (TORONTO + "shelters.geojson", 59),
    "toronto-drop-ins": (TORONTO + "drop_ins.geojson", 51),
    "toronto-youth": (TORONTO + "youth.geojson", 13),
}
MUST_RUN = os.environ.get("CI") == "true" and SHARED.is_dir()
pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(
        not SERVICES.is_dir() and not MUST_RUN,
        reason="the published lists may not be shipped; they stand in ../shared/data beside a checkout",
    ),
]


@pytest.fixture(scope="module")
def loaded(terms):
    """A registry with all five lists in it, and the files by name."""
    db = database.open_memory()
    migrations.migrate(db, terms)
    yield Store(db, terms)
    db.conn.close()


@pytest.fixture(scope="module")
def reports(loaded, caution):
    """The report of each list's first import."""
    return {
        name: Import(LAYOUTS[name], loaded, caution, "2026-11-24").run([SERVICES / file])
        for name, (file, _rows) in FILES.items()
    }


@pytest.mark.parametrize("name", FILES)
def test_every_row_of_a_list_is_taken_skipped_or_refused(reports, name):
    report = reports[name]

    assert report.read == FILES[name][1]
    assert report.taken + sum(report.skipped.values()) + report.refused_rows == report.read
    assert report.kept and report.refused == []


def test_the_homes_of_people_are_left_out(reports):
    assert 3666 <= reports["odhf"].skipped["residence"] <= 3666 + 200


def test_a_second_import_of_every_list_changes_nothing(loaded, reports, importing):
    before = list(loaded.db.conn.iterdump())

    for name, (file, _rows) in FILES.items():
        again = importing(loaded, SERVICES / file, layout=LAYOUTS[name])
        assert (again.created, again.changed, again.gone, again.returned) == (0, 0, 0, 0), name
        assert again.unchanged == reports[name].taken

    assert list(loaded.db.conn.iterdump()) == before


def test_no_confidential_kind_of_place_has_more_than_its_region(loaded, reports, caution, terms):
    seen = 0
    for service in loaded.all_services():
        names = " ".join([service.organization.name.en, service.organization.name.fr, service.name.en, service.name.fr])
        if terms.shelter_categories.intersection(service.categories) or caution.warns(names, stated=False):
            seen += 1
            assert service.disclosure is Disclosure.REGION
            assert not any(p.address or p.postal_code or p.point or p.community for p in service.locations)
    assert seen == sum(report.cautious for report in reports.values()) >= 23 + 59


def test_all_shelters_of_the_two_shelter_lists_are_shown_by_region_alone(reports):
    for name in ("nspl", "toronto-shelters"):
        assert reports[name].cautious == reports[name].taken == FILES[name][1]


def test_a_place_its_publisher_left_blank_stays_blank(loaded, reports):
    with (SERVICES / FILES["odhf"][0]).open(encoding="utf-8", newline="") as file:
        blank = [
            row["index"]
            for row in csv.DictReader(file)
            if not (row["street_name"] or row["postal_code"] or row["latitude"])
        ]
    ids = [str(uuid.uuid5(NAMESPACE, f"odhf/service/{index}")) for index in blank]
    services = loaded.services(ids)

    assert len(blank) >= 211 and services
    assert not any(p.address or p.postal_code or p.point for s in services for p in s.locations)


@pytest.mark.parametrize("name", ["odhf", "toronto-drop-ins", "toronto-youth"])
def test_no_listing_gains_a_point_that_is_not_in_its_list(loaded, reports, name):
    given = points_of(SERVICES / FILES[name][0])

    held = {p.point for s in loaded.all_services() if s.origin.source_id == name for p in s.locations if p.point}

    assert held and {(round(x, 6), round(y, 6)) for x, y in held} <= given


def points_of(path):
    """Every point of a file, to six decimals."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            pairs = [(row["longitude"], row["latitude"]) for row in csv.DictReader(file) if row["latitude"]]
    else:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        pairs = [f["geometry"]["coordinates"][:2] for f in features if f["geometry"]]
    return {(round(float(x), 6), round(float(y), 6)) for x, y in pairs}


def test_the_phones_of_the_lists_are_numbers(loaded, reports):
    youth = [s for s in loaded.all_services() if s.origin.source_id == "toronto-youth"]

    assert len(youth) == 13 and sum(bool(service.phones) for service in youth) >= 10
