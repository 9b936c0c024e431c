"""A link to a list, made only when asked for: what stands in its address, and the same said in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from geo.place import Place
from portal.finding.question import Question

from . import filters
from .filters import Field
from .reader import Reader


@dataclass(frozen=True, slots=True)
class LinkPage:
    """Everything the page of a link shows."""

    address: str
    holds: list[str]
    """What whoever sees the address can read from it."""
    words: str
    """The words of the question, to be ticked; empty when there are none."""
    with_words: bool
    lost_place: bool
    """Whether a place was typed that has no code: it is left out."""
    fields: list[Field]
    """The whole question, to ask for the link again with or without the words."""


def parts(question: Question, place: Place | None, with_words: bool) -> dict[str, Any]:
    """The parameters of a link: name to values. Codes only, and the words when they were ticked.

    Any, because an address is built from names as they come.
    """
    named = filters.fields_of(question)
    named += [("place_id", place.place_id)] if place else []
    named += [("order", question.order)] if question.order != "nearest" else []
    named += [("words", question.words)] if with_words and question.words else []
    found: dict[str, list[str]] = {}
    for name, value in named:
        found.setdefault(name, []).append(value)
    return found


def said(question: Question, place: Place | None, with_words: bool, reader: Reader) -> list[str]:
    """What a link gives away, one line each."""
    lines = [_("the place: %(place)s", place=place.label(reader.language))] if place else []
    lines += [_("the filter: %(filter)s", filter=chip.label) for chip in filters.chips(question, reader)]
    if with_words and question.words:
        lines.append(_("your words: “%(words)s”", words=question.words))
    return lines or [_("no place and no filter: it leads to the whole list")]


def fields(question: Question, place: Place | None) -> list[Field]:
    """The question as hidden fields."""
    typed = place.place_id if place else ""
    single = [("words", question.words), ("place", question.place), ("place_id", typed), ("order", question.order)]
    held = [("place_for", question.place)] if place else []
    return [field for field in single if field[1]] + held + filters.fields_of(question)
