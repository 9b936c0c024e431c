"""One listing in the list, finished for a template: a Card made from an Answer in one language."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from flask_babel import gettext as _

from portal.finding.answers import Answer
from portal.finding.found import NOTHING, Found
from portal.registry import hours, phones
from portal.registry.disclosure import PublicService
from portal.registry.model import Disclosure, Phone

from . import freshness, wording
from .areas import area_text
from .people import in_one_line
from .reader import Link, link
from .reader import Reader as Reader
from .reader import Words as Words
from .timetable import in_words

PHONE_ORDER = {purpose: place for place, purpose in enumerate(("crisis", "intake", "after_hours", "office"))}
KIND_ORDER = {kind: place for place, kind in enumerate(("voice", "text", "tty", "fax"))}


@dataclass(frozen=True, slots=True)
class Number:
    """One phone number with what it is for."""

    label: str
    shown: str
    href: str


@dataclass(frozen=True, slots=True)
class Opening:
    """One timetable: what it is for, what it says now, and whether that is "open"."""

    label: str
    text: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A listing in the list."""

    id: str
    number: int
    organization: Words
    own_name: str
    service: Words
    what: str
    found: Found
    """The line of its own words that answers the question; `language` is empty when it is the page's."""
    where: str
    distance: str
    why: str
    numbers: list[Number]
    link: Link | None
    """A web page or e-mail address, where there is no number."""
    openings: list[Opening]
    languages: str
    people: str
    confirmation: str
    provenance: str
    notices: list[str]


LineOf = tuple[str, str]
"""The id of a listing, and the language of the page."""
Line = tuple[PublicService, Card]
"""A listing as it was read, and what its line says at any hour and to any question."""


def card(answer: Answer, reader: Reader, around: bool = False) -> Card:
    """One line of the list. `around` is true when the place asked for is itself only a postal area."""
    service, found = answer.service, answer.found
    return replace(
        lasting(service, reader),
        number=answer.number,
        found=Found(found.pieces, "" if found.language == reader.language else found.language),
        distance=wording.distance(answer.km, answer.around or around, reader.language) if is_public(service) else "",
        openings=openings(service, reader)[:2],
    )


def lasting(service: PublicService, reader: Reader) -> Card:
    """What a line says at any hour and to any question; worked out once for a listing as it was read."""
    name = (service.id, reader.language)
    known = reader.lines.get(name)
    if known is None or known[0] is not service:
        known = reader.lines[name] = (service, said_of(service, reader))
    return known[1]


def said_of(service: PublicService, reader: Reader) -> Card:
    """A line with nothing in it that depends on the question or the hour."""
    return Card(
        id=service.id,
        number=0,
        organization=reader.words(service.organization.name),
        own_name=service.organization.own_name,
        service=service_name(service, reader),
        what=reader.labels("categories", service.categories[:4]),
        found=NOTHING,
        where=where(service, reader),
        distance="",
        why=why_no_distance(service, reader),
        numbers=numbers(service, reader)[:3],
        link=None if service.phones else other_way(service),
        openings=[],
        languages=reader.labels("languages", service.languages),
        people=in_one_line(service, reader),
        confirmation=freshness.first_checked(service, reader.moment.date(), reader.language)
        or wording.confirmation(service, reader.language),
        provenance=wording.provenance(service, reader.language),
        notices=notices(service, reader),
    )


def is_public(service: PublicService) -> bool:
    """Whether its address is public. Only then is a distance ever said."""
    return service.disclosure is Disclosure.ADDRESS


def service_name(service: PublicService, reader: Reader) -> Words:
    """The name of the service; empty when it only repeats the organization's."""
    name = reader.words(service.name)
    return Words("") if name.text == reader.words(service.organization.name).text else name


def where(service: PublicService, reader: Reader) -> str:
    """Where it is, as far as that is public: street and community, community and province, or the area served."""
    if not service.places:
        return area_text(service, reader)
    place = service.places[0]
    parts = [place.address, place.community, reader.province_name(place.province)]
    here, served = ", ".join(part for part in parts if part), area_text(service, reader)
    if is_public(service) or served in (here, reader.province_name(place.province)):
        return here
    return _("%(here)s. Serves: %(area)s", here=here, area=served)


def why_no_distance(service: PublicService, reader: Reader) -> str:
    """Why no distance stands beside a listing, and how people reach it all the same."""
    if is_public(service):
        return ""
    if not service.places:
        return reader.labels("delivery", service.delivery) or _("By phone or online")
    reached = [code for code in service.delivery if code != "in_person"]
    if reached:
        return _("Address not published. Also: %(means)s.", means=reader.labels("delivery", reached))
    return not_published(service)


def not_published(service: PublicService) -> str:
    """That an address is not public, and what to do about it where something can be done."""
    if service.phones:
        return _("Address not published. Call to find out how to get there.")
    return _("Address not published.")


def numbers(service: PublicService, reader: Reader) -> list[Number]:
    """Its phone numbers, the most urgent first. Fax numbers are not for people in need."""
    voiced = [phone for phone in service.phones if phone.kind != "fax"]
    return [
        Number(number_label(phone, reader), phones.shown(phone, reader.language), phones.dialled(phone))
        for phone in sorted(voiced, key=urgency)
    ]


def other_way(service: PublicService) -> Link | None:
    """How to reach a service that has no phone."""
    email = service.email or service.organization.email
    return link(service.website) or (Link(email, f"mailto:{email}") if email else None)


def urgency(phone: Phone) -> tuple[int, int]:
    """Crisis before intake before office; voice before text before TTY."""
    return PHONE_ORDER.get(phone.purpose, len(PHONE_ORDER)), KIND_ORDER.get(phone.kind, len(KIND_ORDER))


def number_label(phone: Phone, reader: Reader) -> str:
    """What a number is for: its kind where that is not voice, else its purpose."""
    if phone.kind in ("text", "tty"):
        return reader.label("phone_kinds", phone.kind)
    return reader.label("phone_purposes", phone.purpose)


def openings(service: PublicService, reader: Reader) -> list[Opening]:
    """What its timetables say now: taking people in and the line first, the building only without those."""
    rules = {row.purpose: row.rule for row in service.hours}
    said = [code for code in rules if code != "site"] or list(rules)
    if not said:
        return [Opening("", _("Hours not known, call to check") if service.phones else _("Hours not known"), False)]
    return [opening(purpose, rules[purpose], service, reader) for purpose in said]


@lru_cache(maxsize=4096)
def state(rule: str, minute: datetime, zones: tuple[str, ...], province: str) -> hours.Now:
    """What a timetable says in this minute. Many listings keep the same hours, and many pages show the same listing."""
    return hours.now_anywhere(rule, minute, zones, province)


def opening(purpose: str, rule: str, service: PublicService, reader: Reader) -> Opening:
    """One timetable now."""
    label = reader.label("hours_purposes", purpose)
    zones = reader.zones(service)
    now = state(rule, reader.moment.replace(second=0, microsecond=0), zones, service.province)
    if now.state == "unknown" and len(zones) != 1:
        # It may be in one of several time zones, and is open in some and closed in others.
        return Opening(label, "; ".join(in_words(rule, reader.language)) or _("Call to check the hours"), False)
    always = now.state == "open" and rule.strip() == "24/7"
    text = _("Open day and night") if always else wording.openness(now, reader.moment, reader.language)
    return Opening(label, text, now.is_open)


def notices(service: PublicService, reader: Reader) -> list[str]:
    """What a caller has to know before calling."""
    said = []
    if service.paused:
        said.append(_("This service has stopped for a time."))
    if service.origin.gone_since:
        said.append(_("Its source does not list it any more: call before you go."))
    if stale := freshness.warning(service, reader.moment.date()):
        said.append(stale)
    return said
