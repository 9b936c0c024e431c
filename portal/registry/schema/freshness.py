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
