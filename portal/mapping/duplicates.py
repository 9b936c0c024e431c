"""Likely the same service twice: names, phones and places compared. Suggests pairs; merges nothing."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz

from portal.registry.disclosure import PublicService
from portal.registry.folding import folded
from portal.registry.model import Point
from portal.registry.phones import is_toll_free

ALIKE = 90.0
"""Names this alike (0 to 100, rapidfuzz token_set_ratio) are worth a look when something else agrees too."""
NEAR_KM = 0.5
CROWD = 25
"""A number or community shared by more listings than this says nothing about any two of them."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two listings that may be one, from different sources, and why."""

    first: str
    second: str
    names: tuple[str, str]
    reasons: tuple[str, ...]
    """Any of: name, phone, distance."""

    def said(self, language: str) -> str:
        """The pair in one line."""
        reasons = ", ".join(REASONS[reason][language == "fr"] for reason in self.reasons)
        return f"{self.names[0]} ~ {self.names[1]} ({reasons})"


REASONS = {"name": ("name", "nom"), "phone": ("phone", "téléphone"), "distance": ("distance", "distance")}


def likely_pairs(services: Iterable[PublicService], new: set[str]) -> list[Pair]:
    """Pairs of which at least one is in `new`, from different sources, with two reasons or more.

    Compares only listings that share a number or a community, so it stays quick at tens of thousands.
    """
    groups: defaultdict[str, list[PublicService]] = defaultdict(list)
    for service in services:
        for key in keys(service):
            groups[key].append(service)
    found: dict[tuple[str, str], Pair] = {}
    for group in groups.values():
        for one, other in candidates(group, new):
            pair = compared(one, other)
            if len(pair.reasons) > 1:
                found[(pair.first, pair.second)] = pair
    return sorted(found.values(), key=lambda pair: (-len(pair.reasons), pair.names))


def keys(service: PublicService) -> Iterator[str]:
    """What two listings must share to be compared at all."""
    for phone in service.phones:
        yield phone.number
    words = folded(service.organization.name.prefer("en")[0]).split()
    for where in service.places:
        if where.community and words:
            yield f"{where.province}/{folded(where.community)}/{words[0]}"


def candidates(group: list[PublicService], new: set[str]) -> Iterator[tuple[PublicService, PublicService]]:
    """Pairs of one group worth comparing."""
    if len(group) > CROWD:
        return
    for one, other in combinations(sorted(group, key=lambda service: service.id), 2):
        if one.source.id != other.source.id and (one.id in new or other.id in new):
            yield one, other


def compared(one: PublicService, other: PublicService) -> Pair:
    """What two listings have in common."""
    names = one.organization.name.prefer("en")[0], other.organization.name.prefer("en")[0]
    reasons = []
    if fuzz.token_set_ratio(folded(names[0]), folded(names[1])) >= ALIKE:
        reasons.append("name")
    if local_numbers(one) & local_numbers(other):
        reasons.append("phone")
    if any(km(a, b) <= NEAR_KM for a in points(one) for b in points(other)):
        reasons.append("distance")
    return Pair(one.id, other.id, names, tuple(reasons))


def local_numbers(service: PublicService) -> set[str]:
    """Numbers that belong to one house; a provincial toll-free line is shared by many."""
    return {phone.number for phone in service.phones if len(phone.number) == 10 and not is_toll_free(phone.number)}


def points(service: PublicService) -> list[Point]:
    """Public points of a listing."""
    return [where.point for where in service.places if where.point is not None]


def km(one: Point, other: Point) -> float:
    """Kilometres between two points that are close together; a flat approximation is enough to say "same house"."""
    middle = math.radians((one[1] + other[1]) / 2)
    return 111.2 * math.hypot((one[0] - other[0]) * math.cos(middle), one[1] - other[1])
