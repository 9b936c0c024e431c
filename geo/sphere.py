"""Distances: the only module that turns points into kilometres, and finds what is nearest.

A point is (longitude, latitude) in degrees. Inside, points are WGS84 geocentric metres in float64: degrees name
the wrong nearest place in the North, and float32 cannot tell near ties apart.
"""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

Point = tuple[float, float]
Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

EQUATOR = 6_378_137.0
"""WGS84 semi-major axis, metres."""
FLATTENING = 1 / 298.257223563
POLE = EQUATOR * (1 - FLATTENING)
ECCENTRICITY_SQUARED = FLATTENING * (2 - FLATTENING)
TO_UNIT = np.array([1 / EQUATOR, 1 / EQUATOR, 1 / POLE])
"""Presses the ellipsoid into a ball of radius 1."""
SHORT = 400_000.0
"""Metres up to which a chord may be read as an arc of one sphere."""
GAUSS = 0.5 / sqrt(3)
SPARE = 8
"""Neighbours asked for beyond k: the order by chord and by arc may differ between near ties far away."""


def as_xyz(points: ArrayLike) -> Floats:
    """Geocentric metres (n, 3) of points (n, 2) on the ellipsoid."""
    longitude, latitude = np.radians(np.asarray(points, dtype=np.float64).reshape(-1, 2)).T
    normal = EQUATOR / np.sqrt(1 - ECCENTRICITY_SQUARED * np.sin(latitude) ** 2)
    flat = normal * np.cos(latitude)
    up = normal * (1 - ECCENTRICITY_SQUARED) * np.sin(latitude)
    return np.column_stack([flat * np.cos(longitude), flat * np.sin(longitude), up])


def arc_km(xyz: Floats, here: Floats) -> Floats:
    """Kilometres along the surface from `here`, (3,) or one for each (n, 3), to each of `xyz` (n, 3).

    Measured along the ellipse that the centre of the Earth and both points span, by its speed at two places
    (Gauss). Inside Canada that is within 5e-6 of the geodesic, at every distance.
    """
    start, ends = here * TO_UNIT, xyz * TO_UNIT
    apart, middle = ends - start, ends + start
    chord = np.sqrt(np.einsum("ij,ij->i", apart, apart))
    angle = 2 * np.arcsin(np.minimum(chord / 2, 1.0))
    up_there = apart[:, 2] / np.maximum(chord, 1e-300)
    up_middle = middle[:, 2] / np.maximum(2 * np.cos(angle / 2), 1e-300)
    speeds = [_speed(up_there * np.cos(turn) - up_middle * np.sin(turn)) for turn in (angle * GAUSS, -angle * GAUSS)]
    kilometres: Floats = angle * (speeds[0] + speeds[1]) / 2000
    return kilometres


def chord_km(xyz: Floats, here: Floats) -> Floats:
    """Kilometres straight through the ground from `here` (3,) to each of `xyz` (n, 3): never longer than the arc."""
    # Column by column: numpy takes four times as long over rows of three.
    x, y, z = (column - start for column, start in zip(xyz.T, here, strict=True))
    kilometres: Floats = np.sqrt(x * x + y * y + z * z) / 1000
    return kilometres


def fitting_radius(points: ArrayLike) -> Floats:
    """Metres from each point (n, 2) to the centre of the sphere that fits the ellipsoid best there."""
    latitude = np.radians(np.asarray(points, dtype=np.float64).reshape(-1, 2)[:, 1])
    radius: Floats = EQUATOR * np.sqrt(1 - ECCENTRICITY_SQUARED) / (1 - ECCENTRICITY_SQUARED * np.sin(latitude) ** 2)
    return radius


def short_arc_km(chord: Floats, radius: Floats) -> Floats:
    """Kilometres along the ground for chords in metres, on the sphere that fits there.

    Within 1e-6 of the geodesic up to SHORT metres, and quicker than `arc_km`; farther off use that.
    """
    kilometres: Floats = radius * np.arcsin(np.minimum(chord / (2 * radius), 1.0)) / 500
    return kilometres


def chord_of(km: Floats, radius: Floats) -> Floats:
    """Metres of the chord of an arc; what `short_arc_km` undoes."""
    chord: Floats = 2 * radius * np.sin(np.minimum(km * 500 / radius, np.pi / 2))
    return chord


def _speed(up: Floats) -> Floats:
    """Metres per radian on the ellipsoid, in a direction that climbs `up` towards the pole."""
    metres: Floats = np.sqrt(EQUATOR**2 - (EQUATOR**2 - POLE**2) * up**2)
    return metres


def distances_km(points: ArrayLike, here: Point) -> Floats:
    """Kilometres from `here` to each of the points (n, 2)."""
    return arc_km(as_xyz(points), as_xyz(here)[0])


def rough_km(one: Point, other: Point) -> float:
    """Kilometres between two points to within half a percent, without arrays: for 'is this the same village?'."""
    (west, south), (east, north) = one, other
    half_up, half_across = radians(north - south) / 2, radians(east - west) / 2
    part = sin(half_up) ** 2 + cos(radians(south)) * cos(radians(north)) * sin(half_across) ** 2
    return 2 * 6371.0 * asin(min(1.0, sqrt(part)))


class Nearest:
    """Points (n, 2), ready to be asked which are near. Rows are counted in the order given."""

    def __init__(self, points: ArrayLike) -> None:
        self.xyz = as_xyz(points)
        self._tree = cKDTree(self.xyz)

    def __len__(self) -> int:
        return len(self.xyz)

    def nearest(self, here: Point, k: int = 1) -> tuple[Rows, Floats]:
        """The k nearest rows and their kilometres, nearest first; fewer when there are fewer points."""
        wanted = min(k + SPARE, len(self))
        if k < 1 or wanted < 1:
            return np.empty(0, dtype=np.int64), np.empty(0)
        _, rows = self._tree.query(as_xyz(here)[0], k=np.arange(1, wanted + 1))
        return self._in_order(np.asarray(rows, dtype=np.int64), here, k)

    def within(self, here: Point, km: float) -> Rows:
        """The rows within `km` of here, nearest first."""
        if not len(self):
            return np.empty(0, dtype=np.int64)
        # A chord is never longer than its arc, so this ball holds every point wanted and a few more.
        rows = np.asarray(self._tree.query_ball_point(as_xyz(here)[0], km * 1000), dtype=np.int64)
        rows, distances = self._in_order(rows, here, len(rows))
        return rows[distances <= km]

    def _in_order(self, rows: Rows, here: Point, k: int) -> tuple[Rows, Floats]:
        distances = arc_km(self.xyz[rows], as_xyz(here)[0])
        order = np.lexsort((rows, distances))[:k]
        return rows[order], distances[order]
