"""Which kinds of places a listing reaches, and which health regions: what its codes alone cannot say.

It reaches the place it stands in, and any area it declares that is smaller than a province. All of a province or of
Canada it reaches surely when it comes to people or is reached from afar; else nobody knows how far its door is open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from geo.place import Place
from geo.surroundings import KINDS, Surroundings, of_place, together
from portal.registry.disclosure import PublicService, Where
from portal.registry.model import PROVINCES

from .facets import Stand

COMES_NEAR = frozenset({"phone", "text", "chat", "video", "outreach_mobile", "fly_in"})
"""Ways of helping that do not wait for a person to travel."""
PROVINCE, CANADA = "PR:", "CA"


class Gazetteer(Protocol):
    """What is asked of the places."""

    def surroundings_in(self, area: str) -> Surroundings: ...


Community = Callable[[Where], Place | None]
"""The published community of a place, where we know it."""


class Reached:
    """The surroundings of listings, over one set of places."""

    def __init__(self, places: Gazetteer, community: Community) -> None:
        self.places = places
        self.community = community

    def setting(self, service: PublicService) -> Stand:
        """Rural, remote, northern: yes where it surely reaches such a place, no where all it reaches is known."""
        wide = [self.places.surroundings_in(code) for code in wide_areas(service)]
        if not COMES_NEAR.intersection(service.delivery):
            wide = [doubtful(one) for one in wide]
        found = together([*self._near(service), *wide])
        return Stand(found.surely, frozenset(KINDS) - found.surely - found.maybe)

    def region(self, service: PublicService) -> Stand:
        """Health regions it stands in or serves."""
        parts = [*self._near(service), *(self.places.surroundings_in(code) for code in wide_areas(service))]
        stated = frozenset(code for code in service.service_area if code.startswith("HR:"))
        known = frozenset().union(stated, *(part.health_regions for part in parts))
        return Stand(known, complete=bool(known))

    def _near(self, service: PublicService) -> Iterator[Surroundings]:
        """What is known of the communities it stands in and the narrow areas it declares."""
        for where in service.places:
            if where.community:
                community = self.community(where)
                yield of_place(community) if community else Surroundings()
        for code in service.service_area:
            if code != CANADA and not code.startswith(PROVINCE):
                yield self.places.surroundings_in(code)


def doubtful(area: Surroundings) -> Surroundings:
    """An area of which nobody knows how much a listing reaches."""
    return Surroundings(maybe=area.surely | area.maybe)


def wide_areas(service: PublicService) -> list[str]:
    """The provinces it declares; all of them for Canada."""
    if CANADA in service.service_area:
        return list(PROVINCES.values())
    return [code for code in service.service_area if code.startswith(PROVINCE)]
