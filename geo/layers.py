"""Layers for other people's programs: GeoPackage and GeoJSON. Written here, never read.

A layer is rows of plain values, each with a shape in longitude and latitude. What the figures rest on travels inside
the file: as GDAL's metadata in a GeoPackage, as the member `metadata` in GeoJSON. The same content gives the same
bytes, whenever it is written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyogrio
import shapely

from geo.boundaries import EARTH
from geo.sphere import Floats

Row = Mapping[str, Any]
About = Mapping[str, str]
MIDNIGHT = "T00:00:00.000Z"


@dataclass(frozen=True)
class Layer:
    """Rows with a shape each, in the same order; every row has the same columns."""

    name: str
    rows: Sequence[Row]
    shapes: Sequence[Any]
    """shapely geometries, longitude and latitude."""


def points(lonlat: Floats) -> Any:
    """Points (n, 2) as shapes."""
    return shapely.points(lonlat)


@dataclass(frozen=True, slots=True)
class Outline:
    """One area as it is drawn."""

    name_en: str
    name_fr: str
    shape: Any


def outlines(path: Path) -> dict[str, Outline]:
    """The areas of one of our own outline files, by their codes."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    shapes = shapely.from_geojson([json.dumps(feature["geometry"]) for feature in features])
    told = [feature["properties"] for feature in features]
    return {
        one["code"]: Outline(one["name_en"], one["name_fr"], shape) for one, shape in zip(told, shapes, strict=True)
    }


def write_geopackage(path: Path, layers: Sequence[Layer], about: About, day: str) -> None:
    """One GeoPackage of several layers. `day` (YYYY-MM-DD) is written into it as the day it was made."""
    path.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": day + MIDNIGHT})
    try:
        for number, layer in enumerate(layers):
            # Shapes of one kind alone make a layer that every program opens.
            shapes = [shapely.multipolygons([one]) if one.geom_type == "Polygon" else one for one in layer.shapes]
            frame = geopandas.GeoDataFrame([dict(row) for row in layer.rows], geometry=shapes, crs=EARTH)
            whole = {"dataset_metadata": dict(about)} if number == 0 else {}
            pyogrio.write_dataframe(
                frame, path, layer=layer.name, driver="GPKG", append=number > 0, layer_metadata=dict(about), **whole
            )
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def as_geojson(layer: Layer, about: About, decimals: int = 4) -> str:
    """One layer as GeoJSON."""
    shapes = shapely.to_geojson(
        shapely.transform(np.asarray(layer.shapes, dtype=object), lambda corners: np.round(corners, decimals))
    )
    features = [
        {"type": "Feature", "properties": dict(row), "geometry": json.loads(shape)}
        for row, shape in zip(layer.rows, shapes, strict=True)
    ]
    whole = {"type": "FeatureCollection", "name": layer.name, "metadata": dict(about), "features": features}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")) + "\n"
