"""Tables of the record and of what people decided about disclosure."""

from __future__ import annotations

from sqlite_utils import Database

from .. import audit as record
from ..events import Created


def audit(db: Database) -> None:
    """The record. What is written stays: changing and deleting are refused, and a row follows the last one.

    Whoever holds the file can drop a trigger; against that there are the hashes and the anchors kept outside.
    """
    db.execute(
        """CREATE TABLE audit (
            number INTEGER PRIMARY KEY,
            day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
            by TEXT NOT NULL CHECK (by <> '' AND by NOT GLOB '* *'),
            kind TEXT NOT NULL CHECK (kind <> ''),
            about TEXT NOT NULL CHECK (about NOT GLOB '* *'),
            details TEXT NOT NULL CHECK (json_valid(details) AND details NOT GLOB '* *'),
            hash TEXT NOT NULL CHECK (length(hash) = 64)
        ) STRICT"""
    )
    db.execute("CREATE INDEX audit_about ON audit (about)")
    refusals = {
        "audit_is_not_changed": "BEFORE UPDATE ON audit",
        "audit_is_not_deleted": "BEFORE DELETE ON audit",
        # INSERT OR REPLACE deletes without asking the trigger above.
        "audit_is_added_to": "BEFORE INSERT ON audit"
        " WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM audit)",
    }
    for name, when in refusals.items():
        db.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END")


def carry_over(db: Database) -> None:
    """One row for each listing that is older than the record, so that every listing is in it."""
    stored = db.execute("SELECT id, revision, changed_on FROM service ORDER BY id").fetchall()
    record.append(db, *(Created(day, "command:migrate", service_id, number) for service_id, number, day in stored))
