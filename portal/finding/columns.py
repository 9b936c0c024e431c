"""The public registry as columns: what a catalogue is made of. Built, joined, saved and loaded here, never edited.

Made only from PublicService values, so nothing here knows a place that may not be shown.
There is one entry per row; rows come in whole words of 64, the last ones empty, so that two sets of columns join
without shifting a bit. Points are (longitude, latitude); xyz are WGS84 geocentric metres.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from geo.places import NoSuchPlace, Place, SeveralPlaces
from geo.sphere import as_xyz
from geo.surroundings import Surroundings
from portal.registry.disclosure import PublicService, Where
from portal.registry.folding import folded
from portal.registry.model import Disclosure, Point

from .facets import FACETS, Stand
from .openings import Kept, Openings, joined_openings, openings_of
from .surroundings import Reached

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
    """Points on the ground: the row each belongs to, where it is, and whether it is only a community's middle."""

    rows: Rows
    lonlat: NDArray[np.float64]
    xyz: NDArray[np.float64]
    around: Mask


SPOT_PARTS = ("rows", "lonlat", "xyz", "around")
"""The columns of Spots, in their order."""


@dataclass(frozen=True, slots=True)
class Columns:
    """One entry per row of everything a question can ask."""

    ids: tuple[str, ...]
    """Empty for a row that is only padding."""
    alive: Mask
    names: Mapping[str, tuple[str, ...]]
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
            alive=np.arange(size) < len(services),
            names=names,
            rank={lang: ranks(names[lang]) for lang in LANGUAGES},
            at_address=flags((s.disclosure is Disclosure.ADDRESS for s in services), size),
            placeless=flags((not s.places for s in services), size),
            remote=flags((bool(REMOTE.intersection(s.delivery)) for s in services), size),
            ages=ages_of(services, size),
            confirmed=padded([s.confirmed_on.toordinal() if s.confirmed_on else 0 for s in services], size, np.int32),
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


def padded_text(texts: Iterable[str], size: int) -> tuple[str, ...]:
    """Texts as a column of `size` entries, empty at the end."""
    column = tuple(texts)
    return column + ("",) * (size - len(column))


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
    return Spots(rows, points, as_xyz(points), np.array([around for _row, _point, around in located], dtype=bool))


def joined(base: Columns, extra: Columns, dead: Iterable[int]) -> Columns:
    """`base` with the rows `dead` taken out of the answers and the rows of `extra` behind its own.

    For a handful of changes among very many: the arrays are copied, nothing is counted anew.
    """
    alive = np.concatenate([base.alive, extra.alive])
    alive[list(dead)] = False
    shift = len(base)
    both = (np.concatenate(pair) for pair in ((getattr(base, n), getattr(extra, n)) for n in SIMPLE))
    names = {lang: base.names[lang] + extra.names[lang] for lang in LANGUAGES}
    rank = {lang: np.concatenate([base.rank[lang], ranked_among(base, extra, lang)]) for lang in LANGUAGES}
    area = {code: rows for code, rows in base.area.items()}
    for code, rows in extra.area.items():
        area[code] = np.concatenate([area.get(code, np.empty(0, dtype=np.int64)), rows + shift])
    return replace(
        base,
        ids=base.ids + extra.ids,
        alive=alive,
        names=names,
        rank=rank,
        coded={name: joined_codes(one, extra.coded[name]) for name, one in base.coded.items()},
        area=area,
        addresses=joined_spots(base.addresses, extra.addresses, shift),
        communities=joined_spots(base.communities, extra.communities, shift),
        openings=joined_openings(base.openings, extra.openings, shift),
        **dict(zip(SIMPLE, both, strict=True)),
    )


SIMPLE = ("at_address", "placeless", "remote", "ages", "confirmed")
"""Columns that join by standing one behind the other."""


def ranked_among(base: Columns, extra: Columns, language: str) -> NDArray[np.float64]:
    """Where the names of `extra` fall in the alphabet of `base`: half a step before the first name not before them."""
    order = np.argsort(base.rank[language], kind="stable")
    alphabet = [base.names[language][row] for row in order]
    return np.array([bisect_left(alphabet, name) - 0.5 for name in extra.names[language]])


def joined_codes(base: Coded, extra: Coded) -> Coded:
    """One filter over both sets of rows."""
    codes = tuple(sorted({*base.codes, *extra.codes}))
    tables = ((widened(c, c.yes, codes), widened(c, c.no, codes), c.complete) for c in (base, extra))
    return Coded(codes, *(np.concatenate(pair, axis=-1) for pair in zip(*tables, strict=True)))


def widened(coded: Coded, table: Bits, codes: tuple[str, ...]) -> Bits:
    """The masks of a filter under another list of codes; empty ones for codes it did not have."""
    wide = np.zeros((len(codes), table.shape[-1]), dtype=np.uint64)
    wide[[codes.index(code) for code in coded.codes]] = table
    return wide


def joined_spots(base: Spots, extra: Spots, shift: int) -> Spots:
    """The points of both sets of rows."""
    return Spots(
        np.concatenate([base.rows, extra.rows + shift]),
        np.concatenate([base.lonlat, extra.lonlat]),
        np.concatenate([base.xyz, extra.xyz]),
        np.concatenate([base.around, extra.around]),
    )


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


# Kept on disk, so that a worker starts without reading every listing again


class NoSnapshot(Exception):
    """There is no whole set of columns of this stamp in this folder."""


def save(columns: Columns, revision: int, folder: Path, stamp: str) -> None:
    """Write the columns of one revision to a folder, aside and renamed.

    `stamp` names what else they were made with: the places, and the shape of the columns themselves.
    """
    aside = folder.with_name(f"{folder.name}.{os.getpid()}.part")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(mode=0o700, parents=True)
    np.savez(aside / "arrays.npz", allow_pickle=False, **arrays_of(columns))
    texts = {
        "revision": revision,
        "ids": columns.ids,
        "names": dict(columns.names),
        "codes": {name: one.codes for name, one in columns.coded.items()},
        "kept": columns.openings.kept,
    }
    (aside / "texts.json").write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")
    seal = {"stamp": stamp, **{name: digest(aside / name) for name in FILES}}
    (aside / "seal.json").write_text(json.dumps(seal), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    aside.rename(folder)


FILES = ("arrays.npz", "texts.json")


def load(folder: Path, stamp: str) -> tuple[int, Columns]:
    """The revision and the columns saved in a folder. Raises NoSnapshot unless they are whole and of this stamp."""
    try:
        seal = json.loads((folder / "seal.json").read_text(encoding="utf-8"))
        if seal != {"stamp": stamp, **{name: digest(folder / name) for name in FILES}}:
            raise NoSnapshot
        texts = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
        with np.load(folder / "arrays.npz", allow_pickle=False) as arrays:
            return texts["revision"], columns_from(dict(arrays), texts)
    except (OSError, ValueError, KeyError) as error:
        raise NoSnapshot from error


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def arrays_of(columns: Columns) -> dict[str, NDArray[Any]]:
    """Every array of the columns under one flat name."""
    arrays = {name: getattr(columns, name) for name in ("alive", *SIMPLE)}
    arrays |= {f"rank.{lang}": columns.rank[lang] for lang in LANGUAGES}
    for name, one in columns.coded.items():
        arrays |= {f"coded.{name}.{part}": getattr(one, part) for part in ("yes", "no", "complete")}
    arrays |= {f"area.{code}": rows for code, rows in columns.area.items()}
    arrays |= {"openings.rows": columns.openings.rows, "openings.codes": columns.openings.codes}
    for name in ("addresses", "communities"):
        arrays |= {f"{name}.{part}": getattr(getattr(columns, name), part) for part in SPOT_PARTS}
    return arrays


def columns_from(arrays: Mapping[str, NDArray[Any]], texts: Mapping[str, Any]) -> Columns:
    """The columns of arrays_of and their texts."""

    def spots_of(name: str) -> Spots:
        return Spots(*(arrays[f"{name}.{part}"] for part in SPOT_PARTS))

    return Columns(
        ids=tuple(texts["ids"]),
        alive=arrays["alive"],
        names={lang: tuple(texts["names"][lang]) for lang in LANGUAGES},
        rank={lang: arrays[f"rank.{lang}"] for lang in LANGUAGES},
        coded={
            name: Coded(
                tuple(texts["codes"][name]), *(arrays[f"coded.{name}.{part}"] for part in ("yes", "no", "complete"))
            )
            for name in texts["codes"]
        },
        area={name.removeprefix("area."): rows for name, rows in arrays.items() if name.startswith("area.")},
        addresses=spots_of("addresses"),
        communities=spots_of("communities"),
        openings=Openings(
            arrays["openings.rows"],
            arrays["openings.codes"],
            tuple(Kept(rule, tuple(zones), province) for rule, zones, province in texts["kept"]),
        ),
        **{name: arrays[name] for name in SIMPLE},
    )
