"""The public registry as columns: what a catalogue is made of. Built here, joined and kept next door, never edited.

Made only from PublicService values, so nothing here knows a place that may not be shown.
There is one entry per row; rows come in whole words of 64, the last ones empty, so that two sets of columns join
without shifting a bit. Points are (longitude, latitude); xyz are WGS84 geocentric metres.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from geo.places import NoSuchPlace, Place, SeveralPlaces
from geo.sphere import as_xyz
from geo.surroundings import Surroundings
from portal.registry.disclosure import PublicService, Where
from portal.registry.folding import folded
from portal.registry.model import Disclosure, Point
from search_index.schema import lot

from . import strips
from .facets import FACETS, Stand
from .openings import Openings, openings_of
from .surroundings import Reached
from .texts import Texts

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]
Bits = NDArray[np.uint64]
"""A mask packed 64 to a word, or several such masks as the rows of a table."""

WORD = 64
REMOTE = frozenset({"phone", "text", "chat", "video"})
UNKNOWN_AGE = -1
LANGUAGES = ("en", "fr")


class Gazetteer(Protocol):
    """What columns ask of the places."""

    def find(self, text: str) -> Place: ...
    def zones_of(self, place: Place) -> tuple[str, ...]: ...
    def zones_in(self, area: str) -> tuple[str, ...]: ...
    def surroundings_in(self, area: str) -> Surroundings: ...
    def __len__(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Coded:
    """One filter: which rows answer yes, which no, and which state everything they would answer yes to."""

    codes: tuple[str, ...]
    yes: Bits
    """One packed mask per code."""
    no: Bits
    complete: Bits
    """One packed mask."""


@dataclass(frozen=True, slots=True)
class Spots:
    """Points on the ground: the row each belongs to, where it is, and whether it is only a community's middle.

    In the order of strips.py.
    """

    rows: Rows
    lonlat: NDArray[np.float64]
    xyz: NDArray[np.float64]
    around: Mask


SPOT_PARTS = ("rows", "lonlat", "xyz", "around")
"""The columns of Spots, in their order."""


@dataclass(frozen=True, slots=True)
class Columns:
    """One entry per row of everything a question can ask."""

    ids: Texts
    """Empty for a row that is only padding."""
    lots: NDArray[np.uint64]
    """The number drawn from each id, by which the word index names the same listing; 0 for padding."""
    alive: Mask
    names: Mapping[str, Texts]
    """What a list sorts by, per language."""
    rank: Mapping[str, NDArray[np.float64]]
    """Place in the alphabet, per language."""
    at_address: Mask
    """Has a place whose address its provider makes public."""
    placeless: Mask
    """Has no place at all: a phone, text or online service."""
    remote: Mask
    """Can be reached by phone, text, chat or video."""
    ages: NDArray[np.int16]
    """Youngest and oldest, two columns; -1 where not stated."""
    confirmed: NDArray[np.int32]
    """The day its facts were last confirmed, as a proleptic ordinal; 0 for never."""
    dated: NDArray[np.int32]
    """The day of the fact that people act on first, as a proleptic ordinal; 0 where nobody knows."""
    coded: Mapping[str, Coded]
    area: Mapping[str, Rows]
    """Area code to the rows that declare it."""
    addresses: Spots
    """Points of listings that show an address; the middle of the community where no point is known."""
    communities: Spots
    """The published communities of listings that show no address."""
    openings: Openings
    """The timetables of listings that state when they take people in."""

    def __len__(self) -> int:
        return len(self.ids)


SIMPLE = ("lots", "at_address", "placeless", "remote", "ages", "confirmed", "dated")
"""Columns that join by standing one behind the other."""


def packed(mask: Mask) -> Bits:
    """A mask, or a table of masks, packed 64 to a word."""
    return np.packbits(mask, axis=-1, bitorder="little").view(np.uint64)


def unpacked(bits: Bits) -> Mask:
    """The mask of packed bits, one entry per row."""
    return np.unpackbits(bits.view(np.uint8), axis=-1, bitorder="little").view(np.bool_)


class Gathered:
    """Listings on their way into columns."""

    def __init__(self, places: Gazetteer) -> None:
        self.places = places
        self.services: list[PublicService] = []
        self.areas: defaultdict[str, list[int]] = defaultdict(list)
        self.addresses: list[tuple[int, Point, bool]] = []
        self.communities: list[tuple[int, Point, bool]] = []
        self._known: dict[tuple[str, str], Place | None] = {}

    def add(self, service: PublicService) -> None:
        """Take in one listing."""
        row = len(self.services)
        self.services.append(service)
        for code in service.service_area:
            self.areas[code].append(row)
        for where in service.places:
            self.locate(row, where, service)

    def locate(self, row: int, where: Where, service: PublicService) -> None:
        """Note a public point, or the community a listing stands in when no finer point may be or is known."""
        if where.point is not None:
            self.addresses.append((row, where.point, False))
        community = self.community(where)
        if community is None:
            return
        if service.disclosure is not Disclosure.ADDRESS:
            self.communities.append((row, community.point, True))
        elif where.point is None:
            self.addresses.append((row, community.point, True))
        if not service.service_area:
            self.areas[community_code(community)].append(row)

    def community(self, where: Where) -> Place | None:
        """The published community of a listing as a place we know."""
        key = (where.community, where.province)
        if not where.community:
            return None
        if key not in self._known:
            self._known[key] = found_place(self.places, f"{where.community}, {where.province}")
        return self._known[key]

    def stands(self) -> dict[str, Callable[[PublicService], Stand]]:
        """How a listing stands to each filter made of codes, those that the places decide among them."""
        reached = Reached(self.places, self.community)
        return {**FACETS, "setting": reached.setting, "region": reached.region}

    def columns(self) -> Columns:
        """What was gathered."""
        services = self.services
        size = -(-max(len(services), 1) // WORD) * WORD
        names = {lang: padded_text((sorting_name(s, lang) for s in services), size) for lang in LANGUAGES}
        return Columns(
            ids=padded_text((s.id for s in services), size),
            lots=padded([lot(s.id) for s in services], size, np.uint64),
            alive=np.arange(size) < len(services),
            names=names,
            rank={lang: ranks(names[lang]) for lang in LANGUAGES},
            at_address=flags((s.disclosure is Disclosure.ADDRESS for s in services), size),
            placeless=flags((not s.places for s in services), size),
            remote=flags((bool(REMOTE.intersection(s.delivery)) for s in services), size),
            ages=ages_of(services, size),
            confirmed=padded([s.confirmed_on.toordinal() if s.confirmed_on else 0 for s in services], size, np.int32),
            dated=padded([day.toordinal() if (day := s.dated) else 0 for s in services], size, np.int32),
            coded={name: coded([stand(s) for s in services], size) for name, stand in self.stands().items()},
            area={code: np.array(rows, dtype=np.int64) for code, rows in self.areas.items()},
            addresses=spots(self.addresses),
            communities=spots(self.communities),
            openings=openings_of(services, self.places),
        )


def columns_of(services: Iterable[PublicService], places: Gazetteer) -> Columns:
    """The columns of these listings, in their order."""
    gathered = Gathered(places)
    for service in services:
        gathered.add(service)
    return gathered.columns()


def padded(values: Sequence[int], size: int, kind: type[np.generic]) -> NDArray[Any]:
    """Numbers as a column of `size` entries, zeros at the end."""
    column = np.zeros(size, dtype=kind)
    column[: len(values)] = values
    return column


def padded_text(texts: Iterable[str], size: int) -> Texts:
    """Texts as a column of `size` entries, empty at the end."""
    column = list(texts)
    return Texts.of(column + [""] * (size - len(column)))


def flags(truths: Iterable[bool], size: int) -> Mask:
    """Truths as a mask of `size` entries, False at the end."""
    return padded([int(truth) for truth in truths], size, np.bool_)


def ages_of(services: Sequence[PublicService], size: int) -> NDArray[np.int16]:
    """Youngest and oldest of each listing."""
    ages = np.full((size, 2), UNKNOWN_AGE, dtype=np.int16)
    for row, service in enumerate(services):
        ages[row] = [UNKNOWN_AGE if age is None else age for age in (service.age_min, service.age_max)]
    return ages


def coded(stands: Sequence[Stand], size: int) -> Coded:
    """One filter over all listings."""
    codes = tuple(sorted({code for stand in stands for code in stand.yes | stand.no}))
    place = {code: number for number, code in enumerate(codes)}
    yes, no = np.zeros((2, len(codes), size), dtype=bool)
    for row, stand in enumerate(stands):
        yes[[place[code] for code in stand.yes], row] = True
        no[[place[code] for code in stand.no], row] = True
    complete = flags((stand.complete for stand in stands), size)
    return Coded(codes, packed(yes), packed(no), packed(complete))


def spots(located: Sequence[tuple[int, Point, bool]]) -> Spots:
    """Points with the rows they belong to."""
    rows = np.array([row for row, _point, _around in located], dtype=np.int64)
    points = np.array([point for _row, point, _around in located], dtype=np.float64).reshape(-1, 2)
    around = np.array([around for _row, _point, around in located], dtype=bool)
    order = np.argsort(strips.keys(points), kind="stable")
    return Spots(rows[order], points[order], as_xyz(points[order]), around[order])


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


def ranks(names: Sequence[str]) -> NDArray[np.float64]:
    """Each name's place in the alphabet."""
    order = sorted(range(len(names)), key=names.__getitem__)
    rank = np.empty(len(names), dtype=np.float64)
    rank[order] = np.arange(len(names))
    return rank
