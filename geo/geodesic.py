"""The slow and certain way to the nearest: every distance along the ellipsoid, one by one. For checks alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from geo.sphere import Floats

WGS84 = Geod(ellps="WGS84")


def nearest_of_all(points: Floats, services: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """From each point (n, 2) to the nearest service (s, 2), longitude and latitude: kilometres and its row."""
    km, row = np.empty(len(points)), np.empty(len(points), dtype=np.int64)
    for number, (longitude, latitude) in enumerate(points):
        many = np.full(len(services), longitude), np.full(len(services), latitude)
        metres = WGS84.inv(*many, services[:, 0], services[:, 1])[2]
        row[number] = int(np.argmin(metres))
        km[number] = metres[row[number]] / 1000
    return km, row
