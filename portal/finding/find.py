"""Answers a question: filters, distances and words joined into three blocks. Keeps nothing of what was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from geo.places import Place
from portal.registry.disclosure import PublicService
from portal.registry.model import PROVINCES
from search_index.index import Index

from .answers import Answer, Count, Results, Understood
from .catalogue import Catalogue, Mask, Rows
from .question import PAGE, Question
from .understand import Gazetteer, understand

RADII = (50, 100, 200, 400, 800, 1600)
"""Kilometres tried one after the other until something stands within."""
BESIDE = 60
"""The most listings shown of each block that is ordered by name."""


class Registry(Protocol):
    """What finding asks of the registry."""

    def public_many(self, ids: list[str]) -> list[PublicService]: ...
    def plain_ids(self, words: str) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Words:
    """What the words of a question matched: a mask, a score per row, and how it was found."""

    mask: Mask
    score: NDArray[np.float64]
    all_words: bool = True
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Blocks:
    """The rows of each block, in the order they are shown, and how far the nearest block reaches."""

    near: Rows
    serving: Rows
    wide: Rows
    radius_km: int | None = None


def find(question: Question, catalogue: Catalogue, index: Index | None, places: Gazetteer, store: Registry) -> Results:
    """The answer to one question. `index` is None while it is being rebuilt: plain search answers then."""
    understood = understand(question, places)
    words = matching(understood.words, catalogue, index, store)
    kept = words.mask & filtered(question, catalogue)
    km, around = distances(understood.place, catalogue)
    blocks = arranged(question, understood.place, catalogue, kept, words, km)
    if understood.place is not None and understood.place.region_only:
        # A rural postal area can be a thousand kilometres wide: its point orders the list, but measures nothing.
        blocks, km = replace(blocks, radius_km=None), np.full(len(catalogue), np.inf)
    answers = Page(question, catalogue, store, km, around, words.all_words).of(blocks)
    return replace(
        answers,
        understood=understood,
        plain=words.plain,
        categories=category_counts(question, catalogue, words.mask),
        provinces=province_counts(question, catalogue, words.mask),
        did_you_mean=suggestions(understood.words, words, index, question.language),
    )


def matching(text: str, catalogue: Catalogue, index: Index | None, store: Registry) -> Words:
    """Which listings hold the words; all of them when there are no words."""
    everything = np.zeros(len(catalogue))
    if not text:
        return Words(catalogue.all(), everything)
    if index is None:
        rows = catalogue.of_ids(store.plain_ids(text))
        scores = np.arange(len(rows), 0, -1, dtype=float)
        return Words(*scored(catalogue, rows, scores), plain=True)
    hits = index.search(text)
    known = [position for position, service_id in enumerate(hits.ids) if service_id in catalogue.columns.rows]
    rows = catalogue.of_ids(hits.ids)
    return Words(*scored(catalogue, rows, np.asarray(hits.scores)[known]), all_words=hits.matched_all)


def scored(catalogue: Catalogue, rows: Rows, scores: NDArray[np.float64]) -> tuple[Mask, NDArray[np.float64]]:
    """Rows and their scores as one mask and one column."""
    mask, score = catalogue.none(), np.zeros(len(catalogue))
    mask[rows] = True
    score[rows] = scores
    return mask, score


def filtered(question: Question, catalogue: Catalogue) -> Mask:
    """Which listings pass the filters."""
    kept = catalogue.all()
    if question.categories:
        kept &= catalogue.in_categories(question.categories)
    if question.province:
        kept &= catalogue.in_province(question.province)
    return kept


def distances(place: Place | None, catalogue: Catalogue) -> tuple[NDArray[np.float64], Mask]:
    """Kilometres from the place to each public point; infinite without a place, or for a whole province."""
    if place is None or place.kind == "province":
        return np.full(len(catalogue), np.inf), catalogue.none()
    return catalogue.distances(place.point)


def arranged(
    question: Question,
    place: Place | None,
    catalogue: Catalogue,
    kept: Mask,
    words: Words,
    km: NDArray[np.float64],
) -> Blocks:
    """The three blocks. Listings without a public address never enter the first one."""
    columns = catalogue.columns
    name_order = columns.rank[question.language]
    if place is None or place.kind == "province":
        if place is not None:
            kept = kept & catalogue.in_province(place.province)
        ordered = by(name_order, -words.score)
        return Blocks(
            ordered(kept & columns.at_address),
            ordered(kept & ~columns.at_address & ~columns.placeless),
            ordered(kept & columns.placeless),
        )
    radius = reach(km[kept & columns.at_address])
    near = kept & columns.at_address & (km <= (radius or np.inf))
    covering = kept & ~near & catalogue.declaring(areas_of(place))
    beside = catalogue.in_communities_within(place.point, RADII[0]) & kept & ~columns.at_address
    wide = covering & (columns.placeless | (columns.at_address & columns.remote))
    # A listing that holds only some of the words must not stand above one that holds them all.
    nearest_first = question.order == "nearest" and words.all_words
    # Those who declare all of Canada come after those who declare this province or less.
    from_afar = ~(catalogue.declaring(areas_of(place) - {"CA"}) | beside)
    return Blocks(
        by(name_order, km)(near) if nearest_first else by(km, -words.score)(near),
        by(name_order, from_afar)(covering & ~wide | beside),
        by(name_order, -words.score, from_afar)(wide),
        radius,
    )


def reach(km: NDArray[np.float64]) -> int | None:
    """The first radius that holds something; None when nothing stands within the last."""
    nearest = float(km.min(initial=np.inf))
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


@dataclass(frozen=True, slots=True)
class Page:
    """One page of answers: its rows are read again from the registry, so an old catalogue shows nothing old."""

    question: Question
    catalogue: Catalogue
    store: Registry
    km: NDArray[np.float64]
    around: Mask
    all_words: bool

    def of(self, blocks: Blocks) -> Results:
        """The page the question asks for. The blocks ordered by name stand on the first page only."""
        page = max(1, self.question.page)
        near = blocks.near[(page - 1) * PAGE : page * PAGE]
        first = page == 1
        shown = (near, blocks.serving[: BESIDE * first], blocks.wide[: BESIDE * first])
        services = self.read(np.concatenate(shown))
        numbers = iter(range(1, len(services) + 1))
        answers = [self.answers(rows, services, numbers) for rows in shown]
        return Results(
            question=self.question,
            understood=Understood(),
            near=answers[0],
            serving=answers[1],
            wide=answers[2],
            total_near=len(blocks.near),
            total_serving=len(blocks.serving),
            total_wide=len(blocks.wide),
            radius_km=blocks.radius_km,
            widened=(blocks.radius_km or 0) > RADII[0],
            pages=max(1, -(-len(blocks.near) // PAGE)),
        )

    def read(self, rows: Rows) -> dict[int, PublicService]:
        """The listings of these rows as the registry holds them now."""
        ids = [self.catalogue.columns.ids[row] for row in rows]
        services = {service.id: service for service in self.store.public_many(ids)}
        return {int(row): services[i] for row, i in zip(rows, ids, strict=True) if i in services}

    def answers(self, rows: Rows, services: dict[int, PublicService], numbers: Iterable[int]) -> tuple[Answer, ...]:
        """The answers of one block."""
        shown = [int(row) for row in rows if int(row) in services]
        return tuple(self.answer(row, services[row], number) for row, number in zip(shown, numbers, strict=False))

    def answer(self, row: int, service: PublicService, number: int) -> Answer:
        """One listing of the page; a distance only where its public geometry gives one."""
        finite = bool(np.isfinite(self.km[row]))
        return Answer(number, service, float(self.km[row]) if finite else None, bool(self.around[row]), self.all_words)


def category_counts(question: Question, catalogue: Catalogue, words: Mask) -> tuple[Count, ...]:
    """How many listings each category would keep, with the other filters as they are."""
    base = words & filtered(replace(question, categories=()), catalogue)
    counts = (Count(code, int((mask & base).sum())) for code, mask in catalogue.columns.category.items())
    return tuple(sorted((c for c in counts if c.count), key=lambda c: (-c.count, c.code)))


def province_counts(question: Question, catalogue: Catalogue, words: Mask) -> tuple[Count, ...]:
    """How many listings each province would keep, with the other filters as they are."""
    base = words & filtered(replace(question, province=""), catalogue)
    return tuple(Count(letters, int((catalogue.in_province(letters) & base).sum())) for letters in PROVINCES)


def suggestions(text: str, words: Words, index: Index | None, language: str) -> tuple[str, ...]:
    """Other spellings, only where the words as typed found nothing or not all."""
    if index is None or not text or (words.all_words and words.mask.any()):
        return ()
    return tuple(index.suggest(text, "fr" if language == "fr" else "en"))
