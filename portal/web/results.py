"""The results page, finished for a template: how the question was read, its blocks, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from geo.place import Place
from portal.finding.answers import Answer, Results
from portal.finding.arrangement import LOCAL, RADII
from portal.finding.question import Question

from . import filters
from .cards import Card, card
from .filters import Field, group_label
from .language import count_text, near, number_text
from .reader import Reader

MOST_NAMED = 3
"""Kinds of service named one by one in the sentence that says how a question was understood."""
MOST_ALTERNATIVES = 6
"""Listings shown in place of an answer when nothing fits."""
TALK = "talk_now"
"""The group of categories that is offered when nothing else is found."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A button that asks the same question with one thing changed."""

    label: str
    fields: list[Field]


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


@dataclass(frozen=True, slots=True)
class Asked:
    """The question as it stands in the form again."""

    words: str
    place: str
    place_id: str


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """Everything the results page shows."""

    asked: Asked
    fields: list[Field]
    """The whole question, for buttons that post it again."""
    summary: str
    count: str
    notes: list[str]
    choices: list[Choice]
    choices_title: str
    spellings: list[Choice]
    blocks: list[Block]
    """Nothing fits when none of them does; `alternatives` then holds what may help instead."""
    fits: bool
    alternatives: list[Block]
    chips: list[filters.Chip]
    quick: list[filters.Quick]
    pager: list[Choice]
    page_text: str


@dataclass(frozen=True, slots=True)
class FilterPage:
    """The filters of an answer as a page of their own."""

    fields: list[Field]
    summary: str
    count: str
    panel: filters.Panel


def filter_page(results: Results, reader: Reader) -> FilterPage:
    """Every filter of an answer, with what was asked and how many fit."""
    return FilterPage(
        fields=changed(fields_of(results, asked_again(results, reader)), page=""),
        summary=summary(results, reader),
        count=count_text(results.total, reader.language),
        panel=filters.panel(results, reader),
    )


def results_page(results: Results, reader: Reader, instead: Results | None = None) -> ResultsPage:
    """The answer as a page; `instead` is what a wider question found when this one found nothing."""
    asked = asked_again(results, reader)
    fields = fields_of(results, asked)
    choices_title, choices = place_choices(results, reader, fields)
    return ResultsPage(
        asked=asked,
        fields=fields,
        summary=summary(results, reader),
        count=count_text(results.total, reader.language),
        notes=notes(results, reader),
        choices=choices,
        choices_title=choices_title,
        spellings=[Choice(text, changed(fields, words=text, page="1")) for text in results.did_you_mean],
        blocks=[block for block in blocks(results, reader) if block.cards],
        fits=bool(results.near or results.serving or results.wide),
        alternatives=alternatives(instead, results, reader) if instead else [],
        chips=filters.chips(results.question, reader),
        quick=filters.quick(results, reader),
        pager=pager(results, fields),
        page_text=page_text(results, reader),
    )


# The question again


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


# Sentences


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


def notes(results: Results, reader: Reader) -> list[str]:
    """What the reader has to know about this answer before reading it."""
    said, read = [], results.understood
    if read.unknown_place:
        said.append(
            _("We do not know a place called “%(place)s”. This list is for all of Canada.", place=read.unknown_place)
        )
    elif read.choices:
        said.append(_("There are several places of that name. Until you choose, this list is for all of Canada."))
    if read.misspelt and read.place is not None:
        said.append(_("We read “%(typed)s” as %(place)s.", typed=read.misspelt, place=place_text(read.place, reader)))
    if results.answers and not any(answer.all_words for answer in results.answers):
        said.append(_("No service has all of your words. These have some of them."))
    said += widening(results, reader)
    if results.plain:
        said.append(_("A simpler search is answering for the moment: try single words."))
    return said


def widening(results: Results, reader: Reader) -> list[str]:
    """How far it was looked, and what stands first when nothing is near."""
    said = []
    if results.widened and results.radius_km:
        reach = number_text(results.radius_km, reader.language)
        said.append(_("Nothing with a public address within 50 km: we looked up to %(reach)s km.", reach=reach))
    to_place = results.understood.place is not None
    if to_place and results.near and results.near[0].km is not None and results.radius_km is None:
        reach = number_text(RADII[-1], reader.language)
        said.append(_("Nothing with a public address within %(reach)s km: the nearest are farther.", reach=reach))
    far = to_place and (results.radius_km or 0) > LOCAL
    if far and (results.serving or results.wide) and results.order[-1] == "near":
        said.append(_("First come those who serve this place, come to you or answer by phone."))
    return said


def page_text(results: Results, reader: Reader) -> str:
    """Which page this is; empty when there is only one."""
    if results.pages < 2:
        return ""
    numbers = (number_text(number, reader.language) for number in (results.question.page, results.pages))
    page, pages = numbers
    return _("Page %(page)s of %(pages)s", page=page, pages=pages)


# The three blocks


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
        made.append(Block(key, *words[key], cards, total, *counted(total, None if key == "near" else answers, reader)))
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


# When nothing fits


def wider(question: Question, reader: Reader) -> list[Question]:
    """Questions to ask instead, one after the other: without filters, then people to talk to near the same place."""
    kept = Question(
        words=question.words,
        place=question.place,
        place_id=question.place_id,
        categories=question.categories,
        language=question.language,
    )
    talk = reader.terms["top_categories"][TALK].more["members"].split(";")
    return [kept, replace(kept, words="", categories=tuple(talk))]


def alternatives(found: Results, asked: Results, reader: Reader) -> list[Block]:
    """The first answers of a wider question, as one block."""
    cards = [card(answer, reader) for answer in found.answers[:MOST_ALTERNATIVES]]
    same = found.question.categories == asked.question.categories
    note = _("These do not fit all of your filters.") if same else _("People to talk to, who may know more.")
    return [Block("instead", _("The nearest to what you asked"), note, cards, found.total, "", "")] if cards else []


def counted(total: int, shown: tuple[Answer, ...] | None, reader: Reader) -> tuple[str, str]:
    """How many a block has, and a line when it has more than it shows."""
    if shown is None or not shown or len(shown) >= total:
        return number_text(total, reader.language), ""
    first = number_text(len(shown), reader.language)
    more = _("The first %(first)s are shown. Add a word or a filter to see others.", first=first)
    return number_text(total, reader.language), more


# Pages


def pager(results: Results, fields: list[Field]) -> list[Choice]:
    """Buttons to the page before and the page after."""
    page, buttons = results.question.page, []
    if page > 1:
        buttons.append(Choice(_("Page before"), changed(fields, page=str(page - 1) if page > 2 else "")))
    if page < results.pages:
        buttons.append(Choice(_("Next page"), changed(fields, page=str(page + 1))))
    return buttons
