"""What coordinators ask of the registry as a whole: which listings are old, which changed, whose are kept up.

Nothing here writes. For those who look after the list: what is named here may be hidden from everybody else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from .model import Text
from .store import Store

CONFIRMED = """(SELECT shown.id, organization_id, province, max(confirmed_on, coalesce(
    (SELECT max(day) FROM fact_check WHERE service_id = shown.id AND how <> 'list'), '')) AS last_day FROM shown)"""
"""Shown listings with the day on which people last confirmed anything of them; '' where nobody ever did."""
UNCONFIRMED = f"FROM {CONFIRMED} AS listing JOIN organization ON organization.id = organization_id WHERE last_day < ?"
CHANGED = "FROM revision JOIN service ON service.id = service_id WHERE day >= ?"


@dataclass(frozen=True, slots=True)
class Old:
    """A shown listing that nobody has confirmed for long."""

    service_id: str
    name: Text
    """Of its organization."""
    province: str
    confirmed_on: str
    """YYYY-MM-DD; empty when nobody ever did."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One revision of a listing."""

    service_id: str
    name: Text
    """Of its organization."""
    day: str
    made_by: str
    number: int


@dataclass(frozen=True, slots=True)
class Kept:
    """How an organization's shown listings stand."""

    organization_id: str
    listings: int
    confirmed: int
    """How many of them were confirmed since the day asked about."""
    oldest: str
    """The day of the listing confirmed longest ago; empty when one never was."""


def old_count(store: Store, before: str) -> int:
    """How many shown listings nobody has confirmed since a day."""
    return int(store.db.execute(f"SELECT count(*) {UNCONFIRMED}", [before]).fetchone()[0])


def old(store: Store, before: str, limit: int) -> list[Old]:
    """Shown listings that nobody has confirmed since a day, the longest ago first."""
    query = (
        f"SELECT listing.id, organization.name_en, organization.name_fr, province, last_day {UNCONFIRMED}"
        " ORDER BY last_day, listing.id LIMIT ?"
    )
    return [Old(row[0], Text(row[1], row[2]), *row[3:]) for row in store.db.execute(query, [before, limit])]


def changed_count(store: Store, since: str) -> int:
    """How many revisions were made on a day or later."""
    return int(store.db.execute(f"SELECT count(*) {CHANGED}", [since]).fetchone()[0])


def changed(store: Store, since: str, limit: int) -> list[Changed]:
    """What was changed on a day or later: first what people agreed to, then what came with lists; the newest first."""
    query = (
        f"SELECT service_id, name_en, name_fr, day, made_by, number FROM (SELECT service_id, organization_id, day,"
        f" made_by, number {CHANGED} ORDER BY made_by NOT LIKE 'proposal:%', day DESC, service_id, number DESC LIMIT ?)"
        " JOIN organization ON organization.id = organization_id"
    )
    return [Changed(row[0], Text(row[1], row[2]), *row[3:]) for row in store.db.execute(query, [since, limit])]


def kept(store: Store, organizations: Iterable[str], since: str) -> dict[str, Kept]:
    """How the shown listings of these organizations stand; those that show none are left out."""
    query = (
        f"SELECT organization_id, count(*), sum(last_day >= ?), min(last_day) FROM {CONFIRMED}"
        " WHERE organization_id IN (SELECT value FROM json_each(?)) GROUP BY 1"
    )
    return {row[0]: Kept(*row) for row in store.db.execute(query, [since, json.dumps(sorted(organizations))])}


def names(store: Store, ids: Iterable[str]) -> dict[str, Text]:
    """The names of the organizations of these listings, in any state."""
    query = (
        "SELECT service.id, organization.name_en, organization.name_fr FROM service JOIN organization"
        " ON organization.id = organization_id WHERE service.id IN (SELECT value FROM json_each(?))"
    )
    return {row[0]: Text(row[1], row[2]) for row in store.db.execute(query, [json.dumps(sorted(set(ids)))])}
