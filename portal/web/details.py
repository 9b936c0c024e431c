"""The page of one service, finished for a template: everything that is public, grouped as people ask for it."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from portal.registry.disclosure import PublicService, Where
from portal.registry.model import Disclosure

from . import freshness, vettingpages, wording
from .areas import area_text
from .cards import (
    Number,
    Opening,
    is_public,
    not_published,
    notices,
    numbers,
    openings,
    service_name,
)
from .language import day_text
from .people import people
from .reader import Fact, Link, Reader, Words, link
from .timetable import in_words


@dataclass(frozen=True, slots=True)
class Details:
    """One service."""

    id: str
    organization: Words
    own_name: str
    service: Words
    description: Words
    what: list[str]
    numbers: list[Number]
    email: str
    website: Link | None
    openings: list[Opening]
    timetable: list[Fact]
    places: list[Fact]
    area: str
    means: str
    people: list[Fact]
    languages: str
    conditions: list[Fact]
    confirmation: str
    checked: list[Fact]
    """Which fact was confirmed when and how; none where nobody has confirmed one by itself."""
    provenance: str
    vetting: str
    """That its organization meets the published criteria, with the day; empty where that does not hold today."""
    source: Link | None
    licence: str
    owner: str
    """Whose record it is, in the owner's own language where known; empty where nobody said."""
    labels: list[Link]
    notices: list[str]


def details(service: PublicService, reader: Reader) -> Details:
    """Everything public about one service."""
    return Details(
        id=service.id,
        organization=reader.words(service.organization.name),
        own_name=service.organization.own_name,
        service=service_name(service, reader),
        description=reader.words(service.description),
        what=[reader.label("categories", code) for code in service.categories],
        numbers=numbers(service, reader),
        email=service.email or service.organization.email,
        website=link(service.website),
        openings=openings(service, reader),
        timetable=timetable(service, reader),
        places=[place(where, service, reader) for where in service.places],
        area=area_text(service, reader),
        means=reader.labels("delivery", service.delivery),
        people=people(service, reader),
        languages=reader.labels("languages", service.languages),
        conditions=conditions(service, reader),
        confirmation=wording.confirmation(service, reader.language),
        checked=freshness.checked(service, reader.moment.date(), reader.language),
        provenance=wording.provenance(service, reader.language),
        vetting=vettingpages.fact(service, reader),
        # The page of the source may say more about the place than its provider wants known: name it, do not link it.
        source=link(service.origin.url) if service.disclosure is not Disclosure.REGION else None,
        licence=reader.label("sources_licences", service.source.licence) if service.source.licence else "",
        owner=owner(service, reader),
        labels=[Link(reader.words(one.text).text, one.uri) for one in service.governed.labels],
        notices=notices(service, reader),
    )


def owner(service: PublicService, reader: Reader) -> str:
    """The Nation or organization whose record it is: its own name first."""
    known = service.governed.owner
    if known is None:
        return ""
    name = reader.words(known.name).text
    return f"{known.own_name} – {name}" if known.own_name else name


def timetable(service: PublicService, reader: Reader) -> list[Fact]:
    """Each timetable in words, one entry per purpose."""
    said = ((reader.label("hours_purposes", row.purpose), in_words(row.rule, reader.language)) for row in service.hours)
    return [Fact(label, lines or [_("Call to check the hours")]) for label, lines in said]


def place(where: Where, service: PublicService, reader: Reader) -> Fact:
    """One place, as far as it is public."""
    province = reader.province_name(where.province)
    if is_public(service):
        postal = f"{where.community} {where.province}\u00a0\u00a0{where.postal_code}".strip()
        lines = [line for line in (where.address, postal) if line]
        return Fact(_("Address"), lines if where.address else [f"{where.community}, {province}"])
    name = f"{where.community}, {province}" if where.community else province
    return Fact(_("Where"), [name, not_published(service)])


def conditions(service: PublicService, reader: Reader) -> list[Fact]:
    """What the service asks or does not ask, as far as stated."""
    facts: dict[str, list[str]] = {}
    for name, value in service.eligibility:
        if value in ("", "not_stated"):
            continue
        facts.setdefault(reader.label("eligibility", name), []).append(condition(name, value, reader))
    return [Fact(label, lines) for label, lines in facts.items()]


def condition(name: str, value: str, reader: Reader) -> str:
    """One condition in words."""
    if name == "immigration_status_accepted":
        return reader.label("immigration_status", value)
    if value.isdigit():
        return reader.label("eligibility", f"{name}.years").replace("…", value)
    return reader.label("eligibility", f"{name}.{value}")


def licence_line(template: str, product: str, publisher: str, day: str, language: str) -> str:
    """A credit line with its gaps filled; without a day, that part is left out."""
    template = template if day else template.replace(", {date}", "")
    filled = template.replace("{product}", product).replace("{publisher}", publisher).replace("{government}", publisher)
    return filled.replace("{date}", day_text(day, language))
