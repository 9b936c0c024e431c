"""The results page, finished for a template: how the question was read, its blocks, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask_babel import gettext as _

from portal.finding.answers import Results
from portal.finding.arrangement import LOCAL, RADII
from portal.finding.question import Question

from . import filters
from .blocks import Block, alternatives, blocks
from .filters import Field
from .language import count_text, number_text
from .reader import Reader
from .understood import Asked, Choice, asked_again, changed, fields_of, place_choices, place_text, summary

TALK = "talk_now"
"""The group of categories that is offered when nothing else is found."""


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


def pager(results: Results, fields: list[Field]) -> list[Choice]:
    """Buttons to the page before and the page after."""
    page, buttons = results.question.page, []
    if page > 1:
        buttons.append(Choice(_("Page before"), changed(fields, page=str(page - 1) if page > 2 else "")))
    if page < results.pages:
        buttons.append(Choice(_("Next page"), changed(fields, page=str(page + 1))))
    return buttons
