"""Timetables: whether a rule can be read, and what it says of a moment. The only user of opening-hours-py.

A rule is OSM opening_hours text in the wall time of its place. Which days are holidays is asked of `holidays`,
by province: opening-hours-py knows the national ones only, so the days are written into the rule before it reads it.
Unknown is never "open": a caller who relies on it at night must not be sent to a locked door.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from holidays.countries.canada import Canada
from opening_hours import OpeningHours, ParserError, State  # type: ignore[attr-defined]

from . import clocks
from .model import PROVINCES

CLOSES_SOON = timedelta(hours=1)
NOON = 12
HORIZON = timedelta(days=14)
"""How far ahead the next opening is looked for."""
LONGEST = 366
"""Days after which a change is none: looking for one up to the year 9999 takes the library most of a second."""
RULES = 1 << 15
"""Rules kept as read: a registry of 100,000 listings has fewer."""

PARTS = re.compile(r'(?:[^;"]|"[^"]*")+')
COMMENT = re.compile(r'"[^"]*"')
COMMENTED = re.compile(r'([^;,|"]*)"[^"]*"')
"""Each comment of a rule, with what stands before it in the same part."""
STATED = re.compile(r"\d:\d\d|24/7|sunrise|sunset|dawn|dusk|\b(?:unknown|open|closed|off)\b", re.IGNORECASE)
ELSEWHERE = re.compile(r"sunrise|sunset|dawn|dusk|\bSH\b", re.IGNORECASE)
"""Sun and school holidays: no rule says where it is kept, and no table says which school."""
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
DAY = r"(?:Mo|Tu|We|Th|Fr|Sa|Su)(?:-(?:Mo|Tu|We|Th|Fr|Sa|Su))?(?:\[[-\d,]+\])?"
ON_HOLIDAYS = re.compile(rf"(?P<days>(?:{DAY},)*PH(?:,{DAY})*)(?P<rest>(?: (?![+-])[^,|]*(?:,\d[^,|]*)*)?)")
"""A part whose days name holidays: `PH off`, `Mo-Fr,PH 10:00-12:00`."""
CLOSED = re.compile(r" (?:off|closed)\b")
ASKED_FIRST = {
    "by_appointment": re.compile(r"appointment|rendez-vous|reservation|réservation", re.IGNORECASE),
    "call_first": re.compile(r"\bcall|\bphone|\bappel|\btéléphon", re.IGNORECASE),
}
"""What a comment says when nobody may simply come."""
PERHAPS_CLOSED = ("government", "optional")
"""Days on which part of a province's offices close: the August holiday of Ontario, Easter Monday, Boxing Day."""


OPEN = frozenset({"open", "closes_soon"})
SHUT = frozenset({"closed", "opens_later_today"})


@dataclass(frozen=True, slots=True)
class Now:
    """What a timetable says of one moment. `state` is a code of data/taxonomy/hours_states.csv."""

    state: str
    until: datetime | None = None
    """When it closes, or when it opens next; aware, on the clock of the place."""

    @property
    def is_open(self) -> bool:
        """Whether somebody can be sent there now."""
        return self.state in OPEN


UNKNOWN = Now("unknown")
CHECK = Now("holiday_call_to_check")


# Reading a rule


@lru_cache(maxsize=RULES)
def readable(rule: str) -> OpeningHours | None:
    """The rule as the library understands it, or None."""
    try:
        return OpeningHours(rule, country="CA", max_interval_days=LONGEST)
    except ParserError:
        return None


@lru_cache(maxsize=RULES)
def is_valid(rule: str) -> bool:
    """Whether the text is opening_hours text.

    A comment with neither hours nor a word such as `unknown` before it would read as "open, day and night": refused.
    """
    if len(rule) > 500 or not all(STATED.search(before) for before in COMMENTED.findall(rule)):
        return False
    return readable(rule) is not None


def is_sure(rule: str) -> bool:
    """Whether the rule says by itself at which hours: it can be read, and does not go by the sun or the schools."""
    return is_valid(rule) and not ELSEWHERE.search(COMMENT.sub("", rule))


# Holidays

NO_DAYS: frozenset[date] = frozenset()


@lru_cache(maxsize=256)
def days_off(province: str, year: int) -> frozenset[date]:
    """The public holidays of one province in one year, observed days included; of the country where it is ''."""
    return holidays_of(province, year, ("public",))


@lru_cache(maxsize=256)
def days_in_doubt(province: str, year: int) -> frozenset[date]:
    """Days that are holidays of some and not of others: nobody is told that a place is open then.

    Nobody knows in which province the people of a national line sit: any province's holiday is in doubt for it.
    """
    somewhere = NO_DAYS if province else NO_DAYS.union(*(days_off(one, year) for one in PROVINCES))
    return (holidays_of(province, year, PERHAPS_CLOSED) | somewhere) - days_off(province, year)


def holidays_of(province: str, year: int, kinds: tuple[str, ...]) -> frozenset[date]:
    """The days of these kinds, which are those of `holidays`."""
    return frozenset(Canada(subdiv=province or None, years=year, categories=kinds))  # type: ignore[no-untyped-call]


@lru_cache(maxsize=256)
def written_days(province: str, year: int) -> str:
    """The holidays of a province from the year before to the year after, as a rule names days."""
    days = NO_DAYS.union(*(days_off(province, one) for one in (year - 1, year, year + 1)))
    return ",".join(f"{day:%Y} {MONTHS[day.month - 1]} {day:%d}" for day in sorted(days))


def names_holidays(rule: str) -> bool:
    """Whether the rule says what happens on holidays."""
    return "PH" in COMMENT.sub("", rule)


def dated(rule: str, days: str) -> str | None:
    """The rule with holidays as dates in place of `PH`; None when it names them in a way we cannot date."""
    kept: list[str] = []
    closed: list[str] = []
    for part in (found.strip() for found in PARTS.findall(rule)):
        named = ON_HOLIDAYS.fullmatch(part)
        if named is None:
            if names_holidays(part):
                return None
            kept.append(part)
            continue
        others = ",".join(re.findall(DAY, named["days"]))
        kept += [others + named["rest"]] if others else []
        # Who writes "PH off" first means it no less than who writes it last.
        (closed if CLOSED.match(named["rest"]) else kept).append(days + named["rest"])
    return "; ".join(part for part in (*kept, *closed) if part)


# A rule in one province


@dataclass(frozen=True, slots=True)
class Timetable:
    """A rule as it is kept in one province, in the years around one year."""

    hours: OpeningHours
    province: str
    names_holidays: bool

    def state(self, shown: datetime) -> str:
        """open, closed, unknown, by_appointment or call_first at a wall time."""
        return told(*self.hours.state(shown))

    def is_in_doubt(self, day: date) -> bool:
        """Whether the day is a holiday of which the rule does not surely speak."""
        if day in days_in_doubt(self.province, day.year):
            return True
        return not self.names_holidays and day in days_off(self.province, day.year)

    def rests_on_holiday(self, shown: datetime) -> bool:
        """Whether what goes on at this time, begun today or the night before, may be off for a holiday."""
        today, yesterday = shown.date(), shown.date() - timedelta(days=1)
        return self.is_in_doubt(today) or (self.is_night_of(yesterday, shown) and self.is_night_in_doubt(yesterday))

    def is_night_of(self, day: date, shown: datetime) -> bool:
        """Whether this is a morning, and what goes on has gone on since the midnight that ended `day`."""
        midnight = datetime.combine(day + timedelta(days=1), time())
        change = self.hours.next_change(midnight)
        return shown.hour < NOON and self.state(midnight) != "closed" and (change is None or change > shown)

    def is_night_in_doubt(self, day: date) -> bool:
        """Whether a night begun on this day may be off.

        On a day that is off the library leaves out the evening and keeps what follows midnight.
        """
        is_off = day in days_off(self.province, day.year)
        return self.is_in_doubt(day) or (is_off and self.state(datetime.combine(day, time(23, 59))) == "closed")

    def openings(self, shown: datetime) -> Iterator[datetime]:
        """When it opens next, again and again, within the horizon."""
        for start, _end, state, comment in self.hours.intervals(shown, shown + HORIZON):
            if start > shown and told(state, comment) == "open":
                yield start


@lru_cache(maxsize=RULES)
def timetable(rule: str, province: str, year: int) -> Timetable | None:
    """The rule with the holidays of a province, or None when it cannot be relied upon."""
    if not is_sure(rule):
        return None
    if not names_holidays(rule):
        return kept_all_year(rule, province)
    with_dates = dated(rule, written_days(province, year))
    hours = readable(with_dates) if with_dates is not None else None
    return Timetable(hours, province, names_holidays=True) if hours else kept_all_year(rule, province)


@lru_cache(maxsize=RULES)
def kept_all_year(rule: str, province: str) -> Timetable | None:
    """A rule that names no holidays, or none that we can date: on a holiday it is not believed."""
    hours = readable(rule)
    return Timetable(hours, province, names_holidays=False) if hours else None


def told(state: State, comment: str) -> str:
    """open, closed, unknown, by_appointment or call_first. A comment may take back what the hours say."""
    if state == State.CLOSED:
        return "closed"
    for code, words in ASKED_FIRST.items() if comment else ():
        if words.search(comment.replace("_", " ")):
            return code
    return "open" if state == State.OPEN else "unknown"


# One moment


def now(rule: str, moment: datetime, zone: str, province: str) -> Now:
    """What the rule says at `moment` (aware) for a place in time zone `zone` and `province`."""
    shown = clocks.wall(moment, zone)
    table = timetable(rule, province, shown.year)
    if table is None:
        return UNKNOWN
    state = table.state(shown)
    if state == "closed":
        return closed(table, shown, zone)
    change: datetime | None = table.hours.next_change(shown)
    if state == "open" and change is None:
        return Now("open")
    if table.rests_on_holiday(shown):
        return CHECK
    if state != "open" or change is None:
        # "Unknown" by itself asks for a call too: somebody answers, and nobody is promised an open door.
        return Now("by_appointment" if state == "by_appointment" else "call_first")
    if shown.fold and changes_in_this_hour(table, shown):
        return UNKNOWN
    until = clocks.instant(change, zone)
    return Now("closes_soon" if clocks.between(moment, until) <= CLOSES_SOON else "open", until)


def closed(table: Timetable, shown: datetime, zone: str) -> Now:
    """Closed now: whether and when it opens next. An opening on a holiday in doubt is never promised."""
    for opens in table.openings(shown):
        if not table.is_in_doubt(opens.date()):
            today = opens.date() == shown.date()
            return Now("opens_later_today" if today else "closed", clocks.instant(opens, zone))
        if opens.date() == shown.date():
            return CHECK
    return Now("closed")


def changes_in_this_hour(table: Timetable, shown: datetime) -> bool:
    """Whether the timetable changes in the hour that clocks show twice: which of the two is meant, nobody can tell."""
    start = shown.replace(minute=0, second=0, microsecond=0, fold=0)
    change = table.hours.next_change(start - clocks.MINUTE)
    return change is not None and change < start + timedelta(hours=1)


def now_anywhere(rule: str, moment: datetime, zones: Iterable[str], province: str) -> Now:
    """What the rule says wherever in these time zones the place may be: unknown unless it is the same in all."""
    return the_same(now(rule, moment, zone, province) for zone in zones)


def the_same(said: Iterable[Now]) -> Now:
    """What all of these say; unknown where they differ."""
    every = set(said)
    states = {one.state for one in every}
    if not every:
        return UNKNOWN
    if states <= OPEN:
        return surest(every, "closes_soon" if "closes_soon" in states else "open")
    if states <= SHUT:
        return surest(every, "closed" if "closed" in states else "opens_later_today")
    return Now(states.pop()) if len(states) == 1 else UNKNOWN


def surest(said: set[Now], state: str) -> Now:
    """The state with its moment, where that is one and the same everywhere."""
    moments = {one.until for one in said}
    return Now(state, next(one.until for one in said)) if len(moments) == 1 else Now(state)


# What kind of hours

EVENING = (19, 20, 21)
NIGHT = (1, 2, 3, 4)
WORKING_DAY = range(9, 17)
WAKING_HOURS = range(7, 22)
SATURDAY = 5
WINTER, SUMMER = date(2026, 1, 1), date(2026, 7, 1)
FIVE_WEEKS = timedelta(days=35)
"""Holds every day of the week and each first, second, third, fourth and last one of a month."""
YEAR = timedelta(days=365)
SEASONS = re.compile(rf"{'|'.join(MONTHS)}|week|easter|\b20\d\d\b")
A_MONTH = timedelta(days=31)
"""Closed for longer than this, a place has seasons."""


@lru_cache(maxsize=RULES)
def classes(rule: str) -> frozenset[str]:
    """The codes of data/taxonomy/hours_classes.csv that fit a rule, holidays left aside.

    Evening means still open at seven, night between one and four, weekend between seven and ten at night of a
    Saturday or Sunday. Only hours at which somebody may simply come count.
    """
    if not is_sure(rule):
        return frozenset({"unknown"})
    has_seasons = bool(SEASONS.search(COMMENT.sub("", rule)))
    spans = list(spans_of(OpeningHours(rule, max_interval_days=LONGEST), has_seasons))
    found = {code for start, end, state in spans if state == "open" for code in classes_of(start, end)}
    if all(state == "open" for _start, _end, state in spans):
        found.add("24_7")
    if any(state == "by_appointment" for _start, _end, state in spans):
        found.add("by_appointment")
    if not found:
        return frozenset({"unknown"})
    if has_seasons and any(state == "closed" and end - start > A_MONTH for start, end, state in spans):
        found.add("seasonal")
    return frozenset(found)


def spans_of(hours: OpeningHours, has_seasons: bool) -> Iterator[tuple[datetime, datetime, str]]:
    """What a timetable says over five weeks of winter and of summer, or over a whole year where it has seasons."""
    starts = [(WINTER, YEAR)] if has_seasons else [(WINTER, FIVE_WEEKS), (SUMMER, FIVE_WEEKS)]
    for day, length in starts:
        start = datetime.combine(day, time())
        for begins, ends, state, comment in hours.intervals(start, start + length):
            yield begins, ends, told(state, comment)


def classes_of(start: datetime, end: datetime) -> Iterator[str]:
    """The classes that one opening belongs to, by the full hours at which it is open."""
    last = min(end, start + timedelta(days=7))
    hour = start.replace(minute=0) + timedelta(hours=1 if start.minute else 0)
    while hour < last:
        if hour.hour in EVENING:
            yield "evenings"
        if hour.hour in NIGHT:
            yield "nights"
        if hour.weekday() >= SATURDAY and hour.hour in WAKING_HOURS:
            yield "weekends"
        if hour.weekday() < SATURDAY and hour.hour in WORKING_DAY:
            yield "business"
        hour += timedelta(hours=1)
