"""Every question asked about seats, links, recovery codes and sessions. All of their SQL stands here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlite_utils import Database

from portal.registry import audit
from portal.registry.database import together
from portal.registry.folding import folded

from .factors import Factor, Proof
from .people import Person, Role, Seat, State

SEAT = """
    SELECT person.*, (SELECT group_concat(organization_id, char(10)) FROM membership WHERE person_id = person.id)
        AS organizations
    FROM person
"""


ORGANIZATION = "SELECT id, name_en, name_fr FROM organization"
BY_NAME = "ORDER BY coalesce(nullif(name_en, ''), name_fr), id"


@dataclass(frozen=True, slots=True)
class Named:
    """An organization somebody may speak for; one of its names may be empty."""

    id: str
    en: str
    fr: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link that was handed out and may still be used, once."""

    hash: str
    person_id: str
    purpose: str
    made_by: str
    expires: int


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One signed-in browser. Moments are Unix seconds."""

    hash: str
    person_id: str
    csrf: str
    begun: int
    seen: int
    proved: int
    """When the second factor was last shown."""


class Accounts:
    """Those who act, spoken to in questions."""

    def __init__(self, db: Database) -> None:
        self.db = db

    @contextmanager
    def together(self) -> Iterator[None]:
        """Keep every write inside, or none."""
        with together(self.db):
            yield

    def told(self, *events: audit.Event) -> None:
        """Put acts into the record. Stands inside `together`, with what was done."""
        audit.append(self.db, *events)

    def history(self, person_id: str) -> list[audit.Entry]:
        """What the record says of a seat, the newest first."""
        return [entry for entry in audit.entries(self.db, person_id) if entry.kind.startswith("seat.")][::-1]

    # Seats

    def seats(self) -> list[Seat]:
        """Every seat; those in use first, by name."""
        order = "ORDER BY state = 'disabled', state = 'active', name, id"
        return [as_seat(row) for row in self.db.query(f"{SEAT} {order}")]

    def seat(self, person_id: str) -> Seat | None:
        """One seat."""
        return next((as_seat(row) for row in self.db.query(f"{SEAT} WHERE id = ?", [person_id])), None)

    def person(self, person_id: str) -> Person | None:
        """A person by id, as they are now, whatever the state of their seat."""
        seat = self.seat(person_id)
        return seat.person if seat else None

    def seat_of(self, email: str) -> Seat | None:
        """The seat that this e-mail is the contact of; a disabled one has freed it."""
        found = self.db.query(f"{SEAT} WHERE email = ? AND state <> 'disabled'", [email])
        return next((as_seat(row) for row in found), None)

    def password_of(self, person_id: str) -> str:
        """The hash of their password; empty when they have none."""
        row = self.db.execute("SELECT password FROM person WHERE id = ?", [person_id]).fetchone()
        return str(row[0]) if row else ""

    def factor_of(self, person_id: str) -> Factor | None:
        """Their second factor; None when they have none."""
        row = self.db.execute("SELECT factor, factor_step FROM person WHERE id = ?", [person_id]).fetchone()
        codes = self.db.execute("SELECT hash FROM recovery_code WHERE person_id = ?", [person_id]).fetchall()
        return Factor(person_id, row[0], row[1], frozenset(code[0] for code in codes)) if row and row[0] else None

    def administrators(self) -> int:
        """How many administrators can sign in."""
        query = "SELECT count(*) FROM person WHERE role = 'administrator' AND state = 'active'"
        return int(self.db.execute(query).fetchone()[0])

    def unknown_organizations(self, ids: Iterable[str]) -> list[str]:
        """Those of these ids that no organization has."""
        known = "SELECT 1 FROM organization WHERE id = ?"
        return [one for one in ids if self.db.execute(known, [one]).fetchone() is None]

    def organizations(self, ids: Iterable[str]) -> list[Named]:
        """These organizations by name; those that do not exist are left out."""
        query = f"{ORGANIZATION} WHERE id IN (SELECT value FROM json_each(?)) {BY_NAME}"
        return [Named(*row) for row in self.db.execute(query, [json.dumps(sorted(ids))])]

    def organizations_named(self, words: str, most: int) -> list[Named]:
        """Organizations with all of these words in a name, by name; reads every name, so not for a visitor's page."""
        wanted = folded(words).split()
        found = (Named(*row) for row in self.db.execute(f"{ORGANIZATION} {BY_NAME}"))
        fitting = (one for one in found if wanted and all(word in folded(f"{one.en} {one.fr}") for word in wanted))
        return list(islice(fitting, most))

    def add_seat(self, person: Person) -> None:
        """A new seat, waiting for its link to be accepted."""
        with together(self.db):
            self.db.execute(
                "INSERT INTO person (id, name, email, role, state) VALUES (?, ?, ?, ?, 'invited')",
                [person.id, person.name, person.email, person.role.value],
            )
            self.set_organizations(person.id, person.organizations)

    def open_seat(self, person_id: str, password: str, sealed: str, step: int) -> None:
        """The holder has chosen a password and shown a code of their authenticator."""
        self.db.execute(
            "UPDATE person SET state = 'active', password = ?, factor = ?, factor_step = ? WHERE id = ?",
            [password, sealed, step, person_id],
        )

    def close_seat(self, person_id: str) -> None:
        """Nobody can sign in here again. Name and acts stay; password, factor, links and codes are erased."""
        self.db.execute(
            "UPDATE person SET state = 'disabled', password = '', factor = '', factor_step = 0 WHERE id = ?",
            [person_id],
        )
        for table in ("seat_link", "recovery_code", "session"):
            self.db.execute(f"DELETE FROM {table} WHERE person_id = ?", [person_id])

    def set_role(self, person_id: str, role: Role) -> None:
        """Who they are from now on."""
        self.db.execute("UPDATE person SET role = ? WHERE id = ?", [role.value, person_id])

    def set_organizations(self, person_id: str, ids: Iterable[str]) -> None:
        """Whom they speak for from now on."""
        self.db.execute("DELETE FROM membership WHERE person_id = ?", [person_id])
        self.db.conn.executemany("INSERT INTO membership VALUES (?, ?)", [(person_id, one) for one in sorted(ids)])

    def set_password(self, person_id: str, password: str) -> None:
        """The hash of their new password."""
        self.db.execute("UPDATE person SET password = ? WHERE id = ?", [password, person_id])

    def set_factor(self, person_id: str, sealed: str, step: int) -> None:
        """Their new authenticator, and the step that proved it."""
        self.db.execute("UPDATE person SET factor = ?, factor_step = ? WHERE id = ?", [sealed, step, person_id])

    def set_recovery_codes(self, person_id: str, marks: Iterable[str]) -> None:
        """The marks of their new recovery codes; the old ones are gone."""
        self.db.execute("DELETE FROM recovery_code WHERE person_id = ?", [person_id])
        self.db.conn.executemany("INSERT INTO recovery_code VALUES (?, ?)", [(person_id, one) for one in marks])

    def spend(self, person_id: str, proof: Proof) -> bool:
        """Use a code up; False when somebody was faster. Two workers with one code: one of them gets True."""
        if proof.recovery:
            query = "DELETE FROM recovery_code WHERE person_id = ? AND hash = ?"
            return self.db.execute(query, [person_id, proof.recovery]).rowcount == 1
        query = "UPDATE person SET factor_step = ? WHERE id = ? AND factor_step < ?"
        return self.db.execute(query, [proof.step, person_id, proof.step]).rowcount == 1

    # Links

    def add_link(self, link: Link) -> None:
        """A link of this purpose; the one before it no longer works."""
        with together(self.db):
            self.db.execute("DELETE FROM seat_link WHERE person_id = ? AND purpose = ?", [link.person_id, link.purpose])
            self.db.execute(
                "INSERT INTO seat_link VALUES (?, ?, ?, ?, ?)",
                [link.hash, link.person_id, link.purpose, link.made_by, link.expires],
            )

    def link(self, hashed: str) -> Link | None:
        """The link with this hash, whether or not it is still good."""
        return next((Link(**row) for row in self.db.query("SELECT * FROM seat_link WHERE hash = ?", [hashed])), None)

    def use_link(self, hashed: str) -> bool:
        """Use a link up; False when it is gone."""
        return self.db.execute("DELETE FROM seat_link WHERE hash = ?", [hashed]).rowcount == 1

    # Sessions

    def session(self, hashed: str) -> SessionRow | None:
        """The session with this hash, whether or not it is still good."""
        found = self.db.query("SELECT * FROM session WHERE hash = ?", [hashed])
        return next((SessionRow(**row) for row in found), None)

    def sessions_of(self, person_id: str) -> list[SessionRow]:
        """Their sessions, the one used last first."""
        found = self.db.query("SELECT * FROM session WHERE person_id = ? ORDER BY seen DESC, hash", [person_id])
        return [SessionRow(**row) for row in found]

    def add_session(self, row: SessionRow) -> None:
        """A new session."""
        values: Sequence[Any] = [row.hash, row.person_id, row.csrf, row.begun, row.seen, row.proved]
        self.db.execute("INSERT INTO session VALUES (?, ?, ?, ?, ?, ?)", values)

    def see_session(self, hashed: str, now: int) -> None:
        """It was used at this moment."""
        self.db.execute("UPDATE session SET seen = max(seen, ?) WHERE hash = ?", [now, hashed])

    def end_session(self, hashed: str) -> None:
        """It is over."""
        self.db.execute("DELETE FROM session WHERE hash = ?", [hashed])

    def end_sessions_of(self, person_id: str, but: str = "") -> None:
        """All of theirs are over, but one if need be."""
        self.db.execute("DELETE FROM session WHERE person_id = ? AND hash <> ?", [person_id, but])

    def end_sessions_before(self, begun: int, seen: int) -> None:
        """Those too old, or unused too long, are over."""
        self.db.execute("DELETE FROM session WHERE begun < ? OR seen < ?", [begun, seen])


def as_seat(row: dict[str, Any]) -> Seat:
    """A row of SEAT."""
    state = State(row["state"])
    organizations = frozenset((row["organizations"] or "").split("\n")) - {""}
    person = Person(
        row["id"], row["name"], row["email"], Role(row["role"]), organizations, active=state is State.ACTIVE
    )
    return Seat(person, state)
