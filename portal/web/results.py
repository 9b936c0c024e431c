"""The results page, finished for a template: how the question was read, three blocks, filters, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from geo.place import Place
from portal.finding.answers import Answer, Count, Results
from portal.finding.find import RADII
from portal.registry.model import PROVINCES

from .cards import Card, Reader, card
from .language import count_text, near, number_text

MOST_NAMED = 3
"""Kinds of service named one by one in the sentence that says how a question was understood."""
Field = tuple[str, str]
"""A hidden field: name and value."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A button that asks the same question with one thing changed."""

    label: str
    fields: list[Field]


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a filter."""

    code: str
    label: str
    chosen: bool


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
    categories: list[Option]
    provinces: list[Option]
    orders: list[Option]
    filtered: bool
    pager: list[Choice]
    page_text: str


def results_page(results: Results, reader: Reader) -> ResultsPage:
    """The answer as a page."""
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
        categories=category_options(results, reader),
        provinces=province_options(results, reader),
        orders=order_options(results),
        filtered=bool(results.question.categories or results.question.province),
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
        ("province", question.province),
        ("order", question.order if question.order != "nearest" else ""),
        ("page", str(question.page) if question.page > 1 else ""),
    ]
    return [field for field in single if field[1]] + [("category", code) for code in question.categories]


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


def group_label(codes: Iterable[str], reader: Reader) -> str:
    """The label of the group that has exactly these members; empty when none has."""
    asked = set(codes)
    rows = reader.terms["top_categories"].values()
    row = next((row for row in rows if set(row.more["members"].split(";")) == asked), None)
    return row.label.prefer(reader.language)[0] if row else ""


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
    if results.widened and results.radius_km:
        reach = number_text(results.radius_km, reader.language)
        said.append(_("Nothing with a public address within 50 km: we looked up to %(reach)s km.", reach=reach))
    if read.place is not None and results.near and results.near[0].km is not None and results.radius_km is None:
        farthest = number_text(RADII[-1], reader.language)
        said.append(_("Nothing with a public address within %(reach)s km: the nearest are farther.", reach=farthest))
    if results.plain:
        said.append(_("A simpler search is answering for the moment: try single words."))
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
        "maybe": (_("May fit: ask when you call"), _("They do not say whether they fit what you chose.")),
    }
    made = []
    for key in (*results.order, "maybe"):
        answers = getattr(results, key)
        total = getattr(results, f"total_{key}")
        cards = [card(answer, reader, around) for answer in answers]
        made.append(Block(key, *words[key], cards, total, *counted(total, None if key == "near" else answers, reader)))
    return made


def near_words(to_place: bool) -> tuple[str, str]:
    """Title and note of the block of public addresses."""
    if to_place:
        return _("Nearest"), _("Straight-line distance: the way by road is longer.")
    return _("Best match first"), ""


def serving_words(to_place: bool) -> tuple[str, str]:
    """Title and note of the block of places that are not shown."""
    if to_place:
        return _("Serve this area"), _("In order of name. Where an address is not public, no distance is shown.")
    return _("Address not published"), _("In order of name.")


def wide_words() -> tuple[str, str]:
    """Title and note of the block of services from afar."""
    return _("By phone or online"), _("You can reach these from anywhere in their area.")


def counted(total: int, shown: tuple[Answer, ...] | None, reader: Reader) -> tuple[str, str]:
    """How many a block has, and a line when it has more than it shows."""
    if shown is None or not shown or len(shown) >= total:
        return number_text(total, reader.language), ""
    first = number_text(len(shown), reader.language)
    more = _("The first %(first)s are shown. Add a word or a filter to see others.", first=first)
    return number_text(total, reader.language), more


# Filters and pages


def category_options(results: Results, reader: Reader) -> list[Option]:
    """Kinds of service with their counts, in the order of the vocabulary, those chosen always among them."""
    counts = {count.code: count.count for count in results.categories}
    chosen = set(results.question.categories)
    return [
        Option(code, with_count(reader.label("categories", code), counts.get(code, 0), reader), code in chosen)
        for code in reader.terms["categories"]
        if counts.get(code) or code in chosen
    ]


def province_options(results: Results, reader: Reader) -> list[Option]:
    """Provinces and territories with their counts, in the alphabet of the language."""
    counts: list[Count] = [count for count in results.provinces if count.code in PROVINCES]
    options = [
        Option(
            count.code,
            with_count(reader.province_name(count.code), count.count, reader),
            count.code == results.question.province,
        )
        for count in counts
    ]
    return sorted(options, key=lambda option: option.label.replace("Î", "I"))


def with_count(label: str, count: int, reader: Reader) -> str:
    """A label with how many services stand behind it."""
    return f"{label} ({number_text(count, reader.language)})"


def order_options(results: Results) -> list[Option]:
    """How to sort; nothing to choose without a place."""
    if results.understood.place is None:
        return []
    chosen = results.question.order
    return [
        Option("nearest", _("Nearest first"), chosen == "nearest"),
        Option("best", _("Closest to your words first"), chosen == "best"),
    ]


def pager(results: Results, fields: list[Field]) -> list[Choice]:
    """Buttons to the page before and the page after."""
    page, buttons = results.question.page, []
    if page > 1:
        buttons.append(Choice(_("Page before"), changed(fields, page=str(page - 1) if page > 2 else "")))
    if page < results.pages:
        buttons.append(Choice(_("Next page"), changed(fields, page=str(page + 1))))
    return buttons
