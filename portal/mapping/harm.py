"""In which order facts are confirmed again: where a wrong one would mislead most people comes first. Pure.

The weights are judgement, written down so that they can be argued with. Nothing here knows a person or a place.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

HALF_LIFE_DAYS = 730
"""Days after which a fact nobody looked at is taken to be as likely wrong as right. Judgement: no count of ours yet."""
LONGEST_DAYS = 10 * 365
"""What an unknown day counts as."""
REPORT_WEIGHT = 3.0
"""How many times more a listing counts for each report that something on it is wrong."""
MOST_REPORTS = 3
"""Reports beyond this add nothing: they need no seat, and a flood of them must not steer the team."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one listing that decides how urgent it is."""

    service_id: str
    people: int
    """Who live where it is offered; 0 where nobody knows."""
    others: int
    """Other listings of its kind that these people could turn to."""
    day: date | None
    """The newest day of which the fact that people act on first is known."""
    reports: int = 0
    """How many reports of it wait."""


def chance_wrong(days: int) -> float:
    """How likely a fact of this age is wrong by now: nothing today, one half after HALF_LIFE_DAYS."""
    return 1.0 - math.exp2(-max(0, days) / HALF_LIFE_DAYS)


def days_old(day: date | None, today: date) -> int:
    """The age of a fact in days."""
    return (today - day).days if day else LONGEST_DAYS


def dependants(one: Standing) -> float:
    """How many people have this listing and no other: those who live there, shared among all of its kind."""
    return max(1, one.people) / (1 + one.others)


def harm(one: Standing, today: date) -> float:
    """How many people a wrong fact would mislead, times how likely it is wrong, times what readers say."""
    said = REPORT_WEIGHT ** min(one.reports, MOST_REPORTS)
    # A report makes a fact doubtful however lately it was confirmed.
    chance = max(chance_wrong(days_old(one.day, today)), 0.5 if one.reports else 0.0)
    return dependants(one) * chance * said


def by_harm(standings: Iterable[Standing], today: date) -> list[Standing]:
    """The most harmful first; of equals the one with the smaller id, so that the order is always the same."""
    return sorted(standings, key=lambda one: (-harm(one, today), one.service_id))


def oldest_first(standings: Iterable[Standing], today: date) -> list[Standing]:
    """Those known for the longest time first, whoever depends on them: the order of mail, which costs the team nothing.

    By harm, mail would go to the largest places again and again, and never to a village whose partner would answer.
    """
    return sorted(standings, key=lambda one: (-days_old(one.day, today), one.service_id))
