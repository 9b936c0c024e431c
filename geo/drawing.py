"""A map as one drawing (SVG), for a report that is printed or sent: outlines filled by class, hatched where asked.

Projected as Statistics Canada does (EPSG:3347). Colours are ColorBrewer's YlGnBu, told apart by colour-blind eyes and
on a grey printer. Nothing in it is fetched from anywhere, and no script runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import geopandas
import numpy as np
import shapely

from geo.boundaries import CANADA, EARTH, sound
from geo.sphere import Floats

FILLS = ("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494")
UNKNOWN = "#ffffff"
WIDTH = 900
"""Units of the drawing across; a unit is about a pixel."""
HEIGHT = 760
FINE = 0.9
"""Units by which a border may be moved."""
DOT = 2.5


@dataclass(frozen=True, slots=True)
class Area:
    """One outline: its class, None where there is no figure, whether it is hatched, and what it says of itself."""

    shape: Any
    level: int | None
    hatched: bool
    title: str


def draw(areas: Sequence[Area], dots: Floats, title: str, description: str) -> str:
    """The drawing. `dots` are points (n, 2), longitude and latitude, drawn over the areas."""
    flat = geopandas.GeoSeries([area.shape for area in areas], crs=EARTH).to_crs(CANADA)
    west, south, east, north = flat.total_bounds
    scale = min(WIDTH / (east - west), HEIGHT / (north - south))
    wide, high = round((east - west) * scale), round((north - south) * scale)

    def placed(corners: Floats) -> Floats:
        return np.column_stack([(corners[:, 0] - west) * scale, (north - corners[:, 1]) * scale])

    shapes = shapely.coverage_simplify(sound(shapely.transform(flat.values, placed)), FINE)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" role="img" aria-labelledby="t d">',
        f'<title id="t">{escape(title)}</title><desc id="d">{escape(description)}</desc>',
        '<defs><pattern id="h" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<path d="M0 0V6" stroke="#555" stroke-width="1.2"/></pattern></defs>',
        '<g stroke="#777" stroke-width=".5" stroke-linejoin="round">',
        *(filled(shape, area, number) for number, (shape, area) in enumerate(zip(shapes, areas, strict=True))),
        "</g>",
        '<g fill="#b2182b" stroke="#fff" stroke-width=".6">' if len(dots) else "",
        *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{DOT}"/>' for x, y in (placed(flattened(dots)) if len(dots) else ())),
        "</g>" if len(dots) else "",
        "</svg>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def filled(shape: Any, area: Area, number: int) -> str:
    """One area: its fill, and over it the hatching, by the same path."""
    fill = UNKNOWN if area.level is None else FILLS[area.level]
    hatch = f'<use href="#a{number}" fill="url(#h)"/>' if area.hatched else ""
    path = f'<path id="a{number}" d="{path_of(shape)}"/>'
    return f'<g fill="{fill}"><title>{escape(area.title)}</title>{path}{hatch}</g>'


def path_of(shape: Any) -> str:
    """A shape as the path of a drawing, to a tenth of a unit; rings too small to be seen are left out."""
    rings = [ring for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors)]
    if len(rings) > 1:
        largest = max(rings, key=lambda ring: ring.length)
        rings = [ring for ring in rings if ring is largest or ring.length > 4 * FINE]
    return "".join(ring_of(np.round(shapely.get_coordinates(ring), 1)) for ring in rings)


def ring_of(corners: Floats) -> str:
    """One closed ring."""
    return "M" + " ".join(f"{x:g},{y:g}" for x, y in corners[:-1]) + "Z"


def flattened(points: Floats) -> Floats:
    """Points in the projection of the drawing."""
    spots = geopandas.GeoSeries(geopandas.points_from_xy(points[:, 0], points[:, 1]), crs=EARTH)
    flat: Floats = shapely.get_coordinates(spots.to_crs(CANADA).values)
    return flat
