"""Timetables: whether a rule can be read, and what it says of a moment. The only user of opening-hours-py."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from opening_hours import OpeningHours, ParserError, State  # type: ignore[attr-defined]

CLOSES_SOON = timedelta(hours=1)
COMMENTED = re.compile(r'([^;,|"]*)"[^"]*"')
"""Each comment of a rule, with what stands before it in the same part."""
STATED = re.compile(r"\d:\d\d|24/7|sunrise|sunset|dawn|dusk|\b(?:unknown|open|closed|off)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Now:
    """What a timetable says of one moment. `state` is a code of data/taxonomy/hours_states.csv."""

    state: str
    until: datetime | None = None


@lru_cache(maxsize=4096)
def readable(rule: str) -> OpeningHours | None:
    """The rule as the library understands it, or None."""
    try:
        return OpeningHours(rule, country="CA")
    except ParserError:
        return None


def is_valid(rule: str) -> bool:
    """Whether the text is opening_hours text.

    A comment with neither hours nor a word such as `unknown` before it would read as "open, day and night": refused.
    """
    if len(rule) > 500 or not all(STATED.search(before) for before in COMMENTED.findall(rule)):
        return False
    return readable(rule) is not None


@lru_cache(maxsize=256)
def provincial_holidays(province: str, year: int) -> frozenset[object]:
    """The days that are holidays in one province in one year."""
    return frozenset(holidays.country_holidays("CA", subdiv=province or None, years=year))


def speaks_of(day: date, rule: str) -> bool:
    """Whether the rule says what happens on this holiday: the library knows national holidays only."""
    national = readable("PH")
    return "PH" in rule and national is not None and national.is_open(datetime.combine(day, time(12)))


def now(rule: str, moment: datetime, zone: str, province: str) -> Now:
    """What the rule says at `moment` (aware) for a place in time zone `zone` and `province`.

    Unknown is never "open": a caller who relies on it at night must not be sent to a locked door.
    """
    timetable = readable(rule)
    if timetable is None or not is_valid(rule):
        return Now("unknown")
    local = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if rule.strip() == "24/7":
        return Now("open")
    today = local.date()
    if today in provincial_holidays(province, local.year) and not speaks_of(today, rule):
        return Now("holiday_call_to_check")
    state, _comment = timetable.state(local)
    change = timetable.next_change(local)
    if state == State.UNKNOWN:
        return Now("by_appointment" if "by_appointment" in rule else "call_first")
    if state == State.OPEN:
        soon = change is not None and change - local <= CLOSES_SOON
        return Now("closes_soon" if soon else "open", change)
    # What comes next may be "by appointment", which is no opening.
    opens = change if change is not None and timetable.is_open(change) else None
    return Now("opens_later_today" if opens and opens.date() == today else "closed", opens)
