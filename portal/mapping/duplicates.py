"""Likely the same service twice: names, phones, addresses and places compared. Suggests pairs; merges nothing.

Only what anyone may see is compared, so that a score tells nothing of a hidden place. Not every listing is held
against every other: two must first share a number, or a word of a name in one community or one square of the map.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, product

from rapidfuzz import fuzz

from geo.sphere import rough_km
from portal.registry.disclosure import Where
from portal.registry.folding import COMMON, folded
from portal.registry.phones import is_toll_free
from portal.registry.sketches import Sketch

from .desk import PROVIDERS

ALIKE = 90.0
"""Names this alike (0 to 100, rapidfuzz token_set_ratio) are worth a look when something else agrees too."""
NEAR_KM = 0.5
CROWD = 25
"""A number, or a word in a place, shared by more listings than this says nothing about any two of them."""
POINTS = {"name": 40, "phone": 35, "address": 25, "distance": 15}
"""What each reason adds to the score. An address and a distance alone are two services in one building."""
ENOUGH = 50
LATITUDE_STEP, LONGITUDE_STEP = 0.01, 0.04
"""Degrees of a square; half of one is more than NEAR_KM wherever people live in Canada."""
WAYS = frozenset(
    "avenue ave blvd boul boulevard ch chemin cr crescent dr drive e east est n no nord north o ouest place pl rd road"
    " route rte rue s south sud st street suite unit w west".split()
)
"""Words of an address that tell no two streets apart."""
WORD = re.compile(r"\w+")
Numbers = frozenset[str]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two listings that may be one, and why."""

    first: str
    second: str
    names: tuple[str, str]
    reasons: tuple[str, ...]
    """Any of: name, phone, address, distance."""
    score: int
    """0 to 115, the sum of POINTS."""
    numbers: Numbers = frozenset()
    """Those they share."""
    km: float | None = None
    """Between their nearest public points; None where one has none."""

    @property
    def ids(self) -> tuple[str, str]:
        """Which two."""
        return self.first, self.second

    def said(self, language: str) -> str:
        """The pair in one line."""
        reasons = ", ".join(REASONS[reason][language == "fr"] for reason in self.reasons)
        return f"{self.names[0]} ~ {self.names[1]} ({reasons})"


REASONS = {
    "name": ("name", "nom"),
    "phone": ("phone", "téléphone"),
    "address": ("address", "adresse"),
    "distance": ("distance", "distance"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """A listing made comparable, once."""

    sketch: Sketch
    names: frozenset[str]
    """What its organization is called, in every language."""
    numbers: Numbers
    """Those that belong to one house: a provincial toll-free line is shared by many."""

    @classmethod
    def of(cls, sketch: Sketch) -> Known:
        """A sketch made comparable."""
        names = (sketch.name.en, sketch.name.fr, sketch.own_name)
        local = (number for number in sketch.numbers if len(number) == 10 and not is_toll_free(number))
        return cls(sketch, frozenset(folded(name) for name in names if name), frozenset(local))


def likely_pairs(
    sketches: Iterable[Sketch], new: Collection[str] | None = None, apart: Collection[tuple[str, str]] = ()
) -> list[Pair]:
    """Pairs that score ENOUGH, the highest first.

    With `new`, at least one of each pair is among these ids. `apart` are pairs that somebody has told apart.
    """
    groups: defaultdict[str, list[Known]] = defaultdict(list)
    for one in map(Known.of, sorted(sketches, key=lambda sketch: sketch.id)):
        for key in keys(one):
            groups[key].append(one)
    met, found = set(apart), []
    for one, other in candidates(groups.values(), new):
        ids = one.sketch.id, other.sketch.id
        if ids not in met:
            met.add(ids)
            found.append(compared(one, other))
    likely = (pair for pair in found if pair.score >= ENOUGH)
    return sorted(likely, key=lambda pair: (-pair.score, pair.names, pair.ids))


def keys(one: Known) -> set[str]:
    """What two listings must share to be compared at all."""
    words = {word for name in one.names for word in WORD.findall(name)} - COMMON
    places = one.sketch.places
    where = {f"{place.province}/{folded(place.community)}" for place in places if place.community}
    where |= {square for place in places for square in squares(place)}
    return {*one.numbers, *(f"{place}/{word}" for place, word in product(where, words))}


def squares(place: Where) -> Iterator[str]:
    """The four squares around a public point, each moved by half of one: near points share at least one of them."""
    if place.point is None:
        return
    longitude, latitude = place.point
    for east, north in product((0.0, 0.5), repeat=2):
        yield f"{math.floor(longitude / LONGITUDE_STEP + east)}:{math.floor(latitude / LATITUDE_STEP + north)}{east}"


def candidates(groups: Iterable[list[Known]], new: Collection[str] | None) -> Iterator[tuple[Known, Known]]:
    """Pairs of one group worth comparing, the lower id first; a pair may come more than once."""
    for group in groups:
        if 1 < len(group) <= CROWD:
            for one, other in combinations(group, 2):
                is_new = new is None or one.sketch.id in new or other.sketch.id in new
                if is_new and may_be_one(one.sketch, other.sketch):
                    yield one, other


def may_be_one(one: Sketch, other: Sketch) -> bool:
    """Whether the two come by different ways: a list knows its own rows apart, an organization its own services."""
    if one.source_id != other.source_id:
        return True
    return one.source_id == PROVIDERS.id and one.organization_id != other.organization_id


def compared(one: Known, other: Known) -> Pair:
    """What two listings have in common."""
    first, second = one.sketch, other.sketch
    shared, km = one.numbers & other.numbers, apart_km(first, second)
    agrees = {
        "name": any(fuzz.token_set_ratio(a, b) >= ALIKE for a, b in product(one.names, other.names)),
        "phone": bool(shared),
        "address": any(same_door(a, b) for a, b in product(first.places, second.places)),
        "distance": km is not None and km <= NEAR_KM,
    }
    reasons = tuple(reason for reason, is_so in agrees.items() if is_so)
    names = first.name.prefer("en")[0], second.name.prefer("en")[0]
    return Pair(first.id, second.id, names, reasons, sum(map(POINTS.__getitem__, reasons)), shared, km)


def same_door(one: Where, other: Where) -> bool:
    """Whether two public addresses of one community share a number and a word of the street."""
    if not one.address or (one.province, folded(one.community)) != (other.province, folded(other.community)):
        return False
    mine, theirs = door(one.address), door(other.address)
    return bool(mine[0] & theirs[0]) and bool(mine[1] & theirs[1])


def door(address: str) -> tuple[set[str], set[str]]:
    """The numbers of an address, and the words that name its street."""
    words = set(WORD.findall(folded(address)))
    numbers = {word for word in words if word[0].isdigit()}
    return numbers, words - numbers - WAYS - COMMON


def apart_km(one: Sketch, other: Sketch) -> float | None:
    """Kilometres between the nearest public points."""
    mine, theirs = ([place.point for place in sketch.places if place.point] for sketch in (one, other))
    return min((rough_km(a, b) for a, b in product(mine, theirs)), default=None)
