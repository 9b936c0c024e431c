"""The tables of warm transfers. Every column takes a code out of a list, a number or a day: no name, no story fits in.

Nobody's seat stands in them either: one organization asks, another answers.
"""

from __future__ import annotations

from sqlite_utils import Database

REASONS = "('wrong_hours', 'wrong_age', 'wrong_gender', 'status', 'language', 'cost', 'distance', 'full', 'no_answer')"
A_PLACE = """
    province TEXT NOT NULL CHECK (province IN
        ('NL', 'PE', 'NS', 'NB', 'QC', 'ON', 'MB', 'SK', 'AB', 'BC', 'YT', 'NT', 'NU')),
    region TEXT NOT NULL CHECK (region = '' OR (substr(region, 1, 3) IN ('HR:', 'CD:')
        AND substr(region, 4) NOT GLOB '*[^0-9]*' AND length(region) BETWEEN 4 AND 8)),
    taxonomy TEXT NOT NULL DEFAULT 'categories' CHECK (taxonomy = 'categories'),
    category TEXT NOT NULL
"""
KNOWN = "FOREIGN KEY (taxonomy, category) REFERENCES taxonomy_term (taxonomy, code)"

TAKES = """CREATE TABLE takes_handovers (
    organization_id TEXT PRIMARY KEY REFERENCES organization (id) ON DELETE CASCADE,
    since TEXT NOT NULL CHECK (since GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]')
) STRICT, WITHOUT ROWID"""

HANDOVER = f"""CREATE TABLE handover (
    code TEXT PRIMARY KEY CHECK (length(code) = 8 AND code NOT GLOB '*[^A-Z2-9]*'),
    from_organization TEXT NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
    service_id TEXT NOT NULL REFERENCES service (id) ON DELETE CASCADE,
    {A_PLACE},
    with_children INTEGER NOT NULL CHECK (with_children IN (0, 1)),
    tonight INTEGER NOT NULL CHECK (tonight IN (0, 1)),
    state TEXT NOT NULL CHECK (state IN ('offered', 'accepted', 'declined', 'no_space')),
    reason TEXT NOT NULL DEFAULT '' CHECK (reason = '' OR reason IN {REASONS}),
    expires INTEGER NOT NULL,
    CHECK ((reason = '') = (state IN ('offered', 'accepted'))),
    {KNOWN}
) STRICT, WITHOUT ROWID"""

REFUSED = f"""CREATE TABLE refused_handover (
    month TEXT NOT NULL CHECK (month GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]'),
    {A_PLACE},
    reason TEXT NOT NULL CHECK (reason IN {REASONS}),
    count INTEGER NOT NULL CHECK (count > 0),
    PRIMARY KEY (month, province, region, category, reason),
    {KNOWN}
) STRICT"""


def create(db: Database) -> None:
    """Make the tables. What was refused is a counter: no row for one refusal, no hour, nobody who refused."""
    for table in (TAKES, HANDOVER, REFUSED):
        db.execute(table)
    db.execute("CREATE INDEX handover_of_service ON handover (service_id)")
    db.execute("CREATE INDEX handover_expires ON handover (expires)")
