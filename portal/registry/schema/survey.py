"""The tables of the mapping exercise: where somebody has looked for which kind of help, and what a community allows.

Who said so is a role and an organization, never a person.
"""

from __future__ import annotations

from sqlite_utils import Database

SAID = """
    day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    role TEXT NOT NULL CHECK (role <> ''),
    organization_id TEXT NOT NULL DEFAULT ''
"""

SURVEY = f"""CREATE TABLE community_survey (
    community TEXT NOT NULL CHECK (community <> ''),
    category TEXT NOT NULL CHECK (category <> ''),
    state TEXT NOT NULL CHECK (state IN ('in_progress', 'surveyed_none_found', 'surveyed_listed')),
    note TEXT NOT NULL DEFAULT ''
        CHECK (note IN ('', 'phoned', 'visited', 'community_said', 'partners_said', 'web_only')),
    {SAID},
    PRIMARY KEY (community, category)
) STRICT, WITHOUT ROWID"""

ROAD = f"""CREATE TABLE community_road (
    community TEXT PRIMARY KEY CHECK (community <> ''),
    access TEXT NOT NULL CHECK (access IN ('all_year', 'winter_road', 'air', 'ferry')),
    {SAID}
) STRICT, WITHOUT ROWID"""

CONSENT = f"""CREATE TABLE community_consent (
    community TEXT PRIMARY KEY CHECK (community <> ''),
    statistics TEXT NOT NULL CHECK (statistics IN ('yes', 'no')),
    until TEXT NOT NULL DEFAULT '',
    {SAID}
) STRICT, WITHOUT ROWID"""


def create(db: Database) -> None:
    """Make the tables. Nothing stands for "not surveyed", "unknown" and "never asked": there is no row."""
    for table in (SURVEY, ROAD, CONSENT):
        db.execute(table)
