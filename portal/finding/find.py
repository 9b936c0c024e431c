"""Answers a question: words, filters and distances joined into blocks. Keeps nothing of what was asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from search_index.index import Index
from search_index.snippets import Marker

from .answers import Answer, Count, Results, Understood
from .arrangement import LOCAL, RADII, Arrangement, Block, Blocks
from .catalogue import Catalogue
from .columns import Mask
from .filtering import Filters
from .found import found
from .matching import Registry, matching, suggestions
from .question import PAGE, Question
from .understand import Gazetteer, IsWord, no_word, understand
from .weighing import WEAK, Ear, Weighed, speaking_of


@dataclass(frozen=True, slots=True)
class Asked:
    """A question worked out, before any listing is read: the rows of each block, and the counts of each filter."""

    question: Question
    understood: Understood
    words: Weighed
    blocks: Blocks
    counts: Mapping[str, tuple[Count, ...]]


def find(
    question: Question,
    catalogue: Catalogue,
    index: Index | None,
    places: Gazetteer,
    store: Registry,
    moment: datetime | None = None,
    counting: Collection[str] | None = None,
) -> Results:
    """The answer to one question. `index` is None while it is being rebuilt: plain search answers then.

    `moment` (aware) is when it is asked, for what is open and how old facts are; now, unless given.
    `counting` names the filters of whose choices it is counted how many listings each would keep; all, unless given.
    """
    asked = ask(question, catalogue, index, places, store, moment, counting)
    return replace(
        answered(asked, catalogue, store),
        did_you_mean=suggestions(asked.understood.words, asked.words, index, question.language),
    )


def ask(
    question: Question,
    catalogue: Catalogue,
    index: Index | None,
    places: Gazetteer,
    store: Registry,
    moment: datetime | None = None,
    counting: Collection[str] | None = None,
) -> Asked:
    """Work a question out over the columns: which rows stand in which block, and what each filter would keep."""
    understood = understand(question, places, ear(index, catalogue))
    words = matching(understood.words, catalogue, index, store)
    place = understood.place
    filters = Filters(question, place, catalogue, store.terms, moment or datetime.now(UTC), counting)
    named = speaking_of(place, catalogue, index) if place is not None else catalogue.none()
    blocks = Arrangement(question, place, catalogue, words, filters, named).blocks()
    return Asked(question, understood, words, blocks, filters.counted(blocks.scope))


def ear(index: Index | None, catalogue: Catalogue) -> IsWord:
    """Which words listings use; while there is no index, nobody can tell."""
    return Ear(index, catalogue).knows if index is not None else no_word


def matching_rows(
    question: Question,
    catalogue: Catalogue,
    index: Index | None,
    places: Gazetteer,
    store: Registry,
    moment: datetime | None = None,
) -> Mask:
    """Every listing with a public address that answers a question, near or far: what a map of the answer draws.

    All the list shows nearest is among them. What counts as a good answer is measured beside the best public address
    alone: a listing that shows less takes no part, so it cannot be felt here.
    """
    understood = understand(question, places, ear(index, catalogue))
    score, place = matching(understood.words, catalogue, index, store).score, understood.place
    filters = Filters(question, place, catalogue, store.terms, moment or datetime.now(UTC), counting=())
    beside = fit = filters.fit() & catalogue.columns.at_address & (score > 0)
    if place is not None and place.kind == "province":
        beside = fit = fit & catalogue.in_province(place.province).yes
    elif place is not None:
        beside = catalogue.none()
        beside[catalogue.near(place.point, fit, LOCAL).rows] = True
    return fit & (score >= WEAK * float(score[beside].max(initial=0.0)))


def answered(asked: Asked, catalogue: Catalogue, store: Registry) -> Results:
    """The page. Its listings are read again from the registry, so an old catalogue can show nothing old."""
    blocks = asked.blocks
    parts = [getattr(blocks, name) for name in (*blocks.order, "maybe")]
    ids = [catalogue.columns.ids[one.row] for part in parts for one in part.shown]
    services = {service.id: service for service in store.public_many(ids)}
    numbers, words = iter(range(1, len(ids) + 1)), Marker(asked.understood.words)

    def answers(block: Block) -> Iterable[Answer]:
        for one in block.shown:
            service = services.get(catalogue.columns.ids[one.row])
            if service is not None:
                said = found(service, words, asked.question.language)
                yield Answer(next(numbers), service, one.km, one.around, bool(asked.words.full[one.row]), said)

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
        pages=max(1, -(-max(block.total for block in (blocks.near, blocks.serving, blocks.wide)) // PAGE)),
    )
