"""Whether the team is keeping up, and what it would take. Pure: counts in, figures out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.registry.freshness import DUE_DAYS, How

from .harm import Standing, days_old

WEEKS_COUNTED = 4
"""How many weeks back the pace of the team is measured over."""
LINKS = (How.LINK, How.SEAT)
CALLS = (How.CALL, How.WEB, How.TEAM)


@dataclass(frozen=True, slots=True)
class Pace:
    """How many listings there are, how many are fresh, and how fast they are confirmed, by the week."""

    listings: int
    fresh: int
    """Whose first fact is of the last 180 days."""
    answered: float
    """Confirmed by providers themselves, each week."""
    called: float
    """Confirmed by the team, each week."""

    @property
    def needed(self) -> float:
        """How many a week would keep every listing fresh: each of them once in 180 days."""
        return self.listings * 7 / DUE_DAYS

    @property
    def calls_needed(self) -> float:
        """How many of them the team has to make beside what providers answer."""
        return max(0.0, self.needed - self.answered)

    @property
    def keeps_up(self) -> bool:
        """Whether what is confirmed each week is as much as grows old."""
        return self.answered + self.called >= self.needed

    @property
    def weeks_behind(self) -> float | None:
        """Weeks until everything is fresh at this pace; 0 when it is, None when it never will be."""
        if self.fresh >= self.listings:
            return 0.0
        gained = self.answered + self.called - self.fresh * 7 / DUE_DAYS
        return (self.listings - self.fresh) / gained if gained > 0 and self.keeps_up else None


def pace(standings: Sequence[Standing], confirmed: Mapping[str, int], today: date) -> Pace:
    """The figures, from how the listings stand and how many were confirmed in the last WEEKS_COUNTED weeks, by way."""
    fresh = sum(days_old(one.day, today) <= DUE_DAYS for one in standings)
    answered, called = (sum(confirmed.get(how, 0) for how in ways) / WEEKS_COUNTED for ways in (LINKS, CALLS))
    return Pace(len(standings), fresh, answered, called)
