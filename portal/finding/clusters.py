"""Draws the matching public addresses together for one view of a map. The only module that groups points.

Made of listings that show their address, and of nothing else. One whose address is known without a point stands in
the middle of its published community, as in the list.
Points are (longitude, latitude); inside, they are pixels of the Web Mercator world at the view's zoom, y downwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log10, sqrt

import numpy as np
from numpy.typing import NDArray

from .columns import Columns, Mask, Rows

Points = NDArray[np.float64]

CELL = 60
"""Pixels: a button and the room around it."""
STEP = 20
"""Pixels by which cells grow on a large screen, so that they hold still while the map is moved."""
MOST_CELLS = 200
"""About as many cells as one view is divided into: what is sent grows with the screen, never with the registry."""
MOST_NAMED = 60
"""The most listings of one view that are sent by themselves, with their names."""
TILE = 256
"""Pixels the world is wide at zoom 0."""


@dataclass(frozen=True, slots=True)
class View:
    """The visible part of a map: its edges in degrees, and its zoom."""

    west: float
    south: float
    east: float
    north: float
    zoom: int

    @property
    def world(self) -> int:
        """How many pixels the world is wide at this zoom."""
        return TILE << self.zoom

    @property
    def decimals(self) -> int:
        """Decimals of a degree that move a mark by less than a pixel."""
        return max(0, ceil(log10(self.world / 720)))

    @property
    def cell(self) -> int:
        """How many pixels wide a cell is: larger only where the view would hold too many."""
        (left, right), (bottom, top) = pixels(np.array([[self.west, self.south], [self.east, self.north]]), self.world)
        needed = sqrt((right - left) * (bottom - top) / MOST_CELLS)
        return max(CELL, STEP * ceil(needed / STEP))


@dataclass(frozen=True, slots=True)
class Cluster:
    """One mark: the middle of the points it stands for, how many they are, and the row of one that stands alone."""

    longitude: float
    latitude: float
    count: int
    row: int | None = None


def public_points(columns: Columns, among: Mask) -> tuple[Points, Rows]:
    """The points (n, 2) of those listings of a mask that show their address, and the row of each."""
    spots = columns.addresses
    kept = np.flatnonzero((among & columns.at_address)[spots.rows])
    return np.take(spots.lonlat, kept, axis=0), spots.rows[kept]


def clusters(points: Points, rows: Rows, view: View) -> list[Cluster]:
    """The marks of one view of these points: each by itself while they are few, else one for each cell of a grid."""
    inside = within(points, view)
    points, rows = np.take(points, inside, axis=0), rows[inside]
    if len(rows) <= MOST_NAMED:
        return [Cluster(float(x), float(y), 1, int(row)) for (x, y), row in zip(points, rows, strict=True)]
    return gathered(points, rows, view)


def within(points: Points, view: View) -> Rows:
    """Which points lie in the view, its edges included."""
    longitude, latitude = points.T
    across = (longitude >= view.west) & (longitude <= view.east)
    return np.flatnonzero(across & (latitude >= view.south) & (latitude <= view.north))


def gathered(points: Points, rows: Rows, view: View) -> list[Cluster]:
    """One mark for each cell that holds a point. The grid is that of the world, so moving the map changes no cell."""
    x, y = pixels(points, view.world)
    key, size = cells(x, y, view.cell)
    counts = np.bincount(key, minlength=size)
    filled = np.flatnonzero(counts)
    total = counts[filled]
    across, down = (np.bincount(key, weights, size)[filled] / total for weights in (x, y))
    member = np.empty(size, dtype=np.int64)
    member[key] = np.arange(len(key))
    member, alone = member[filled], total == 1
    # To pixels and back is not exact: one that stands alone keeps the very point its provider gave.
    longitude, latitude = np.where(alone, points[member].T, degrees(across, down, view.world))
    named = alone & (np.cumsum(alone) <= MOST_NAMED)
    return [
        Cluster(float(lon), float(lat), int(count), int(row) if by_itself else None)
        for lon, lat, count, row, by_itself in zip(longitude, latitude, total, rows[member], named, strict=True)
    ]


def cells(x: Points, y: Points, side: int) -> tuple[Rows, int]:
    """The number of each point's cell, counted from the first that holds one, and how many numbers there are."""
    column, line = (x / side).astype(np.int64), (y / side).astype(np.int64)
    column -= column.min()
    line -= line.min()
    width = int(column.max()) + 1
    return line * width + column, (int(line.max()) + 1) * width


def pixels(points: Points, world: int) -> tuple[Points, Points]:
    """Pixels from the left and from the top of a world so many pixels wide."""
    longitude, latitude = np.ascontiguousarray(points.T)
    # numpy's tangent takes a third of the time of its sine.
    northward = np.arcsinh(np.tan(latitude * (np.pi / 180)))
    return (longitude / 360 + 0.5) * world, (0.5 - northward / (2 * np.pi)) * world


def degrees(x: Points, y: Points, world: int) -> Points:
    """Longitudes and latitudes (2, n) of pixels."""
    latitude = np.degrees(np.arctan(np.sinh((1 - 2 * y / world) * np.pi)))
    return np.stack([(x / world - 0.5) * 360, latitude])
