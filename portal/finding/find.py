"""Answers a question: words, filters and distances joined into blocks. Keeps nothing of what was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from geo.places import Place
from portal.registry.disclosure import PublicService
from portal.registry.model import PROVINCES
from portal.registry.vocabulary import Vocabularies
from search_index.index import Index

from .answers import BLOCKS, Answer, Count, Results, Understood
from .catalogue import Catalogue, Near, Stands
from .columns import Mask, Rows
from .facets import OFFERED
from .meaning import Reading, meanings
from .question import PAGE, Question
from .understand import Gazetteer, no_word, understand
from .weighing import STRONG, WEAK, Ear, Weighed, speaking_of, weigh

RADII = (50, 100, 200, 400, 800, 1600)
"""Kilometres tried one after the other until something stands within."""
LOCAL = 200
"""Kilometres within which an address is still an answer near here; beyond it other blocks come first."""
BESIDE = 60
"""The most listings shown of each block that is ordered by name."""
PERHAPS = 20
"""The most listings shown of those that may fit."""


class Registry(Protocol):
    """What finding asks of the registry."""

    @property
    def terms(self) -> Vocabularies: ...
    def public_many(self, ids: Sequence[str]) -> list[PublicService]: ...
    def plain_ids(self, words: str) -> list[str]: ...


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


@dataclass(frozen=True, slots=True)
class Asked:
    """A question worked out, before any listing is read: the rows of each block, and the counts of each filter."""

    question: Question
    understood: Understood
    words: Weighed
    blocks: Blocks
    counts: Mapping[str, tuple[Count, ...]]


def find(question: Question, catalogue: Catalogue, index: Index | None, places: Gazetteer, store: Registry) -> Results:
    """The answer to one question. `index` is None while it is being rebuilt: plain search answers then."""
    asked = ask(question, catalogue, index, places, store)
    return replace(
        answered(asked, catalogue, store),
        did_you_mean=suggestions(asked.understood.words, asked.words, index, question.language),
    )


def ask(question: Question, catalogue: Catalogue, index: Index | None, places: Gazetteer, store: Registry) -> Asked:
    """Work a question out over the columns: which rows stand in which block, and what each filter would keep."""
    is_word = Ear(index, catalogue).knows if index is not None else no_word
    understood = understand(question, places, is_word)
    words = matching(understood.words, catalogue, index, store)
    filters = Filters(question, catalogue)
    place = understood.place
    named = speaking_of(place, catalogue, index) if place is not None else catalogue.none()
    blocks = Arrangement(question, place, catalogue, words, filters, named).blocks()
    return Asked(question, understood, words, blocks, counted(question, catalogue, filters, blocks.scope))


def matching_rows(
    question: Question, catalogue: Catalogue, index: Index | None, places: Gazetteer, store: Registry
) -> Mask:
    """Every listing with a public address that answers a question, near or far: what a map of the answer draws.

    All the list shows nearest is among them. What counts as a good answer is measured beside the best public address
    alone: a listing that shows less takes no part, so it cannot be felt here.
    """
    understood = understand(question, places)
    score = matching(understood.words, catalogue, index, store).score
    fit = Filters(question, catalogue).fit() & catalogue.columns.at_address & (score > 0)
    beside, place = fit, understood.place
    if place is not None and place.kind == "province":
        beside = fit = fit & catalogue.in_province(place.province).yes
    elif place is not None:
        beside = catalogue.none()
        beside[catalogue.near(place.point, fit).within(LOCAL).rows] = True
    return fit & (score >= WEAK * float(score[beside].max(initial=0.0)))


# Words


def matching(text: str, catalogue: Catalogue, index: Index | None, store: Registry) -> Weighed:
    """How well each listing answers the words; everything does when there are none."""
    if index is not None:
        return weigh(text, catalogue, index, meanings(store.terms))
    if not text:
        return Weighed(catalogue.all().astype(float), catalogue.all(), Reading())
    rows = catalogue.of_ids(store.plain_ids(text))
    score, full = np.zeros(len(catalogue)), catalogue.none()
    # Near enough alike that distance decides, far enough apart that the better stands first without a place.
    score[rows] = 1.0 - np.arange(len(rows)) * 1e-6
    full[rows] = True
    return Weighed(score, full, Reading(), plain=True)


def suggestions(text: str, words: Weighed, index: Index | None, language: str) -> tuple[str, ...]:
    """Other spellings, only where some word is used by no listing."""
    if index is None or not words.unknown:
        return ()
    return tuple(index.suggest(text, "fr" if language == "fr" else "en"))


# Filters


class Filters:
    """The filters of one question over one catalogue: what fits, what may fit, and what fits all filters but one."""

    def __init__(self, question: Question, catalogue: Catalogue, today: date | None = None) -> None:
        self.catalogue = catalogue
        self.stands: dict[str, Stands] = dict(stands_of(question, catalogue, today or date.today()))

    def fit(self, but: str = "") -> Mask:
        """Which listings answer every filter with yes, one of them left aside."""
        fine = self.catalogue.all()
        for name, stands in self.stands.items():
            if name != but:
                fine &= stands.yes
        return fine

    def possible(self) -> Mask:
        """Which listings answer no filter with no."""
        fine = self.catalogue.all()
        for stands in self.stands.values():
            fine &= stands.possible
        return fine


def stands_of(question: Question, catalogue: Catalogue, today: date) -> Iterator[tuple[str, Stands]]:
    """How the listings stand to each filter the question sets."""
    for name, groups in question.coded().items():
        parts = [catalogue.answering(name, codes) for codes in groups]
        yes = np.logical_and.reduce([part.yes for part in parts])
        yield name, Stands(yes, np.logical_and.reduce([part.possible for part in parts]))
    if question.province:
        yield "province", catalogue.in_province(question.province)
    if question.ages:
        yield "age", catalogue.serving_ages(question.ages)
    if question.confirmed_within:
        since = today - timedelta(days=question.confirmed_within)
        yield "confirmed", catalogue.confirmed_since(since.toordinal())


def counted(question: Question, catalogue: Catalogue, filters: Filters, scope: Mask) -> dict[str, tuple[Count, ...]]:
    """How many listings each code of each filter would keep, the other filters as they are."""
    everything = scope & filters.fit()
    counts = {}
    for name in OFFERED:
        base = scope & filters.fit(but=name) if name in filters.stands else everything
        counts[name] = tuple(Count(code, count) for code, count in catalogue.counts(name, base))
    return counts


# Blocks


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
        return float(self.words.score[among].max(initial=0.0))

    def rank(self, best: float) -> NDArray[np.int64]:
        """The first rank for those who answer strongly beside the best, the second for the others."""
        return np.where(self.words.score >= STRONG * best, 0, 1)

    def everywhere(self) -> Blocks:
        """Without a point to measure from one list is enough: best first."""
        scope = self.catalogue.all()
        if self.place is not None:
            scope = self.catalogue.in_province(self.place.province).yes & scope
        good = self.good(scope)
        # Nobody said where: those who serve all of Canada surely serve this person, so they come first of equals.
        everywhere = self.catalogue.declaring({"CA"}) if self.place is None else self.catalogue.none()
        ordered = by(self.name_order, ~everywhere, -np.round(self.words.score, 2))(good & self.fit)
        return Blocks(self.paged(ordered), Block(), Block(), self.may_fit(good, None), good)

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
        best = self.best(self.fit & (inside | serving | wide))
        # Those who declare all of Canada come after those who declare this province, and these after the district.
        breadth = self.breadth(home, beside)
        return Blocks(
            near=self.nearest(near, self.rank(best), measured=not place.region_only),
            serving=listed(by(self.name_order, self.rank(best), breadth)(self.fit & serving), self.first_page * BESIDE),
            wide=listed(by(self.name_order, -self.words.score, breadth)(self.fit & wide), self.first_page * BESIDE),
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

    @property
    def first_page(self) -> bool:
        """The blocks ordered by name stand on the first page only."""
        return self.question.page <= 1

    def mask_of(self, near: Near) -> Mask:
        """The rows of some listings as a mask."""
        mask = self.catalogue.none()
        mask[near.rows] = True
        return mask

    def paged(self, rows: Rows) -> Block:
        """The rows of this page."""
        start = (max(1, self.question.page) - 1) * PAGE
        return Block(tuple(Shown(int(row)) for row in rows[start : start + PAGE]), len(rows))

    def nearest(self, near: Near, rank: NDArray[np.int64], measured: bool) -> Block:
        """This page of the nearest block: nearest first, or best first where that is asked.

        A listing that answers the words only weakly does not stand above one that answers them well.
        """
        stop = max(1, self.question.page) * PAGE
        ranks = rank[near.rows]
        if self.question.order == "nearest" and (ranks == ranks[:1]).all():
            rows, km, around = near.first(stop, self.name_order)
        else:
            rows, km, around = near.first(len(near.rows), self.name_order)
            better = rank[rows] if self.question.order == "nearest" else -self.words.score[rows]
            best = np.argsort(better, kind="stable")[:stop]
            rows, km, around = rows[best], km[best], around[best]
        page = zip(rows[stop - PAGE :], km[stop - PAGE :], around[stop - PAGE :], strict=True)
        shown = (Shown(int(row), float(far) if measured else None, bool(rough)) for row, far, rough in page)
        return Block(tuple(shown), len(near.rows))

    def may_fit(self, scope: Mask, seen: Near | None) -> Block:
        """Listings that do not state what a filter asks, the nearest first, then by name."""
        if self.possible is None or not self.first_page:
            return Block()
        perhaps = self.possible & scope
        measured = seen.only(perhaps).first(PERHAPS, self.name_order) if seen else None
        shown = [Shown(int(r), float(km), bool(a)) for r, km, a in zip(*measured, strict=True)] if measured else []
        rest = perhaps.copy()
        if seen is not None:
            rest[seen.rows] = False
        shown += [Shown(int(row)) for row in by(self.name_order)(rest)[: PERHAPS - len(shown)]]
        return Block(tuple(shown), int(perhaps.sum()))


def reach(near: Near) -> int | None:
    """The first radius that holds something; None when nothing stands within the last."""
    nearest = near.nearest_km()
    return next((radius for radius in RADII if nearest <= radius), None)


def areas_of(place: Place) -> set[str]:
    """Every area code a place belongs to, itself and all of Canada among them."""
    own = {"CA", f"place:{place.place_id}"}
    return own | set(place.areas) | ({PROVINCES[place.province]} if place.province in PROVINCES else set())


def by(*keys: NDArray[np.generic]) -> Callable[[Mask], Rows]:
    """Sorts the rows of a mask: the last key counts most, as in numpy.lexsort."""

    def ordered(mask: Mask) -> Rows:
        rows = np.flatnonzero(mask)
        return rows[np.lexsort([key[rows] for key in keys])]

    return ordered


def listed(rows: Rows, most: int) -> Block:
    """The first rows of a block that is not measured."""
    return Block(tuple(Shown(int(row)) for row in rows[:most]), len(rows))


# Answers


def answered(asked: Asked, catalogue: Catalogue, store: Registry) -> Results:
    """The page. Its listings are read again from the registry, so an old catalogue can show nothing old."""
    blocks = asked.blocks
    parts = [getattr(blocks, name) for name in (*blocks.order, "maybe")]
    ids = [catalogue.columns.ids[one.row] for part in parts for one in part.shown]
    services = {service.id: service for service in store.public_many(ids)}
    numbers = iter(range(1, len(ids) + 1))

    def answers(block: Block) -> Iterable[Answer]:
        for one in block.shown:
            service = services.get(catalogue.columns.ids[one.row])
            if service is not None:
                yield Answer(next(numbers), service, one.km, one.around, bool(asked.words.full[one.row]))

    shown = {name: tuple(answers(part)) for name, part in zip((*blocks.order, "maybe"), parts, strict=True)}
    return Results(
        question=asked.question,
        understood=asked.understood,
        plain=asked.words.plain,
        counts=asked.counts,
        near=shown["near"],
        serving=shown["serving"],
        wide=shown["wide"],
        maybe=shown["maybe"],
        order=blocks.order,
        total_near=blocks.near.total,
        total_serving=blocks.serving.total,
        total_wide=blocks.wide.total,
        total_maybe=blocks.maybe.total,
        radius_km=blocks.radius_km,
        widened=(blocks.radius_km or 0) > RADII[0],
        pages=max(1, -(-blocks.near.total // PAGE)),
    )
