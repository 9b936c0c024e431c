"""Boundary files: the only module that opens them with geopandas, and joins or simplifies what is inside.

Only files an operator put there, never anything a visitor sent: GDAL follows references to other files. A file is
opened only when its first bytes are those its name promises. Points and shapes are (longitude, latitude).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import shapely

from geo.sphere import Point

EARTH = "EPSG:4326"
CANADA = "EPSG:3347"
"""Statistics Canada's Lambert projection, in metres."""
FIRST_BYTES = {".geojson": b"{", ".json": b"{", ".gpkg": b"SQLite format 3\x00", ".shp": b"\x00\x00\x27\x0a"}
DECIMALS = 4


class NotABoundaryFile(Exception):
    """The file is not of the kind its name says."""


def read(path: Path) -> geopandas.GeoDataFrame:
    """The shapes of a GeoJSON, GeoPackage or Shapefile, sound and in longitude and latitude."""
    promised = FIRST_BYTES.get(path.suffix.lower())
    with path.open("rb") as file:
        begun = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    if promised is None or not begun.startswith(promised):
        raise NotABoundaryFile(path.name)
    frame = geopandas.read_file(path)
    frame = frame.set_crs(EARTH) if frame.crs is None else frame.to_crs(EARTH)
    return frame.set_geometry(sound(frame.geometry.values))


def sound(shapes: Any) -> Any:
    """The same shapes without crossed rings; never a mixed collection, which later steps cannot read."""
    return shapely.make_valid(shapes, method="structure", keep_collapsed=False)


def bounds(frame: geopandas.GeoDataFrame) -> tuple[Point, Point]:
    """The south-west and north-east corners of everything in the frame."""
    west, south, east, north = (float(edge) for edge in frame.total_bounds)
    return (west, south), (east, north)


def simplified(frame: geopandas.GeoDataFrame, metres: float) -> geopandas.GeoDataFrame:
    """Lighter shapes; two neighbours still share one border. Islands narrower than `metres` vanish."""
    flat = frame.to_crs(CANADA)
    large = flat.set_geometry([_without_islets(shape, metres) for shape in sound(flat.geometry.values)])
    return large.set_geometry(sound(large.geometry.simplify_coverage(metres).values)).to_crs(EARTH)


def _without_islets(shape: Any, metres: float) -> Any:
    """The shape without islands smaller than a square of `metres`; its largest part always stays."""
    parts = sorted(shapely.get_parts(shape), key=lambda part: part.area, reverse=True)
    return shapely.MultiPolygon([part for n, part in enumerate(parts) if n == 0 or part.area >= metres**2])


def as_outlines(frame: geopandas.GeoDataFrame, decimals: int = DECIMALS) -> dict[str, Any]:
    """The frame as GeoJSON, rounded so that neighbours still share every corner."""
    shapes = shapely.transform(frame.geometry.values, lambda points: np.round(points, decimals))
    properties = frame.drop(columns=frame.geometry.name).to_dict("records")
    features = [
        {"type": "Feature", "properties": one, "geometry": json.loads(shapely.to_geojson(shape))}
        for one, shape in zip(properties, shapes, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def light_outlines(path: Path, metres: float = 20_000, decimals: int = 2) -> dict[str, Any]:
    """One of our own boundary files, made light enough for a telephone: the base map of the site."""
    return as_outlines(simplified(read(path), metres), decimals)


def codes_at(points: np.ndarray[Any, Any], frame: geopandas.GeoDataFrame, column: str, group: str) -> list[str]:
    """For each row of `points` (longitude, latitude, group): the code of the shape that holds it.

    Coasts are simplified, so a point outside every shape gets the nearest one of its own `group`; '' when there is
    none. Points and shapes of different groups are never joined.
    """
    held = geopandas.GeoDataFrame(
        {"asked": points[:, 2].astype(str)},
        geometry=geopandas.points_from_xy(points[:, 0].astype(float), points[:, 1].astype(float)),
        crs=EARTH,
    ).to_crs(CANADA)
    codes = np.full(len(held), "", dtype=object)
    shapes = frame.to_crs(CANADA)
    for name, rows in held.groupby("asked").groups.items():
        inside = shapes[shapes[group] == name]
        if len(inside):
            joined = held.loc[rows].sjoin_nearest(inside[[column, "geometry"]])
            joined = joined[~joined.index.duplicated()]
            codes[joined.index] = joined[column]
    return [str(code) for code in codes]
