"""How sure the facts of a listing are, in words: which was confirmed when and how, and what is too old to rely on."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.registry.disclosure import PublicService
from portal.registry.freshness import Age, Check, Facet, How, age

from .language import number_text
from .reader import Fact

DAYS_OF_A_MONTH, DAYS_OF_A_YEAR = 30.44, 365.25


def ago(day: date, today: date, language: str) -> str:
    """How long ago a day is, in months and years: to the day it would tell more of a small team than anyone needs."""
    days = (today - day).days
    if days < DAYS_OF_A_MONTH:
        return _("less than a month ago")
    months, years = int(days / DAYS_OF_A_MONTH), int(days / DAYS_OF_A_YEAR)
    if years:
        return ngettext("%(shown)s year ago", "%(shown)s years ago", years, shown=number_text(years, language))
    return ngettext("%(shown)s month ago", "%(shown)s months ago", months, shown=number_text(months, language))


def facet_label(facet: Facet) -> str:
    """What a fact is called."""
    labels = {
        Facet.PHONE: _("Phone number"),
        Facet.ONLINE: _("E-mail and web site"),
        Facet.PLACE: _("Place"),
        Facet.HOURS: _("Opening hours"),
        Facet.CONDITIONS: _("Who can come"),
        Facet.HELP: _("Help offered"),
    }
    return labels[facet]


def how_known(how: How, when: str) -> str:
    """Who confirmed a fact, and how long ago."""
    match how:
        case How.CALL:
            return _("confirmed by this provider on the phone, %(when)s", when=when)
        case How.WEB:
            return _("read on this provider’s own web page, %(when)s", when=when)
        case How.TEAM:
            return _("checked by our team, %(when)s", when=when)
        case How.LIST:
            return _("read in the source below, %(when)s", when=when)
    return _("confirmed by this provider, %(when)s", when=when)


def said_of(check: Check, today: date, language: str) -> str:
    """One fact, whoever confirmed it and when, in one line."""
    said = how_known(check.how, ago(check.day, today, language))
    return _("%(fact)s: %(said)s", fact=facet_label(check.facet), said=said)


def first_checked(service: PublicService, today: date, language: str) -> str:
    """What is known of the fact that people act on first; empty where nobody has confirmed that one by itself."""
    first = next((check for check in service.checks if check.facet is service.facets[0]), None)
    return said_of(first, today, language) if first else ""


def checked(service: PublicService, today: date, language: str) -> list[Fact]:
    """Every fact it states with what is known of it, for its page; none where nobody has confirmed one by itself."""
    made = {check.facet: check for check in service.checks}
    if not made:
        return []
    return [
        Fact(facet_label(facet), fact_lines(service, facet, made.get(facet), today, language))
        for facet in service.facets
    ]


def fact_lines(service: PublicService, facet: Facet, check: Check | None, today: date, language: str) -> list[str]:
    """What is known of one fact."""
    known = how_known(check.how, ago(check.day, today, language)) if check else _("not yet confirmed")
    stale = age(service.day_of(facet), today) is not Age.CURRENT
    return [known, _("due to be confirmed again")] if stale else [known]


def warning(service: PublicService, today: date) -> str:
    """What to know before relying on the facts of a listing; empty while they are current."""
    match age(service.dated, today):
        case Age.DUE:
            return _("Facts over six months old.")
        case Age.OLD:
            return _("Facts over a year old, or of no known date: check first.")
    return ""
