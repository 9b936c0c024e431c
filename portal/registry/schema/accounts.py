"""The tables of those who act. No column holds a password, a code, a link or a cookie that could be used again.

Moments are whole seconds of Unix time. There is no column for an address or a browser.
"""

from __future__ import annotations

from sqlite_utils import Database

PERSON = """CREATE TABLE person (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL CHECK (name <> ''),
    email TEXT NOT NULL CHECK (email = lower(email) AND email LIKE '_%@_%'),
    role TEXT NOT NULL
        CHECK (role IN ('partner', 'reviewer', 'coordinator', 'administrator', 'survivor_advisor')),
    state TEXT NOT NULL CHECK (state IN ('invited', 'active', 'disabled')),
    password TEXT NOT NULL DEFAULT '' CHECK (password = '' OR password LIKE '$argon2id$%'),
    factor TEXT NOT NULL DEFAULT '',
    factor_step INTEGER NOT NULL DEFAULT 0,
    CHECK ((state = 'active') = (password <> '')),
    CHECK ((state = 'active') = (factor <> ''))
) STRICT"""

MEMBERSHIP = """CREATE TABLE membership (
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    organization_id TEXT NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
    PRIMARY KEY (person_id, organization_id)
) STRICT, WITHOUT ROWID"""

LINK = """CREATE TABLE seat_link (
    hash TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL CHECK (purpose IN ('invitation', 'password', 'factor')),
    made_by TEXT NOT NULL,
    expires INTEGER NOT NULL,
    UNIQUE (person_id, purpose)
) STRICT, WITHOUT ROWID"""

RECOVERY_CODE = """CREATE TABLE recovery_code (
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    hash TEXT NOT NULL,
    PRIMARY KEY (person_id, hash)
) STRICT, WITHOUT ROWID"""

SESSION = """CREATE TABLE session (
    hash TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    csrf TEXT NOT NULL,
    begun INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    proved INTEGER NOT NULL
) STRICT, WITHOUT ROWID"""


def create(db: Database) -> None:
    """Make the tables. A seat that is disabled frees its e-mail for a new seat, and keeps its own id."""
    for table in (PERSON, MEMBERSHIP, LINK, RECOVERY_CODE, SESSION):
        db.execute(table)
    db.execute("CREATE UNIQUE INDEX person_of_email ON person (email) WHERE state <> 'disabled'")
    db.execute("CREATE INDEX membership_of_organization ON membership (organization_id)")
    db.execute("CREATE INDEX session_of_person ON session (person_id)")
