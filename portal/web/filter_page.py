"""The page of filters, finished for a template: every choice with how many it would keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.finding.answers import Results
from portal.finding.catalogue import OPEN_NOW
from portal.finding.facets import EVERY_GENDER, EVERYONE
from portal.finding.question import Question
from portal.registry.model import PROVINCES

from .filters import (
    CODED,
    ELSEWHERE,
    SETTINGS,
    TURNING,
    VOCABULARIES,
    WHERE,
    Field,
    chosen,
    confirmed_text,
    label_of,
    region_name,
    title_of,
)
from .language import count_text, number_text
from .reader import Reader
from .understood import asked_again, changed, fields_of, summary

NOT_OFFERED = {
    "led": frozenset({"not_indigenous", "not_stated"}),
    "hours": frozenset({"unknown"}),
    "population": frozenset({*EVERY_GENDER, EVERYONE}),
}
"""Codes that nobody would choose, and those that another filter offers."""
BY_COUNT = frozenset({"language"})
"""Filters too long for their own order: the most frequent first."""


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a filter."""

    code: str
    label: str
    count: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One filter: its entries, and whether any is chosen."""

    name: str
    title: str
    options: list[Option]
    chosen: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """Every filter: a page of its own, so that a list stays light on a slow line."""

    groups: list[Group]
    age: str
    turning: bool
    provinces: list[Option]
    regions: list[Option]
    confirmed: list[Option]
    orders: list[Option]


@dataclass(frozen=True, slots=True)
class FilterPage:
    """The filters of an answer as a page of their own."""

    fields: list[Field]
    summary: str
    count: str
    panel: Panel


def filter_page(results: Results, reader: Reader) -> FilterPage:
    """Every filter of an answer, with what was asked and how many fit."""
    return FilterPage(
        fields=changed(fields_of(results, asked_again(results, reader)), page=""),
        summary=summary(results, reader),
        count=count_text(results.total, reader.language),
        panel=panel(results, reader),
    )


def panel(results: Results, reader: Reader) -> Panel:
    """The filters of one answer, each code with how many it would keep."""
    question = results.question
    turning = question.ages == TURNING
    groups = [group(name, results, reader) for name in CODED]
    return Panel(
        groups=[one for one in groups if one.options],
        age=str(question.ages[0]) if question.ages and not turning else "17" if turning else "",
        turning=turning,
        provinces=province_options(results, reader),
        regions=region_options(results, reader),
        confirmed=confirmed_options(question),
        orders=order_options(results),
    )


def group(name: str, results: Results, reader: Reader) -> Group:
    """One filter: every code that would keep something, and those chosen."""
    counts = {count.code: count.count for count in results.counts.get(name, ())}
    asked = chosen(results.question, name)
    options = [
        Option(code, label_of(name, code, reader), number_text(counts.get(code, 0), reader.language), code in asked)
        for code in ordered(name, counts, asked, reader)
    ]
    return Group(name, title_of(name), options, bool(asked))


def ordered(name: str, counts: Mapping[str, int], asked: Sequence[str], reader: Reader) -> list[str]:
    """The codes of a filter in the order they are shown."""
    offered = (set(counts) - NOT_OFFERED.get(name, frozenset())) | set(asked)
    if name in BY_COUNT:
        return sorted(offered, key=lambda code: (-counts.get(code, 0), code))
    listed_first = {"gender": EVERY_GENDER, "where": WHERE, "setting": SETTINGS}.get(name, ())
    vocabulary = reader.terms[VOCABULARIES[name]] if name in VOCABULARIES else ()
    return [code for code in ("indigenous", OPEN_NOW, *ELSEWHERE, *listed_first, *vocabulary) if code in offered]


def region_options(results: Results, reader: Reader) -> list[Option]:
    """The health regions of the province asked about, as far as we know their names."""
    asked = results.question.region
    counts = {count.code: count.count for count in results.counts.get("region", ())}
    options = [
        Option(code, region_name(code, reader), number_text(counts.get(code, 0), reader.language), code == asked)
        for code in {*counts, *({asked} if asked else ())}
    ]
    return sorted(options, key=lambda option: option.label)


def province_options(results: Results, reader: Reader) -> list[Option]:
    """Provinces and territories with their counts, in the alphabet of the language."""
    asked = results.question.province
    counts = {count.code: count.count for count in results.provinces if count.code in PROVINCES}
    options = [
        Option(code, reader.province_name(code), number_text(counts.get(code, 0), reader.language), code == asked)
        for code in {*counts, *({asked} if asked else ())}
    ]
    return sorted(options, key=lambda option: option.label.replace("Î", "I"))


def confirmed_options(question: Question) -> list[Option]:
    """How recently facts must have been confirmed."""
    return [Option(str(days), confirmed_text(days), "", question.confirmed_within == days) for days in (90, 180, 365)]


def order_options(results: Results) -> list[Option]:
    """How to sort; nothing to choose without a place."""
    if results.understood.place is None:
        return []
    asked = results.question.order
    return [
        Option("nearest", _("Nearest first"), "", asked == "nearest"),
        Option("best", _("Closest to your words first"), "", asked == "best"),
    ]
