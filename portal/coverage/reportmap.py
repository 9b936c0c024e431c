"""The map of a report: who is too far, area by area, hatched where nobody has looked. Draws with geopandas, so never
imported by the web process.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from geo.drawing import Area, draw
from geo.layers import Outline

from .drawn import is_half, public_points
from .files import Outlines
from .latest import SURVEYED, Coverage
from .need import Need
from .tables import Row

STEPS = (0.2, 0.4, 0.6, 0.8)
"""Shares of people that part the five classes of the map."""
Title = Callable[[str, str, float | None, bool], str]
"""Both names of an area, the share of its people who are too far, and whether somebody has looked, as a text."""


def country(coverage: Coverage, need: Need, reach_km: float, where: Outlines, said: Title) -> list[Area]:
    """Health regions where their outlines are known, else provinces."""
    for name, group in (("health_regions", "health_region"), ("provinces", "province")):
        drawn = where.of(name)
        if not drawn:
            continue
        rows = coverage.rows(need, group, reach_km)
        looked = {row["group"]: row["people"] for row in rows if row["scope"] == "surveyed"}
        whole = {row["group"]: row for row in rows if row["scope"] == "all"}
        return [
            area(outline, too_far(whole.get(code)), is_half(looked.get(code), people_of(whole.get(code))), said)
            for code, outline in drawn.items()
        ]
    return []


def province(coverage: Coverage, need: Need, reach_km: float, where: Outlines, said: Title, letters: str) -> list[Area]:
    """The communities of a province; none where their outlines are not known."""
    communities, drawn = coverage.demand.communities, where.of("communities")
    among = [row for row, own in enumerate(communities.provinces) if own == letters and communities.codes[row] in drawn]
    rows = coverage.communities(need, reach_km, among)
    return [area(drawn[row["group"]], share_of(row), row["state"] in SURVEYED, said) for row in rows]


def too_far(row: Row | None) -> float | None:
    """The share of people beyond the reach and in no area narrower than a province that a service declares."""
    if row is None or row["withheld"] or not row["people"]:
        return None
    return float((row["beyond"] - row["beyond_in_area"]) / row["people"])


def share_of(row: Row) -> float | None:
    """The same of a community, whose people count as one whole."""
    if row["withheld"] or row["beyond"] is None:
        return None
    return max(0.0, float(row["beyond"]) - float(row["in_area"] or 0.0))


def people_of(row: Row | None) -> int | None:
    """The people of a row."""
    return row["people"] if row else None


def area(outline: Outline, share: float | None, looked: bool, said: Title) -> Area:
    """One outline as it is drawn."""
    level = None if share is None else int(np.searchsorted(STEPS, share, side="left"))
    return Area(outline.shape, level, not looked, said(outline.name_en, outline.name_fr, share, looked))


def drawing(coverage: Coverage, need: Need, areas: list[Area], letters: str, title: str, description: str) -> str:
    """The whole map with the public addresses that counted, as SVG; '' where there is nothing to draw."""
    if not areas:
        return ""
    points = public_points(coverage.answer(need), coverage.supply) if not letters else []
    return draw(areas, np.array(points, dtype=np.float64).reshape(-1, 2), title, description)
