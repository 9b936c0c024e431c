"""Which census division a place lies in, so that a service of that division is found without the full geography."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from geo import divisions, place_tables
from geo.place import Place
from geo.places import Places

DATA = Path(__file__).parents[2] / "data"
PLACES = DATA / "places"
HEADER = "place_id,name,name_fr,other_names,province,latitude,longitude,population,areas\n"


@pytest.fixture(scope="module")
def places():
    return Places.load(PLACES)


def division(place):
    return [code for code in place.areas if code.startswith("CD:")]


def geography(path: Path, drawn: bool = True) -> Path:
    """Two divisions side by side in Ontario: people in the west of 3501, and Border, a village of 3502, at its edge."""
    path.mkdir()
    rows = ["csd:1,West,,,ON,50.0,-90.0,100,CD:3501", "csd:2,Border,,,ON,50.0,-87.99,50,CD:3502"]
    rows.append("csd:3,Plain,,,MB,50.0,-97.0,50,CD:4601")
    (path / "communities.csv").write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    with (path / "demand.npz").open("wb") as file:
        np.savez(file, lon=np.array([-90.0, -87.99]), lat=np.array([50.0, 50.0]), community=np.array([0, 1]))
    features = [square("CD:3501", -91, -88), square("CD:3502", -88, -85)]
    if drawn:
        text = json.dumps({"type": "FeatureCollection", "features": features})
        (path / "census_divisions.geojson").write_text(text, encoding="utf-8")
    return path


def square(code, west, east):
    ring = [[west, 49], [east, 49], [east, 51], [west, 51], [west, 49]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"code": code, "pruid": "35"}, "geometry": shape}


def place(name, longitude, province="ON", kind="community"):
    code = {"ON": "PR:35", "MB": "PR:46", "QC": "PR:24"}[province]
    return Place(name, name, name, province, (longitude, 50.0), kind=kind, areas=frozenset({"CA", code}))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Thunder Bay", "CD:3558"), ("Kenora", "CD:3560"), ("Iqaluit", "CD:6204"), ("Kuujjuaq", "CD:2499"),
        ("Thompson MB", "CD:4622"), ("Saanich", "CD:5917"), ("P7B", "CD:3558"), ("Whitehorse", "CD:6001"),
        ("Goodeve SK", "CD:4705"), ("Buckingham QC", "CD:2481"), ("Sept-Îles", "CD:2497"),
    ],
)  # fmt: skip
def test_a_place_lies_in_its_census_division(places, typed, code):
    assert division(places.find(typed)) == [code]


def test_a_rural_postal_area_spans_divisions_and_lies_in_none(places):
    assert division(places.find("P0T")) == []


def test_every_place_and_every_town_s_postal_area_lies_in_one_division_of_its_province(places):
    wanted = {place.place_id: place for place in places if place.kind == "community"}
    wanted |= {
        one.place_id: one for one in place_tables.postal_areas(PLACES / "postal_areas.csv") if not one.region_only
    }

    assert len(wanted) > 9900
    astray = [one for one in wanted.values() if [f"PR:{code[3:5]}" for code in division(one)] != province_codes(one)]
    assert astray == []


def province_codes(one):
    return [code for code in one.areas if code.startswith("PR:")]


def test_the_table_names_no_place_that_is_not_there_and_says_who_published_it():
    path = PLACES / "divisions.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    ids = [place_id for row in rows for place_id in row["place_ids"].split(";")]
    known = {one.place.place_id for one in place_tables.named_in(PLACES) if one.place.kind == "community"}
    known |= {one.place_id for one in place_tables.postal_areas(PLACES / "postal_areas.csv")}

    assert len(ids) == len(set(ids)) > 9900
    assert set(ids) <= known
    assert {row["publisher"] for row in rows} == {"Statistics Canada"}
    assert path.stat().st_size < 250_000


def test_people_nearby_decide_before_a_drawn_border_does(tmp_path):
    census = divisions.Census(geography(tmp_path / "full"))

    assert census.division(place("Outskirts", -88.005)) == "CD:3502"
    assert census.division(place("Over The Line", -88.1)) == "CD:3501"


def test_a_border_of_another_province_decides_nothing(tmp_path):
    census = divisions.Census(geography(tmp_path / "full"))

    assert census.division(place("Shore", -90.5, "MB")) == "CD:4601"


def test_the_community_of_the_same_name_decides_first(tmp_path):
    census = divisions.Census(geography(tmp_path / "full"))

    assert census.division(place("Border", -88.1)) == "CD:3502"
    assert census.division(place("Border", -88.1, kind="postal")) == "CD:3501"
    assert census.division(place("Border", -89.9)) == "CD:3501"


def test_where_nothing_is_drawn_the_nearest_people_decide(tmp_path):
    census = divisions.Census(geography(tmp_path / "full", drawn=False))

    assert census.division(place("Over The Line", -88.1)) == "CD:3502"


def test_a_place_of_a_province_that_is_not_loaded_is_left_out(tmp_path):
    full = geography(tmp_path / "full")

    assert list(divisions.of_places([place("Elsewhere", -75.2, "QC"), place("Here", -90.0)], full)) == [
        ("Here", "CD:3501")
    ]


def test_written_twice_the_table_is_the_same_and_is_read_back(tmp_path):
    full, own = geography(tmp_path / "full"), tmp_path / "own"
    own.mkdir()
    (own / "places.csv").write_text(HEADER + "gn:1,Town,,,ON,50.0,-90.01,900,\n", encoding="utf-8")
    (own / "communities.csv").write_text(HEADER + "wp:1,Border,,,ON,50.0,-87.98,,\n", encoding="utf-8")
    (own / "postal_areas.csv").write_text(
        "fsa,province,name,latitude,longitude,radius_km\nP7B,ON,Town,50.0,-90.0,4\nP0T,ON,Far,50.0,-90.0,\n",
        encoding="utf-8",
    )

    (own / "regions.csv").write_text(
        "region_id,name_en,name_fr,other_names,province,latitude,longitude,radius_km,population,divisions,publisher\n"
        "region:1,Far North,Grand Nord,,ON,50.0,-90.0,100,100,CD:3501;CD:3502,x\n",
        encoding="utf-8",
    )

    divisions.write(own, full)
    first = (own / "divisions.csv").read_bytes()
    divisions.write(own, full)

    assert (own / "divisions.csv").read_bytes() == first
    assert place_tables.divisions(own) == {"gn:1": "CD:3501", "FSA:P7B": "CD:3501", "wp:1": "CD:3502"}
    assert division(Places.load(own).find("Town")) == ["CD:3501"]


def test_the_full_geography_s_division_wins_where_two_tables_disagree(tmp_path):
    full, own = geography(tmp_path / "full"), tmp_path / "own"
    own.mkdir()
    for name in ("places.csv", "communities.csv"):
        (own / name).write_text(HEADER, encoding="utf-8")
    (own / "places.csv").write_text(HEADER + "gn:1,West,,,ON,50.0,-90.0,900,\n", encoding="utf-8")
    (own / "divisions.csv").write_text("division,publisher,place_ids\nCD:3502,x,gn:1\n", encoding="utf-8")
    for folder in (full, own):
        (folder / "postal_areas.csv").write_text("fsa,province,name,latitude,longitude,radius_km\n", encoding="utf-8")
    (full / "places.csv").write_text(HEADER, encoding="utf-8")
    (full / "built.json").write_text("{}", encoding="utf-8")

    assert division(Places.load(own, full).find("West")) == ["CD:3501"]
    assert division(Places.load(own).find("West")) == ["CD:3502"]
