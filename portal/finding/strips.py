"""The order points on the ground are kept in, and which stretches of it lie around a place.

Strip by strip from south to north, and from west to east in each: what may lie within so many kilometres is then a
few stretches, and the rest of the country is never looked at. Points are (longitude, latitude).
"""

from __future__ import annotations

from math import asin, cos, degrees, radians, sin

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Keys = NDArray[np.float64]
"""Ascending; one number per point: its strip and, in it, how far east."""
Rows = NDArray[np.int64]

STRIP = 0.5
"""Degrees of latitude; a power of two, so that a point on an edge falls on the same side whoever asks."""
APART = 1024.0
"""Between the numbers of two strips: more than a full turn."""
DEGREE = 110.0
"""Kilometres: no degree of latitude or of a great circle is shorter anywhere on the ellipsoid."""
MILLIMETRE = 1e-6
"""Kilometres: wider than any rounding of degrees."""


def keys(points: Points) -> Keys:
    """Where points (n, 2) stand in the order."""
    found: Keys = np.floor(points[:, 1] / STRIP) * APART + points[:, 0]
    return found


def around(known: Keys, here: tuple[float, float], km: float) -> Rows:
    """The places in the order of every point within `km` of here, and of some farther off."""
    high = min((km + MILLIMETRE) / DEGREE, 180.0)
    south, north = here[1] - high, here[1] + high
    if max(north, -south) >= 90:
        return np.arange(len(known))
    wide = half_width(high, max(north, -south))
    west, east = (here[0] - wide, here[0] + wide) if abs(here[0]) + wide < 180 else (-180.0, 180.0)
    strips = np.arange(np.floor(south / STRIP), np.floor(north / STRIP) + 1) * APART
    starts = np.searchsorted(known, strips + west, side="left").tolist()
    ends = np.searchsorted(known, strips + east, side="right").tolist()
    stretches = [np.arange(start, end) for start, end in zip(starts, ends, strict=True) if start < end]
    return np.concatenate(stretches) if stretches else np.empty(0, dtype=np.int64)


def half_width(high: float, farthest: float) -> float:
    """Degrees of longitude that a circle of radius `high` (degrees) can reach, up to the latitude `farthest`.

    By haversines: two points d apart differ in longitude by at most 2 asin(sin(d/2) / cos(latitude)).
    """
    return 2 * degrees(asin(min(1.0, sin(radians(high) / 2) / cos(radians(farthest)))))
