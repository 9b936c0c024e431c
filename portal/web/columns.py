"""What each column of a listing is called, and what stands in it, in words a person reads."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.registry.vocabulary import CODED

from .reader import Reader
from .timetable import in_words


def label(column: str) -> str:
    """A column in words."""
    labels = {
        "record_key": _("Key of the listing; empty for a new one"),
        "organization_name_en": _("Name of the organization, in English"),
        "organization_name_fr": _("Name of the organization, in French"),
        "organization_own_name": _("Its name in its own language"),
        "organization_type": _("Type of organization"),
        "governance": _("Who governs it"),
        "service_name_en": _("Name of the service, in English"),
        "service_name_fr": _("Name of the service, in French"),
        "description_en": _("Description, in English"),
        "description_fr": _("Description, in French"),
        "categories": _("Kinds of help"),
        "populations": _("For whom"),
        "exploitation": _("Kinds of exploitation"),
        "sectors": _("Kinds of work it knows"),
        "accessibility": _("Accessibility"),
        "delivery": _("How it is given"),
        "languages": _("Languages"),
        "disclosure": _("How much of the place may be known"),
        "address": _("Street address"),
        "community": _("Community"),
        "province": _("Province or territory"),
        "postal_code": _("Postal code"),
        "latitude": _("Latitude"),
        "longitude": _("Longitude"),
        "service_area": _("Areas served"),
        "phone_crisis": _("Crisis line"),
        "phone_intake": _("Phone for intake"),
        "phone_office": _("Office phone"),
        "phone_text": _("Number for text messages"),
        "phone_tty": _("TTY"),
        "email": _("E-mail"),
        "website": _("Web site"),
        "hours_line": _("Hours of the phone line"),
        "hours_intake": _("Hours when new people are taken in"),
        "hours_site": _("Hours of the building"),
        "age_min": _("Youngest age served"),
        "age_max": _("Oldest age served"),
        "accepts_children": _("Children are welcome"),
        "accepts_pets": _("Animals are welcome"),
        "id_required": _("Identification is asked"),
        "police_report_required": _("A police report is asked"),
        "self_identification_required": _("People must name what happened to them"),
        "referral_required": _("Somebody must refer"),
        "immigration_status_accepted": _("Immigration status accepted"),
        "status": _("Shown or not"),
        "withheld": _("Hidden at once"),
    }
    return labels.get(column, column)


def text(column: str, value: str, reader: Reader) -> str:
    """What stands in a column, in words; '' for nothing."""
    if column in CODED:
        return ", ".join(coded(column, code, reader) for code in value.split(";") if code)
    if column.startswith("hours_"):
        return "; ".join(in_words(value, reader.language)) or value
    if column == "province":
        return reader.province_name(value)
    if column == "withheld":
        return part_label(value.partition(":")[0])
    return answers().get(value, value) if column in ANSWERED else value


def coded(column: str, code: str, reader: Reader) -> str:
    """One code in words; how a service stands to a group of people is said where it is not the usual way."""
    plain, _colon, relation = code.partition(":")
    words = reader.label(CODED[column], plain)
    if relation in ("", "designed_for"):
        return words
    return (
        _("%(group)s (not for them)", group=words) if relation == "not_for" else _("%(group)s (welcome)", group=words)
    )


ANSWERED = (
    "accepts_children accepts_pets id_required police_report_required self_identification_required referral_required"
    " status"
).split()


def answers() -> dict[str, str]:
    """What each answer means."""
    return {
        "yes": _("Yes"),
        "no": _("No"),
        "none": _("Nobody: people come by themselves"),
        "any_professional": _("Any professional"),
        "police": _("The police"),
        "hotline": _("A hotline"),
        "court": _("A court"),
        "published": _("Shown"),
        "paused": _("Shown as closed for a while"),
        "closed": _("Closed for good, no longer shown"),
        "withdrawn": _("No longer shown"),
    }


def part_label(part: str) -> str:
    """What was hidden."""
    return {"listing": _("The whole listing"), "phone": _("A number"), "place": _("A place")}.get(part, part)
