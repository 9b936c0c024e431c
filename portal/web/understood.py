"""How a question was read, as a page says it and asks it again: its words, its place, its fields, its choices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from geo.place import Place
from portal.finding.answers import Results

from . import filters
from .filters import Field, group_label
from .language import near
from .reader import Reader

MOST_NAMED = 3
"""Kinds of service named one by one in the sentence that says how a question was understood."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A button that asks the same question with one thing changed."""

    label: str
    fields: list[Field]


@dataclass(frozen=True, slots=True)
class Asked:
    """The question as it stands in the form again."""

    words: str
    place: str
    place_id: str


def asked_again(results: Results, reader: Reader) -> Asked:
    """What the form holds: the words without the place, and the place where it was understood."""
    read = results.understood
    if read.place is not None:
        return Asked(read.words, read.place.label(reader.language), read.place.place_id)
    return Asked(read.words, read.unknown_place or results.question.place, "")


def fields_of(results: Results, asked: Asked) -> list[Field]:
    """The question as hidden fields; those that say nothing are left out."""
    question = results.question
    single = [
        ("words", asked.words),
        ("place", asked.place),
        ("place_id", asked.place_id),
        ("place_for", asked.place if asked.place_id else ""),
        ("order", question.order if question.order != "nearest" else ""),
        ("page", str(question.page) if question.page > 1 else ""),
    ]
    return [field for field in single if field[1]] + filters.fields_of(question)


def changed(fields: Iterable[Field], **new: str) -> list[Field]:
    """The same fields with some replaced; an empty value removes one."""
    kept = [field for field in fields if field[0] not in new]
    return kept + [field for field in new.items() if field[1]]


def place_text(place: Place, reader: Reader) -> str:
    """A place with the name of its province, to tell it from others of its name."""
    if place.kind == "province":
        return reader.province_name(place.province)
    name = place.name_fr if reader.language == "fr" and place.name_fr else place.name_en
    return f"{name}, {reader.province_name(place.province)}"


def place_choices(results: Results, reader: Reader, fields: list[Field]) -> tuple[str, list[Choice]]:
    """Places to choose from: several of that name, near spellings, or others that were not taken."""
    read = results.understood
    for title, places in (
        (_("Which place do you mean?"), read.choices),
        (_("Did you mean one of these places?"), read.suggestions),
        (_("Not the right place? There is also:"), read.others),
    ):
        if places:
            return title, [place_choice(place, reader, fields) for place in places[:8]]
    return "", []


def place_choice(place: Place, reader: Reader, fields: list[Field]) -> Choice:
    """A button that takes one place."""
    label = place.label(reader.language)
    return Choice(
        place_text(place, reader), changed(fields, place=label, place_for=label, place_id=place.place_id, page="")
    )


def summary(results: Results, reader: Reader) -> str:
    """How the question was understood, as one sentence."""
    what = what_text(results, reader) or _("everything")
    return _("%(what)s, %(where)s", what=what, where=where_text(results.understood.place, reader))


def where_text(place: Place | None, reader: Reader) -> str:
    """Where it was looked for: near a place, in a province, or anywhere."""
    if place is None:
        return _("anywhere in Canada")
    if place.kind == "province":
        return in_province(place.province, reader)
    return near(place_text(place, reader), reader.language)


def what_text(results: Results, reader: Reader) -> str:
    """The words and the categories asked for."""
    codes = results.question.categories
    labels = [reader.label("categories", code) for code in codes]
    if group := group_label(codes, reader):
        labels = [group]
    elif len(codes) > MOST_NAMED:
        labels = [_("%(count)s kinds of service", count=len(codes))]
    words = [results.understood.words] if results.understood.words else []
    return ", ".join(words + labels)


def in_province(letters: str, reader: Reader) -> str:
    """In a province or territory: in Ontario / en Ontario."""
    row = reader.province(letters)
    return row.more[f"{reader.language}_with_preposition"] if row else letters
