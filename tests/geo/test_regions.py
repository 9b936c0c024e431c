"""Regions as people name them: Nunavik, la Gaspésie, Niagara."""

import csv
from pathlib import Path

import pytest

from geo.names import keys
from geo.outlines import Provinces
from geo.places import Places

DATA = Path(__file__).parents[2] / "data"
TABLE = DATA / "places" / "regions.csv"


@pytest.fixture(scope="module")
def places():
    return Places.load(DATA / "places")


@pytest.fixture(scope="module")
def rows():
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def region(places, typed):
    found = places.find(typed)
    return found.kind, found.place_id, {code for code in found.areas if code.startswith("CD:")}


@pytest.mark.parametrize(
    ("typed", "place_id", "division"),
    [
        ("Nunavik", "qc-nunavik", "CD:2499"), ("Gaspésie", "qc-gaspesie", "CD:2403"),
        ("région de la Gaspésie", "qc-gaspesie", "CD:2403"), ("Cape Breton", "ns-cape-breton", "CD:1217"),
        ("abitibi temiscamingue", "qc-abitibi-temiscamingue", "CD:2486"), ("Niagara", "on-niagara", "CD:3526"),
        ("Northern BC", "bc-northern", "CD:5947"), ("Baffin", "nu-qikiqtaaluk", "CD:6204"),
        ("tlicho", "nt-tlicho", "CD:6103"), ("Labrador", "nl-labrador", "CD:1010"),
        ("northwestern ontario", "on-northwestern", "CD:3558"), ("Eastern Townships", "qc-estrie", "CD:2443"),
        ("péninsule acadienne", "nb-acadian-peninsula", "CD:1315"),
        ("Lac St-Jean", "qc-saguenay-lac-saint-jean", "CD:2493"),
        ("Îles-de-la-Madeleine", "qc-iles-de-la-madeleine", "CD:2401"), ("Okanagan Valley", "bc-okanagan", "CD:5935"),
    ],
)  # fmt: skip
def test_a_region_is_found_by_the_names_people_use(places, typed, place_id, division):
    kind, found, codes = region(places, typed)

    assert (kind, found) == ("region", f"region:{place_id}")
    assert division in codes


def test_no_distance_is_measured_from_a_vast_region_and_from_a_small_one_it_is(places):
    assert places.find("Nunavik").region_only
    assert places.find("Northern Ontario").region_only
    assert not places.find("Niagara").region_only
    assert places.find("Niagara").around


def test_a_town_known_by_the_name_of_its_region_is_not_offered_beside_it(places):
    assert places.others(places.find("Îles-de-la-Madeleine")) == []


def test_the_two_regions_that_share_a_name_are_asked_about(places):
    mention = places.in_text("refuge Baie James")[0]

    assert [place.place_id for place in mention.candidates] == ["region:qc-eeyou-istchee", "region:on-james-bay-coast"]


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("violence conjugale Gaspésie", ("Gaspésie", "Gaspésie, QC")),
        ("aide sociale péninsule acadienne", ("péninsule acadienne", "Péninsule acadienne, NB")),
        ("sexual assult nurse cape breton", ("cape breton", "Île du Cap-Breton, NS")),
        ("aide juridique nunavik", ("nunavik", "Nunavik, QC")),
    ],
)
def test_a_region_is_seen_inside_a_question(places, question, named):
    mention = places.in_text(question)[-1]

    assert (question[mention.start : mention.end], mention.candidates[0].label("fr")) == named
    assert not mention.weak
    assert places.meant(question, mention).kind == "region"


def test_a_centre_named_avalon_is_not_the_peninsula(places):
    assert [mention.weak for mention in places.in_text("Avalon sexual assault centre")] == [True]


def test_every_region_lies_in_its_province_and_has_divisions_of_it(places, rows):
    outlines = Provinces(DATA / "boundaries" / "provinces.geojson")
    for row in rows:
        found = places.by_id(row["region_id"])
        (province,) = (code for code in found.areas if code.startswith("PR:"))

        assert found.province in outlines.near(found.point), row
        assert row["divisions"] and all(
            code.startswith(f"CD:{province[3:]}") for code in row["divisions"].split(";")
        ), row


def test_every_division_of_a_region_is_one_where_places_lie(places, rows):
    lived_in = {code for place in places if place.kind == "community" for code in place.areas}

    assert [code for row in rows for code in row["divisions"].split(";") if code not in lived_in] == []


def test_every_region_has_an_id_both_names_and_a_publisher_and_no_region_repeats_another(rows):
    names = [key for row in rows for key in {key for name in (row["name_en"], row["name_fr"]) for key in keys(name)}]

    assert len({row["region_id"] for row in rows}) == len(rows) >= 80
    assert all(row["name_en"] and row["name_fr"] and row["publisher"] for row in rows)
    assert len(set(names)) == len(names)
    assert all(int(row["radius_km"]) > 0 and int(row["population"]) > 0 for row in rows)
