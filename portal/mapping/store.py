"""Every question asked about proposals and agreements. All of their SQL stands here.

Writes that belong together stand inside the registry's `together`; the connection is the registry's own.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlite_utils import Database

from portal.registry.rows import Row

from .checks import PLACE
from .fields import PROPOSED, Change
from .proposal import OPEN, Agreement, Author, Consent, Event, Giver, Kind, Proposal, Report, Stage, Why

STANDING = ", ".join(f"'{stage.value}'" for stage in sorted(OPEN))


class Proposals:
    """What people suggest, spoken to in questions."""

    def __init__(self, db: Database) -> None:
        self.db = db

    # Reading

    def proposal(self, number: int) -> Proposal | None:
        """One proposal in any stage."""
        return next(iter(self._many("number = ?", [number])), None)

    def of_token(self, token: str) -> Proposal | None:
        """The proposal that this form has already made, so that sending it twice makes one."""
        return next(iter(self._many("token = ?", [token])), None) if token else None

    def queue(self, limit: int = 100) -> list[Proposal]:
        """What waits for reviewers; the safety fields first however many others wait, then the oldest."""
        return self._many("stage = 'waiting'", [], f"touches_safety DESC, number LIMIT {int(limit)}")

    def agreed_numbers(self) -> list[int]:
        """Every proposal that waits and that somebody has agreed to, as it stands."""
        query = (
            "SELECT DISTINCT number FROM proposal JOIN agreement USING (number, edition)"
            " WHERE stage = 'waiting' ORDER BY 1"
        )
        return [row[0] for row in self.db.execute(query)]

    def waiting_counts(self) -> tuple[int, int]:
        """How many proposals wait that touch a safety field, and how many that do not."""
        query = "SELECT coalesce(sum(touches_safety), 0), count(*) FROM proposal WHERE stage = 'waiting'"
        dangerous, every = self.db.execute(query).fetchone()
        return int(dangerous), int(every) - int(dangerous)

    def of_service(self, service_id: str) -> list[Proposal]:
        """Everything ever proposed for a listing, the newest first."""
        return self._many("service_id = ?1 OR other_id = ?1", [service_id], "number DESC")

    def of_author(self, author: str, limit: int = 100) -> list[Proposal]:
        """What somebody has proposed or edited, the newest first."""
        mine = "number IN (SELECT number FROM proposal_author WHERE author = ?)"
        return self._many(mine, [author], f"number DESC LIMIT {int(limit)}")

    def open_count(self, author: str) -> int:
        """How many proposals of this author nobody has decided yet."""
        query = (
            "SELECT count(DISTINCT number) FROM proposal_author JOIN proposal USING (number)"
            f" WHERE author = ? AND stage IN ({STANDING})"
        )
        return int(self.db.execute(query, [author]).fetchone()[0])

    def events(self, number: int) -> list[Event]:
        """What happened to a proposal, in order."""
        query = "SELECT at, act, by, note, edition FROM proposal_event WHERE number = ? ORDER BY position"
        return [Event(**row) for row in self.db.query(query, [number])]

    def acts_since(self, moment: int) -> dict[tuple[str, str], int]:
        """How often whom did what to proposals since a moment, by who and act."""
        query = "SELECT by, act, count(*) FROM proposal_event WHERE at >= ? GROUP BY 1, 2"
        return {(row[0], row[1]): row[2] for row in self.db.execute(query, [moment])}

    def merged_into(self, service_id: str) -> str:
        """The listing that this one was merged into; empty when it was not."""
        row = self.db.execute("SELECT service_id FROM merged WHERE other_id = ?", [service_id]).fetchone()
        return str(row[0]) if row else ""

    def merging(self) -> set[tuple[str, str]]:
        """Pairs that somebody proposes to merge and nobody has decided, the lower id first."""
        query = (
            "SELECT min(service_id, other_id), max(service_id, other_id) FROM proposal"
            f" WHERE kind = 'merge' AND stage IN ({STANDING})"
        )
        return {(row[0], row[1]) for row in self.db.execute(query)}

    def merged_from(self, service_id: str) -> list[str]:
        """The listings that were merged into this one."""
        query = "SELECT other_id FROM merged WHERE service_id = ? ORDER BY 1"
        return [row[0] for row in self.db.execute(query, [service_id])]

    def _many(self, where: str, values: Sequence[object], order: str = "number") -> list[Proposal]:
        found = self.db.query(f"SELECT * FROM proposal WHERE {where} ORDER BY {order}", values)
        return [self._as_proposal(row) for row in found]

    def _as_proposal(self, row: Row) -> Proposal:
        number, edition = row["number"], row["edition"]
        changes = self.db.query("SELECT field, old, new FROM proposal_change WHERE number = ?", [number])
        authors = self.db.query("SELECT * FROM proposal_author WHERE number = ? ORDER BY position", [number])
        agreed = self.db.query(
            "SELECT person_id, at FROM agreement WHERE number = ? AND edition = ? ORDER BY at, person_id",
            [number, edition],
        )
        return Proposal(
            number=number,
            kind=Kind(row["kind"]),
            service_id=row["service_id"],
            changes=tuple(sorted((Change(one["field"], one["old"], one["new"]) for one in changes), key=in_order)),
            based_on=row["based_on"],
            authors=tuple(Author(one["author"], frozenset(json.loads(one["organizations"]))) for one in authors),
            organization_id=row["organization_id"],
            other_id=row["other_id"],
            other_based_on=row["other_based_on"],
            why=Why(row["why"]),
            note=row["note"],
            source=row["source"],
            consent=Consent(Giver(row["consent_by"]), row["consent_on"]) if row["consent_on"] else None,
            stage=Stage(row["stage"]),
            edition=edition,
            edited_at=row["edited_at"],
            agreements=tuple(Agreement(one["person_id"], one["at"]) for one in agreed),
        )

    # Writing, inside `together`

    def add(self, proposal: Proposal, token: str = "") -> int:
        """Keep a new proposal; returns its number."""
        row = as_row(proposal) | {"token": token or None}
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        cursor = self.db.execute(f"INSERT INTO proposal ({names}) VALUES ({marks})", list(row.values()))
        number = int(cursor.lastrowid or 0)
        self._write_parts(number, proposal)
        return number

    def change(self, proposal: Proposal) -> None:
        """Replace what a proposal says; agreements to earlier editions stay on record and no longer count."""
        row = as_row(proposal)
        names = ", ".join(f"{name} = ?" for name in row)
        self.db.execute(f"UPDATE proposal SET {names} WHERE number = ?", [*row.values(), proposal.number])
        for table in ("proposal_change", "proposal_author"):
            self.db.execute(f"DELETE FROM {table} WHERE number = ?", [proposal.number])
        self._write_parts(proposal.number, proposal)

    def _write_parts(self, number: int, proposal: Proposal) -> None:
        self.db.conn.executemany(
            "INSERT INTO proposal_change (number, field, old, new) VALUES (?, ?, ?, ?)",
            [(number, change.column, change.old, change.new) for change in proposal.changes],
        )
        self.db.conn.executemany(
            "INSERT INTO proposal_author (number, position, author, organizations) VALUES (?, ?, ?, ?)",
            [(number, n, one.id, json.dumps(sorted(one.organizations))) for n, one in enumerate(proposal.authors)],
        )

    def set_stage(self, number: int, stage: Stage) -> None:
        """Where the proposal stands from now on."""
        self.db.execute("UPDATE proposal SET stage = ? WHERE number = ?", [stage.value, number])

    def add_agreement(self, number: int, edition: int, person_id: str, at: int) -> None:
        """One reviewer's yes to one edition."""
        self.db.execute("INSERT INTO agreement VALUES (?, ?, ?, ?)", [number, edition, person_id, at])

    def add_event(self, number: int, event: Event) -> None:
        """Append one act to the life of a proposal."""
        self.db.execute(
            "INSERT INTO proposal_event (number, position, at, act, by, note, edition)"
            " SELECT ?1, coalesce(max(position), 0) + 1, ?2, ?3, ?4, ?5, ?6 FROM proposal_event WHERE number = ?1",
            [number, event.at, event.act, event.by, event.note, event.edition],
        )

    def merge(self, service_id: str, other_id: str) -> None:
        """The other listing is now this one."""
        self.db.execute("INSERT INTO merged (other_id, service_id) VALUES (?, ?)", [other_id, service_id])

    def split(self, other_id: str) -> None:
        """The other listing is one of its own again."""
        self.db.execute("DELETE FROM merged WHERE other_id = ?", [other_id])

    def forget_places(self, service_id: str, number: int = 0) -> bool:
        """Empty every place in what was proposed for a listing, or in one proposal; whether there was any."""
        marks = ", ".join("?" * len(PLACE))
        cursor = self.db.execute(
            f"UPDATE proposal_change SET old = '', new = '' WHERE field IN ({marks}) AND (old <> '' OR new <> '')"
            " AND number IN (SELECT number FROM proposal WHERE service_id = ? AND ? IN (0, number))",
            [*PLACE, service_id, number],
        )
        return cursor.rowcount > 0

    # What readers say

    def reports(self, limit: int = 100) -> list[Report]:
        """What nobody has looked into yet, the oldest first."""
        query = "SELECT number, day, category, service_id, text, handled_on FROM report WHERE handled_on = ''"
        return [Report(**row) for row in self.db.query(f"{query} ORDER BY number LIMIT {int(limit)}")]

    def report_count(self) -> int:
        """How many reports nobody has looked into yet."""
        return int(self.db.execute("SELECT count(*) FROM report WHERE handled_on = ''").fetchone()[0])

    def add_report(self, report: Report) -> None:
        """Keep what a reader said."""
        kind = "wrong" if report.service_id else "missing"
        query = "INSERT INTO report (kind, day, category, service_id, text) VALUES (?, ?, ?, ?, ?)"
        self.db.execute(query, [kind, report.day, report.category, report.service_id, report.text])

    def handle_report(self, number: int, day: str) -> bool:
        """Somebody has looked into it; False when that was done before, or there is none."""
        query = "UPDATE report SET handled_on = ? WHERE number = ? AND handled_on = ''"
        return self.db.execute(query, [day, number]).rowcount == 1

    def has_old_reports(self, before: str) -> bool:
        """Whether anything was handled on this day or earlier."""
        query = "SELECT 1 FROM report WHERE handled_on <> '' AND handled_on <= ?"
        return self.db.execute(query, [before]).fetchone() is not None

    def erase_reports(self, before: str) -> int:
        """Erase what was handled on this day or earlier; how many that were."""
        return self.db.execute("DELETE FROM report WHERE handled_on <> '' AND handled_on <= ?", [before]).rowcount


ORDER = {column: n for n, column in enumerate(PROPOSED)}


def in_order(change: Change) -> int:
    """Where a change stands in the layout."""
    return ORDER.get(change.column, len(ORDER))


def as_row(proposal: Proposal) -> dict[str, Any]:
    """One row of `proposal`, without its number and token."""
    return {
        "kind": proposal.kind.value,
        "service_id": proposal.service_id,
        "organization_id": proposal.organization_id,
        "other_id": proposal.other_id,
        "based_on": proposal.based_on,
        "other_based_on": proposal.other_based_on,
        "why": proposal.why.value,
        "note": proposal.note,
        "source": proposal.source,
        "consent_by": proposal.consent.by.value if proposal.consent else "",
        "consent_on": proposal.consent.on if proposal.consent else "",
        "stage": proposal.stage.value,
        "edition": proposal.edition,
        "edited_at": proposal.edited_at,
        "touches_safety": int(proposal.touches_safety),
    }
