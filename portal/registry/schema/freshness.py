"""The table of when each fact was last confirmed: a day and a way, and nobody's name."""

from __future__ import annotations

from sqlite_utils import Database

CHECKED = """CREATE TABLE fact_check (
    service_id TEXT NOT NULL REFERENCES service (id) ON DELETE CASCADE,
    facet TEXT NOT NULL CHECK (facet IN ('phone', 'online', 'place', 'hours', 'conditions', 'help')),
    day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    how TEXT NOT NULL CHECK (how IN ('link', 'seat', 'call', 'web', 'team', 'list')),
    PRIMARY KEY (service_id, facet)
) STRICT, WITHOUT ROWID"""


def create(db: Database) -> None:
    """Make the table. Listings that are there have no row: their source's day stands for them."""
    db.execute(CHECKED)


LINK = """CREATE TABLE confirm_link (
    service_id TEXT PRIMARY KEY REFERENCES service (id) ON DELETE CASCADE,
    hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    asked INTEGER NOT NULL,
    expires INTEGER NOT NULL CHECK (expires > asked)
) STRICT, WITHOUT ROWID"""


def links(db: Database) -> None:
    """Make the table of links that were mailed and not used: one for a listing, and of each only a hash."""
    db.execute(LINK)
    db.execute("CREATE INDEX confirm_link_of ON confirm_link (person_id)")
