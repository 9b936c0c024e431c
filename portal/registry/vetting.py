"""Whether organizations meet the published criteria: what they applied with, who agreed, until when it holds.

The only module with that SQL. It is about an organization, never about a fact: when a fact was confirmed is freshness.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .store import Store


class Stage(StrEnum):
    """Where an application stands."""

    WAITING = "waiting"
    MET = "met"
    DECLINED = "declined"


class About(StrEnum):
    """What somebody agrees to."""

    MEETS = "meets"
    """The organization meets the criteria."""
    LIFT = "lift"
    """Its suspension ends."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """How one criterion is met, in words, and a page where that may be read."""

    words: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """Another organization that knows its work, and how to ask there."""

    name: str
    contact: str


@dataclass(frozen=True, slots=True)
class Application:
    """What an organization says for itself; an edit is a new edition."""

    organization_id: str
    edition: int
    day: str
    author: str
    """The id of the person who wrote it."""
    organizations: frozenset[str]
    """Whom the author spoke for then."""
    evidence: Mapping[str, Evidence]
    """By the code of the criterion."""
    references: tuple[Reference, ...]
    stage: Stage = Stage.WAITING
    unmet: str = ""
    """The code of the criterion that a reviewer found not met."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Two people found that an organization meets the criteria."""

    organization_id: str
    since: str
    until: str
    """The last day on which it holds."""
    people: tuple[str, str]
    """The ids of the two."""
    suspended_on: str = ""
    """The day since which it no longer counts; empty while it does."""


def application(store: Store, organization_id: str) -> Application | None:
    """What an organization applied with last."""
    row = store.db.execute(
        "SELECT edition, day, author, organizations, stage, unmet FROM vetting_application WHERE organization_id = ?",
        [organization_id],
    ).fetchone()
    if row is None:
        return None
    said = store.db.execute(
        "SELECT criterion, words, link FROM vetting_evidence WHERE organization_id = ?", [organization_id]
    )
    named = store.db.execute(
        "SELECT name, contact FROM vetting_reference WHERE organization_id = ? ORDER BY position", [organization_id]
    )
    return Application(
        organization_id,
        row[0],
        row[1],
        row[2],
        frozenset(json.loads(row[3])),
        {criterion: Evidence(words, link) for criterion, words, link in said},
        tuple(Reference(name, contact) for name, contact in named),
        Stage(row[4]),
        row[5],
    )


def waiting(store: Store) -> list[str]:
    """The organizations whose application waits, the oldest first."""
    query = "SELECT organization_id FROM vetting_application WHERE stage = 'waiting' ORDER BY day, organization_id"
    return [row[0] for row in store.db.execute(query)]


def apply(store: Store, one: Application) -> None:
    """Keep an application in the place of the one before; who agreed to that has not agreed to this.

    Stands inside `together`.
    """
    drop_agreements(store, one.organization_id, About.MEETS)
    store.db.execute("DELETE FROM vetting_application WHERE organization_id = ?", [one.organization_id])
    store.db.execute(
        "INSERT INTO vetting_application (organization_id, edition, day, author, organizations, stage)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [one.organization_id, one.edition, one.day, one.author, json.dumps(sorted(one.organizations)), one.stage.value],
    )
    store.db.conn.executemany(
        "INSERT INTO vetting_evidence (organization_id, criterion, words, link) VALUES (?, ?, ?, ?)",
        [(one.organization_id, criterion, said.words, said.link) for criterion, said in one.evidence.items()],
    )
    store.db.conn.executemany(
        "INSERT INTO vetting_reference (organization_id, position, name, contact) VALUES (?, ?, ?, ?)",
        [(one.organization_id, n, named.name, named.contact) for n, named in enumerate(one.references)],
    )


def close(store: Store, organization_id: str, stage: Stage, unmet: str = "") -> None:
    """The application was decided. Stands inside `together`."""
    store.db.execute(
        "UPDATE vetting_application SET stage = ?, unmet = ? WHERE organization_id = ?",
        [stage.value, unmet, organization_id],
    )
    drop_agreements(store, organization_id, About.MEETS)


def agreements(store: Store, organization_id: str, about: About) -> list[str]:
    """The ids of the people who agreed."""
    query = "SELECT person_id FROM vetting_agreement WHERE organization_id = ? AND about = ? ORDER BY 1"
    return [row[0] for row in store.db.execute(query, [organization_id, about.value])]


def add_agreement(store: Store, organization_id: str, about: About, person_id: str) -> None:
    """Somebody agrees. Stands inside `together`."""
    store.db.execute("INSERT INTO vetting_agreement VALUES (?, ?, ?)", [organization_id, about.value, person_id])


def drop_agreements(store: Store, organization_id: str, about: About) -> None:
    """Nobody has agreed. Stands inside `together`."""
    store.db.execute(
        "DELETE FROM vetting_agreement WHERE organization_id = ? AND about = ?", [organization_id, about.value]
    )


def finding(store: Store, organization_id: str) -> Finding | None:
    """What was found of an organization, suspended or over as it may be."""
    return next(iter(_findings(store, "WHERE organization_id = ?", [organization_id])), None)


def findings(store: Store) -> list[Finding]:
    """All that was found, what ends first in front."""
    return _findings(store, "ORDER BY until, organization_id", [])


def _findings(store: Store, where: str, values: Sequence[str]) -> list[Finding]:
    query = (
        "SELECT organization_id, since, until, first, second, coalesce(day, '') FROM vetting"
        f" LEFT JOIN vetting_suspension USING (organization_id) {where}"
    )
    return [Finding(row[0], row[1], row[2], (row[3], row[4]), row[5]) for row in store.db.execute(query, values)]
