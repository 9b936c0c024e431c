"""The public registry in memory for one revision: filters, distances and counts. Swapped whole, never edited in place.

Points are (longitude, latitude); distances are kilometres along the ground; masks have one entry per row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from geo.sphere import arc_km, as_xyz, chord_km
from portal.registry import hours
from portal.registry.disclosure import PublicService
from portal.registry.model import Point
from portal.registry.vocabulary import Vocabularies
from search_index.index import Holding
from search_index.schema import lot

from .columns import UNKNOWN_AGE, Coded, Columns, Gazetteer, Mask, Rows, Spots, columns_of, packed, unpacked
from .documents import Documents
from .facets import ALSO
from .joining import joined
from .near import Near, only_nearest
from .snapshot import NoSnapshot, load, save
from .strips import Keys, around, keys

OPEN_NOW = "open_now"
"""The code of the filter for what is open at this moment."""
STALE = 0.02
"""The share of rows out of use beyond which a catalogue is built anew rather than extended."""


class Registry(Protocol):
    """What the catalogue asks of a store."""

    def revision(self) -> int: ...
    def published(self) -> Iterable[PublicService]: ...
    def changed_since(self, revision: int) -> list[str]: ...

    def given_back(self) -> list[str]: ...
    def public_many(self, ids: Sequence[str]) -> list[PublicService]: ...


@dataclass(frozen=True, slots=True)
class Stands:
    """Which listings answer a filter with yes, and which at least not with no."""

    yes: Mask
    possible: Mask


class Catalogue:
    """Filters, distances and counts over the published listings of one revision."""

    def __init__(self, revision: int, columns: Columns) -> None:
        self.revision = revision
        self.columns = columns
        self._aligned: tuple[NDArray[np.uint64], Rows] | None = None
        self._numbered: tuple[NDArray[np.uint64], Documents] | None = None
        self._said: tuple[datetime, list[str]] | None = None
        self._hours: tuple[datetime, Coded] | None = None
        self._phases: tuple[Vocabularies, Coded] | None = None

    @classmethod
    def build(cls, revision: int, services: Iterable[PublicService], places: Gazetteer) -> Catalogue:
        """The catalogue of these listings."""
        return cls(revision, columns_of(services, places))

    def extended(
        self, revision: int, changed: Sequence[str], services: Sequence[PublicService], places: Gazetteer
    ) -> Catalogue:
        """The catalogue of a later revision: `changed` ids out, the present state of those still public in."""
        return Catalogue(revision, joined(self.columns, columns_of(services, places), self.of_ids(changed)))

    def __len__(self) -> int:
        """How many rows there are, those out of use included."""
        return len(self.columns)

    @cached_property
    def _by_lot(self) -> tuple[NDArray[np.uint64], Rows]:
        """The lots of the rows in use, ascending, and the row of each."""
        rows = np.flatnonzero(self.columns.alive)
        lots = self.columns.lots[rows]
        order = np.argsort(lots)
        return lots[order], rows[order]

    def rows_of(self, lots: NDArray[np.uint64]) -> Rows:
        """The row of each listing by the number drawn from its id; -1 where there is none."""
        known, rows = self._by_lot
        if not len(known):
            return np.full(len(lots), -1, dtype=np.int64)
        places = np.minimum(np.searchsorted(known, lots), len(known) - 1)
        return np.where(known[places] == lots, rows[places], -1)

    def is_worn(self) -> bool:
        """Whether so many rows are out of use that building anew is worth it."""
        return bool((~self.columns.alive).mean() > STALE) and len(self) > 10_000

    def none(self) -> Mask:
        """A mask with nothing in it."""
        return np.zeros(len(self), dtype=bool)

    def all(self) -> Mask:
        """A mask with every listing in it."""
        return self.columns.alive.copy()

    def of_ids(self, ids: Iterable[str]) -> Rows:
        """The rows of these listings, in this order; unknown ids (an index a moment old) are left out."""
        rows = self.rows_of(np.array([lot(one) for one in ids], dtype=np.uint64))
        return rows[rows >= 0]

    def aligned(self, lots: NDArray[np.uint64]) -> Rows:
        """The row of each document of an index, -1 where there is none; remembered while the array is the same."""
        if self._aligned is None or self._aligned[0] is not lots:
            self._aligned = (lots, self.rows_of(lots))
        return self._aligned[1]

    def _documents(self, lots: NDArray[np.uint64]) -> Documents:
        """The document of each row; remembered like `aligned`."""
        if self._numbered is None or self._numbered[0] is not lots:
            self._numbered = (lots, Documents.of(self.aligned(lots), len(self)))
        return self._numbered[1]

    def holding(self, held: Holding) -> Mask:
        """The listings that an index says have what was asked."""
        return self._documents(held.lots).by_row(held.has)

    # Filters

    def answering(self, name: str, codes: Iterable[str]) -> Stands:
        """How listings stand to a filter of which any of `codes` will do."""
        return standing(self.columns.coded[name], {*codes, ALSO.get(name, "")})

    def serving_ages(self, ages: Iterable[int]) -> Stands:
        """Which listings serve a person of each of these ages: 17 now and 18 soon must both be served."""
        youngest, oldest = self.columns.ages.T
        stated = (youngest != UNKNOWN_AGE) | (oldest != UNKNOWN_AGE)
        open_ended = np.where(oldest == UNKNOWN_AGE, 200, oldest)
        fine = np.logical_and.reduce([(youngest <= age) & (age <= open_ended) for age in ages])
        return Stands(fine & stated, fine | ~stated)

    def confirmed_since(self, ordinal: int) -> Stands:
        """Which listings had their facts confirmed on this day (a proleptic ordinal) or later."""
        yes = self.columns.confirmed >= ordinal
        return Stands(yes, yes)

    def open_at(self, moment: datetime) -> Mask:
        """Which listings are known to take people in at this moment (aware); without a place, to answer."""
        return self._rows_with(state in hours.OPEN for state in self._states(moment))

    def shut_at(self, moment: datetime) -> Mask:
        """Which listings are known to be closed at this moment. The rest of those not open may be: call to check."""
        states = self._states(moment)
        shut = self._rows_with(state in hours.SHUT for state in states)
        return shut & ~self._rows_with(state not in hours.SHUT for state in states)

    def with_hours(self, code: str) -> Mask:
        """Which listings have hours of this class of data/taxonomy/hours_classes.csv; `unknown`: none that says."""
        if code == "unknown":
            return self.columns.alive & ~self._rows_with("unknown" not in one for one in self._classes)
        return self._rows_with(code in one for one in self._classes)

    def hours(self, moment: datetime) -> Coded:
        """The hours of taking people in as a filter: open at this moment, and every class of hours that is in use.

        Only who is known to be closed at such hours answers no; who does not say may be open, and has to be called.
        """
        minute = moment.replace(second=0, microsecond=0)
        if self._hours is None or self._hours[0] != minute:
            lasting = self._lasting_hours
            yes = np.vstack([packed(self.open_at(minute)), lasting.yes])
            no = np.vstack([packed(self.shut_at(minute)), lasting.no])
            self._hours = (minute, Coded((OPEN_NOW, *lasting.codes), yes, no, lasting.complete))
        return self._hours[1]

    def phases(self, terms: Vocabularies) -> Coded:
        """When the help of a listing is needed, by the kinds of service it offers; a kind without a phase says nothing.

        Worked out once for one set of vocabularies.
        """
        if self._phases is None or self._phases[0] is not terms:
            self._phases = (terms, phases(self.columns.coded["category"], terms))
        return self._phases[1]

    @cached_property
    def _classes(self) -> list[frozenset[str]]:
        """The classes of each different timetable."""
        return [hours.classes(one.rule) for one in self.columns.openings.kept]

    @cached_property
    def _lasting_hours(self) -> Coded:
        """The classes of hours as a filter: no stands only where every timetable of a listing says so."""
        codes = tuple(sorted(frozenset().union(*self._classes) - {"unknown"}))
        surely = ~self.with_hours("unknown") & ~self._rows_with("unknown" in one for one in self._classes)
        yes = np.array([self.with_hours(code) for code in codes], dtype=bool).reshape(len(codes), len(self))
        return Coded(codes, packed(yes), packed(surely & ~yes), packed(self.none()))

    def _rows_with(self, chosen: Iterable[bool]) -> Mask:
        """The listings that keep one of the timetables chosen, one truth for each different one."""
        found = self.none()
        found[self.columns.openings.rows_of(chosen)] = True
        return found & self.columns.alive

    def _states(self, moment: datetime) -> list[str]:
        """What each different timetable says; worked out once a minute."""
        minute, said = moment.replace(second=0, microsecond=0), self._said
        if said is None or said[0] != minute:
            self._said = said = (minute, self.columns.openings.states(minute))
        return said[1]

    def in_province(self, letters: str) -> Stands:
        """Which listings stand in this province, or declare that they serve it or all of Canada."""
        return self.answering("province", [letters])

    def declaring(self, codes: Iterable[str]) -> Mask:
        """Which listings declare any of these areas as theirs."""
        found = self.none()
        for code in codes:
            if code in self.columns.area:
                found[self.columns.area[code]] = True
        return found & self.columns.alive

    # Distances

    def near(self, here: Point, among: Mask, km: float = np.inf) -> Near:
        """Listings of a mask that have a public point, as seen from `here`; each by its nearest point.

        Those farther than `km` are left out. Where most are, this is many times faster than leaving them out after.
        """
        spots, origin = self.columns.addresses, as_xyz(here)[0]
        some = around(self._strips, here, km)
        rows = np.take(spots.rows, some)
        among_them = np.flatnonzero(np.take(among, rows))
        kept = some[among_them]
        xyz = np.take(spots.xyz, kept, axis=0)
        near = Near(origin, rows[among_them], xyz, spots.around[kept], chord_km(xyz, origin))
        near = near if km == np.inf else near.within(km)
        return near if self._one_point_each else only_nearest(near)

    @cached_property
    def _strips(self) -> Keys:
        """The order of the public points."""
        return keys(self.columns.addresses.lonlat)

    @cached_property
    def _community_strips(self) -> Keys:
        """The order of the middles of communities."""
        return keys(self.columns.communities.lonlat)

    @cached_property
    def _one_point_each(self) -> bool:
        rows = self.columns.addresses.rows
        return len(np.unique(rows)) == len(rows)

    def addresses_within(self, here: Point, km: float) -> Mask:
        """Which listings have a public point this near."""
        return self._of_points_within(self.columns.addresses, self._strips, here, km)

    def in_communities_within(self, here: Point, km: float) -> Mask:
        """Which listings without a public address name a community whose middle lies this near.

        Rests on the published community alone; where the house stands in it is not held anywhere.
        """
        return self._of_points_within(self.columns.communities, self._community_strips, here, km)

    def _of_points_within(self, spots: Spots, order: Keys, here: Point, km: float) -> Mask:
        """The listings of the points at most so many kilometres away."""
        found, origin, some = self.none(), as_xyz(here)[0], around(order, here, km)
        # A chord is never longer than its arc, so nothing within reach is lost here.
        close = some[chord_km(spots.xyz[some], origin) <= km]
        found[spots.rows[close[arc_km(spots.xyz[close], origin) <= km]]] = True
        return found & self.columns.alive


def standing(coded: Coded, codes: Iterable[str]) -> Stands:
    """How listings stand to a filter of which any of `codes` will do."""
    wanted = [coded.codes.index(code) for code in codes if code in coded.codes]
    yes = np.bitwise_or.reduce(coded.yes[wanted], axis=0, initial=0)
    refused = np.bitwise_and.reduce(coded.no[wanted], axis=0) if wanted else np.zeros_like(yes)
    return Stands(unpacked(yes), unpacked(~(refused | coded.complete) | yes))


def counts(coded: Coded, base: Mask) -> list[tuple[str, int]]:
    """How many listings of `base` answer each code of a filter with yes, the most first."""
    totals = np.bitwise_count(coded.yes & packed(base)).sum(axis=1)
    pairs = ((code, int(total)) for code, total in zip(coded.codes, totals, strict=True) if total)
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))


def phases(kinds: Coded, terms: Vocabularies) -> Coded:
    """The phases that follow from kinds of service."""
    known = terms["categories"]
    of_kind = [known[code].more["phase"].split(";") if code in known else [] for code in kinds.codes]
    rows = {code: [row for row, some in enumerate(of_kind) if code in some] for code in terms["phases"]}
    yes = np.array([np.bitwise_or.reduce(kinds.yes[some], axis=0, initial=0) for some in rows.values()], np.uint64)
    return Coded(tuple(rows), yes, np.zeros_like(yes), np.bitwise_or.reduce(yes, axis=0))


def current(store: Registry, places: Gazetteer, held: Catalogue | None, folder: Path | None = None) -> Catalogue:
    """The catalogue of the registry's present revision: the one held, extended by what changed, or a new one.

    With nothing held it starts from the snapshot in `folder`, where there is a whole one.
    """
    revision = store.revision()
    if held is None and folder is not None:
        held = opened(folder, places, revision)
    if held is not None and held.revision == revision:
        return held
    # A registry that stands earlier than what is held was put back from a backup: what is held may not be in it.
    if held is None or held.is_worn() or held.revision > revision:
        return Catalogue.build(revision, store.published(), places)
    changed = [*store.changed_since(held.revision), *store.given_back()]
    if len(changed) > max(1000, len(held) * STALE):
        return Catalogue.build(revision, store.published(), places)
    return held.extended(revision, changed, store.public_many(changed), places)


def publish(store: Registry, places: Gazetteer, folder: Path) -> Catalogue:
    """Build the catalogue anew and keep it in `folder`, so that workers start from it."""
    catalogue = Catalogue.build(store.revision(), store.published(), places)
    save(catalogue.columns, catalogue.revision, folder, stamp_of(places))
    return catalogue


def opened(folder: Path, places: Gazetteer, revision: int) -> Catalogue | None:
    """The catalogue kept in a folder; None unless it is whole, of these places, and not of a later registry."""
    try:
        kept, columns = load(folder, stamp_of(places))
    except NoSnapshot:
        return None
    # A restored backup is older than what was made from the registry it replaced.
    return Catalogue(kept, columns) if kept <= revision else None


SHAPE = 7
"""Counts up whenever the columns change, so that an old snapshot is not read as a new one."""


def stamp_of(places: Gazetteer) -> str:
    """What a snapshot was made with."""
    return f"{SHAPE}/{len(places)}"
