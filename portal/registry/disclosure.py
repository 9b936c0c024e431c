"""The one door: what may be said of a listing to anyone. Every public output takes its records from here.

`for_public` returns another type than it is given. Pages, the index, exports and coverage accept only that
type, so a way round the door is a type error before it is a leak.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from .freshness import BY_PROVIDER, Check, Facet, day_known, first_day
from .governance import Governed, Use, unasked
from .model import (
    PROVINCES,
    Disclosure,
    Hours,
    Location,
    Organization,
    Origin,
    Phone,
    Point,
    Population,
    Service,
    Source,
    Status,
    Text,
    Verification,
    Vetted,
)

SHOWN = frozenset({Status.PUBLISHED, Status.PAUSED})


@dataclass(frozen=True, slots=True)
class Where:
    """Where a service is, as far as its provider lets anyone know."""

    province: str
    community: str = ""
    address: str = ""
    postal_code: str = ""
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class PublicService:
    """A listing as anyone may see it."""

    id: str
    version: int
    organization: Organization
    name: Text
    description: Text
    categories: tuple[str, ...]
    populations: tuple[Population, ...]
    exploitation: tuple[str, ...]
    sectors: tuple[str, ...]
    accessibility: tuple[str, ...]
    delivery: tuple[str, ...]
    languages: tuple[str, ...]
    eligibility: tuple[tuple[str, str], ...]
    age_min: int | None
    age_max: int | None
    province: str
    disclosure: Disclosure | None
    """None for a service with no place: a phone or online service."""
    places: tuple[Where, ...]
    service_area: tuple[str, ...]
    declares_area: bool
    """Whether its area is what it says of itself; else it is the one a listing has that says nothing of it."""
    phones: tuple[Phone, ...]
    hours: tuple[Hours, ...]
    email: str
    website: str
    paused: bool
    verification: Verification
    confirmed_on: date | None
    confirmed_by: str
    source: Source
    origin: Origin
    governed: Governed
    """Whose record it is, their labels, and what may be done with it."""
    checks: tuple[Check, ...] = ()
    """When facts that are shown were last confirmed one by one, in the order of Facet."""
    vetted: Vetted | None = None
    """Its organization was found to meet the criteria, and nobody suspended that; ask whether it holds today."""

    @property
    def source_day(self) -> date | None:
        """The day of which its source says its facts are, or on which it was read there."""
        said = self.origin.facts_date or self.origin.retrieved_on or self.source.retrieved_on
        return first_day(said)

    @property
    def facets(self) -> tuple[Facet, ...]:
        """The facts it states, those that people act on first in front."""
        stated = {
            Facet.PHONE: self.phones,
            Facet.ONLINE: self.website or self.email,
            Facet.PLACE: [place for place in self.places if place.community or place.address],
            Facet.HOURS: self.hours,
            Facet.CONDITIONS: self.eligibility or self.populations or self.age_min or self.age_max,
            Facet.HELP: self.categories,
        }
        return tuple(facet for facet in Facet if stated[facet])

    def day_of(self, facet: Facet) -> date | None:
        """The newest day of which it is known that a fact was so."""
        whole = max((day for day in (self.confirmed_on, self.source_day) if day), default=None)
        return day_known(facet, self.checks, whole)

    @property
    def dated(self) -> date | None:
        """The day of the fact that people act on first: how old the listing as a whole counts as."""
        return self.day_of(self.facets[0]) if self.facets else self.source_day


@dataclass(frozen=True, slots=True)
class Held:
    """What of a listing somebody has withheld until two people decide."""

    listing: bool = False
    phones: frozenset[str] = frozenset()
    """Marks of numbers; see `phone_mark`."""
    places: frozenset[str] = frozenset()
    """Ids of locations."""


NOTHING = Held()


def phone_mark(service_id: str, number: str) -> str:
    """A short name for one number of one listing, so that lists of decisions hold no numbers."""
    return hashlib.sha256(f"{service_id}|{number}".encode()).hexdigest()[:16]


def without(service: Service, held: Held) -> Service:
    """The listing without the numbers and places that are withheld, as if it had never named them."""
    return replace(
        service,
        phones=tuple(p for p in service.phones if phone_mark(service.id, p.number) not in held.phones),
        locations=tuple(place for place in service.locations if place.id not in held.places),
    )


def for_public(
    service: Service,
    source: Source,
    held: Held = NOTHING,
    governed: Governed | None = None,
    checks: Sequence[Check] = (),
    vetted: Vetted | None = None,
) -> PublicService | None:
    """The listing as anyone may see it, or None when nobody outside may.

    Without `governed` nobody was asked: then a listing of an Indigenous organization is in no export and no figure.
    """
    governed = governed or unasked(service.organization.governance)
    if service.status not in SHOWN or held.listing or Use.LISTED not in governed.uses:
        return None
    service = without(service, held)
    public = PublicService(
        id=service.id,
        version=service.revision,
        organization=service.organization,
        name=service.name,
        description=service.description,
        categories=service.categories,
        populations=service.populations,
        exploitation=service.exploitation,
        sectors=service.sectors,
        accessibility=service.accessibility,
        delivery=service.delivery,
        languages=service.languages,
        eligibility=service.eligibility,
        age_min=service.age_min,
        age_max=service.age_max,
        province=service.province,
        disclosure=service.disclosure,
        places=tuple(where_shown(location) for location in service.locations),
        service_area=service.service_area or declared_by_default(service),
        declares_area=bool(service.service_area),
        phones=service.phones,
        hours=service.hours,
        email=service.email,
        website=service.website or service.organization.website,
        paused=service.status is Status.PAUSED,
        verification=service.verification,
        confirmed_on=service.confirmed_on,
        confirmed_by=service.confirmed_by,
        source=source,
        origin=service.origin,
        governed=governed,
        vetted=vetted,
    )
    return replace(public, **confirmed(public, checks))


def confirmed(public: PublicService, checks: Sequence[Check]) -> dict[str, Any]:
    """What is said of the checks: those of facts that are shown, and that the provider stands behind all of them."""
    of = {check.facet: check for check in checks}
    shown = tuple(of[facet] for facet in public.facets if facet in of)
    day = min((check.day for check in shown), default=date.min)
    newer = len(shown) == len(public.facets) and day > (public.confirmed_on or date.min)
    if not newer or public.verification is Verification.SUSPENDED or any(c.how not in BY_PROVIDER for c in shown):
        return {"checks": shown}
    return {"checks": shown, "confirmed_on": day, "verification": Verification.CONFIRMED}


def where_shown(location: Location) -> Where:
    """Where this location is, as far as its provider lets anyone know.

    The last line is the safest one, so that a level added tomorrow starts out hidden.
    """
    if location.disclosure is Disclosure.ADDRESS:
        return Where(location.province, location.community, location.address, location.postal_code, location.point)
    if location.disclosure is Disclosure.COMMUNITY:
        return Where(location.province, location.community)
    return Where(location.province)


def declared_by_default(service: Service) -> tuple[str, ...]:
    """The area of a service that declares none: its community is enough; else its province; else Canada.

    A `region` listing gets the whole province: anything smaller would be a guess about where the house is.
    """
    if any(location.disclosure is not Disclosure.REGION and location.community for location in service.locations):
        return ()
    return (PROVINCES[service.province],) if service.province else ("CA",)
