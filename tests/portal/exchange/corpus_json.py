"""The same in JSON and GeoJSON. See `corpus`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from .corpus import Case, made


def line(**values: Any) -> dict[str, Any]:
    """A record of a crisis line that is right."""
    own = {"service_name_en": "Line", "categories": "crisis.line", "phone_crisis": "807-555-0150", "province": "ON"}
    return own | values


def beside_a_good(name: str, words: str, **values: Any) -> Case:
    """A list whose second record is refused and whose first is not."""
    return Case(name, made(json.dumps([line(), line(**values)])), bad={2: words}, good=1)


def raw(name: str, text: str, whole: str = "not JSON") -> Case:
    """A text that stands for no document."""
    return Case(name, made(text), whole=whole)


def hsds(**values: Any) -> dict[str, Any]:
    """A service as HSDS has it."""
    place = {
        "id": "p", "location_type": "physical", "latitude": 48.4, "longitude": -89.25,
        "addresses": [{"id": "a", "address_1": "9 Quokka Lane", "city": "Thunder Bay", "state_province": "ON",
                       "postal_code": "P7B 1A1", "country": "CA", "address_type": "physical"}],
    }  # fmt: skip
    own = {
        "id": "5f0c6f5e-0000-4000-8000-000000000001", "name": "Line", "status": "active",
        "organization": {"id": "o", "name": "Lakehead Legal Clinic", "description": ""},
        "service_at_locations": [{"id": "sal", "location": place}],
        "phones": [{"id": "n", "number": "807-555-0150", "type": "voice"}],
    }  # fmt: skip
    return own | values


def feature(coordinates: Any, kind: str = "Point", **values: Any) -> dict[str, Any]:
    """An office as GeoJSON has it."""
    own = {"disclosure": "address", "address": "9 Invented Street", "community": "Thunder Bay", "delivery": "in_person"}
    return {
        "type": "Feature",
        "properties": line(**(own | values)),
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def collection(*features: Any, **more: Any) -> str:
    """Features as a file."""
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more})


HERE = [-89.25, 48.4]


def misplaced(name: str, words: str, coordinates: Any, kind: str = "Point", **values: Any) -> Case:
    """A collection whose second point is refused and whose first is not."""
    return Case(
        name, made(collection(feature(HERE), feature(coordinates, kind, **values))), bad={2: words}, good=1
    )  # fmt: skip


JSON: Sequence[Case] = (
    Case("a list", made(json.dumps([line()])), good=1),
    Case("a list under a name, with the mark of UTF-8", made("\ufeff" + json.dumps({"services": [line()]})), good=1),
    Case("UTF-16", made(json.dumps([line()]), "utf-16"), good=1),
    Case("one record alone", made(json.dumps(line())), good=1),
    raw("cut short", json.dumps([line()])[:-8]),
    raw("a comma too many", '[{"a": 1},]'),
    raw("remarks", '[{"a": 1} /* one */]'),
    raw("one record a line", json.dumps(line()) + "\n" + json.dumps(line())),
    raw("a hundred thousand lists inside each other", "[" * 100_000 + "]" * 100_000),
    raw("a hundred thousand objects inside each other", '{"a":' * 100_000 + "1" + "}" * 100_000),
    raw("a number of five thousand digits", f'[{{"age_min": {"9" * 5_000}}}]'),
    raw("an empty list", "[]", "empty"),
    raw("an empty object", "[{}]", "empty"),
    raw("half of a letter in a heading", '[{"a\\ud800": "1"}]', "half of a character"),
    raw("half of a letter in two headings alike", '[{"a\\ud800": "1", "a\\ud800 ": "2"}]', "half of a character"),
    raw("a heading of ten thousand letters", json.dumps([{"a" * 10_000: "1"}]), "heading"),
    raw("a thousand headings", json.dumps([{f"h{n}": "1" for n in range(1_000)}]), "1000 columns"),
    raw("a hundred thousand records", json.dumps([{"a": "1"}] * 100_000), "more than 1000 rows"),
    raw("names that differ in blanks", '[{"a": 1, "a ": 2}]', "twice"),
    beside_a_good("no number at all", "age_min", age_min=float("nan")),
    beside_a_good("infinity", "age_max", age_max=float("inf")),
    beside_a_good("a number that is no whole one", "age_min", age_min=18.5),
    beside_a_good("yes and no for a list", "categories", categories=True),
    beside_a_good("half of a letter", "half of a character", service_name_en="\ud800"),
    beside_a_good("text that runs backwards", "invisible", service_name_en="Li\u202ene"),
    beside_a_good("a NUL", "invisible", service_name_en="Li\0ne"),
    beside_a_good("an object for a name", "service_name", service_name_en={"en": "Line"}),
    beside_a_good("a formula", "holds a formula", service_name_en="=1+1"),
    beside_a_good("a cell of 200 kB", "description_en", description_en="x" * 200_000),
    Case("what is no record", made(json.dumps([line(), 7, None, ["a"], "b"])),
         bad=dict.fromkeys((2, 3, 4, 5), "no record"), good=1),
    Case("a name twice in a record", made(f'[{json.dumps(line())}, {{"province": "ON", "province": "QC"}}]'),
         bad={2: "same thing twice"}, good=1),
    Case("a name that programs stumble over", made(json.dumps([line(__proto__="x", constructor="y")])), good=1),
    Case("lists within lists", made(json.dumps([line(languages=[["en"], ["fr", ["iu"]]])])), good=1),
    Case("a service of HSDS that is a shelter",
         made(json.dumps([hsds(name="Rosewood women's shelter")])), bad={1: "Kinds of help"}, dropped=1),
    Case("a service of HSDS that has ended", made(json.dumps([hsds(status="defunct")])), bad={1: "no longer given"}),
    Case("services of HSDS with parts of other kinds",
         made(json.dumps([hsds(phones=7, service_at_locations="x", organization=[], languages=[None, 1])])),
         bad={1: "Kinds of help"}),
)  # fmt: skip

GEOJSON: Sequence[Case] = (
    Case("an office", made(collection(feature(HERE))), good=1),
    Case("height above the sea", made(collection(feature([*HERE, 190.0]))), good=1),
    Case("longitude and latitude said by their name",
         made(collection(feature(HERE), crs={"properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}})), good=1),
    Case("metres of a web map", made(collection(feature([-9_935_000, 6_173_000]), crs={"properties": {"name":
         "EPSG:3857"}})), whole="WGS84"),
    Case("metres of Statistics Canada", made(collection(feature(HERE), crs={"properties": {"name": "EPSG:3347"}})),
         whole="WGS84"),
    misplaced("metres, and nobody says so", "latitude", [-9_935_000, 6_173_000]),
    misplaced("latitude first", "latitude", [48.4, -89.25]),
    misplaced("numbers as text", "latitude", ["-89.25", "48.4"]),
    misplaced("no number", "not a finite number", [float("nan"), 48.4]),
    misplaced("infinity", "latitude", [float("inf"), float("-inf")]),
    misplaced("a number of three hundred digits", "latitude", [1e308, -1e308]),
    misplaced("nothing for numbers", "latitude", [None, None]),
    misplaced("one number", "latitude", [-89.25]),
    misplaced("no numbers", "latitude", []),
    misplaced("where the equator meets Greenwich", "latitude", [0, 0]),
    misplaced("in the United States", "latitude", [-74.0, 40.7]),
    misplaced("in another province", "latitude", [-113.5, 53.5]),
    misplaced("an outline", "latitude", [[[-89, 48], [-89, 49], [-88, 48], [-89, 48]]], "Polygon"),
    misplaced("several points", "latitude", [HERE, HERE], "MultiPoint"),
    misplaced("two hundred thousand corners", "latitude", [HERE] * 200_000, "LineString"),
    Case("a collection of collections", made(collection(feature(HERE), {"type": "Feature", "properties": line(),
         "geometry": {"type": "GeometryCollection", "geometries": []}})), bad={2: "latitude"}, good=1),
    Case("features that are none", made(collection(feature(HERE), None, 7, {"type": "Feature", "properties": None})),
         bad=dict.fromkeys((2, 3, 4), "no record"), good=1),
    Case("no features", made(collection()), whole="empty"),
    Case("features that are no list", made('{"type": "FeatureCollection", "features": {"a": 1}}'),
         bad={1: "missing"}),
    Case("a feature without a point", made(collection({"type": "Feature", "properties": line(), "geometry": None})),
         good=1),
    Case("another format's way to name files",
         made('<OGRVRTDataset><OGRVRTLayer name="a"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>'
              "</OGRVRTDataset>"), whole="web page"),
    Case("arcs of TopoJSON", made('{"type": "Topology", "objects": {}, "arcs": [[[1, 2]]]}'),
         bad={1: "missing"}),
    Case("a house nobody may find", made(collection(feature(HERE, disclosure="region"))), good=1, dropped=1),
    Case("a point, and a level that shows none",
         made(collection(feature(HERE, disclosure="community", address=""))), good=1, dropped=1),
    raw("a hundred thousand lists of numbers inside each other",
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Point",'
        '"coordinates":' + "[" * 100_000 + "]" * 100_000 + "}}]}"),
)  # fmt: skip
