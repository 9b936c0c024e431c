"""Which province a point lies in, from our own outlines: for checks at import, without geopandas.

A point is (longitude, latitude). The outlines are simplified, so a point up to 25 km off a coast still counts.
"""

from __future__ import annotations

import json
from math import cos, radians
from pathlib import Path

import shapely

from geo.sphere import Point, rough_km

COAST_KM = 25.0


class Provinces:
    """The thirteen outlines of provinces.geojson, ready to be asked."""

    def __init__(self, path: Path) -> None:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        self._letters = [str(feature["properties"]["code"]) for feature in features]
        self._shapes = shapely.from_geojson([json.dumps(feature["geometry"]) for feature in features])
        shapely.prepare(self._shapes)

    def province_of(self, point: Point) -> str:
        """The two letters of the province that holds the point or lies within 25 km of it; else ''."""
        inside = shapely.contains_xy(self._shapes, *point)
        if inside.any():
            return self._letters[int(inside.argmax())]
        distance, letters = min(zip(self._kilometres(point), self._letters, strict=True))
        return letters if distance <= COAST_KM else ""

    def near(self, point: Point) -> frozenset[str]:
        """The letters of every province within 25 km: near a border a point may be meant for either side."""
        reached = zip(self._kilometres(point), self._letters, strict=True)
        return frozenset(letters for distance, letters in reached if distance <= COAST_KM)

    def _kilometres(self, point: Point) -> list[float]:
        """How far each outline is. East and north are made equally long at this latitude before measuring."""
        longitude, latitude = point
        narrow = max(cos(radians(latitude)), 0.01)
        flat = shapely.transform(self._shapes, lambda points: points * [narrow, 1.0])
        lines = shapely.shortest_line(flat, shapely.Point(longitude * narrow, latitude))
        ends = shapely.get_coordinates(lines).reshape(-1, 2, 2)[:, 0] / [narrow, 1.0]
        return [rough_km((float(x), float(y)), point) for x, y in ends]
