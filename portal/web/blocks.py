"""The parts of a list, finished for a template: their titles, what they say of themselves, and their cards."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from portal.finding.answers import Answer, Results
from portal.finding.question import PAGE

from . import filters
from .cards import Card, card
from .language import number_text
from .reader import Reader

MOST_ALTERNATIVES = 6
"""Listings shown in place of an answer when nothing fits."""


@dataclass(frozen=True, slots=True)
class Block:
    """One part of the list."""

    key: str
    title: str
    note: str
    cards: list[Card]
    total: int
    count: str
    more: str
    """What is left out and how to see it; empty when all of it is shown."""


def blocks(results: Results, reader: Reader) -> list[Block]:
    """The blocks in the order of the answer: better first, what is far away last; what may fit after all."""
    place = results.understood.place
    to_place = place is not None and place.kind != "province"
    around = to_place and place is not None and place.around
    words = {
        "near": near_words(to_place),
        "serving": serving_words(to_place),
        "wide": wide_words(),
        "maybe": maybe_words(results, reader),
    }
    made = []
    for key in (*results.order, "maybe"):
        answers = getattr(results, key)
        total = getattr(results, f"total_{key}")
        cards = [card(answer, reader, around) for answer in answers]
        more = left_out(answers, total, reader) if key == "maybe" else continued(total, results.question.page)
        made.append(Block(key, *words[key], cards, total, number_text(total, reader.language), more))
    return made


def maybe_words(results: Results, reader: Reader) -> tuple[str, str]:
    """Title and note of the block of listings that do not say what a filter asks."""
    named = filters.names_chosen(results.question, reader.language)
    said = _("They do not say whether they fit what you chose (%(filters)s). Ask when you call.", filters=named)
    return _("May fit, ask"), said


def near_words(to_place: bool) -> tuple[str, str]:
    """Title and note of the block of public addresses."""
    if to_place:
        return _("Nearest"), ""
    return _("Best match first"), ""


def serving_words(to_place: bool) -> tuple[str, str]:
    """Title and note of the block of places that are not shown."""
    if to_place:
        return _("Serve this area"), _("Where an address is not public, no distance is shown.")
    return _("Address not published"), _("In order of name.")


def wide_words() -> tuple[str, str]:
    """Title and note of the block of services from afar."""
    return _("By phone or online"), _("You can reach these from anywhere in their area.")


def alternatives(found: Results, asked: Results, reader: Reader) -> list[Block]:
    """The first answers of a wider question, as one block."""
    cards = [card(answer, reader) for answer in found.answers[:MOST_ALTERNATIVES]]
    same = found.question.categories == asked.question.categories
    note = _("These do not fit all of your filters.") if same else _("People to talk to, who may know more.")
    return [Block("instead", _("The nearest to what you asked"), note, cards, found.total, "", "")] if cards else []


def left_out(shown: tuple[Answer, ...], total: int, reader: Reader) -> str:
    """How to see the others of a block that has no second page."""
    if not shown or len(shown) >= total:
        return ""
    first = number_text(len(shown), reader.language)
    return _("The first %(first)s are shown. Add a word or a filter to see others.", first=first)


def continued(total: int, page: int) -> str:
    """That a block goes on where the list does."""
    return _("More of these on the next page.") if total > page * PAGE else ""
