"""What kinds of places lie in a public area, and in which health regions: gathered once from all places.

A kind is rural, remote or northern. What is not known of a place is neither: see geo.remoteness.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from geo.place import Place

KINDS = ("rural", "remote", "northern")
HEALTH_REGION = "HR:"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Of which kinds some place in an area is, of which kinds one may be, and the health regions it touches."""

    surely: frozenset[str] = frozenset()
    maybe: frozenset[str] = frozenset(KINDS)
    """Kinds nobody can rule out; those that are sure are not among them."""
    health_regions: frozenset[str] = frozenset()


NOTHING_KNOWN = Surroundings()


def of_place(place: Place) -> Surroundings:
    """What is known of one place."""
    said = {kind: getattr(place, kind) for kind in KINDS}
    return Surroundings(
        frozenset(kind for kind, truth in said.items() if truth),
        frozenset(kind for kind, truth in said.items() if truth is None),
        frozenset(code for code in place.areas if code.startswith(HEALTH_REGION)),
    )


def by_area(places: Iterable[Place]) -> dict[str, Surroundings]:
    """The surroundings of every area code that a community lies in."""
    inside: defaultdict[str, set[Surroundings]] = defaultdict(set)
    for place in places:
        if place.kind == "community":
            about = of_place(place)
            for area in place.areas:
                inside[area].add(about)
    return {area: together(found) for area, found in inside.items()}


def together(parts: Iterable[Surroundings]) -> Surroundings:
    """What holds somewhere in any of the parts; nothing known of no parts at all."""
    all_parts = list(parts)
    if not all_parts:
        return NOTHING_KNOWN
    surely = frozenset().union(*(part.surely for part in all_parts))
    maybe = frozenset().union(*(part.maybe for part in all_parts))
    return Surroundings(surely, maybe - surely, frozenset().union(*(part.health_regions for part in all_parts)))
