"""What is asked about keeping facts fresh: how each listing stands, and which links were mailed. The only module with
that SQL. Of a link there is a hash, and the row goes when it is used.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from .disclosure import PublicService
from .freshness import first_day
from .store import Store


@dataclass(frozen=True, slots=True)
class Mailed:
    """A link that was mailed to somebody about one listing. Moments are Unix seconds."""

    hash: str
    service_id: str
    person_id: str
    asked: int
    expires: int


@dataclass(frozen=True, slots=True)
class Line:
    """One shown listing as it stands: where, of which kind, how old the fact that people act on first."""

    service_id: str
    organization_id: str
    province: str
    community: str
    """Empty unless it is public."""
    category: str
    day: date | None
    reports: int


LINES = """
    SELECT shown.id, shown.organization_id, shown.province,
        coalesce((SELECT community FROM location WHERE service_id = shown.id ORDER BY position LIMIT 1), ''),
        coalesce((SELECT code FROM service_term WHERE service_id = shown.id AND taxonomy = 'categories'
            ORDER BY position LIMIT 1), ''),
        (SELECT count(*) FROM report WHERE service_id = shown.id AND handled_on = ''),
        EXISTS (SELECT 1 FROM phone WHERE service_id = shown.id)
            AND NOT EXISTS (SELECT 1 FROM withheld WHERE service_id = shown.id),
        shown.confirmed_on,
        coalesce(nullif(facts_date, ''), nullif(source_record.retrieved_on, ''), source.retrieved_on),
        coalesce((SELECT day FROM fact_check WHERE service_id = shown.id AND facet = 'phone'), '')
    FROM shown JOIN organization ON organization.id = organization_id
    JOIN source_record ON source_record.service_id = shown.id JOIN source ON source.id = source_id
    ORDER BY shown.id
"""


def lines(store: Store) -> list[Line]:
    """How every shown listing stands, by id.

    People act on the number first, and nearly every listing has one. Those without, or of which something is withheld,
    are read whole: what their first fact is, and where they are, depends on what is shown of them.
    """
    every = list(store.db.execute(LINES))
    whole = {one.id: one for one in store.public_many([row[0] for row in every if not row[6]])}
    return [line(row, whole.get(row[0])) for row in every]


def line(row: tuple[Any, ...], whole: PublicService | None) -> Line:
    """How one listing stands, out of a row of LINES, or out of what is shown of it."""
    service_id, organization_id, province, community, category, reports, _is_plain, *days = row
    if whole is None:
        return Line(service_id, organization_id, province, community, category, newest(days), reports)
    community = next((place.community for place in whole.places), "")
    return Line(service_id, organization_id, province, community, category, whole.dated, reports)


def newest(days: Iterable[str]) -> date | None:
    """The latest of some days as they are stored, or None."""
    return max(filter(None, map(first_day, days)), default=None)


def confirmed_since(store: Store, day: str) -> dict[str, int]:
    """How many shown listings had a fact confirmed on this day or later, by the way it was done."""
    query = (
        "SELECT how, count(DISTINCT service_id) FROM fact_check JOIN shown ON shown.id = service_id"
        " WHERE day >= ? GROUP BY 1 ORDER BY 1"
    )
    return {row[0]: row[1] for row in store.db.execute(query, [day])}


def mailed(store: Store, hashed: str) -> Mailed | None:
    """The link of this hash, used up or not; one that is too old too."""
    row = store.db.execute(
        "SELECT hash, service_id, person_id, asked, expires FROM confirm_link WHERE hash = ?", [hashed]
    ).fetchone()
    return Mailed(*row) if row else None


def add_link(store: Store, one: Mailed) -> None:
    """Keep a link; the earlier one of this listing no longer works. Stands inside `together`."""
    store.db.execute(
        "INSERT OR REPLACE INTO confirm_link (service_id, hash, person_id, asked, expires) VALUES (?, ?, ?, ?, ?)",
        [one.service_id, one.hash, one.person_id, one.asked, one.expires],
    )


def spend_link(store: Store, hashed: str) -> bool:
    """Use a link up; False when that was done before. Stands inside `together`."""
    return store.db.execute("DELETE FROM confirm_link WHERE hash = ?", [hashed]).rowcount == 1


def asked_since(store: Store, moment: int) -> set[str]:
    """Listings somebody was mailed about after a moment and has not answered."""
    return {row[0] for row in store.db.execute("SELECT service_id FROM confirm_link WHERE asked > ?", [moment])}


def waiting(store: Store, now: int) -> set[str]:
    """Listings whose link can still be used: somebody may yet answer by themselves."""
    return {row[0] for row in store.db.execute("SELECT service_id FROM confirm_link WHERE expires > ?", [now])}


def busy(store: Store, now: int) -> set[str]:
    """People who have a link they can still use: they get no other one meanwhile."""
    return {row[0] for row in store.db.execute("SELECT person_id FROM confirm_link WHERE expires > ?", [now])}


def speakers(store: Store) -> dict[str, list[tuple[str, str]]]:
    """Ids and e-mails of the partners with a seat in use, by the organization they speak for."""
    query = (
        "SELECT organization_id, person.id, email FROM membership JOIN person ON person.id = person_id"
        " WHERE role = 'partner' AND state = 'active' ORDER BY 1, 2"
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for organization_id, person_id, email in store.db.execute(query):
        found.setdefault(organization_id, []).append((person_id, email))
    return found
