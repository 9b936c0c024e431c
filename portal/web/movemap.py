"""A small drawing of a place that would move: before, after, the communities around, a scale. No script, no map tiles.

Only what has left through the one door is drawn: a place that is shown as its community alone is drawn in the middle
of it, and one that is shown as its region alone is not drawn at all.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from geo.place import Place
from portal.mapping.shifts import Shift, shift
from portal.registry.disclosure import PublicService, Where
from portal.registry.model import Point

from .language import decimal_text, number_text

WIDTH, HEIGHT = 600.0, 360.0
FILLED = 0.55
"""How much of the drawing lies between the two marks, at most."""
NARROWEST_KM = 1.0
KM_PER_DEGREE = 111.2
MOST_NAMED = 6
LONGEST_BAR = 160.0
MARGIN = 14.0
"""At the edges, so that no name is cut off."""
Found = tuple[Point, bool]
"""A point, and whether it is only the middle of its community."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something at a position of the drawing."""

    x: float
    y: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Before and after, finished for the template."""

    said: str
    """How far, which way, and how exactly that is known."""
    before: Mark
    after: Mark
    communities: list[Mark]
    bar: float
    """Length of the scale bar."""
    bar_text: str
    width: float = WIDTH
    height: float = HEIGHT


def drawing(
    before: PublicService | None,
    after: PublicService | None,
    find: Callable[[Where], Found | None],
    communities: Iterable[Place],
    language: str,
) -> Drawing | None:
    """How the place of a listing would move; None where it stays, or where no point of it may be known."""
    points = [found(one, find) for one in (before, after)]
    if points[0] is None or points[1] is None:
        return None
    (start, rough_start), (end, rough_end) = points[0], points[1]
    moved = shift(start, end)
    if moved is None:
        return None
    scale, middle = scale_of(moved), ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    km = bar_km(LONGEST_BAR / scale)
    return Drawing(
        sentence(moved, rough_start or rough_end, language),
        mark(start, middle, scale),
        mark(end, middle, scale),
        around(communities, middle, scale, language),
        km * scale,
        distance_text(km, language),
    )


def found(public: PublicService | None, find: Callable[[Where], Found | None]) -> Found | None:
    """Where the first place of a public listing is."""
    return find(public.places[0]) if public and public.places else None


def scale_of(moved: Shift) -> float:
    """Units of the drawing for one kilometre."""
    east, north = flat_km(moved.after, moved.before)
    return min(
        FILLED * WIDTH / max(abs(east), 1e-9),
        FILLED * HEIGHT / max(abs(north), 1e-9),
        HEIGHT / NARROWEST_KM,
    )


def flat_km(point: Point, origin: Point) -> Point:
    """Kilometres east and north of an origin, flat: good enough to be looked at."""
    middle = math.radians((point[1] + origin[1]) / 2)
    return (point[0] - origin[0]) * KM_PER_DEGREE * math.cos(middle), (point[1] - origin[1]) * KM_PER_DEGREE


def mark(point: Point, middle: Point, scale: float, name: str = "") -> Mark:
    """A point in the drawing, north up."""
    east, north = flat_km(point, middle)
    return Mark(round(WIDTH / 2 + east * scale, 1), round(HEIGHT / 2 - north * scale, 1), name)


def around(communities: Iterable[Place], middle: Point, scale: float, language: str) -> list[Mark]:
    """The largest communities inside the drawing, by name, where their names do not lie over one another."""
    inside: list[Mark] = []
    for place in sorted(communities, key=lambda place: (-(place.population or 0), place.place_id)):
        one = mark(place.point, middle, scale, place.label(language))
        fits = 0 < one.x < WIDTH and MARGIN < one.y < HEIGHT - MARGIN
        if fits and all(abs(one.y - other.y) > 24 or abs(one.x - other.x) > 220 for other in inside):
            inside.append(one)
        if len(inside) == MOST_NAMED:
            break
    return inside


def bar_km(most: float) -> float:
    """The roundest number of kilometres up to a length: 1, 2 or 5 with zeros."""
    power: float = 10.0 ** math.floor(math.log10(most))
    return max(step * power for step in (1, 2, 5) if step * power <= most)


def sentence(moved: Shift, is_rough: bool, language: str) -> str:
    """The move in words."""
    given = {"distance": distance_text(moved.km, language), "direction": wind_label(moved.wind)}
    if is_rough:
        return _("It would move about %(distance)s to %(direction)s, from or to the middle of a community.", **given)
    return _("It would move %(distance)s to %(direction)s.", **given)


def distance_text(km: float, language: str) -> str:
    """A length, in metres below one kilometre."""
    if km < 0.995:
        return _("%(metres)s m", metres=number_text(max(1, round(km * 1000)), language))
    exact = km < 10 and km != int(km)
    return _("%(km)s km", km=decimal_text(km, 1, language) if exact else number_text(round(km), language))


def wind_label(wind: str) -> str:
    """One of the eight winds, with its article."""
    labels = {
        "n": _("the north"),
        "ne": _("the north-east"),
        "e": _("the east"),
        "se": _("the south-east"),
        "s": _("the south"),
        "sw": _("the south-west"),
        "w": _("the west"),
        "nw": _("the north-west"),
    }
    return labels[wind]
