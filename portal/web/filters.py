"""The filters of a list, finished for a template: groups with counts, and what was chosen as buttons that remove it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.finding.answers import Results
from portal.finding.catalogue import OPEN_NOW
from portal.finding.facets import EVERY_GENDER, EVERYONE
from portal.finding.question import Question
from portal.registry.model import PROVINCES

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
NOT_OFFERED = {
    "led": frozenset({"not_indigenous", "not_stated"}),
    "hours": frozenset({"unknown"}),
    "population": frozenset({*EVERY_GENDER, EVERYONE}),
}
"""Codes that nobody would choose, and those that another filter offers."""
QUICK = (("hours", OPEN_NOW),)
"""What is offered above the list by itself, at night the most needed. More would push the first number off a phone."""
BY_COUNT = frozenset({"language"})
"""Filters too long for their own order: the most frequent first."""
TURNING = (17, 18)


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


def quick(results: Results, reader: Reader) -> list[Quick]:
    """The filters offered by themselves above the list: those that are not set and would keep something."""
    found = []
    for name, code in QUICK:
        counts = {count.code: count.count for count in results.counts.get(name, ())}
        if counts.get(code) and code not in chosen(results.question, name):
            found.append(Quick(name, code, label_of(name, code, reader), number_text(counts[code], reader.language)))
    return found


def region_options(results: Results, reader: Reader) -> list[Option]:
    """The health regions of the province asked about, as far as we know their names."""
    asked = results.question.region
    counts = {count.code: count.count for count in results.counts.get("region", ())}
    options = [
        Option(code, region_name(code, reader), number_text(counts.get(code, 0), reader.language), code == asked)
        for code in {*counts, *({asked} if asked else ())}
    ]
    return sorted(options, key=lambda option: option.label)


def region_name(code: str, reader: Reader) -> str:
    """The name of a health region; its code where nobody told us."""
    return reader.words(reader.areas[code]).text if code in reader.areas else code


def province_options(results: Results, reader: Reader) -> list[Option]:
    """Provinces and territories with their counts, in the alphabet of the language."""
    asked = results.question.province
    counts = {count.code: count.count for count in results.provinces if count.code in PROVINCES}
    options = [
        Option(code, reader.province_name(code), number_text(counts.get(code, 0), reader.language), code == asked)
        for code in {*counts, *({asked} if asked else ())}
    ]
    return sorted(options, key=lambda option: option.label.replace("Î", "I"))


def confirmed_text(days: int) -> str:
    """Within how long facts were confirmed."""
    return {90: _("Within 3 months"), 180: _("Within 6 months"), 365: _("Within a year")}[days]


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
