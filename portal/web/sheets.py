"""One page that holds a whole listing as boxes to fill in: what stands in each, what may be chosen, what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from flask_babel import gettext as _

from portal.registry.model import PROVINCES
from portal.registry.vocabulary import CODED

from .columns import answers, coded, label
from .reader import Reader


class Fault(Protocol):
    """One broken rule, as the checks name it."""

    @property
    def field(self) -> str: ...

    @property
    def key(self) -> str: ...

    def said(self, language: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Box:
    """One column to fill in."""

    column: str
    label: str
    kind: str
    """line, area, choice or ticks."""
    value: str = ""
    hint: str = ""
    fault: str = ""
    choices: list[Choice] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Group:
    """Boxes about one thing."""

    title: str
    boxes: list[Box]


TICKS = ("categories", "populations", "languages", "exploitation", "delivery", "immigration_status_accepted")
AREAS = ("description_en", "description_fr")
YES_NO = (
    "accepts_children",
    "accepts_pets",
    "id_required",
    "police_report_required",
    "self_identification_required",
)
CHOICES = ("disclosure", "province", "referral_required", "status", *YES_NO)
ORGANIZATION = ("organization_name_en", "organization_name_fr", "organization_own_name")
GIVEN = ("phone_crisis", "phone_intake", "phone_office", "phone_text", "phone_tty", "email", "website")
HOURS = ("hours_line", "hours_intake", "hours_site")
PLACE = ("disclosure", "province", "community", "address", "postal_code")
WHAT = ("service_name_en", "service_name_fr", "categories", "description_en", "description_fr")
WHOM = ("populations", "age_min", "age_max", "languages", "exploitation", "delivery")
ASKED = (*YES_NO, "referral_required", "immigration_status_accepted")
ON_PAGE = (*ORGANIZATION, *GIVEN, *HOURS, *PLACE, *WHAT, *WHOM, *ASKED, "status")
"""The columns of the page. The others stay as they are."""


def groups(
    row: Mapping[str, str], faults: Iterable[Fault], reader: Reader, is_new: bool, own: bool = False
) -> list[Group]:
    """The boxes of a listing, what people mend most often first. `own`: the organization is known, and not asked."""
    said = {fault.field: fault_text(fault, reader) for fault in faults}
    parts = [
        (_("How to reach it"), GIVEN),
        (_("Opening hours"), HOURS),
        (_("What it offers"), WHAT),
        (_("Where it is"), PLACE),
        (_("For whom"), WHOM),
        (_("What is asked of people"), ASKED),
        *([] if own else [(_("The organization"), ORGANIZATION)]),
        *([] if is_new else [(_("Is it still there?"), ("status",))]),
    ]
    return [Group(title, [box(column, row, said, reader) for column in columns]) for title, columns in parts]


def box(column: str, row: Mapping[str, str], said: Mapping[str, str], reader: Reader) -> Box:
    """One box as it is to be shown."""
    value = row.get(column, "")
    kind = "ticks" if column in TICKS else "area" if column in AREAS else "choice" if column in CHOICES else "line"
    fault = said.get(column) or said.get(column.removesuffix("_en"), "")
    return Box(column, label(column), kind, value, hint(column), fault, choices(column, value, reader))


def fault_text(fault: Fault, reader: Reader) -> str:
    """What is wrong, with the cure, as one says it here."""
    if fault.key == "bad_hours":
        return _("We could not read these hours. Write days and hours, such as Mon-Fri 9 am to 5 pm, or 24/7.")
    if fault.key == "unknown_code" and fault.field == "province":
        return _("Choose the province or territory.")
    if fault.key == "place_not_allowed":
        return _("This may not be written down at the level you chose. We have not kept it.")
    words = fault.said(reader.language)
    return _("What is written here %(fault)s.", fault=words) if fault.key != "required" else _("Please fill this in.")


def hint(column: str) -> str:
    """What helps to fill in a box."""
    hints = {
        "phone_crisis": _("Such as 807-555-0100. Several numbers: put ; between them."),
        "hours_line": _("As you would say it: Mon-Fri 9-5, every day 8 am to midnight, 24/7, by appointment."),
        "address": _(
            "Only for a place whose street address is public. With a new address, its old point on the map goes away."
        ),
        "disclosure": _("The provider chooses. Of a shelter only the region is known, unless it agreed to more."),
        "languages": _("The languages in which people are served."),
        "service_name_en": _("One language is enough; both are better."),
    }  # fmt: skip
    return hints.get(column, "")


def choices(column: str, value: str, reader: Reader) -> list[Choice]:
    """What may be chosen in a box; none for one that is typed in."""
    chosen = [one for one in value.split(";") if one]
    if column in TICKS:
        known = [*reader.terms[CODED[column]]]
        related = [code for code in chosen if code not in known]
        return [Choice(code, coded(column, code, reader), code in chosen) for code in [*known, *related]]
    if column == "province":
        listed = [(letters, reader.province_name(letters)) for letters in PROVINCES]
    elif column == "disclosure":
        listed = [(code, reader.label("disclosure", code)) for code in reader.terms["disclosure"]]
    else:
        said = answers()
        listed = [(code, said[code]) for code in ANSWERS.get(column, ())]
    empty = [] if column == "status" or not listed else [Choice("", _("Not stated"), not value)]
    return [*empty, *(Choice(code, words, code == value) for code, words in listed)]


ANSWERS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(YES_NO, ("yes", "no")),
    "referral_required": ("none", "any_professional", "police", "hotline", "court"),
    "status": ("published", "paused", "closed"),
}
