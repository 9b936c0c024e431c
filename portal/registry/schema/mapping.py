"""The tables of the mapping exercise: what is suggested, by whom, who agreed, and what became of it.

Moments are whole seconds of Unix time. A proposal that is closed keeps no place that its listing may not show.
"""

from __future__ import annotations

from sqlite_utils import Database

PROPOSAL = """CREATE TABLE proposal (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('change', 'new', 'merge', 'split', 'show')),
    service_id TEXT NOT NULL,
    organization_id TEXT NOT NULL DEFAULT '',
    other_id TEXT NOT NULL DEFAULT '' CHECK ((other_id <> '') = (kind IN ('merge', 'split'))),
    based_on INTEGER NOT NULL,
    other_based_on INTEGER NOT NULL DEFAULT 0,
    why TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 1000),
    source TEXT NOT NULL DEFAULT '' CHECK (length(source) <= 500),
    consent_by TEXT NOT NULL DEFAULT '',
    consent_on TEXT NOT NULL DEFAULT '',
    stage TEXT NOT NULL
        CHECK (stage IN ('draft', 'waiting', 'question', 'approved', 'declined', 'withdrawn', 'superseded')),
    edition INTEGER NOT NULL CHECK (edition > 0),
    edited_at INTEGER NOT NULL,
    touches_safety INTEGER NOT NULL CHECK (touches_safety IN (0, 1)),
    token TEXT UNIQUE,
    CHECK ((consent_by = '') = (consent_on = ''))
) STRICT"""

OWNED = {
    "proposal_change": "field TEXT NOT NULL, old TEXT NOT NULL, new TEXT NOT NULL, PRIMARY KEY (number, field)",
    "proposal_author": "position INTEGER NOT NULL, author TEXT NOT NULL, organizations TEXT NOT NULL,"
    " PRIMARY KEY (number, position)",
    "agreement": "edition INTEGER NOT NULL, person_id TEXT NOT NULL, at INTEGER NOT NULL,"
    " PRIMARY KEY (number, edition, person_id)",
    "proposal_event": "position INTEGER NOT NULL, at INTEGER NOT NULL, act TEXT NOT NULL, by TEXT NOT NULL,"
    " note TEXT NOT NULL, edition INTEGER NOT NULL, PRIMARY KEY (number, position)",
}

MERGED = """CREATE TABLE merged (
    other_id TEXT PRIMARY KEY REFERENCES service (id) ON DELETE CASCADE,
    service_id TEXT NOT NULL REFERENCES service (id) ON DELETE CASCADE,
    CHECK (other_id <> service_id)
) STRICT, WITHOUT ROWID"""

REPORT = """CREATE TABLE report (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('wrong', 'missing')),
    day TEXT NOT NULL CHECK (length(day) = 10),
    category TEXT NOT NULL,
    service_id TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL CHECK (length(text) <= 500),
    handled_on TEXT NOT NULL DEFAULT '',
    CHECK ((kind = 'wrong') = (service_id <> ''))
) STRICT"""
"""What somebody without an account said. There is no column for who said it, or at what hour."""

TOLD_APART = """CREATE TABLE told_apart (
    first TEXT NOT NULL REFERENCES service (id) ON DELETE CASCADE,
    second TEXT NOT NULL REFERENCES service (id) ON DELETE CASCADE,
    by TEXT NOT NULL,
    day TEXT NOT NULL CHECK (length(day) = 10),
    PRIMARY KEY (first, second),
    CHECK (first < second)
) STRICT, WITHOUT ROWID"""
"""Pairs of listings that look like one service and are two."""


def told_apart(db: Database) -> None:
    """Make the table of pairs that are two."""
    db.execute(TOLD_APART)
    db.execute("CREATE INDEX told_apart_second ON told_apart (second)")


def create(db: Database) -> None:
    """Make the tables."""
    db.execute(PROPOSAL)
    for table, columns in OWNED.items():
        owner = "number INTEGER NOT NULL REFERENCES proposal (number) ON DELETE CASCADE"
        db.execute(f"CREATE TABLE {table} ({owner}, {columns}) STRICT, WITHOUT ROWID")
    db.execute("CREATE INDEX proposal_of_service ON proposal (service_id)")
    db.execute("CREATE INDEX proposal_in_queue ON proposal (stage, touches_safety, number)")
    db.execute("CREATE INDEX proposal_author_of ON proposal_author (author)")
    db.execute(MERGED)
    db.execute(REPORT)
