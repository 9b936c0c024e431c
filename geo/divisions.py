"""Which census division each embedded place lies in: the only module that works it out and writes divisions.csv.

A service may say that it serves a census division (CD:3558). With this table somebody in Thunder Bay is shown that
service without the full geography. One row is a division with all its places, so that the file stays small.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import shapely

from geo import place_tables
from geo.names import keys
from geo.place import Place, Point
from geo.sphere import Nearest, rough_km

COLUMNS = ("division", "publisher", "place_ids")
PUBLISHER = "Statistics Canada"
NAMESAKE_KM = 25.0
"""A place takes the division of the community of its own name, unless that is farther away."""
NEAR_KM = 3.0
"""So near to people whose division is known, a place lies in theirs. Farther off, the drawn borders decide."""


def write(embedded: Path, geography: Path) -> None:
    """Write divisions.csv into `embedded`, our data/places, from the folder that `geo.load` wrote."""
    inside: dict[str, list[str]] = defaultdict(list)
    for place_id, division in of_places(_embedded_places(embedded), geography):
        inside[division].append(place_id)
    with (embedded / place_tables.DIVISIONS).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows((division, PUBLISHER, ";".join(sorted(ids))) for division, ids in sorted(inside.items()))


def of_places(places: Iterable[Place], geography: Path) -> Iterator[tuple[str, str]]:
    """Each place's id and division. A place of a province that the geography lacks is left out."""
    census = Census(geography)
    for place in places:
        division = census.division(place)
        if division:
            yield place.place_id, division


def _embedded_places(folder: Path) -> Iterator[Place]:
    """What lies in one division. A region and a rural postal area span several."""
    named = (one.place for one in place_tables.named_in(folder))
    yield from (place for place in named if place.kind == "community")
    postal = place_tables.postal_areas(folder / "postal_areas.csv")
    yield from (area for area in postal if not area.region_only)


class Census:
    """Where people are counted, and the borders of the divisions they are counted in."""

    def __init__(self, folder: Path) -> None:
        communities = [one.place for one in place_tables.communities(folder / "communities.csv")]
        self._divisions = [_division_among(place.areas) for place in communities]
        self._named: dict[tuple[str, str], list[int]] = defaultdict(list)
        for row, place in enumerate(communities):
            for line in {line for name in (place.name_en, place.name_fr) for line in keys(name)}:
                self._named[place.province, line].append(row)
        self._points = [place.point for place in communities]
        self._people = _people_by_province(folder / "demand.npz", communities)
        self._borders = Borders(folder / "census_divisions.geojson")

    def division(self, place: Place) -> str:
        """The code of the division of a place, or ''."""
        namesake = self._namesake(place)
        if namesake is not None:
            return self._divisions[namesake]
        rows, people = self._people.get(place.province, (None, None))
        if rows is None or people is None:
            return ""
        nearest, km = people.nearest(place.point)
        if km[0] > NEAR_KM:
            return self._borders.division(place) or self._divisions[rows[int(nearest[0])]]
        return self._divisions[rows[int(nearest[0])]]

    def _namesake(self, place: Place) -> int | None:
        """The row of the nearest community of its name."""
        if place.kind != "community":
            return None
        lines = {line for name in (place.name_en, place.name_fr) for line in keys(name)}
        rows = {row for line in lines for row in self._named.get((place.province, line), ())}
        near = [(rough_km(self._points[row], place.point), row) for row in rows]
        km, row = min(near, default=(NAMESAKE_KM + 1, -1))
        return row if km <= NAMESAKE_KM else None


class Borders:
    """Divisions as drawn. Small islands are not drawn, so a place may lie in none."""

    def __init__(self, path: Path) -> None:
        features = json.loads(path.read_text(encoding="utf-8"))["features"] if path.is_file() else []
        self._codes = [str(feature["properties"]["code"]) for feature in features]
        self._provinces = [f"PR:{feature['properties']['pruid']}" for feature in features]
        self._tree = shapely.STRtree(shapely.from_geojson([json.dumps(one["geometry"]) for one in features]))

    def division(self, place: Place) -> str:
        """The division of its own province that a place lies in, or ''."""
        rows = self._tree.query(shapely.Point(*place.point), predicate="intersects")
        return next((self._codes[row] for row in rows if self._provinces[row] in place.areas), "")


def _people_by_province(path: Path, communities: list[Place]) -> dict[str, tuple[list[int], Nearest]]:
    """For each province: every point where people live, and the community each belongs to."""
    points: dict[str, list[Point]] = defaultdict(list)
    rows: dict[str, list[int]] = defaultdict(list)
    with np.load(path) as demand:
        lived = zip(demand["lon"].tolist(), demand["lat"].tolist(), demand["community"].tolist(), strict=True)
        for longitude, latitude, row in lived:
            points[communities[row].province].append((longitude, latitude))
            rows[communities[row].province].append(row)
    for row, place in enumerate(communities):
        points[place.province].append(place.point)
        rows[place.province].append(row)
    return {province: (rows[province], Nearest(points[province])) for province in points}


def _division_among(areas: frozenset[str]) -> str:
    return next(code for code in areas if code.startswith("CD:"))
