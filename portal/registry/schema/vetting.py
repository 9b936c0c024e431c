"""The tables of vetting: what an organization said for itself, who agreed, and until when the finding holds.

The two people who agreed stand in the finding, and the table takes no finding of one.
"""

from __future__ import annotations

from sqlite_utils import Database

A_DAY = "GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'"

APPLICATION = f"""CREATE TABLE vetting_application (
    organization_id TEXT PRIMARY KEY REFERENCES organization (id) ON DELETE CASCADE,
    edition INTEGER NOT NULL CHECK (edition > 0),
    day TEXT NOT NULL CHECK (day {A_DAY}),
    author TEXT NOT NULL CHECK (author <> ''),
    organizations TEXT NOT NULL CHECK (json_valid(organizations)),
    stage TEXT NOT NULL CHECK (stage IN ('waiting', 'met', 'declined')),
    unmet TEXT NOT NULL DEFAULT '' CHECK ((unmet <> '') = (stage = 'declined'))
) STRICT, WITHOUT ROWID"""

OF_AN_APPLICATION = "organization_id TEXT NOT NULL REFERENCES vetting_application (organization_id) ON DELETE CASCADE"

EVIDENCE = f"""CREATE TABLE vetting_evidence (
    {OF_AN_APPLICATION},
    criterion TEXT NOT NULL CHECK (criterion <> ''),
    words TEXT NOT NULL CHECK (words <> ''),
    link TEXT NOT NULL DEFAULT '' CHECK (link = '' OR link GLOB 'http*'),
    PRIMARY KEY (organization_id, criterion)
) STRICT, WITHOUT ROWID"""

REFERENCE = f"""CREATE TABLE vetting_reference (
    {OF_AN_APPLICATION},
    position INTEGER NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    contact TEXT NOT NULL CHECK (contact <> ''),
    PRIMARY KEY (organization_id, position)
) STRICT, WITHOUT ROWID"""

VETTING = f"""CREATE TABLE vetting (
    organization_id TEXT PRIMARY KEY REFERENCES organization (id) ON DELETE CASCADE,
    since TEXT NOT NULL CHECK (since {A_DAY}),
    until TEXT NOT NULL CHECK (until {A_DAY} AND until > since),
    first TEXT NOT NULL CHECK (first <> ''),
    second TEXT NOT NULL CHECK (second <> '' AND second <> first)
) STRICT, WITHOUT ROWID"""

SUSPENSION = f"""CREATE TABLE vetting_suspension (
    organization_id TEXT PRIMARY KEY,
    day TEXT NOT NULL CHECK (day {A_DAY})
) STRICT, WITHOUT ROWID"""
"""By id alone, without a key: it outlives a restored backup."""

AGREEMENT = """CREATE TABLE vetting_agreement (
    organization_id TEXT NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
    about TEXT NOT NULL CHECK (about IN ('meets', 'lift')),
    person_id TEXT NOT NULL CHECK (person_id <> ''),
    PRIMARY KEY (organization_id, about, person_id)
) STRICT, WITHOUT ROWID"""


def create(db: Database) -> None:
    """Make the tables. No organization is vetted before two people have looked."""
    for table in (APPLICATION, EVIDENCE, REFERENCE, VETTING, SUSPENSION, AGREEMENT):
        db.execute(table)
