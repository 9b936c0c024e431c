"""The filters of a question: their names, their words, and what was chosen as buttons that take it back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.finding.answers import Results
from portal.finding.catalogue import OPEN_NOW
from portal.finding.question import Question

from .language import listed, number_text
from .reader import Reader

Field = tuple[str, str]
"""A hidden field: name and value."""

CODED = {
    "category": "categories",
    "hours": "hours",
    "population": "populations",
    "gender": "genders",
    "language": "languages",
    "barrier": "barriers",
    "accepts": "accepts",
    "where": "where",
    "delivery": "delivery",
    "status": "statuses",
    "exploitation": "exploitation",
    "sector": "sectors",
    "phase": "phases",
    "accessibility": "accessibility",
    "led": "led",
    "setting": "settings",
}
"""Filters made of codes, the most used first: the field's name to the name in a question."""
VOCABULARIES = {
    "category": "categories",
    "hours": "hours_classes",
    "population": "populations",
    "language": "languages",
    "delivery": "delivery",
    "status": "immigration_status",
    "exploitation": "exploitation",
    "sector": "sectors",
    "phase": "phases",
    "accessibility": "accessibility",
    "led": "governance",
}
SETTINGS = ("rural", "remote", "northern")
WHERE = ("here", "serves")
ELSEWHERE = {
    "no_self_identification": ("eligibility", "self_identification_required.no"),
    "no_police_report": ("eligibility", "police_report_required.no"),
    "no_id": ("eligibility", "id_required.no"),
    "no_referral": ("eligibility", "referral_required.none"),
    "no_status": ("immigration_status", "any"),
    "children": ("eligibility", "accepts_children.yes"),
    "pets": ("eligibility", "accepts_pets.yes"),
}
"""Codes of filters whose words stand in other tables."""
QUICK = (("hours", OPEN_NOW),)
"""What is offered above the list by itself, at night the most needed. More would push the first number off a phone."""
COUNTED = frozenset(name for name, _code in QUICK)
"""The filters that a list of answers has to count."""
TURNING = (17, 18)


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that was chosen; `value` is what a button posts to remove it."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Quick:
    """A filter as a single button above the list: the field and value it adds to the question."""

    name: str
    value: str
    label: str
    count: str


def chosen(question: Question, name: str) -> tuple[str, ...]:
    """The codes asked for in one filter."""
    codes: tuple[str, ...] = getattr(question, CODED[name])
    return codes


def fields_of(question: Question) -> list[Field]:
    """The filters of a question as hidden fields."""
    fields = [(name, code) for name in CODED for code in chosen(question, name)]
    if question.ages == TURNING:
        fields.append(("turning", "yes"))
    elif question.ages:
        fields.append(("age", str(question.ages[0])))
    if question.confirmed_within:
        fields.append(("confirmed", str(question.confirmed_within)))
    if question.province:
        fields.append(("province", question.province))
    if question.region:
        fields.append(("region", question.region))
    return fields


def title_of(name: str) -> str:
    """What a filter is called."""
    titles = {
        "category": _("Kind of help"),
        "population": _("For whom"),
        "language": _("Language of service"),
        "delivery": _("How"),
        "hours": _("Intake hours"),
        "gender": _("Gender"),
        "where": _("In this place, or serving it"),
        "status": _("Immigration status accepted"),
        "sector": _("Kind of work"),
        "phase": _("How soon, how long"),
        "accessibility": _("Accessibility"),
        "setting": _("Rural, remote, northern"),
        "region": _("Health region"),
        "barrier": _("What must not stand in the way"),
        "accepts": _("Who comes along"),
        "exploitation": _("Situation"),
        "led": _("Indigenous-led"),
        "age": _("Age"),
        "confirmed": _("Facts confirmed"),
        "province": _("Province or territory"),
    }
    return titles[name]


def label_of(name: str, code: str, reader: Reader) -> str:
    """What one code of a filter is called."""
    if code in ELSEWHERE:
        return reader.label(*ELSEWHERE[code])
    if name == "gender":
        return reader.label("populations", code)
    own = {
        "indigenous": _("Indigenous-led, any"),
        OPEN_NOW: _("Open now"),
        "here": _("Is in this place"),
        "serves": _("Says it serves this place"),
        "rural": _("Reaches rural places"),
        "remote": _("Reaches remote places"),
        "northern": _("Reaches the north"),
    }
    return own.get(code) or reader.label(VOCABULARIES[name], code)


def quick(results: Results, reader: Reader) -> list[Quick]:
    """The filters offered by themselves above the list: those that are not set and would keep something."""
    found = []
    for name, code in QUICK:
        counts = {count.code: count.count for count in results.counts.get(name, ())}
        if counts.get(code) and code not in chosen(results.question, name):
            found.append(Quick(name, code, label_of(name, code, reader), number_text(counts[code], reader.language)))
    return found


def region_name(code: str, reader: Reader) -> str:
    """The name of a health region; its code where nobody told us."""
    return reader.words(reader.areas[code]).text if code in reader.areas else code


def confirmed_text(days: int) -> str:
    """Within how long facts were confirmed."""
    return {90: _("Within 3 months"), 180: _("Within 6 months"), 365: _("Within a year")}[days]


# What was chosen


def chips(question: Question, reader: Reader) -> list[Chip]:
    """Each choice as a button that takes it back; a whole group of categories is one choice."""
    made = []
    for name in CODED:
        asked = chosen(question, name)
        whole = group_label(asked, reader) if name == "category" else ""
        if whole and len(asked) > 1:
            made.append(Chip(whole, name))
        else:
            made += [Chip(label_of(name, code, reader), f"{name}:{code}") for code in asked]
    if question.ages:
        made.append(Chip(age_text(question.ages), "age"))
    if question.province:
        made.append(Chip(reader.province_name(question.province), "province"))
    if question.region:
        made.append(Chip(region_name(question.region, reader), "region"))
    if question.confirmed_within:
        made.append(Chip(f"{title_of('confirmed')}: {confirmed_text(question.confirmed_within)}", "confirmed"))
    return made


def age_text(ages: Sequence[int]) -> str:
    """The age asked for."""
    if ages == TURNING:
        return _("17, turning 18 soon")
    return _("Age %(age)s", age=ages[0])


def group_label(codes: Iterable[str], reader: Reader) -> str:
    """The label of the group that has exactly these members; empty when none has."""
    asked = set(codes)
    rows = reader.terms["top_categories"].values()
    row = next((row for row in rows if set(row.more["members"].split(";")) == asked), None)
    return row.label.prefer(reader.language)[0] if row else ""


def names_chosen(question: Question, language: str) -> str:
    """Which filters are set, besides place and kind of help, as the end of a sentence: age, language and hours."""
    names = [name for name in CODED if name != "category" and chosen(question, name)]
    names += ["age"] if question.ages else []
    names += ["region"] if question.region else []
    names += ["confirmed"] if question.confirmed_within else []
    return listed((title_of(name).lower() for name in names), language)
