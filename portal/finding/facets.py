"""What can be filtered by: for each filter, which codes a listing answers with yes, and which with no.

What a listing does not state is neither. Such a listing is never shown as fitting, and never dropped in silence:
it is offered apart, as one that may fit if asked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from portal.registry.disclosure import PublicService
from portal.registry.model import PROVINCES

Codes = frozenset[str]
NONE: Codes = frozenset()

GENDERS = frozenset({"women", "men"})
"""Where one of these is named and the other is not, the other is turned away at the door."""
EVERYONE = "all_genders"
EVERY_GENDER = ("women", "men", "trans", "nonbinary", "two_spirit")
"""Populations that are genders, in the order a page offers them."""
SIGNED = frozenset({"ase", "fcs", "iks", "nsr"})
"""Languages that are signed: to serve in one of them is to be accessible in that way."""
BARRIERS = {
    "no_self_identification": ("self_identification_required", {"no"}),
    "no_police_report": ("police_report_required", {"no"}),
    "no_id": ("id_required", {"no"}),
    "no_referral": ("referral_required", {"none"}),
    "no_status": ("immigration_status_accepted", {"any", "none"}),
}
"""Filter code to the eligibility field it rests on, and the values that mean the barrier is not there."""
ACCEPTED = {"children": "accepts_children", "pets": "accepts_pets"}


@dataclass(frozen=True, slots=True)
class Stand:
    """How one listing stands to one filter: codes it answers yes to, and codes it answers no to."""

    yes: Codes = NONE
    no: Codes = NONE
    complete: bool = False
    """True when every code that is not yes is no: a stated list is the whole list."""


def of_categories(service: PublicService) -> Stand:
    """What it does; what is not named it does not do."""
    return Stand(frozenset(service.categories), complete=True)


def of_main(service: PublicService) -> Stand:
    """What it does first of all."""
    return Stand(frozenset(service.categories[:1]), complete=True)


def of_populations(service: PublicService) -> Stand:
    """For whom it is, and for whom it says it is not."""
    welcome = frozenset(p.code for p in service.populations if p.relation != "not_for")
    turned_away = frozenset(p.code for p in service.populations if p.relation == "not_for")
    if EVERYONE in welcome:
        return Stand(welcome | GENDERS, turned_away)
    return Stand(welcome, turned_away | (GENDERS - welcome if welcome & GENDERS else NONE))


def of_genders(service: PublicService) -> Stand:
    """Which genders it takes: what it says of whom it is for, and of nobody else."""
    people = of_populations(service)
    welcome = frozenset(EVERY_GENDER) if EVERYONE in people.yes else people.yes.intersection(EVERY_GENDER)
    return Stand(welcome, people.no.intersection(EVERY_GENDER))


def of_exploitation(service: PublicService) -> Stand:
    """Which forms it knows; `any` stands for all of them."""
    return Stand(frozenset(service.exploitation), complete=bool(service.exploitation))


def of_sectors(service: PublicService) -> Stand:
    """Which kinds of work it knows. To name some is not to turn away the others: they may ask."""
    return Stand(frozenset(service.sectors))


def of_accessibility(service: PublicService) -> Stand:
    """What makes it usable with a disability: as stated, and as its lines and languages show."""
    shown = {"tty"} if any(phone.kind == "tty" for phone in service.phones) else set()
    shown |= {"sign_language"} if SIGNED.intersection(service.languages) else set()
    return Stand(frozenset({*service.accessibility, *shown}))


def of_statuses(service: PublicService) -> Stand:
    """Which immigration statuses it accepts; a stated list is the whole list."""
    accepted = frozenset(value for field, value in service.eligibility if field == "immigration_status_accepted")
    return Stand(accepted, complete=bool(accepted))


def of_languages(service: PublicService) -> Stand:
    """Languages it serves in; a stated list is the whole list."""
    return Stand(frozenset(service.languages), complete=bool(service.languages))


def of_delivery(service: PublicService) -> Stand:
    """How it reaches people."""
    return Stand(frozenset(service.delivery), complete=bool(service.delivery))


def of_barriers(service: PublicService) -> Stand:
    """What it does not ask of people."""
    stated: dict[str, set[str]] = {}
    for field, value in service.eligibility:
        stated.setdefault(field, set()).add(value)
    low = {code for code, (field, fine) in BARRIERS.items() if stated.get(field, set()) & fine}
    high = {code for code, (field, fine) in BARRIERS.items() if stated.get(field) and not stated[field] & fine}
    return Stand(frozenset(low), frozenset(high))


def of_accepted(service: PublicService) -> Stand:
    """Who or what may come along."""
    answers = dict(service.eligibility)
    welcome = {code for code, field in ACCEPTED.items() if answers.get(field) == "yes"}
    welcome |= {"children"} if any(p.code == "with_children" for p in service.populations) else set()
    refused = {code for code, field in ACCEPTED.items() if answers.get(field) == "no"}
    return Stand(frozenset(welcome), frozenset(refused))


def of_led(service: PublicService) -> Stand:
    """Who governs it, in its own words; never guessed."""
    governance = service.organization.governance
    indigenous = governance not in {"", "not_indigenous", "not_stated"}
    if not governance or governance == "not_stated":
        return Stand()
    return Stand(frozenset({"indigenous", governance} if indigenous else {governance}), complete=True)


def of_province(service: PublicService) -> Stand:
    """Provinces it stands in, or declares that it serves; all of Canada is every one of them."""
    declared = set(PROVINCES) if "CA" in service.service_area else set()
    declared |= {letters for letters, code in PROVINCES.items() if code in service.service_area}
    return Stand(frozenset({service.province, *declared} - {""}), complete=True)


def of_standing(service: PublicService) -> Stand:
    """Provinces it stands in, whatever it serves."""
    return Stand(frozenset(where.province for where in service.places), complete=True)


FACETS: dict[str, Callable[[PublicService], Stand]] = {
    "category": of_categories,
    "population": of_populations,
    "gender": of_genders,
    "exploitation": of_exploitation,
    "sector": of_sectors,
    "accessibility": of_accessibility,
    "status": of_statuses,
    "language": of_languages,
    "delivery": of_delivery,
    "barrier": of_barriers,
    "accepts": of_accepted,
    "led": of_led,
    "main": of_main,
    "province": of_province,
    "standing": of_standing,
}
"""Every filter made of the codes of a listing, by its name."""

NOT_OFFERED = frozenset({"main", "standing"})
"""Those that serve the weighing of words, and the filter for where a listing is."""

ALSO = {"exploitation": "any", "status": "any"}
"""A code that answers yes for every other code of its filter."""
