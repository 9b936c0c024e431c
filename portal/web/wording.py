"""Short sentences about one listing: how far, how open, how sure. The only place that words these facts."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from portal.registry.disclosure import PublicService
from portal.registry.hours import Now
from portal.registry.model import Verification

from .language import clock, day_text, number_text
from .timetable import LONG_DAYS


def distance(km: float | None, around: bool, language: str) -> str:
    """How far in a straight line; "around" when it rests on the middle of a community or postal area."""
    if km is None:
        return ""
    shown = number_text(round(km), language)
    if around:
        return _("around %(km)s km, roughly measured", km=shown) if km >= 1 else _("in or around this community")
    return _("about %(km)s km, straight line", km=shown) if km >= 1 else _("less than 1 km, straight line")


def openness(now: Now, moment: datetime, language: str) -> str:
    """What a timetable says of this moment. What is not known is never called open."""
    # A change more than a week away is a season's end, not an hour somebody waits for.
    if now.until is not None and (now.until - moment).days < 7:
        return timed(now.state, when(now.until, moment.astimezone(now.until.tzinfo), language)) or untimed(now.state)
    return untimed(now.state)


def timed(state: str, at: str) -> str:
    """What is so until a time, or from then on; empty for a state that no hour ends.

    One sentence is looked up and not all of them: a page asks for dozens.
    """
    match state:
        case "open":
            return _("Open now, until %(time)s", time=at)
        case "closes_soon":
            return _("Closes soon, at %(time)s", time=at)
        case "opens_later_today":
            return _("Closed now, opens today at %(time)s", time=at)
        case "closed":
            return _("Closed now, opens %(time)s", time=at)
    return ""


def untimed(state: str) -> str:
    """What is so now, with no word of when it changes."""
    match state:
        case "open":
            return _("Open now")
        case "closes_soon":
            return _("Closes soon, call first")
        case "closed":
            return _("Closed now")
        case "by_appointment":
            return _("By appointment")
        case "call_first":
            return _("Call first")
        case "holiday_call_to_check":
            return _("Holiday today, call to check")
    return _("Hours not known, call to check")


def when(until: datetime, moment: datetime, language: str) -> str:
    """A time of day, with its weekday when that is not today."""
    time = clock(until.time(), language)
    if until.date() == moment.date():
        return time
    day = LONG_DAYS[language][until.weekday()]
    return _("%(day)s at %(time)s", day=day, time=time)


def confirmation(service: PublicService, language: str) -> str:
    """Whether the provider has confirmed what stands here."""
    day = day_text(service.confirmed_on.isoformat(), language) if service.confirmed_on else ""
    if service.verification is Verification.CONFIRMED and day:
        return _("Confirmed by this provider on %(day)s", day=day)
    if service.verification is Verification.VISITED and day:
        return _("Visit or references checked on %(day)s", day=day)
    if service.verification is Verification.EXISTENCE_CHECKED:
        return _("Existence checked, not yet confirmed by this provider")
    return _("Not yet confirmed by this provider")


def provenance(service: PublicService, language: str) -> str:
    """Who publishes these facts, and of when they are: the source's own date, else the day it was read."""
    publisher = service.origin.page or service.source.publisher
    if service.origin.facts_date:
        day = day_text(service.origin.facts_date, language)
        return _("Source: %(publisher)s, facts of %(day)s", publisher=publisher, day=day)
    day = day_text(service.origin.retrieved_on or service.source.retrieved_on, language)
    if day:
        return _("Source: %(publisher)s, read on %(day)s", publisher=publisher, day=day)
    return _("Source: %(publisher)s", publisher=publisher)
