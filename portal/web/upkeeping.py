"""What the page of whom to phone shows: lines and figures, finished for a template."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.mapping import pace as paces
from portal.mapping import upkeep
from portal.mapping.harm import Standing, by_harm
from portal.mapping.pace import Pace
from portal.mapping.populations import people_in
from portal.registry import upkeep as kept
from portal.registry.disclosure import PublicService
from portal.registry.freshness import How

from . import context
from .cards import Number, numbers
from .freshness import ago
from .language import decimal_text, number_text, share_text
from .reader import Link, Reader, link


@dataclass(frozen=True, slots=True)
class Way:
    """One button: how somebody made sure that all of it is right."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """One listing to phone about."""

    id: str
    version: int
    name: str
    numbers: list[Number]
    """All of them, each with what it is for: nobody checks a list by keeping a crisis line busy."""
    website: Link | None
    ways: list[Way]
    """The buttons of whoever made sure: none where there is neither a number nor a page."""
    known: str
    """How long ago its first fact was known to be so."""
    reports: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The pace of the team in words."""

    fresh: str
    needed: str
    answered: str
    called: str
    verdict: str


def today() -> date:
    """The present day in universal time."""
    return context.moment().date()


def standings() -> list[Standing]:
    """How every shown listing stands."""
    return upkeep.standings(kept.lines(context.store()), people_in(context.places()))


def pace(every: Sequence[Standing]) -> Pace:
    """How the team keeps up."""
    since = today() - timedelta(weeks=paces.WEEKS_COUNTED)
    return paces.pace(every, kept.confirmed_since(context.store(), since.isoformat()), today())


def lines(every: Sequence[Standing], most: int, reader: Reader) -> list[Line]:
    """Whom to phone, at most so many."""
    due = by_harm(upkeep.only_due(every, today()), today())
    queue = upkeep.to_phone(context.store(), due, int(context.moment().timestamp()))[:most]
    standing = {one.service_id: one for one in queue}
    return [line(public, standing[public.id], reader) for public in context.store().public_many(list(standing))]


def line(public: PublicService, standing: Standing, reader: Reader) -> Line:
    """One listing of the queue."""
    labels = {
        How.CALL: _("I phoned: all of it is right"),
        How.WEB: _("I read their web page: all of it is right"),
    }
    return Line(
        id=public.id,
        version=public.version,
        name=reader.words(public.organization.name).text,
        numbers=numbers(public, reader),
        website=link(public.website),
        ways=[Way(how.value, labels[how]) for how in upkeep.ways(public)],
        known=ago(standing.day, today(), reader.language) if standing.day else _("nobody knows since when"),
        reports=standing.reports,
    )


def said(pace: Pace, language: str) -> Figures:
    """The figures in words."""
    share = pace.fresh / pace.listings if pace.listings else 1.0
    return Figures(
        fresh=_(
            "%(fresh)s of %(all)s listings (%(share)s) have a first fact of the last six months.",
            fresh=number_text(pace.fresh, language), all=number_text(pace.listings, language),
            share=share_text(share, language),
        ),
        needed=a_week(pace.needed, language),
        answered=a_week(pace.answered, language),
        called=a_week(pace.called, language),
        verdict=verdict(pace, language),
    )  # fmt: skip


def a_week(number: float, language: str) -> str:
    """A number each week, with one digit after the point while it is small."""
    shown = number_text(round(number), language) if number >= 10 else decimal_text(number, 1, language)
    return _("%(number)s a week", number=shown)


def verdict(pace: Pace, language: str) -> str:
    """Whether the team keeps up, and what it would take."""
    calls = math.ceil(pace.calls_needed)
    if not pace.keeps_up:
        return ngettext(
            "The list grows old faster than it is confirmed: it would take %(shown)s call a week.",
            "The list grows old faster than it is confirmed: it would take %(shown)s calls a week.",
            calls,
            shown=number_text(calls, language),
        )
    if not pace.weeks_behind:
        return ngettext(
            "Everything is fresh. About %(shown)s call a week keeps it so.",
            "Everything is fresh. About %(shown)s calls a week keep it so.",
            calls,
            shown=number_text(calls, language),
        )
    weeks = math.ceil(pace.weeks_behind)
    return ngettext(
        "The team keeps up: at this pace everything is fresh in about %(shown)s week.",
        "The team keeps up: at this pace everything is fresh in about %(shown)s weeks.",
        weeks,
        shown=number_text(weeks, language),
    )
