"""How far and which way a place would move. Points are (longitude, latitude), as anyone may know them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from geo.sphere import distances_km
from portal.registry.model import Point

WINDS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")


@dataclass(frozen=True, slots=True)
class Shift:
    """From one point to another."""

    before: Point
    after: Point
    km: float
    wind: str
    """One of WINDS: where the new point lies, seen from the old one."""


def shift(before: Point, after: Point) -> Shift | None:
    """How a place moves; None where it stays."""
    if before == after:
        return None
    middle = math.radians((before[1] + after[1]) / 2)
    east, north = (after[0] - before[0]) * math.cos(middle), after[1] - before[1]
    turn = math.degrees(math.atan2(east, north)) % 360
    return Shift(before, after, float(distances_km([after], before)[0]), WINDS[round(turn / 45) % 8])
