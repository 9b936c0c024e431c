"""The marks of one view of the map as its script reads them: counts, and names of those that stand alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from portal.finding.clusters import Cluster
from portal.registry.disclosure import PublicService
from portal.registry.model import Disclosure

from .mapdata import DECIMALS
from .reader import Reader

Mark = list[float | int | str]
"""[longitude, latitude, how many]; a listing by itself adds its id, its name and what it does, and 1 at the end when
the point is only the middle of its community."""
Seen = tuple[Cluster, str]
"""A mark, and the id of the listing when it stands alone, else ''."""


def marks(seen: Iterable[Seen], services: Mapping[str, PublicService], decimals: int, reader: Reader) -> list[Mark]:
    """Every mark. `services` are the listings that stand alone as they are now, so that nothing withdrawn is named."""
    told = (alone(one, services.get(id_), reader) if id_ else several(one, decimals) for one, id_ in seen)
    return [mark for mark in told if mark]


def several(one: Cluster, decimals: int) -> Mark:
    """A mark that counts."""
    return [round(one.longitude, decimals), round(one.latitude, decimals), one.count]


def alone(one: Cluster, service: PublicService | None, reader: Reader) -> Mark | None:
    """A mark of one listing; None when it no longer stands there, or no longer shows its address."""
    if service is None or service.disclosure is not Disclosure.ADDRESS:
        return None
    point, points = (one.longitude, one.latitude), [where.point for where in service.places]
    if point not in points and None not in points:
        return None
    name = reader.words(service.organization.name).text
    kind = reader.labels("categories", service.categories[:1])
    mark: Mark = [round(one.longitude, DECIMALS), round(one.latitude, DECIMALS), 1, service.id, name, kind]
    return mark if point in points else [*mark, 1]
