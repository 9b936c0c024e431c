"""Wall clocks: what time it is in a time zone. The only module that reads the tables of the tz database.

They come from the pinned package and not from the machine: in 2026 British Columbia, Alberta, the Northwest
Territories, Manitoba and north-western Ontario stopped changing their clocks, and an older table is an hour wrong.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import tzdata

VERSION = tzdata.IANA_VERSION
MINUTE = timedelta(minutes=1)


@cache
def clock(zone: str) -> ZoneInfo:
    """The clock of an IANA zone. Raises FileNotFoundError for a name that is none."""
    with files(tzdata).joinpath("zoneinfo", *zone.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=zone)


def wall(moment: datetime, zone: str) -> datetime:
    """What a clock on the wall shows at `moment` (aware): naive; `fold` is 1 in an hour that comes a second time."""
    return moment.astimezone(clock(zone)).replace(tzinfo=None)


def instant(shown: datetime, zone: str) -> datetime:
    """The first moment at which the clock shows `shown` (naive) or later, aware.

    A time that the clock jumps over in spring stands for the moment right after the jump.
    """
    here = clock(zone)
    while wall(shown.replace(tzinfo=here).astimezone(UTC), zone) != shown:
        shown += MINUTE
    return shown.replace(tzinfo=here)


def between(start: datetime, end: datetime) -> timedelta:
    """The time that passes between two moments (aware), an hour gained or lost included."""
    return end.astimezone(UTC) - start.astimezone(UTC)
