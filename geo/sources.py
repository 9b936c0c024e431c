"""Published geography files: the only module that knows how Statistics Canada, ISC and GeoNames lay theirs out.

Column names are read in lower case, files as UTF-8 with or without a byte-order mark, else as Latin-1. A dot or a
blank is "no value" and stays unknown; it never becomes 0.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from geo.provinces import PROVINCES

Row = dict[str, str]

FOLDERS = ("", "raw", "boundaries")
NO_VALUE = frozenset({"", ".", "..", "F", "x"})
LETTERS = {province.code[3:]: letters for letters, province in PROVINCES.items()}
"""The two digits Statistics Canada gives a province, to its letters."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """A census subdivision as the Index of Remoteness lists it."""

    csduid: str
    name: str
    csd_type: str
    remoteness: float | None
    population: int | None
    year: str


@dataclass(frozen=True, slots=True)
class Located:
    """A named point from Indigenous Services Canada."""

    place_id: str
    name: str
    other_names: tuple[str, ...]
    province: str
    longitude: float
    latitude: float


def find(source: Path, *patterns: str) -> Path | None:
    """The first file of these names, in the folder itself, in raw/ or in boundaries/."""
    for pattern in patterns:
        for folder in FOLDERS:
            matches = sorted((source / folder).glob(pattern))
            if matches:
                return matches[0]
    return None


def rows_of(path: Path, columns: tuple[str, ...] = ()) -> Iterator[Row]:
    """The rows of a CSV file, gzipped or not; of a tab-separated text without header when `columns` are given."""
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1").removeprefix("ï»¿")
    lines = io.StringIO(text, newline="")
    reader = csv.DictReader(lines, columns or None, delimiter="\t" if columns else ",", restval="")
    for row in reader:
        yield {(name or "").strip().lower(): (value or "").strip() for name, value in row.items() if name is not None}


def number(text: str) -> float | None:
    """A number, or None where the publisher gives none."""
    return None if text.strip() in NO_VALUE else float(text)


def count(text: str) -> int | None:
    """A whole number of people, or None where nobody counted."""
    value = number(text)
    return None if value is None else round(value)


def index_of_remoteness(path: Path) -> dict[str, Indexed]:
    """Catalogue 17-26-0001, as published in 2021 or in 2016, by csduid."""
    found = {}
    for row in rows_of(path):
        year = next(name[-4:] for name in row if name.startswith("csdpop"))
        found[row["csduid"]] = Indexed(
            csduid=row["csduid"],
            name=one_line(row["csdname"]),
            csd_type=row["csdtype"],
            remoteness=number(row["index_of_remoteness"]),
            population=count(row[f"csdpop{year}"]),
            year=year,
        )
    return found


def first_nations(path: Path) -> Iterator[Located]:
    """First Nations Location: one point a band, as published or with a province added."""
    for row in rows_of(path):
        yield Located(
            place_id=f"fn:{row['band_number']}",
            name=one_line(row["band_name"]),
            other_names=(),
            province=row.get("prov_by_coord", ""),
            longitude=float(row.get("longitude") or row["lon"]),
            latitude=float(row.get("latitude") or row["lat"]),
        )


def inuit_communities(path: Path) -> Iterator[Located]:
    """Inuit Communities: their names in Inuktut beside the ones on maps."""
    for row in rows_of(path):
        own = row.get("traditional_name", "")
        yield Located(
            place_id=f"inuit:{row['id']}",
            name=one_line(row["name"]),
            other_names=(one_line(own),) if own else (),
            province=row["province_code"],
            longitude=float(row["longitude"]),
            latitude=float(row["latitude"]),
        )


POSTAL_COLUMNS = ("country", "fsa", "place", "province", "prov", "a", "b", "c", "d", "lat", "lon", "accuracy")


def postal_text(path: Path) -> Iterator[Row]:
    """GeoNames' table of postal areas, named as in fsa.csv. It knows no radius, so each is a region only."""
    for row in rows_of(path, POSTAL_COLUMNS):
        yield {**row, "p90_km": ""}


WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
"""Apostrophes and dashes of Windows-1252 that were read as Latin-1, in which those numbers are no characters."""


def one_line(name: str) -> str:
    """A name with single spaces, and with the dashes and apostrophes it was written with."""
    return " ".join(name.translate(WINDOWS).split())


def without_lost_letter(name: str) -> str:
    """A name without the question mark that stands where the source lost a glottal stop."""
    return name.lstrip("?").strip()
