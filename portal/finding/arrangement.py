"""What fits, put into blocks: the nearest addresses, those who serve the place, those who help from afar."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.places import Place
from portal.registry.freshness import OLD_DAYS

from .answers import BLOCKS
from .catalogue import Catalogue
from .columns import Mask, Rows
from .filtering import Filters, areas_of
from .near import Near
from .question import PAGE, Question
from .weighing import STRONG, WEAK, Weighed

RADII = (50, 100, 200, 400, 800, 1600)
"""Kilometres tried one after the other until something stands within."""
LOCAL = 200
"""Kilometres within which an address is still an answer near here; beyond it other blocks come first."""
OLD_COSTS_KM = 1.0
"""How much farther a listing with facts that are too old stands: distances are told to the kilometre."""
PERHAPS = 20
"""The most listings shown of those that may fit."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One listing to show: its row, and how far away, where that may be said."""

    row: int
    km: float | None = None
    around: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """The listings of one block on this page, and how many there are on all pages."""

    shown: tuple[Shown, ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks of an answer, how far the nearest one reaches, and everything within reach for the counts."""

    near: Block
    serving: Block
    wide: Block
    maybe: Block
    scope: Mask
    radius_km: int | None = None
    order: tuple[str, ...] = BLOCKS


@dataclass
class Arrangement:
    """What fits, put into blocks. A listing without a public address never enters the first one."""

    question: Question
    place: Place | None
    catalogue: Catalogue
    words: Weighed
    filters: Filters
    named: Mask
    """Listings that name the place in their public text."""

    def __post_init__(self) -> None:
        self.name_order = self.catalogue.columns.rank[self.question.language]
        self.fit = self.filters.fit()
        # Of equals, those whose facts are too old come last. Nobody is hidden for it, and a real distance counts more.
        oldest = self.filters.moment.date().toordinal() - OLD_DAYS
        self.is_old = self.catalogue.columns.dated < oldest
        self.possible = self.filters.possible() & ~self.fit if self.filters.stands else None

    def blocks(self) -> Blocks:
        """The blocks around a place, or one list for a whole province or for Canada."""
        if self.place is None or self.place.kind == "province":
            return self.everywhere()
        return self.around(self.place)

    def good(self, scope: Mask) -> Mask:
        """Which listings of a scope answer the words well enough beside the best of those that fit there."""
        return (self.words.score > 0) & (self.words.score >= WEAK * self.best(scope & self.fit)) & scope

    def best(self, among: Mask) -> float:
        """The best score among some listings; 0 when there are none."""
        return float(np.take(self.words.score, np.flatnonzero(among)).max(initial=0.0))

    def rank(self, best: float) -> Mask:
        """Who stands in the second rank: those who do not answer strongly beside the best."""
        second: Mask = self.words.score < STRONG * best
        return second

    def everywhere(self) -> Blocks:
        """Without a point to measure from one list is enough: best first."""
        scope = self.catalogue.all()
        if self.place is not None:
            scope = self.catalogue.in_province(self.place.province).yes & scope
        good = self.good(scope)
        # Nobody said where: those who serve all of Canada surely serve this person, so they come first of equals.
        everywhere = self.catalogue.declaring({"CA"}) if self.place is None else self.catalogue.none()
        keys = (self.name_order, self.is_old, ~everywhere, -np.round(self.words.score, 2))
        return Blocks(self.paged(good & self.fit, *keys), Block(), Block(), self.may_fit(good, None), good)

    def around(self, place: Place) -> Blocks:
        """Around a place: the nearest addresses, those who say they serve it, those who serve it from afar."""
        columns = self.catalogue.columns
        home = areas_of(place)
        covering = self.catalogue.declaring(home)
        beside = self.catalogue.in_communities_within(place.point, RADII[0]) & ~columns.at_address
        addresses = self.catalogue.near(place.point, (self.words.score > 0) & columns.at_address)
        local = self.good(covering | beside | self.mask_of(addresses.within(LOCAL)))
        # Far addresses count only beside what is here: an office 900 km away is not an answer to a weaker one in town.
        seen = addresses.only(local) if (local & self.fit).any() else addresses
        radius = reach(seen.only(self.fit).only(local) if (local & self.fit).any() else seen.only(self.fit))
        seen = seen.within(radius) if radius else seen
        near = seen.only(self.fit)
        inside = self.mask_of(seen)
        wide = local & covering & ~inside & (columns.placeless | (columns.at_address & columns.remote))
        serving = local & ~inside & ~wide & (covering | beside)
        rank = self.rank(self.best(self.fit & (inside | serving | wide)))
        # Those who declare all of Canada come after those who declare this province, and these after the district.
        breadth = self.breadth(home, beside)
        return Blocks(
            near=self.nearest(near, rank, measured=not place.region_only),
            serving=self.paged(self.fit & serving, self.name_order, self.is_old, rank, breadth),
            wide=self.paged(self.fit & wide, self.name_order, self.is_old, -self.words.score, breadth),
            maybe=self.may_fit(inside | serving | wide, seen if not place.region_only else None),
            scope=inside | serving | wide,
            # A rural postal area can be a thousand kilometres wide: its point orders the list, and measures nothing.
            radius_km=None if place.region_only else radius,
            order=self.block_order(self.fit & inside, self.fit & serving, self.fit & wide, radius),
        )

    def breadth(self, home: set[str], beside: Mask) -> NDArray[np.int64]:
        """How wide an area each listing serves of those the place lies in: 0 a district, 1 a province, 2 Canada.

        One that declares the province and names the place in its public text is taken to be of the place.
        """
        narrow = {code for code in home if not code.startswith("PR:") and code != "CA"}
        breadth = np.full(len(self.catalogue), 2)
        breadth[self.catalogue.declaring({code for code in home if code.startswith("PR:")})] = 1
        breadth[self.catalogue.declaring(narrow) | beside | (self.named & (breadth < 2))] = 0
        return breadth

    def block_order(self, near: Mask, serving: Mask, wide: Mask, radius: int | None) -> tuple[str, ...]:
        """The block with the better answers first; the nearest one last when the nearest is far away."""
        far = radius is None or radius > LOCAL
        bests = {"near": self.best(near), "serving": self.best(serving), "wide": self.best(wide)}
        top = max(bests.values())
        weaker = {name: int(best < STRONG * top) for name, best in bests.items()}
        return tuple(sorted(BLOCKS, key=lambda name: (far and name == "near", weaker[name], BLOCKS.index(name))))

    def mask_of(self, near: Near) -> Mask:
        """The rows of some listings as a mask."""
        mask = self.catalogue.none()
        mask[near.rows] = True
        return mask

    def paged(self, mask: Mask, *keys: NDArray[np.generic]) -> Block:
        """The rows of this page; see `first`."""
        stop = max(1, self.question.page) * PAGE
        return listed(first(mask, stop, *keys)[stop - PAGE :], mask)

    def nearest(self, near: Near, rank: Mask, measured: bool) -> Block:
        """This page of the nearest block: nearest first, or best first where that is asked.

        A listing that answers the words only weakly does not stand above one that answers them well.
        """
        stop = max(1, self.question.page) * PAGE
        ranks, farther = rank[near.rows], self.is_old.astype(float) * OLD_COSTS_KM
        if self.question.order == "nearest" and (ranks == ranks[:1]).all():
            rows, km, around = near.first(stop, self.name_order, farther)
        else:
            rows, km, around = near.first(len(near.rows), self.name_order, farther)
            better = rank[rows] if self.question.order == "nearest" else -self.words.score[rows]
            best = np.argsort(better, kind="stable")[:stop]
            rows, km, around = rows[best], km[best], around[best]
        page = zip(rows[stop - PAGE :], km[stop - PAGE :], around[stop - PAGE :], strict=True)
        shown = (Shown(int(row), float(far) if measured else None, bool(rough)) for row, far, rough in page)
        return Block(tuple(shown), len(near.rows))

    def may_fit(self, scope: Mask, seen: Near | None) -> Block:
        """Listings that do not state what a filter asks, the nearest first, then by name."""
        if self.possible is None or self.question.page > 1:
            return Block()
        perhaps = self.possible & scope
        measured = seen.only(perhaps).first(PERHAPS, self.name_order) if seen else None
        shown = [Shown(int(r), float(km), bool(a)) for r, km, a in zip(*measured, strict=True)] if measured else []
        rest = perhaps.copy()
        if seen is not None:
            rest[seen.rows] = False
        shown += [Shown(int(row)) for row in first(rest, PERHAPS - len(shown), self.name_order)]
        return Block(tuple(shown), int(perhaps.sum()))


def reach(near: Near) -> int | None:
    """The first radius that holds something; None when nothing stands within the last."""
    nearest = near.nearest_km()
    return next((radius for radius in RADII if nearest <= radius), None)


def first(mask: Mask, most: int, *keys: NDArray[np.generic]) -> Rows:
    """The first rows of a mask, in order: the last key counts most, as in numpy.lexsort.

    Sorting everything that answers a common word takes longer than finding it; here only the few are sorted.
    """
    if most < 1:
        return np.empty(0, dtype=np.int64)
    rows, surely = np.flatnonzero(mask), [np.empty(0, dtype=np.int64)]
    for key in reversed(keys):
        missing = most - sum(map(len, surely))
        if len(rows) <= missing:
            break
        values = key[rows]
        limit = np.partition(values, missing - 1)[missing - 1]
        surely.append(rows[values < limit])
        rows = rows[values == limit]
    some = np.concatenate([*surely, rows])
    return some[np.lexsort([key[some] for key in keys])][:most]


def listed(rows: Rows, mask: Mask) -> Block:
    """Rows to show of all those of a mask."""
    return Block(tuple(Shown(int(row)) for row in rows), int(mask.sum()))
