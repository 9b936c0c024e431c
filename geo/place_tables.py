"""Tables of places read into memory: the only module that knows the columns of places.csv and its companions.

The same columns stand in the tables that come with the site and in those `geo.load` writes; the latter have more.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from geo.names import everyday_names
from geo.place import Place
from geo.provinces import PROVINCES

DIVISIONS = "divisions.csv"
AREAS = "areas.csv"
WIDE_KM = 25.0
"""A postal area whose people live farther than this from its point is shown as a region, without distances."""
SPREAD_KM = 5.0
"""A community more spread out than this is "around" its point."""
VAST_KM = 250.0
"""No distance is measured from a region that reaches farther than this: Nunavik has no middle to speak of."""


@dataclass(frozen=True, slots=True)
class Named:
    """A place with every name it goes by, and whether each is its own name or another one."""

    place: Place
    own: tuple[str, ...]
    other: tuple[str, ...] = ()


def is_complete(folder: Path) -> bool:
    """Whether a folder written by `geo.load` was finished: its report is written last."""
    return (folder / "built.json").is_file()


def named_in(folder: Path) -> Iterator[Named]:
    """Both tables of names of a folder. What `geo.load` wrote starts with the communities people are counted in."""
    order = ("communities.csv", "places.csv") if is_complete(folder) else ("places.csv", "communities.csv")
    division_of = divisions(folder)
    for name in order:
        yield from communities(folder / name, division_of)
    yield from regions(folder / "regions.csv")


def divisions(folder: Path) -> dict[str, str]:
    """The census division of each place of a folder, by place id. Tables of `geo.load` name it in every row."""
    path = folder / DIVISIONS
    rows = _rows(path) if path.is_file() else ()
    return {place_id: row["division"] for row in rows for place_id in row["place_ids"].split(";")}


def communities(path: Path, division_of: Mapping[str, str] | None = None) -> Iterator[Named]:
    """Rows of a table of communities. A row without a point is left out."""
    for row in _rows(path):
        if row["latitude"] and row["longitude"]:
            yield _community(row, row.get("areas") or (division_of or {}).get(row["place_id"], ""))


def _community(row: dict[str, str], codes: str) -> Named:
    french = row["name_fr"] or row["name"]
    radius = _number(row.get("radius_km", ""))
    place = Place(
        place_id=row["place_id"],
        name_en=row["name"],
        name_fr=french,
        province=row["province"],
        point=(float(row["longitude"]), float(row["latitude"])),
        population=int(float(row["population"])) if row["population"] else None,
        around=radius is not None and radius > SPREAD_KM,
        radius_km=radius,
        areas=areas(row["province"], codes),
        remoteness=row.get("remoteness_class") or None,
        rural={"yes": True, "no": False}.get(row.get("rural", "")),
    )
    return Named(place, _own_names(place), (*_listed(row["other_names"]), *everyday_names(place.name_en)))


def _own_names(place: Place) -> tuple[str, ...]:
    return (place.name_en, place.name_fr) if place.name_fr != place.name_en else (place.name_en,)


def _listed(names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(";") if name.strip())


def regions(path: Path) -> Iterator[Named]:
    """Rows of a table of regions that people name: Nunavik, Gaspésie, Niagara. Nothing where there is no table."""
    for row in _rows(path) if path.is_file() else ():
        radius = float(row["radius_km"])
        place = Place(
            place_id=row["region_id"],
            name_en=row["name_en"],
            name_fr=row["name_fr"],
            province=row["province"],
            point=(float(row["longitude"]), float(row["latitude"])),
            population=int(row["population"]),
            kind="region",
            around=True,
            radius_km=radius,
            region_only=radius > VAST_KM,
            areas=areas(row["province"], row["divisions"]),
        )
        yield Named(place, _own_names(place), _listed(row["other_names"]))


def postal_areas(path: Path) -> Iterator[Place]:
    """Rows of a table of postal areas. A row without a point is left out."""
    division_of = divisions(path.parent)
    for row in _rows(path):
        if row["latitude"] and row["longitude"]:
            radius, place_id = _number(row["radius_km"]), f"FSA:{row['fsa']}"
            yield Place(
                place_id=place_id,
                name_en=row["fsa"],
                name_fr=row["fsa"],
                province=row["province"],
                point=(float(row["longitude"]), float(row["latitude"])),
                kind="postal",
                around=True,
                radius_km=radius,
                region_only=radius is None or radius > WIDE_KM,
                areas=areas(row["province"], row.get("areas") or division_of.get(place_id, "")),
            )


def provinces() -> Iterator[Named]:
    """The thirteen provinces and territories as places."""
    for province in PROVINCES.values():
        place = Place(
            place_id=province.code,
            name_en=province.en,
            name_fr=province.fr,
            province=province.letters,
            point=province.point,
            population=province.population,
            kind="province",
            around=True,
            region_only=True,
            areas=areas(province.letters, ""),
        )
        yield Named(place, (province.en, province.fr), province.also)


@cache
def areas(province: str, more: str) -> frozenset[str]:
    """The public areas of a place: Canada, its province, and those the table names (`CD:3558;CSD:3558004`)."""
    known = PROVINCES.get(province)
    return frozenset({"CA", *([known.code] if known else []), *(code for code in more.split(";") if code)})


def _number(text: str) -> float | None:
    return float(text) if text else None


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)
