"""What somebody is asked to look for, community by community. The only module that writes or reads that table.

A task says who is asked. What they found is kept by survey.py, and by nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .store import Store

TASK = "SELECT number, community, category, person_id, organization_id, day, due, closed_on FROM survey_task"
IN_ORDER = "ORDER BY closed_on <> '', due = '', due, community, category, number"


@dataclass(frozen=True, slots=True)
class Asked:
    """Whoever is asked: a person or an organization, never both."""

    person_id: str = ""
    organization_id: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of help to be looked for in one community. Days are YYYY-MM-DD."""

    number: int
    community: str
    category: str
    asked: Asked
    day: str
    due: str = ""
    closed_on: str = ""


def tasks(store: Store) -> list[Task]:
    """Every task: those that are open first, the soonest due first."""
    return _tasks(store, "1 = 1", [])


def task(store: Store, number: int) -> Task | None:
    """One task, open or closed."""
    return next(iter(_tasks(store, "number = ?", [number])), None)


def open_for(store: Store, person_id: str, organizations: Iterable[str]) -> list[Task]:
    """What is asked of somebody, or of an organization they speak for."""
    mine = "closed_on = '' AND (person_id = ?1 OR organization_id IN (SELECT value FROM json_each(?2)))"
    return _tasks(store, mine, [person_id, json.dumps(sorted(organizations))])


def _tasks(store: Store, where: str, values: Sequence[object]) -> list[Task]:
    found = store.db.execute(f"{TASK} WHERE {where} {IN_ORDER}", values)
    return [Task(row[0], row[1], row[2], Asked(row[3], row[4]), *row[5:]) for row in found]


def add(store: Store, community: str, category: str, asked: Asked, day: str, due: str) -> int:
    """Ask for one thing; its number, or 0 where it is asked of somebody already. Stands inside `together`."""
    found = store.db.execute(
        "INSERT INTO survey_task (community, category, person_id, organization_id, day, due)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING number",
        [community, category, asked.person_id, asked.organization_id, day, due],
    ).fetchone()
    return int(found[0]) if found else 0


def hand_over(store: Store, number: int, asked: Asked) -> None:
    """Ask somebody else. Stands inside `together`."""
    store.db.execute(
        "UPDATE survey_task SET person_id = ?, organization_id = ? WHERE number = ?",
        [asked.person_id, asked.organization_id, number],
    )


def close(store: Store, number: int, day: str) -> None:
    """Ask nobody any more. Stands inside `together`."""
    store.db.execute("UPDATE survey_task SET closed_on = ? WHERE number = ?", [day, number])
