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


def decisions(db: Database) -> None:
    """What people decided about how much is shown: consents, what was narrowed, what is withheld, what stays out.

    The last three hold ids and digests only, and refer to listings without a key: they outlive a restored backup
    that is older than they are.
    """
    db.execute(
        """CREATE TABLE disclosure_consent (
            id INTEGER PRIMARY KEY,
            service_id TEXT NOT NULL,
            location_id TEXT NOT NULL,
            level TEXT NOT NULL CHECK (level IN ('address', 'community')),
            given_by TEXT NOT NULL CHECK (given_by <> ''),
            recorded_by TEXT NOT NULL CHECK (recorded_by <> ''),
            day TEXT NOT NULL,
            until TEXT NOT NULL DEFAULT '',
            ended TEXT NOT NULL DEFAULT ''
        ) STRICT"""
    )
    db.execute("CREATE INDEX disclosure_consent_of ON disclosure_consent (service_id, location_id)")
    db.execute(
        """CREATE TABLE redaction (
            service_id TEXT NOT NULL,
            location_id TEXT NOT NULL,
            level TEXT NOT NULL CHECK (level IN ('community', 'region', 'withdrawn')),
            day TEXT NOT NULL,
            CHECK ((location_id = '') = (level = 'withdrawn')),
            PRIMARY KEY (service_id, location_id)
        ) STRICT, WITHOUT ROWID"""
    )
    db.execute(
        """CREATE TABLE withheld (
            service_id TEXT NOT NULL,
            part TEXT NOT NULL CHECK (part IN ('listing', 'phone', 'place')),
            which TEXT NOT NULL,
            by TEXT NOT NULL,
            day TEXT NOT NULL,
            CHECK ((part = 'listing') = (which = '')),
            PRIMARY KEY (service_id, part, which)
        ) STRICT, WITHOUT ROWID"""
    )
    db.execute(
        """CREATE TABLE suppression (
            kind TEXT NOT NULL CHECK (kind IN ('key_check', 'source_key', 'phone', 'url', 'name_and_community')),
            keyed TEXT NOT NULL CHECK (length(keyed) = 64),
            reason TEXT NOT NULL,
            asked_by TEXT NOT NULL,
            first TEXT NOT NULL,
            second TEXT NOT NULL,
            day TEXT NOT NULL,
            CHECK (kind = 'key_check' OR (first <> '' AND second <> '' AND first <> second)),
            PRIMARY KEY (kind, keyed)
        ) STRICT, WITHOUT ROWID"""
    )
    db.execute(
        "CREATE VIEW shown AS SELECT * FROM service WHERE status IN ('published', 'paused')"
        " AND id NOT IN (SELECT service_id FROM withheld WHERE part = 'listing')"
    )
