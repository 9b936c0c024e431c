"""The table of the call to map: which kind of help somebody is asked to look for in which community."""

from __future__ import annotations

from sqlite_utils import Database

TASK = """CREATE TABLE survey_task (
    number INTEGER PRIMARY KEY,
    community TEXT NOT NULL CHECK (community <> ''),
    category TEXT NOT NULL CHECK (category <> ''),
    person_id TEXT NOT NULL DEFAULT '',
    organization_id TEXT NOT NULL DEFAULT '',
    day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    due TEXT NOT NULL DEFAULT '' CHECK (due = '' OR due GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    closed_on TEXT NOT NULL DEFAULT '',
    CHECK ((person_id = '') <> (organization_id = ''))
) STRICT"""


def create(db: Database) -> None:
    """Make the table. What was found stands in `community_survey` alone."""
    db.execute(TASK)
    db.execute("CREATE UNIQUE INDEX survey_task_open ON survey_task (community, category) WHERE closed_on = ''")
