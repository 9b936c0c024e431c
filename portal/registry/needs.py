"""Needs that nothing on the list answers, as counters. The only module that writes or reads them.

One number per month, place and kind of help. Nothing else is stored: no row per act, no time, no words, no address.
"""

from __future__ import annotations

from dataclasses import dataclass

from .store import Store

FEWEST = 5
"""Below this nothing is published; above, numbers are rounded to it, so that nobody can be seen in a count."""


@dataclass(frozen=True, slots=True)
class Need:
    """How often a kind of help was missing in a province, rounded; `province` is '' for all of Canada."""

    province: str
    category: str
    count: int


def count(store: Store, month: str, province: str, community: str, category: str) -> None:
    """Count one need in a month (YYYY-MM). `community` is the id of a place, or '' where only the province is known."""
    with store.together():
        store.db.execute(
            "INSERT INTO unmet_need (month, province, community, category, count) VALUES (?, ?, ?, ?, 1)"
            " ON CONFLICT DO UPDATE SET count = count + 1",
            [month, province, community, category],
        )


def published(store: Store, since: str) -> list[Need]:
    """What may be said of the months from `since` (YYYY-MM) on: by province and kind of help, the most first."""
    query = (
        "SELECT province, category, sum(count) FROM unmet_need WHERE month >= ?"
        " GROUP BY province, category HAVING sum(count) >= ? ORDER BY 3 DESC, 1, 2"
    )
    return [Need(row[0], row[1], rounded(row[2])) for row in store.db.execute(query, [since, FEWEST])]


def rounded(number: int) -> int:
    """To the nearest five."""
    return FEWEST * round(number / FEWEST)
