"""Warm transfers between organizations, and how often one was refused. The only module with their SQL.

A transfer is short-lived and says nothing about a person; what stays is one number per month, place, kind and reason.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from .needs import FEWEST, Need, rounded
from .store import Store


class Answer(StrEnum):
    """How a transfer stands."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    NO_SPACE = "no_space"


REASONS = ("wrong_hours", "wrong_age", "wrong_gender", "status", "language", "cost", "distance")
"""Why somebody cannot be taken; codes of data/taxonomy/unmet_need_reasons.csv."""
FULL, NO_ANSWER = "full", "no_answer"


@dataclass(frozen=True, slots=True)
class Around:
    """Around help is needed: a province, and a health region or census division where known."""

    province: str
    region: str = ""


@dataclass(frozen=True, slots=True)
class Handover:
    """One transfer that is asked for. Moments are Unix seconds."""

    code: str
    """Eight characters that both workers say on the phone."""
    from_organization: str
    service_id: str
    where: Around
    category: str
    with_children: bool
    tonight: bool
    expires: int
    answer: Answer = Answer.OFFERED
    reason: str = ""


COLUMNS = (
    "code, from_organization, service_id, province, region, category, with_children, tonight, expires, state, reason"
)


def takes(store: Store, organization_id: str) -> bool:
    """Whether an organization takes transfers: it said so, and somebody with a seat in use can answer for it."""
    query = (
        "SELECT 1 FROM takes_handovers JOIN membership USING (organization_id) JOIN person ON person.id = person_id"
        " WHERE organization_id = ? AND role = 'partner' AND state = 'active'"
    )
    return store.db.execute(query, [organization_id]).fetchone() is not None


def takers(store: Store, organizations: Iterable[str]) -> set[str]:
    """Those of these organizations that said they take transfers."""
    query = "SELECT organization_id FROM takes_handovers WHERE organization_id IN (SELECT value FROM json_each(?))"
    return {row[0] for row in store.db.execute(query, [json.dumps(sorted(organizations))])}


def set_taking(store: Store, organization_id: str, taking: bool, day: str) -> None:
    """Keep whether an organization takes transfers. Stands inside `together`."""
    if taking:
        store.db.execute("INSERT OR IGNORE INTO takes_handovers VALUES (?, ?)", [organization_id, day])
    else:
        store.db.execute("DELETE FROM takes_handovers WHERE organization_id = ?", [organization_id])


def handover(store: Store, code: str) -> Handover | None:
    """One transfer, until it expires."""
    return next(iter(_many(store, "code = ?", code)), None)


def sent_by(store: Store, organizations: Iterable[str]) -> list[Handover]:
    """What these organizations asked of others, the newest first."""
    theirs = "from_organization IN (SELECT value FROM json_each(?)) ORDER BY expires DESC, code"
    return _many(store, theirs, json.dumps(sorted(organizations)))


def asked_of(store: Store, organizations: Iterable[str]) -> list[Handover]:
    """What is asked of the services of these organizations, what waits first."""
    theirs = "service_id IN (SELECT id FROM service WHERE organization_id IN (SELECT value FROM json_each(?)))"
    return _many(store, f"{theirs} ORDER BY state <> 'offered', expires, code", json.dumps(sorted(organizations)))


def expired(store: Store, now: int) -> list[Handover]:
    """Transfers whose time is over."""
    return _many(store, "expires <= ? ORDER BY code", now)


def _many(store: Store, where: str, value: object) -> list[Handover]:
    return [_as_handover(row) for row in store.db.execute(f"SELECT {COLUMNS} FROM handover WHERE {where}", [value])]


def add(store: Store, one: Handover) -> None:
    """Keep a transfer that is asked for. Stands inside `together`."""
    store.db.execute(
        "INSERT INTO handover (code, from_organization, service_id, province, region, category, with_children, tonight,"
        " expires, state, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            one.code, one.from_organization, one.service_id, one.where.province, one.where.region, one.category,
            int(one.with_children), int(one.tonight), one.expires, one.answer.value, one.reason,
        ],
    )  # fmt: skip


def answer(store: Store, code: str, said: Answer, reason: str, expires: int) -> None:
    """Keep an answer; it stays to be read until `expires`. Stands inside `together`."""
    change = "UPDATE handover SET state = ?, reason = ?, expires = ? WHERE code = ?"
    store.db.execute(change, [said.value, reason, expires, code])


def drop(store: Store, code: str) -> None:
    """Keep nothing of a transfer. Stands inside `together`."""
    store.db.execute("DELETE FROM handover WHERE code = ?", [code])


def count_refusal(store: Store, month: str, one: Handover, reason: str) -> None:
    """Count that a kind of help was refused in a month (YYYY-MM). Stands inside `together`."""
    store.db.execute(
        "INSERT INTO refused_handover (month, province, region, category, reason, count) VALUES (?, ?, ?, ?, ?, 1)"
        " ON CONFLICT DO UPDATE SET count = count + 1",
        [month, one.where.province, one.where.region, one.category, reason],
    )


def refused_by_province(store: Store, since: str) -> list[Need]:
    """What may be said of the months from `since` (YYYY-MM) on, by province and kind of help, the most first."""
    return _refused(store, "SELECT province, category, sum(count) FROM refused_handover WHERE month >= ?", since)


def refused_by_region(store: Store, since: str) -> list[Need]:
    """The same by health region or census division: the code of one stands in the place of the province."""
    of_regions = "SELECT region, category, sum(count) FROM refused_handover WHERE region <> '' AND month >= ?"
    return _refused(store, of_regions, since)


def _refused(store: Store, query: str, since: str) -> list[Need]:
    rows = store.db.execute(f"{query} GROUP BY 1, 2 HAVING sum(count) >= ? ORDER BY 3 DESC, 1, 2", [since, FEWEST])
    return [Need(row[0], row[1], rounded(row[2])) for row in rows]


def _as_handover(row: tuple[str, str, str, str, str, str, int, int, int, str, str]) -> Handover:
    code, sender, service_id, province, region, category, children, tonight, expires, state, reason = row
    where = Around(province, region)
    return Handover(
        code, sender, service_id, where, category, bool(children), bool(tonight), expires, Answer(state), reason
    )
