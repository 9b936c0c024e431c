"""Files that come from outside: whatever is in them, the answer says where and how, and nothing is stored."""

import json

import pytest

from portal.exchange.imports import Import
from portal.exchange.layouts import LAYOUTS
from portal.exchange.reading import LARGEST_CELL, Unreadable, csv_rows, geojson_rows
from portal.mapping.checks import COLUMNS

HEADER = ",".join(COLUMNS)
WIDTH = len(COLUMNS)
YOUTH = {
    "OBJECTID": 1,
    "AGENCY_NAM": "Cedar House",
    "ORGANIZATI": "12 Larch St",
    "OFFICE_PHO": "",
    "DATE_UPDAT": "2016",
}


def line(values):
    return ",".join(f'"{values[column]}"' for column in COLUMNS)


def feature(geometry=None, **properties):
    return {"type": "Feature", "properties": YOUTH | properties, "geometry": geometry}


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def point(*pair):
    return {"type": "Point", "coordinates": list(pair)}


DEEP = b'{"features": ' + b"[" * 100_000
DEEP_VALUE = collection(feature(AGENCY_NAM="@")).replace(b'"@"', b"[" * 900 + b"]" * 900)

# What is in the file, and what the English answer says of it: where, what, and the cure.
BAD_CSV = {
    "empty": (b"", "list.csv is empty", "needs a header row"),
    "blank lines only": (b"\n\n  \n", "list.csv is empty", "needs a header row"),
    "a header and nothing below": (HEADER.encode(), "list.csv is empty", "at least one record"),
    "a header and blank lines": (f"{HEADER}\n\n,,\n\n".encode(), "list.csv is empty", "at least one record"),
    "UTF-16": (f"{HEADER}\n{HEADER}".encode("utf-16"), "row 1", "save the file again as UTF-8"),
    "UTF-16 without a mark": (f"{HEADER}\n{HEADER}".encode("utf-16-le"), "row 1", "save the file again as UTF-8"),
    "UTF-32": (HEADER.encode("utf-32"), "row 1", "save the file again as UTF-8"),
    "Windows-1252": (f"{HEADER}\n{'é,' * 5}".encode("cp1252"), "row 2", "save the file again as UTF-8"),
    "Mac Roman": (f"{HEADER}\n\n{'é,' * 5}".encode("mac-roman"), "row 3", "save the file again as UTF-8"),
    "a NUL": (f"{HEADER}\na\0b".encode(), "row 2", "save the file again as UTF-8"),
    "a column missing": (HEADER.replace("categories,", "").encode(), "row 1: has no column categories", "add it"),
    "a column twice": (f"{HEADER},province\n".encode(), "row 1: has column province twice", "keep one"),
    "semicolons between cells": (HEADER.replace(",", ";").encode(), "row 1: has no column", "add it"),
    "no header": (b"a,b,c\n1,2,3\n", "row 1: has no column", "add it"),
    "a row too short": (f"{HEADER}\na,b\n".encode(), "row 2: has 2 columns", "put quotes around cells"),
    "a row too long": (
        f"{HEADER}\n{HEADER},x\n".encode(),
        f"row 2: has {WIDTH + 1} columns",
        "put quotes around cells",
    ),
    "a cell of 200 kB": (
        f"{HEADER}\n{'x' * 200_000}{',' * (WIDTH - 1)}\n".encode(),
        "row 2, column record_key",
        "shorten it",
    ),
    "a quote that never ends": (f'{HEADER}\n"abc,{HEADER}\n'.encode(), "row 2", "check the quotes"),
    "a quote in the middle": (f'{HEADER}\n"a"b{"," * (WIDTH - 1)}\n'.encode(), "row 2", "check the quotes"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "row 1", "save the file again as UTF-8"),
}
BAD_GEOJSON = {
    "empty": (b"", "is empty", "needs"),
    "not JSON": (b"{features: []}", "is not JSON", "export it again"),
    "cut short": (collection(feature())[:-5], "is not JSON", "export it again"),
    "nested without end": (DEEP, "is not JSON", "export it again"),
    "a number of 5,000 digits": (b'{"features": [' + b"9" * 5000 + b"]}", "is not JSON", "export it again"),
    "a list": (b"[1, 2]", "has no features", "feature collection of points"),
    "no features": (b'{"type": "FeatureCollection", "features": []}', "has no features", "feature collection"),
    "features that are none": (b'{"features": [5]}', "row 1: has no column", "choose the importer"),
    "properties that are none": (b'{"features": [{"properties": 5}]}', "row 1: has no column", "choose the importer"),
    "other columns": (b'{"features": [{"properties": {"NAME": 1}}]}', "row 1: has no column", "choose the importer"),
    "a second feature that is none": (collection(feature(), 7), "row 2: the feature has no properties", "export"),
    "a line": (
        collection(feature(), feature({"type": "LineString", "coordinates": [[-79, 43], [-79, 44]]})),
        "row 2, column geometry: is not a point",
        "export points only",
    ),
    "a point without coordinates": (collection(feature({"type": "Point"})), "row 1, column geometry", "points only"),
    "half a character": (collection(feature(AGENCY_NAM="\ud800")), "row 1: holds half of a character", "export"),
    "a cell of 200 kB": (collection(feature(AGENCY_NAM="x" * 200_000)), "row 1, column AGENCY_NAM", "shorten it"),
}


@pytest.fixture
def refused(file_registry, importing, listing, tmp_path):
    """What an import says of a file it cannot use; the registry must be the same before and after."""
    file_registry.publish([listing()], "2026-11-24", "test")

    def said(raw, layout=None, name="list.csv"):
        path = tmp_path / name
        path.write_bytes(raw)
        before = list(file_registry.db.conn.iterdump())
        with pytest.raises(Unreadable) as fault:
            importing(file_registry, path, layout=layout, keep_good_rows=True)
        assert list(file_registry.db.conn.iterdump()) == before
        return fault.value.text

    return said


@pytest.mark.parametrize("raw, where, cure", BAD_CSV.values(), ids=list(BAD_CSV))
def test_a_csv_file_that_cannot_be_used_says_where_and_how_to_mend_it(refused, raw, where, cure):
    text = refused(raw)

    assert where in text.en and cure in text.en
    assert text.fr and text.fr != text.en
    assert len(text.en) < 1500


@pytest.mark.parametrize("raw, where, cure", BAD_GEOJSON.values(), ids=list(BAD_GEOJSON))
def test_a_geojson_file_that_cannot_be_used_says_where_and_how_to_mend_it(refused, raw, where, cure):
    text = refused(raw, LAYOUTS["toronto-youth"], "list.geojson")

    assert where in text.en and cure in text.en
    assert text.fr and text.fr != text.en


def test_a_file_that_is_not_there_or_is_a_folder_says_so(tmp_path):
    for path in (tmp_path / "nowhere.csv", tmp_path):
        with pytest.raises(Unreadable, match="cannot be opened"):
            csv_rows(path, COLUMNS)


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr("portal.exchange.reading.LARGEST_FILE", 10)
    path = tmp_path / "large.csv"
    path.write_text("a,b\n" * 20)

    with pytest.raises(Unreadable, match="over 200 MB; split it"):
        csv_rows(path, ["a"])


def test_of_several_files_the_one_at_fault_is_named(registry, written, importing, row, tmp_path):
    good, bad = written(row(), name="good.csv"), tmp_path / "bad.csv"
    bad.write_text("a,b\n1,2\n")

    with pytest.raises(Unreadable) as fault:
        importing(registry, good, bad)

    assert fault.value.text.en.startswith("bad.csv, row 1: ")
    assert fault.value.text.fr.startswith("bad.csv, ligne 1 : ")


def test_what_spreadsheets_write_is_read(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes('\ufeff a ,b,more\r\n"x, ""y""","l1\r\nl2",\r\n\r\né,2,3\r\n'.encode())

    rows = list(csv_rows(path, ["a", "b"]))

    assert [row.values for row in rows] == [
        {"a": 'x, "y"', "b": "l1\r\nl2", "more": ""},
        {"a": "é", "b": "2", "more": "3"},
    ]
    assert rows[1].number == 5


def test_a_long_cell_within_the_limit_is_read(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(f"a\n{'x' * LARGEST_CELL}\n")

    assert len(next(csv_rows(path, ["a"])).values["a"]) == LARGEST_CELL


def rows_of(tmp_path, raw):
    path = tmp_path / "list.geojson"
    path.write_bytes(raw)
    return [row.values for row in geojson_rows(path, ["OBJECTID", "AGENCY_NAM"])]


def test_a_feature_becomes_a_row_with_its_point_as_text(tmp_path):
    (values,) = rows_of(tmp_path, collection(feature(point(-79.5, 43.7, 12.0), AGENCY_NAM=None)))

    assert (values["OBJECTID"], values["AGENCY_NAM"]) == ("1", "")
    assert (values["longitude"], values["latitude"]) == ("-79.5", "43.7")


def test_a_feature_without_geometry_has_no_point(tmp_path):
    (values,) = rows_of(tmp_path, collection(feature(None)))

    assert (values["longitude"], values["latitude"]) == ("", "")


def test_a_later_feature_may_lack_a_column(tmp_path):
    bare = {"type": "Feature", "properties": {"OBJECTID": 2}, "geometry": None}

    assert rows_of(tmp_path, collection(feature(), bare))[1]["AGENCY_NAM"] == ""


@pytest.mark.parametrize("value", ["-79.5", None, True, [1], float("nan"), float("inf"), 10**400, 1e300], ids=repr)
def test_a_coordinate_that_is_no_number_stays_none(tmp_path, value):
    (values,) = rows_of(tmp_path, collection(feature(point(value, 43.7))))

    assert values["longitude"] == "?"


def test_what_is_nested_in_a_property_is_left_out_however_deep(tmp_path):
    (values,) = rows_of(tmp_path, DEEP_VALUE)

    assert values["AGENCY_NAM"] == ""


@pytest.mark.parametrize(
    "pair, column, message",
    [
        (("-79.5", "43.7"), "latitude", "not a finite number"),
        ((float("nan"), 43.7), "longitude", "not a finite number"),
        ((-79.5, float("inf")), "latitude", "not a finite number"),
        ((43.7, -79.5), "latitude", "looks like latitude and longitude exchanged"),
        ((0, 0), "latitude", "outside Canada"),
        ((630084, 4833438), "latitude", "not a finite number"),
        ((-73.6, 45.5), "latitude", "far outside the province"),
    ],
    ids=str,
)
def test_a_bad_point_of_a_feature_is_refused_by_row_and_column(registry, caution, tmp_path, pair, column, message):
    path = tmp_path / "list.geojson"
    path.write_bytes(collection(feature(point(-79.5, 43.7)), feature(point(*pair), OBJECTID=2)))
    stands_in = lambda here, letters: here[0] < -75  # noqa: E731

    report = Import(LAYOUTS["toronto-youth"], registry, caution, "2026-11-24", stands_in).run([path])

    (fault,) = report.refused
    assert fault.said("en").startswith(f"row 2, column {column}: ") and message in fault.said("en")
    assert fault.said("fr").startswith(f"ligne 2, colonne {column} : ")
    assert registry.ids() == []
