"""How much may be told of a place, and who may tell more of it. Saying less is always free; saying more never is.

A place may be told more exactly than the registry holds it only with the provider's recorded consent and two
people who agreed. The same holds for the first place of a shelter-type listing, which starts at its region.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from .model import NARROWNESS, Disclosure, Location, Service, Status
from .rules import narrowed

Floors = Mapping[str, Disclosure]
"""Ids of a listing's places, those that are gone too, to the level they were narrowed to."""


@dataclass(frozen=True, slots=True)
class Consent:
    """A provider's recorded consent to tell one place as exactly as `level`."""

    id: int
    service_id: str
    location_id: str
    level: Disclosure
    given_by: str
    """The role of whoever gave it, as a code: no name."""
    recorded_by: str
    day: str
    until: str = ""
    """The last day it holds, YYYY-MM-DD; empty when none was named."""
    ended: str = ""
    """The day it was taken back."""

    def covers(self, service_id: str, place: Location, day: str) -> bool:
        """Whether it lets this place be told at its level on this day."""
        return (
            (self.service_id, self.location_id) == (service_id, place.id)
            and NARROWNESS[self.level] <= NARROWNESS[place.disclosure]
            and not self.ended
            and (not self.until or day <= self.until)
        )


@dataclass(frozen=True, slots=True)
class Widening:
    """Leave to tell one place of a listing more exactly: the consent, and the two people who agreed to use it."""

    consent_id: int
    approved_by: tuple[str, str]

    @property
    def by_two(self) -> bool:
        """Whether two different people stand behind it."""
        first, second = self.approved_by
        return bool(first and second) and first != second


def limit(place: Location, before: Service | None, floors: Floors, shelter: bool, was_shelter: bool) -> Disclosure:
    """The most that may be told of a place without new leave."""
    held = {one.id: one.disclosure for one in before.locations} if before else {}
    known = [level for level in (held.get(place.id), floors.get(place.id)) if level is not None]
    if not known:
        # A new place of a listing that hides one could be the hidden house under a new id.
        known = [*held.values(), *floors.values()]
    if shelter and not (was_shelter and place.id in held):
        known.append(Disclosure.REGION)
    return narrowest(*known)


def too_wide(
    service: Service, before: Service | None, floors: Floors, shelters: frozenset[str]
) -> Iterator[tuple[Location, Disclosure]]:
    """The places of a listing that say more than they may without leave, each with the most it may say."""
    shelter = is_shelter(service, shelters)
    was_shelter = before is not None and is_shelter(before, shelters)
    for place in service.locations:
        most = limit(place, before, floors, shelter, was_shelter)
        if NARROWNESS[place.disclosure] < NARROWNESS[most]:
            yield place, most


def no_wider(service: Service, before: Service | None, floors: Floors, shelters: frozenset[str]) -> Service:
    """The listing with no place told more exactly than it was: what a file may do to one that people narrowed."""
    most = {place.id: level for place, level in too_wide(service, before, floors, shelters)}
    places = (narrowed(place, most[place.id]) if place.id in most else place for place in service.locations)
    return replace(service, locations=tuple(places)) if most else service


def is_shelter(service: Service, shelters: frozenset[str]) -> bool:
    """Whether a listing is of a kind whose address could cost a life."""
    return not shelters.isdisjoint(service.categories)


def is_narrower(service: Service, before: Service) -> bool:
    """Whether any place of a listing is told less exactly than before, or not any more."""
    return bool(less_told(service, before))


def less_told(service: Service, before: Service) -> dict[str, Disclosure]:
    """The places that are told less exactly than before, or not any more, with their level now."""
    levels = {place.id: place.disclosure for place in service.locations}
    now = {place.id: levels.get(place.id, Disclosure.REGION) for place in before.locations}
    return {
        place.id: now[place.id]
        for place in before.locations
        if NARROWNESS[now[place.id]] > NARROWNESS[place.disclosure]
    }


def obeying(service: Service, floors: Floors, withdrawn: bool) -> Service:
    """The listing with what was narrowed narrowed again, and withdrawn where it was withdrawn."""
    levels = {place.id: narrowest(place.disclosure, floors.get(place.id)) for place in service.locations}
    places = tuple(
        place if place.disclosure is levels[place.id] else narrowed(place, levels[place.id])
        for place in service.locations
    )
    return replace(service, locations=places, status=Status.WITHDRAWN if withdrawn else service.status)


def narrowest(*levels: Disclosure | None) -> Disclosure:
    """The level that tells the least; `address` when none is given."""
    return max((one for one in levels if one is not None), key=NARROWNESS.__getitem__, default=Disclosure.ADDRESS)
