"""The services that may count for a need, as columns. Made from PublicService values alone.

A service counts by distance from its public point or its community's, by the areas it declares, or from afar. A house
whose place is not public has no point here: it counts by declared areas only. Points are (longitude, latitude).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geo.places import NoSuchPlace, Places, SeveralPlaces
from geo.sphere import Floats, Point, as_xyz
from portal.registry import hours
from portal.registry.disclosure import PublicService, Where
from portal.registry.governance import INDIGENOUS, Use
from portal.registry.model import Disclosure, Verification
from portal.registry.vocabulary import Vocabularies

from .need import Need

Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]

IN_PERSON = frozenset({"in_person"})
VISITING = frozenset({"outreach_mobile", "fly_in"})
REMOTE = frozenset({"phone", "text", "chat", "video"})
AFTER_DARK = frozenset({"evenings", "nights", "weekends"})
UNSTATED = -1


def may_count(service: PublicService) -> bool:
    """Whether a listing may stand in a published figure.

    A service of an Indigenous organization counts only with its owner's recorded consent to statistics.
    """
    return Use.STATISTICS in service.governed.uses


def is_remote(service: PublicService) -> bool:
    """Whether it helps from afar: it says so, or it has a number, no place, and says nothing."""
    unsaid = not service.delivery and not service.places and bool(service.phones)
    return unsaid or not REMOTE.isdisjoint(service.delivery)


def is_physical(service: PublicService) -> bool:
    """Whether somebody can go there: it says so, or it has a place and says nothing."""
    return "in_person" in service.delivery or (not service.delivery and bool(service.places))


def is_visiting(service: PublicService) -> bool:
    """Whether its workers come to people."""
    return not VISITING.isdisjoint(service.delivery)


def features(service: PublicService, terms: Vocabularies) -> Iterator[str]:
    """What a need may ask of a service, and what a page tells of it, each as a short text."""
    yield from (f"category:{code}" for code in service.categories)
    yield from (f"component:{code}" for code in components(service, terms))
    yield from (f"population:{one.code}" for one in service.populations if one.relation != "not_for")
    yield from (f"language:{code}" for code in service.languages)
    yield from (f"delivery:{code}" for code in service.delivery)
    stated = set(service.eligibility)
    classes = {code for one in service.hours if one.purpose == "intake" for code in hours.classes(one.rule)}
    told = {
        "delivery:in_person": is_physical(service) and not service.delivery,
        "after_dark": classes >= AFTER_DARK,
        "seasonal": "seasonal" in classes,
        "no_status": not stated.isdisjoint({("immigration_status_accepted", one) for one in ("any", "none")}),
        "no_self_identification": ("self_identification_required", "no") in stated,
        "remote": is_remote(service),
        "unverified": service.verification is Verification.UNVERIFIED,
        "hidden": service.disclosure not in (Disclosure.ADDRESS, None),
    }
    yield from (name for name, true in told.items() if true)


def components(service: PublicService, terms: Vocabularies) -> set[str]:
    """The parts of a full response it is one of."""
    rows = (terms["categories"].get(code) for code in service.categories)
    found = {row.more.get("component", "") for row in rows if row}
    return (found | ({"indigenous"} if service.organization.governance in INDIGENOUS else set())) - {""}


@dataclass(frozen=True)
class Supply:
    """One entry per listing that may count, in the order of ids; columns are only read."""

    ids: tuple[str, ...]
    with_feature: Mapping[str, Rows]
    ages: NDArray[np.int16]
    """Youngest and oldest, two columns; -1 where not stated."""
    spot_rows: Rows
    """The listing each public point belongs to."""
    spots: Floats
    serving: Mapping[str, Rows]
    """Area code to the listings that people of that area may go to, or that come to them."""
    serving_afar: Mapping[str, Rows]
    """The same for listings that help from afar."""

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def xyz(self) -> Floats:
        """The points as geocentric metres."""
        return as_xyz(self.spots)

    def has(self, feature: str) -> Mask:
        """Which listings have a feature."""
        mask = np.zeros(len(self), dtype=bool)
        mask[self.with_feature.get(feature, np.zeros(0, dtype=np.int64))] = True
        return mask

    def meeting(self, need: Need) -> Mask:
        """Which listings meet a need. What a listing does not state does not count for it."""
        mask = np.ones(len(self), dtype=bool)
        for feature in need.features:
            mask &= self.has(feature)
        return mask if need.age is None else mask & self.of_age(need.age)

    def of_age(self, age: int) -> Mask:
        """Which listings state that they serve somebody of an age."""
        youngest, oldest = self.ages.T
        serves: Mask = (youngest <= age) & ((oldest == UNSTATED) | (oldest >= age))
        return serves

    def areas(self, among: Mask, afar: bool = False) -> list[str]:
        """The areas that the listings of a mask declare, sorted."""
        declared = self.serving_afar if afar else self.serving
        return sorted(code for code, rows in declared.items() if among[rows].any())

    def declaring(self, codes: Iterable[str], afar: bool = False) -> Mask:
        """Which listings declare any of these areas."""
        declared, mask = self.serving_afar if afar else self.serving, np.zeros(len(self), dtype=bool)
        for code in codes:
            if code in declared:
                mask[declared[code]] = True
        return mask


def of_services(services: Iterable[PublicService], places: Places, terms: Vocabularies) -> Supply:
    """The supply of these public listings. Those that are paused take nobody in and do not count.

    Nor does one that may not stand in a figure, and not even their number is told.
    """
    gathered = _Gathered(places, terms)
    for service in services:
        if may_count(service) and not service.paused:
            gathered.add(service)
    return gathered.supply()


class _Gathered:
    """Listings on their way into columns."""

    def __init__(self, places: Places, terms: Vocabularies) -> None:
        self.places, self.terms = places, terms
        self.ids: list[str] = []
        self.ages: list[tuple[int, int]] = []
        self.features: defaultdict[str, list[int]] = defaultdict(list)
        self.spots: list[tuple[int, Point]] = []
        self.serving: defaultdict[str, list[int]] = defaultdict(list)
        self.afar: defaultdict[str, list[int]] = defaultdict(list)
        self._found: dict[str, Point | None] = {}

    def add(self, service: PublicService) -> None:
        """Take in one listing."""
        row = len(self.ids)
        self.ids.append(service.id)
        self.ages.append(
            (_age(service.age_min), _age(service.age_max)) if _states_age(service) else (UNREACHED_AGE, UNSTATED)
        )
        for feature in dict.fromkeys(features(service, self.terms)):
            self.features[feature].append(row)
        if is_physical(service):
            self.spots += [(row, point) for where in service.places if (point := self.point(where))]
        for code in service.service_area:
            if is_physical(service) or is_visiting(service):
                self.serving[self.known(code)].append(row)
            if is_remote(service):
                self.afar[self.known(code)].append(row)

    def point(self, where: Where) -> Point | None:
        """A public point, else the middle of the published community; None where neither is known."""
        if where.point is not None or not where.community:
            return where.point
        name = f"{where.community}, {where.province}"
        if name not in self._found:
            try:
                self._found[name] = self.places.find(name).point
            except (NoSuchPlace, SeveralPlaces):
                self._found[name] = None
        return self._found[name]

    def known(self, code: str) -> str:
        """An area as communities name theirs: a place by the census subdivision it is, where that is known."""
        place = self.places.by_id(code.removeprefix("place:")) if code.startswith("place:") else None
        return next((area for area in sorted(place.areas) if area.startswith("CSD:")), code) if place else code

    def supply(self) -> Supply:
        """What was gathered."""
        return Supply(
            ids=tuple(self.ids),
            with_feature=_as_rows(self.features),
            ages=np.array(self.ages, dtype=np.int16).reshape(-1, 2),
            spot_rows=np.array([row for row, _point in self.spots], dtype=np.int64),
            spots=np.array([point for _row, point in self.spots], dtype=np.float64).reshape(-1, 2),
            serving=_as_rows(self.serving),
            serving_afar=_as_rows(self.afar),
        )


UNREACHED_AGE = 200
"""The youngest age of a listing that states none: then nobody's age is known to be served."""


def _states_age(service: PublicService) -> bool:
    return service.age_min is not None or service.age_max is not None


def _age(age: int | None) -> int:
    return UNSTATED if age is None else age


def _as_rows(lists: Mapping[str, list[int]]) -> dict[str, Rows]:
    return {code: np.array(rows, dtype=np.int64) for code, rows in sorted(lists.items())}


def save(supply: Supply, path: Path) -> None:
    """Write the columns as one file; the same columns give the same bytes."""
    tables = {name: getattr(supply, name) for name in TABLES}
    lists = {name: {code: rows.tolist() for code, rows in table.items()} for name, table in tables.items()}
    content = {
        "ids": supply.ids,
        "ages": supply.ages.tolist(),
        "spot_rows": supply.spot_rows.tolist(),
        "spots": supply.spots.tolist(),
    }
    path.write_text(json.dumps(content | lists, separators=(",", ":")) + "\n", encoding="utf-8")


TABLES = ("with_feature", "serving", "serving_afar")


def load(path: Path) -> Supply:
    """The columns `save` wrote."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    return Supply(
        ids=tuple(kept["ids"]),
        ages=np.array(kept["ages"], dtype=np.int16).reshape(-1, 2),
        spot_rows=np.array(kept["spot_rows"], dtype=np.int64),
        spots=np.array(kept["spots"], dtype=np.float64).reshape(-1, 2),
        **{name: _as_rows(kept[name]) for name in TABLES},
    )
