"""What the map script is told: numbers, names and public points of the answers on this page, nothing else.

The page carries it as JSON beside the list. A listing whose provider shows only an area has no point here: its
area is shaded whole.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from portal.finding.answers import Answer, Results
from portal.registry.disclosure import Where
from portal.registry.model import PROVINCES, Point

from .cards import Reader

Locate = Callable[[Where], tuple[Point, bool] | None]
DECIMALS = 5
"""About a metre; nothing finer is in the registry."""


def map_data(results: Results, reader: Reader, locate: Locate) -> dict[str, Any]:
    """The answers that have somewhere to be drawn, in list order, and the place asked for."""
    items = [entry for answer in results.answers for entry in drawn(answer, reader, locate)]
    place = results.understood.place
    here = None
    if place is not None and place.kind != "province":
        here = {**at(place.point), "label": place.label(reader.language), "around": place.around}
    shaded = sorted({code for item in items for code in item["areas"]})
    return {"items": items, "here": here, "areas": shaded}


def drawn(answer: Answer, reader: Reader, locate: Locate) -> list[dict[str, Any]]:
    """One listing on the map: a mark for each published place, else its area; nothing for lines without a place."""
    service = answer.service
    base = {
        "n": answer.number,
        "id": service.id,
        "name": reader.words(service.organization.name).text,
        "category_label": reader.labels("categories", service.categories[:1]),
    }
    items = []
    for where in service.places:
        found = locate(where)
        point, around = found if found else (None, False)
        areas = [] if point else [PROVINCES[where.province]] if where.province in PROVINCES else []
        spot = at(point) if point else {"lon": None, "lat": None}
        items.append({**base, **spot, "around": around, "areas": areas})
    return items[:1] if all(item["lon"] is None for item in items) else [i for i in items if i["lon"] is not None]


def at(point: Point) -> dict[str, float]:
    """A point as the script reads it."""
    return {"lon": round(point[0], DECIMALS), "lat": round(point[1], DECIMALS)}
