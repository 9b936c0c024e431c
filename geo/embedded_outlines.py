"""The outlines of the provinces, out of Natural Earth: the only module that reads TopoJSON.

Meant for a maintainer's machine, as is all of `geo.embedded`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.provinces import PROVINCES

Points = NDArray[np.float64]

OUTLINE_METRES = 2000
OUTLINE_CRS = "EPSG:3347"


def provinces(outlines: Path) -> str:
    """The thirteen outlines as GeoJSON text, simplified with shared borders kept, four decimals."""
    topology = json.loads(outlines.read_text(encoding="utf-8"))
    shapes = province_shapes(topology)
    frame = geopandas.GeoSeries([shapes[letters] for letters in PROVINCES], crs="EPSG:4326").to_crs(OUTLINE_CRS)
    simple = frame.simplify_coverage(OUTLINE_METRES).to_crs("EPSG:4326")
    features = [
        {
            "type": "Feature",
            "properties": {"code": letters, "pruid": province.code[3:], "name_en": province.en, "name_fr": province.fr},
            "geometry": json.loads(shapely.to_geojson(rounded(shape))),
        }
        for (letters, province), shape in zip(PROVINCES.items(), simple, strict=True)
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")) + "\n"


def rounded(shape: Any) -> Any:
    """Four decimals. Each vertex is rounded by itself, so two provinces still share it."""
    return shapely.transform(shape, lambda points: np.round(points, 4))


def province_shapes(topology: dict[str, Any]) -> dict[str, Any]:
    """Shapes by province letters, out of the layer of subunits of a TopoJSON file."""
    arcs = [arc_points(arc, topology["transform"]) for arc in topology["arcs"]]
    subunits = topology["objects"]["subunits"]["geometries"]
    canadian = [unit for unit in subunits if unit["properties"]["gu"] == "CAN"]
    return {unit["id"]: sound(shapely.MultiPolygon(polygons_of(unit, arcs))) for unit in canadian}


def sound(shape: Any) -> Any:
    """The file's grid of one kilometre has pressed a few islands into lines: drop those, keep the rest as it is."""
    return shapely.make_valid(shape, method="structure", keep_collapsed=False)


def arc_points(arc: list[list[int]], transform: dict[str, list[float]]) -> Points:
    """An arc is written as a first position and steps, in whole numbers."""
    points: Points = np.cumsum(np.array(arc), axis=0) * transform["scale"] + transform["translate"]
    return points


def polygons_of(unit: dict[str, Any], arcs: list[Points]) -> list[Any]:
    polygons = unit["arcs"] if unit["type"] == "MultiPolygon" else [unit["arcs"]]
    shapes = []
    for shell, *holes in polygons:
        shapes.append(shapely.Polygon(ring_of(shell, arcs), [ring_of(hole, arcs) for hole in holes]))
    return shapes


def ring_of(parts: list[int], arcs: list[Points]) -> Points:
    """A ring joins arcs end to end; a negative number is an arc walked backwards."""
    walked = [arcs[part] if part >= 0 else arcs[~part][::-1] for part in parts]
    return np.concatenate([walked[0], *(arc[1:] for arc in walked[1:])])
