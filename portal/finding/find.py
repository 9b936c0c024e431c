"""Answers a question: words, filters and distances joined into blocks. Keeps nothing of what was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from geo.places import Place
from portal.registry.disclosure import PublicService
from portal.registry.model import PROVINCES
from search_index.index import Index

from .answers import Answer, Count, Results, Understood
from .catalogue import Catalogue, Near, Stands
from .columns import Mask, Rows
from .facets import FACETS
from .question import PAGE, Question
from .understand import Gazetteer, understand

RADII = (50, 100, 200, 400, 800, 1600)
"""Kilometres tried one after the other until something stands within."""
BESIDE = 60
"""The most listings shown of each block that is ordered by name."""
PERHAPS = 20
"""The most listings shown of those that may fit."""

Scores = NDArray[np.float64]


class Registry(Protocol):
    """What finding asks of the registry."""

    def public_many(self, ids: Sequence[str]) -> list[PublicService]: ...
    def plain_ids(self, words: str) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Words:
    """What the words of a question matched: a mask, a score per row, and how it was found."""

    mask: Mask
    score: Scores
    all_words: bool = True
    plain: bool = False


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


def find(question: Question, catalogue: Catalogue, index: Index | None, places: Gazetteer, store: Registry) -> Results:
    """The answer to one question. `index` is None while it is being rebuilt: plain search answers then."""
    understood = understand(question, places)
    words = matching(understood.words, catalogue, index, store)
    filters = Filters(question, catalogue)
    blocks = Arrangement(question, understood.place, catalogue, words, filters).blocks()
    shown = answered(question, blocks, catalogue, store, words.all_words)
    return replace(
        shown,
        understood=understood,
        plain=words.plain,
        counts=counted(question, catalogue, filters, words.mask & blocks.scope),
        did_you_mean=suggestions(understood.words, words, index, question.language),
    )


# Words


def matching(text: str, catalogue: Catalogue, index: Index | None, store: Registry) -> Words:
    """Which listings hold the words; all of them when there are no words."""
    if not text:
        return Words(catalogue.all(), np.zeros(len(catalogue)))
    if index is None:
        rows = catalogue.of_ids(store.plain_ids(text))
        return Words(*scored(catalogue, rows, np.arange(len(rows), 0, -1, dtype=float)), plain=True)
    found = index.matches(text)
    rows = catalogue.aligned(found.ids)[found.numbers]
    known = rows >= 0
    return Words(*scored(catalogue, rows[known], found.scores[known]), all_words=found.matched_all)


def scored(catalogue: Catalogue, rows: Rows, scores: Scores) -> tuple[Mask, Scores]:
    """Rows and their scores as one mask and one column."""
    mask, score = catalogue.none(), np.zeros(len(catalogue))
    mask[rows] = True
    score[rows] = scores
    return mask, score


def suggestions(text: str, words: Words, index: Index | None, language: str) -> tuple[str, ...]:
    """Other spellings, only where the words as typed found nothing or not all."""
    if index is None or not text or (words.all_words and words.mask.any()):
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
    for name in FACETS:
        base = scope & filters.fit(but=name) if name in filters.stands else everything
        counts[name] = tuple(Count(code, count) for code, count in catalogue.counts(name, base))
    base = scope & filters.fit(but="province") if question.province else everything
    counts["province"] = tuple(
        Count(letters, int((catalogue.in_province(letters).yes & base).sum())) for letters in PROVINCES
    )
    return counts


# Blocks


@dataclass
class Arrangement:
    """What fits, put into blocks. A listing without a public address never enters the first one."""

    question: Question
    place: Place | None
    catalogue: Catalogue
    words: Words
    filters: Filters

    def __post_init__(self) -> None:
        self.name_order = self.catalogue.columns.rank[self.question.language]
        self.kept = self.words.mask & self.filters.fit()
        self.perhaps = self.words.mask & self.filters.possible() & ~self.kept if self.filters.stands else None

    def blocks(self) -> Blocks:
        """The blocks around a place, or those of a whole province or of Canada."""
        if self.place is None or self.place.kind == "province":
            return self.everywhere()
        return self.around(self.place)

    def everywhere(self) -> Blocks:
        """Without a point to measure from: best first."""
        columns, scope = self.catalogue.columns, self.catalogue.all()
        if self.place is not None:
            scope = self.catalogue.in_province(self.place.province).yes & scope
        kept, best = self.kept & scope, (self.name_order, -self.words.score)
        return Blocks(
            near=self.paged(by(*best)(kept & columns.at_address)),
            serving=listed(by(*best)(kept & ~columns.at_address & ~columns.placeless), self.first_page * BESIDE),
            wide=listed(by(*best)(kept & columns.placeless), self.first_page * BESIDE),
            maybe=self.may_fit(scope, None),
            scope=scope,
        )

    def around(self, place: Place) -> Blocks:
        """Around a place: the nearest addresses, those who say they serve it, those who serve it from afar."""
        columns = self.catalogue.columns
        seen = self.catalogue.near(place.point, self.words.mask & columns.at_address)
        near = seen.only(self.kept)
        radius = reach(near)
        near = near.within(radius) if radius else near
        inside = self.mask_of(near)
        home = areas_of(place)
        covering = self.catalogue.declaring(home) & ~inside
        beside = self.catalogue.in_communities_within(place.point, RADII[0]) & ~columns.at_address
        wide = covering & (columns.placeless | (columns.at_address & columns.remote))
        # Those who declare all of Canada come after those who declare this province or less.
        from_afar = ~(self.catalogue.declaring(home - {"CA"}) | beside)
        serving_order = by(self.name_order, from_afar)
        wide_order = by(self.name_order, -self.words.score, from_afar)
        scope = covering | beside | self.mask_of(seen.within(radius) if radius else seen)
        return Blocks(
            near=self.nearest(near, measured=not place.region_only),
            serving=listed(serving_order(self.kept & ((covering & ~wide) | beside)), self.first_page * BESIDE),
            wide=listed(wide_order(self.kept & wide), self.first_page * BESIDE),
            maybe=self.may_fit(scope, seen if not place.region_only else None),
            scope=scope,
            # A rural postal area can be a thousand kilometres wide: its point orders the list, and measures nothing.
            radius_km=None if place.region_only else radius,
        )

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

    def nearest(self, near: Near, measured: bool) -> Block:
        """This page of the nearest block: nearest first, or best first where that is asked.

        A listing that holds only some of the words must not stand above one that holds more of them.
        """
        stop = max(1, self.question.page) * PAGE
        if self.question.order == "nearest" and self.words.all_words:
            rows, km, around = near.first(stop, self.name_order)
        else:
            rows, km, around = near.first(len(near.rows), self.name_order)
            best = np.argsort(-self.words.score[rows], kind="stable")[:stop]
            rows, km, around = rows[best], km[best], around[best]
        page = zip(rows[stop - PAGE :], km[stop - PAGE :], around[stop - PAGE :], strict=True)
        shown = (Shown(int(row), float(far) if measured else None, bool(rough)) for row, far, rough in page)
        return Block(tuple(shown), len(near.rows))

    def may_fit(self, scope: Mask, seen: Near | None) -> Block:
        """Listings that do not state what a filter asks, the nearest first, then by name."""
        if self.perhaps is None or not self.first_page:
            return Block()
        perhaps = self.perhaps & scope
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


def answered(question: Question, blocks: Blocks, catalogue: Catalogue, store: Registry, all_words: bool) -> Results:
    """The page. Its listings are read again from the registry, so an old catalogue can show nothing old."""
    parts = (blocks.near, blocks.serving, blocks.wide, blocks.maybe)
    ids = [catalogue.columns.ids[one.row] for part in parts for one in part.shown]
    services = {service.id: service for service in store.public_many(ids)}
    numbers = iter(range(1, len(ids) + 1))

    def answers(block: Block) -> Iterable[Answer]:
        for one in block.shown:
            service = services.get(catalogue.columns.ids[one.row])
            if service is not None:
                yield Answer(next(numbers), service, one.km, one.around, all_words)

    near, serving, wide, maybe = (tuple(answers(part)) for part in parts)
    return Results(
        question=question,
        understood=Understood(),
        near=near,
        serving=serving,
        wide=wide,
        maybe=maybe,
        total_near=blocks.near.total,
        total_serving=blocks.serving.total,
        total_wide=blocks.wide.total,
        total_maybe=blocks.maybe.total,
        radius_km=blocks.radius_km,
        widened=(blocks.radius_km or 0) > RADII[0],
        pages=max(1, -(-blocks.near.total // PAGE)),
    )
