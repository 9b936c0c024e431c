"""When listings are open: which clocks each may keep, and its timetables as a column. Nothing is said of a house.

A listing stands here with the hours at which it takes people in; one without a place, with those of its line too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from geo.places import NoSuchPlace, Place, SeveralPlaces
from portal.registry import hours
from portal.registry.disclosure import PublicService
from portal.registry.model import PROVINCES


class Gazetteer(Protocol):
    """What clocks ask of the places."""

    def find(self, text: str) -> Place: ...
    def zones_of(self, place: Place) -> tuple[str, ...]: ...
    def zones_in(self, area: str) -> tuple[str, ...]: ...


class Clocks:
    """The time zones of listings, worked out once for each different place and area that they publish."""

    def __init__(self, places: Gazetteer) -> None:
        self.places = places
        self._known: dict[tuple[object, ...], tuple[str, ...]] = {}

    def zones(self, service: PublicService) -> tuple[str, ...]:
        """The time zones a listing may be in; see `zones`."""
        said = (service.province, service.service_area, *((one.community, one.province) for one in service.places))
        if said not in self._known:
            self._known[said] = zones(service, self.places)
        return self._known[said]


def zones(service: PublicService, places: Gazetteer) -> tuple[str, ...]:
    """The time zones a listing may be in, from what it publishes alone; empty where the places have no zones.

    Its published communities say; else the area it serves where that has one zone; else all zones of its province.
    Who names neither may be anywhere in the area it serves.
    """
    named = [of_community(place.community, place.province, places) for place in service.places if place.community]
    said = {zone for found in named for zone in found}
    if named and len(named) == len(service.places):
        return tuple(sorted(said))
    served = {zone for area in service.service_area for zone in places.zones_in(area)}
    if service.province and len(served) != 1:
        return tuple(sorted(said.union(places.zones_in(PROVINCES[service.province]))))
    return tuple(sorted(said | served))


def of_community(community: str, province: str, places: Gazetteer) -> tuple[str, ...]:
    """The zones of a published community; of its whole province when we do not know it."""
    try:
        return places.zones_of(places.find(f"{community}, {province}"))
    except (NoSuchPlace, SeveralPlaces):
        return places.zones_in(PROVINCES[province])


class Kept(NamedTuple):
    """A timetable as it is kept somewhere: the rule, the zones it may be in, and the province for its holidays."""

    rule: str
    zones: tuple[str, ...]
    province: str


@dataclass(frozen=True, slots=True)
class Openings:
    """Timetables of listings: the row each belongs to, and which of the different ones it is."""

    rows: NDArray[np.int64]
    codes: NDArray[np.int64]
    kept: tuple[Kept, ...]

    def rows_of(self, chosen: Iterable[bool]) -> NDArray[np.int64]:
        """The rows of the timetables chosen, one truth for each different one."""
        mask = np.fromiter(chosen, dtype=bool, count=len(self.kept))
        rows: NDArray[np.int64] = self.rows[mask[self.codes]]
        return rows

    def states(self, moment: datetime) -> list[str]:
        """What each different timetable says of a moment: a code of data/taxonomy/hours_states.csv."""

        @cache
        def now(rule: str, zone: str, province: str) -> hours.Now:
            return hours.now(rule, moment, zone, province)

        return [hours.the_same(now(one.rule, zone, one.province) for zone in one.zones).state for one in self.kept]


def openings_of(services: Iterable[PublicService], places: Gazetteer) -> Openings:
    """The timetables by which somebody may be sent to these listings, in their order."""
    clocks = Clocks(places)
    rows: list[int] = []
    kept: list[Kept] = []
    for row, service in enumerate(services):
        purposes = ("intake",) if service.places else ("intake", "line")
        rules = [one.rule for one in service.hours if one.purpose in purposes]
        if rules:
            rows += [row] * len(rules)
            kept += [Kept(rule, clocks.zones(service), service.province) for rule in rules]
    return coded(rows, kept)


def coded(rows: Sequence[int], kept: Sequence[Kept]) -> Openings:
    """One timetable per row, kept once each."""
    codes = {one: code for code, one in enumerate(dict.fromkeys(kept))}
    return Openings(np.array(rows, np.int64), np.array([codes[one] for one in kept], np.int64), tuple(codes))


def joined_openings(base: Openings, extra: Openings, shift: int) -> Openings:
    """The timetables of both sets of rows."""
    codes = {one: code for code, one in enumerate(dict.fromkeys((*base.kept, *extra.kept)))}
    moved = np.array([codes[one] for one in extra.kept], np.int64)[extra.codes]
    return Openings(np.concatenate([base.rows, extra.rows + shift]), np.concatenate([base.codes, moved]), tuple(codes))
