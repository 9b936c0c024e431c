"""Files to take away: other people's programs open them, they say what they rest on, and single nobody out."""

import csv
import gzip
import io
import json

import geopandas
import pyogrio
import pytest

from portal.coverage import files
from portal.coverage.build import Ground, build
from portal.coverage.need import Need
from tests.conftest import CAST
from tests.portal.coverage.conftest import DAY, EMBEDDED, nothing, store_of

LEGAL = Need("component:legal")
SAYS = {"need", "day", "data_version", "distances", "remoteness_cuts", "sources", "census", "communities_surveyed"}


@pytest.fixture(scope="module")
def coverage(tmp_path_factory):
    """Coverage of a few listings on the places that come with the site, built once."""
    folder = tmp_path_factory.mktemp("coverage")
    return build(store_of(CAST), Ground(folder / "none", EMBEDDED), folder / "coverage", DAY, nothing)


def table_of(folder):
    """The rows of the CSV file, and the lines above them."""
    text = gzip.decompress((folder / "files" / "component-legal.csv.gz").read_bytes()).decode()
    said = [line for line in text.splitlines() if line.startswith("# ")]
    return list(csv.DictReader(io.StringIO("\n".join(text.splitlines()[len(said) :])))), said


def test_a_geopackage_opens_elsewhere_with_every_row_and_what_it_rests_on(coverage):
    path = coverage.folder / "files" / "component-legal.gpkg"

    assert [name for name, _kind in pyogrio.list_layers(path)] == ["provinces", "communities"]
    for name, rows in (("provinces", 13), ("communities", len(coverage.demand.communities))):
        told = pyogrio.read_info(path, layer=name)
        assert (told["crs"], told["features"]) == ("EPSG:4326", rows)
        assert told["layer_metadata"].keys() >= SAYS
    assert pyogrio.read_info(path, layer="provinces")["dataset_metadata"]["need"] == "component:legal"


def test_geojson_opens_elsewhere_with_every_community(coverage, tmp_path):
    text = gzip.decompress((coverage.folder / "files" / "component-legal.geojson.gz").read_bytes())
    (tmp_path / "legal.geojson").write_bytes(text)

    frame = geopandas.read_file(tmp_path / "legal.geojson")

    assert frame.crs == "EPSG:4326"
    assert list(frame["code"]) == list(coverage.demand.communities.codes)
    assert json.loads(text)["metadata"].keys() >= SAYS


def test_every_file_tells_the_same_figures(coverage):
    rows, said = table_of(coverage.folder)
    layer = geopandas.read_file(coverage.folder / "files" / "component-legal.gpkg", layer="communities")
    ours = {row["code"]: row["median_km"] for row in rows if row["layer"] == "communities"}

    assert {line[2:].partition(":")[0] for line in said} >= SAYS
    for code, km in zip(layer["code"], layer["median_km"], strict=True):
        assert ours[code] == ("" if km != km else f"{km:g}") or float(ours[code]) == pytest.approx(km)


def test_of_a_community_that_has_not_agreed_no_file_tells_a_figure(coverage):
    silent = {code for code, hidden in zip(coverage.demand.communities.codes, coverage.withheld, strict=True) if hidden}
    rows, _said = table_of(coverage.folder)

    told = {row["code"]: row for row in rows if row["layer"] == "communities" and row["code"] in silent}
    assert told.keys() == silent
    assert {row[name] for row in told.values() for name in ("median_km", "beyond", "score", "afar", "in_area")} == {""}


def test_with_the_full_geography_every_community_and_region_is_drawn(full_geography, tmp_path):
    store = store_of(CAST)
    coverage = build(store, Ground(full_geography, EMBEDDED), tmp_path / "coverage", DAY, nothing)

    path = coverage.folder / "files" / "component-legal.gpkg"
    assert {name: pyogrio.read_info(path, layer=name)["features"] for name, _kind in pyogrio.list_layers(path)} == {
        "provinces": 13,
        "health_regions": 104,
        "communities": 5161,
    }
    frame = geopandas.read_file(path, layer="communities")
    assert not frame.geometry.is_empty.any()
    assert set(frame.geom_type) == {"MultiPolygon"}


def test_no_name_is_read_as_a_formula():
    assert files.in_cells({"name": "=1+1", "looked": True, "km": -1.5}) == {
        "name": "'=1+1",
        "looked": "yes",
        "km": -1.5,
    }


def test_a_need_is_named_in_its_files_as_it_is_coded():
    assert files.stem(LEGAL) == "component-legal"
