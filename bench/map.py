"""Measures the map's answers: time and bytes for views of 100,000 public addresses, and the first map view in all.

    python -m bench.map

The points are invented: half of them in towns of the places table by how many people live there, half scattered.
"""

from __future__ import annotations

import csv
import gzip
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from bench.figures import Figure
from geo.boundaries import light_outlines
from geo.maps import shell
from portal.config import CHECKOUT
from portal.finding.clusters import View, clusters
from portal.web.assets import own_files, package_address, static_address

POINTS = 100_000
RUNS = 15
VIEWS = {
    "all of Canada, z4, 1400 x 900": (-95.0, 60.0, 4, 1400, 900),
    "southern Ontario, z8, 800 x 900": (-79.6, 43.9, 8, 800, 900),
    "Toronto, z12, 800 x 900": (-79.4, 43.7, 12, 800, 900),
    "Toronto, z16, 800 x 900": (-79.4, 43.7, 16, 800, 900),
    "Nunavut, z4, 800 x 900": (-85.0, 68.0, 4, 800, 900),
    "around Iqaluit, z9, 800 x 900": (-68.5, 63.7, 9, 800, 900),
}


@dataclass(frozen=True, slots=True)
class MapFigure:
    """One view: how many marks, the time of making them, and what is sent."""

    name: str
    marks: int
    milliseconds: float
    compressed: int


def figures() -> Iterator[MapFigure]:
    """Every view in turn."""
    points = invented()
    rows = np.arange(len(points))
    for name, (longitude, latitude, zoom, wide, high) in VIEWS.items():
        view = around(longitude, latitude, zoom, wide, high)
        took = []
        for _ in range(RUNS):
            start = time.perf_counter()
            seen = clusters(points, rows, view)
            took.append((time.perf_counter() - start) * 1000)
        marks = [
            [round(one.longitude, view.decimals), round(one.latitude, view.decimals), one.count]
            if one.row is None
            else [round(one.longitude, 5), round(one.latitude, 5), 1, *said(one.row)]
            for one in seen
        ]
        sent = json.dumps({"clusters": marks}, separators=(",", ":")).encode()
        yield MapFigure(name, len(seen), float(np.median(took)), packed(sent))


def invented() -> NDArray[np.float64]:
    """Points like a registry's: thick in towns, thin elsewhere; the same every time."""
    dice = np.random.default_rng(1)
    with (CHECKOUT / "data" / "places" / "places.csv").open(encoding="utf-8", newline="") as file:
        towns = [
            (float(row["longitude"]), float(row["latitude"]), float(row["population"] or 1))
            for row in csv.DictReader(file)
        ]
    people = np.array([size for *_, size in towns])
    chosen = np.concatenate(
        [
            dice.choice(len(towns), POINTS // 2, p=people / people.sum()),
            dice.integers(0, len(towns), POINTS - POINTS // 2),
        ]
    )
    middles = np.array([town[:2] for town in towns])[chosen]
    return np.round(middles + dice.normal(0, 0.03, middles.shape), 5)


def around(longitude: float, latitude: float, zoom: int, wide: int, high: int) -> View:
    """The view of a screen so many pixels wide and high."""
    world = 256 << zoom
    x = (longitude / 360 + 0.5) * world
    y = (0.5 - np.log(np.tan(np.pi / 4 + np.radians(latitude) / 2)) / (2 * np.pi)) * world
    edges = [np.degrees(np.arctan(np.sinh((1 - 2 * part / world) * np.pi))) for part in (y + high / 2, y - high / 2)]
    west, east = ((part / world - 0.5) * 360 for part in (x - wide / 2, x + wide / 2))
    return View(max(west, -180), max(float(edges[0]), -85), min(east, 180), min(float(edges[1]), 85), zoom)


def said(row: int) -> list[str]:
    """An id, a name and a kind, as different from the next as real ones."""
    dice = np.random.default_rng(row)
    parts = ["Maison", "Cedar", "Centre", "Aurora", "Lakehead", "Services", "Harbour", "Friendship", "Clinique", "Pont"]
    kinds = ["Legal aid", "Food", "Counselling", "Health care", "Friendship centre", "Interpreters"]
    name = " ".join(dice.choice(parts, 4)) + f" {dice.integers(1000)}"
    return [str(UUID(bytes=dice.bytes(16))), name, str(dice.choice(kinds))]


def first_view() -> int:
    """Bytes of the first map view without its answer: frame, outlines, Leaflet and our scripts, compressed."""
    outlines = light_outlines(CHECKOUT / "data" / "boundaries" / "provinces.geojson")
    page = shell(outlines, package_address, static_address("map.js"), static_address("map.css"), "fr").html
    leaflet = resources.files("xstatic.pkg.leaflet") / "data"
    parts = [page.encode(), *((leaflet / name).read_bytes() for name in ("leaflet.js", "leaflet.css"))]
    parts += [own_files()[name].body for name in ("map.js", "map.css", "map-parent.js")]
    return sum(packed(part) for part in parts)


def packed(body: bytes) -> int:
    """Bytes as they are sent."""
    return len(gzip.compress(body, 6, mtime=0))


def as_figures() -> Iterator[Figure]:
    """P5b, one line for the worst of the views, and the first map view."""
    seen = list(figures())
    slowest, largest = max(one.milliseconds for one in seen), max(one.compressed for one in seen)
    yield Figure("P5b", "map data, slowest view", POINTS, slowest, "ms", aim=5)
    yield Figure("P5b", "map data, largest view", POINTS, largest / 1000, "kB", aim=4)
    yield Figure("P5b", "first map view with scripts", POINTS, (first_view() + largest) / 1000, "kB", aim=60)


def main() -> None:
    """Print every figure."""
    for one in figures():
        print(f"{one.name:<34}{one.marks:>6} marks{one.milliseconds:>8.2f} ms{one.compressed:>8,} bytes gzipped")
    print(f"{'first map view, without its answer':<34}{first_view():>36,} bytes gzipped")


if __name__ == "__main__":
    main()
