"""Timetables: whether a rule can be read, and what it says of a moment. The only user of opening-hours-py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from opening_hours import OpeningHours, ParserError, State  # type: ignore[attr-defined]

CLOSES_SOON = timedelta(hours=1)


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
    """Whether the text is opening_hours text. A bare comment would read as "open, always": refused."""
    if rule.strip().startswith('"') or len(rule) > 500:
        return False
    return readable(rule) is not None


@lru_cache(maxsize=256)
def provincial_holidays(province: str, year: int) -> frozenset[object]:
    """The days that are holidays in one province in one year."""
    return frozenset(holidays.country_holidays("CA", subdiv=province or None, years=year))


def now(rule: str, moment: datetime, zone: str, province: str) -> Now:
    """What the rule says at `moment` (aware) for a place in time zone `zone` and `province`.

    Unknown is never "open": a caller who relies on it at night must not be sent to a locked door.
    """
    timetable = readable(rule)
    if timetable is None:
        return Now("unknown")
    local = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if rule.strip() == "24/7":
        return Now("open")
    # The library knows national holidays only; on a provincial one an ordinary rule cannot be trusted.
    if "PH" not in rule and local.date() in provincial_holidays(province, local.year):
        return Now("holiday_call_to_check")
    state, _comment = timetable.state(local)
    change = timetable.next_change(local)
    if state == State.UNKNOWN:
        return Now("by_appointment" if "by_appointment" in rule else "call_first")
    if state == State.OPEN:
        soon = change is not None and change - local <= CLOSES_SOON
        return Now("closes_soon" if soon else "open", change)
    later_today = change is not None and change.date() == local.date()
    return Now("opens_later_today" if later_today else "closed", change)
