"""The public registry in memory, as columns, for one revision. Swapped whole, never edited in place.

Built only from PublicService values, so nothing here knows a place that may not be shown.
Rows are in the order of listing ids. Points are (longitude, latitude); distances are kilometres.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from geo.places import NoSuchPlace, Place, SeveralPlaces
from geo.sphere import Nearest, arc_km, as_xyz
from portal.registry.disclosure import PublicService, Where
from portal.registry.folding import folded
from portal.registry.model import PROVINCES, Disclosure, Point

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]
Kilometres = NDArray[np.float64]
Array = TypeVar("Array", bound=NDArray[Any])

Located = tuple[int, Point, bool]
"""A listing's row, a public point, and whether that is only the middle of its community."""
Tree = tuple[Rows, Mask, Nearest]

REMOTE = frozenset({"phone", "text", "chat", "video"})


class Registry(Protocol):
    """What the catalogue asks of a store."""

    def revision(self) -> int: ...
    def published(self) -> Iterable[PublicService]: ...


class Gazetteer(Protocol):
    """What the catalogue asks of the places."""

    def find(self, text: str) -> Place: ...


@dataclass(frozen=True, slots=True)
class Columns:
    """One entry per listing, in row order; made once, read-only afterwards."""

    ids: list[str]
    rows: Mapping[str, int]
    """Listing id to row."""
    rank: Mapping[str, NDArray[np.int64]]
    """Place in the alphabet, by language."""
    at_address: Mask
    """Has at least one place whose address its provider makes public."""
    placeless: Mask
    """Has no place at all: a phone, text or online service."""
    remote: Mask
    """Can be reached by phone, text, chat or video."""
    category: Mapping[str, Mask]
    province: NDArray[np.str_]
    area: Mapping[str, Rows]
    """Area code to the rows that declare it."""


class Catalogue:
    """Filters, distances and counts over the published listings of one revision."""

    def __init__(self, revision: int, services: Iterable[PublicService], places: Gazetteer) -> None:
        self.revision = revision
        gathered = Gathered(places)
        for service in services:
            gathered.add(service)
        self.columns = gathered.columns()
        self._points = tree_of(gathered.located)
        self._communities = tree_of(gathered.stated)

    def __len__(self) -> int:
        return len(self.columns.ids)

    def none(self) -> Mask:
        """A mask with nothing in it."""
        return np.zeros(len(self), dtype=bool)

    def all(self) -> Mask:
        """A mask with everything in it."""
        return np.ones(len(self), dtype=bool)

    def in_categories(self, codes: Iterable[str]) -> Mask:
        """Which listings have any of these categories."""
        found = self.none()
        for code in codes:
            if code in self.columns.category:
                found |= self.columns.category[code]
        return found

    def in_province(self, letters: str) -> Mask:
        """Which listings stand in this province or declare that they serve it or all of Canada."""
        stands_there: Mask = self.columns.province == letters
        return stands_there | self.declaring({"CA", PROVINCES.get(letters, "")})

    def declaring(self, codes: Iterable[str]) -> Mask:
        """Which listings declare any of these areas as theirs."""
        found = self.none()
        for code in codes:
            if code in self.columns.area:
                found[self.columns.area[code]] = True
        return found

    def of_ids(self, ids: Iterable[str]) -> Rows:
        """The rows of these listings, in this order; unknown ids (an index a moment old) are left out."""
        known = self.columns.rows
        return np.array([known[i] for i in ids if i in known], dtype=np.int64)

    def distances(self, here: Point) -> tuple[Kilometres, Mask]:
        """Kilometres from `here` to each listing's nearest public point, and whether that is only its community.

        Infinite where a listing has no public point. Both have one entry per row.
        """
        km = np.full(len(self), np.inf)
        around = self.none()
        if self._points is None:
            return km, around
        rows, only_community, nearest = self._points
        each = arc_km(nearest.xyz, as_xyz(here)[0])
        np.minimum.at(km, rows, each)
        around[rows[only_community & (each == km[rows])]] = True
        return km, around

    def in_communities_within(self, here: Point, kilometres: float) -> Mask:
        """Which listings without a public address name a community whose middle lies this near.

        Rests on the published community alone; where the house stands in it is not held anywhere.
        """
        found = self.none()
        if self._communities is not None:
            rows, _around, nearest = self._communities
            found[rows[nearest.within(here, kilometres)]] = True
        return found


@dataclass
class Gathered:
    """Listings on their way into columns."""

    places: Gazetteer

    def __post_init__(self) -> None:
        self.ids: list[str] = []
        self.names: dict[str, list[str]] = {"en": [], "fr": []}
        self.flags: dict[str, list[bool]] = {"at_address": [], "placeless": [], "remote": []}
        self.provinces: list[str] = []
        self.by_category: defaultdict[str, list[int]] = defaultdict(list)
        self.by_area: defaultdict[str, list[int]] = defaultdict(list)
        self.located: list[Located] = []
        self.stated: list[Located] = []
        self._community: dict[tuple[str, str], Place | None] = {}

    def add(self, service: PublicService) -> None:
        """Take in one listing."""
        row = len(self.ids)
        self.ids.append(service.id)
        for language, names in self.names.items():
            names.append(sorting_name(service, language))
        self.flags["at_address"].append(service.disclosure is Disclosure.ADDRESS)
        self.flags["placeless"].append(not service.places)
        self.flags["remote"].append(bool(REMOTE.intersection(service.delivery)))
        self.provinces.append(service.province)
        for code in service.categories:
            self.by_category[code].append(row)
        for code in service.service_area:
            self.by_area[code].append(row)
        for where in service.places:
            self.locate(row, where, service)

    def locate(self, row: int, where: Where, service: PublicService) -> None:
        """Note a public point, or the community a listing stands in when no finer point is known."""
        if where.point is not None:
            self.located.append((row, where.point, False))
        community = self.community(where)
        if community is None:
            return
        if service.disclosure is not Disclosure.ADDRESS:
            self.stated.append((row, community.point, True))
        elif where.point is None:
            self.located.append((row, community.point, True))
        if not service.service_area:
            self.by_area[community_code(community)].append(row)

    def community(self, where: Where) -> Place | None:
        """The published community of a listing as a place we know."""
        key = (where.community, where.province)
        if not where.community:
            return None
        if key not in self._community:
            self._community[key] = found_place(self.places, f"{where.community}, {where.province}")
        return self._community[key]

    def columns(self) -> Columns:
        """What was gathered, as read-only columns."""
        size = len(self.ids)
        flags = {name: frozen(np.array(values, dtype=bool)) for name, values in self.flags.items()}
        return Columns(
            ids=self.ids,
            rows={service_id: row for row, service_id in enumerate(self.ids)},
            rank={language: frozen(ranks(names)) for language, names in self.names.items()},
            category={code: frozen(mask_of(rows, size)) for code, rows in self.by_category.items()},
            province=np.array(self.provinces, dtype=np.str_),
            area={code: frozen(np.array(rows, dtype=np.int64)) for code, rows in self.by_area.items()},
            **flags,
        )


def tree_of(located: list[Located]) -> Tree | None:
    """Row, whether only the community is known, and the tree of these points; None without any."""
    if not located:
        return None
    rows, points, around = zip(*located, strict=True)
    return np.array(rows, dtype=np.int64), np.array(around, dtype=bool), Nearest(np.array(points))


def current(store: Registry, places: Gazetteer, held: Catalogue | None) -> Catalogue:
    """The catalogue of the registry's present revision: the one held, or a new one."""
    revision = store.revision()
    if held is not None and held.revision == revision:
        return held
    return Catalogue(revision, store.published(), places)


def found_place(places: Gazetteer, text: str) -> Place | None:
    """The place of this name, or None when there is none or several."""
    try:
        return places.find(text)
    except (NoSuchPlace, SeveralPlaces):
        return None


def community_code(place: Place) -> str:
    """The area code of a community: its census subdivision where known, else our own name for it."""
    subdivision = next((code for code in sorted(place.areas) if code.startswith("CSD:")), "")
    return subdivision or f"place:{place.place_id}"


def sorting_name(service: PublicService, language: str) -> str:
    """The name a list sorts by, in one language; É stands with E."""
    return folded(f"{service.organization.name.prefer(language)[0]} {service.name.prefer(language)[0]}")


def ranks(names: list[str]) -> NDArray[np.int64]:
    """Each name's place in the alphabet."""
    order = sorted(range(len(names)), key=names.__getitem__)
    rank = np.empty(len(names), dtype=np.int64)
    rank[order] = np.arange(len(names))
    return rank


def mask_of(rows: list[int], size: int) -> Mask:
    """A mask with these rows in it."""
    mask = np.zeros(size, dtype=bool)
    mask[rows] = True
    return mask


def frozen(array: Array) -> Array:
    """The same array, read-only."""
    array.setflags(write=False)
    return array
