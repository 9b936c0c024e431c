"""The tables of Indigenous governance: whose record a listing is, what they let be done with it, their labels.

Who gave a consent is a role, as everywhere: no name.
"""

from __future__ import annotations

from sqlite_utils import Database

OF_A_LISTING = "service_id TEXT NOT NULL REFERENCES service (id) ON DELETE CASCADE"
INDIGENOUS = "('first_nations', 'inuit', 'metis', 'urban_indigenous')"

OWNER = """CREATE TABLE record_owner (
    id TEXT PRIMARY KEY CHECK (id <> ''),
    name_en TEXT NOT NULL,
    name_fr TEXT NOT NULL,
    own_name TEXT NOT NULL DEFAULT '',
    CHECK (name_en <> '' OR name_fr <> '')
) STRICT, WITHOUT ROWID"""

OWNED = """CREATE TABLE owned_listing (
    service_id TEXT PRIMARY KEY REFERENCES service (id) ON DELETE CASCADE,
    owner_id TEXT NOT NULL REFERENCES record_owner (id)
) STRICT, WITHOUT ROWID"""

ASKS_FIRST = "CREATE TABLE asks_first (service_id TEXT PRIMARY KEY REFERENCES service (id) ON DELETE CASCADE) STRICT"

CONSENT = f"""CREATE TABLE use_consent (
    id INTEGER PRIMARY KEY,
    {OF_A_LISTING},
    use TEXT NOT NULL CHECK (use IN ('listed', 'export', 'statistics')),
    answer TEXT NOT NULL CHECK (answer IN ('yes', 'no')),
    given_by TEXT NOT NULL CHECK (given_by <> ''),
    first TEXT NOT NULL CHECK (first <> ''),
    second TEXT NOT NULL DEFAULT '',
    day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    until TEXT NOT NULL DEFAULT '',
    CHECK (answer = 'no' OR (second <> '' AND first <> second))
) STRICT"""

REQUEST = f"""CREATE TABLE use_request (
    {OF_A_LISTING},
    use TEXT NOT NULL CHECK (use IN ('listed', 'export', 'statistics')),
    given_by TEXT NOT NULL CHECK (given_by IN ('director', 'board', 'manager', 'staff', 'council')),
    author TEXT NOT NULL CHECK (author <> ''),
    organizations TEXT NOT NULL CHECK (json_valid(organizations)),
    first TEXT NOT NULL DEFAULT '' CHECK (first <> author),
    PRIMARY KEY (service_id, use)
) STRICT, WITHOUT ROWID"""

LABEL = f"""CREATE TABLE cultural_label (
    {OF_A_LISTING},
    position INTEGER NOT NULL,
    text_en TEXT NOT NULL,
    text_fr TEXT NOT NULL,
    uri TEXT NOT NULL CHECK (uri LIKE 'https://%'),
    PRIMARY KEY (service_id, position),
    CHECK (text_en <> '' OR text_fr <> '')
) STRICT, WITHOUT ROWID"""


SHOWN = """CREATE VIEW shown AS SELECT * FROM service WHERE status IN ('published', 'paused')
    AND id NOT IN (SELECT service_id FROM withheld WHERE part = 'listing')
    AND id NOT IN (
        SELECT service_id FROM use_consent AS said WHERE use = 'listed'
        AND (answer = 'no' OR (until <> '' AND until < date('now')))
        AND id = (SELECT max(id) FROM use_consent WHERE service_id = said.service_id AND use = 'listed')
    )"""
"""What anyone may see: the same three conditions as those of disclosure.for_public."""


def create(db: Database) -> None:
    """Make the tables. Listings of Indigenous organizations that are there ask first from now on."""
    for table in (OWNER, OWNED, ASKS_FIRST, CONSENT, LABEL):
        db.execute(table)
    db.execute("CREATE INDEX owned_listing_of ON owned_listing (owner_id)")
    db.execute("CREATE INDEX use_consent_of ON use_consent (service_id, use, id)")
    db.execute("DROP VIEW shown")
    db.execute(SHOWN)
    db.execute(
        "INSERT INTO asks_first SELECT service.id FROM service JOIN organization ON organization.id = organization_id"
        f" WHERE governance IN {INDIGENOUS}"
    )


def requests(db: Database) -> None:
    """Make the table of what an owner has agreed to and two people have not yet."""
    db.execute(REQUEST)


REFUSAL = """CREATE TABLE use_refusal (
    service_id TEXT NOT NULL,
    use TEXT NOT NULL CHECK (use IN ('listed', 'export', 'statistics')),
    day TEXT NOT NULL,
    PRIMARY KEY (service_id, use)
) STRICT, WITHOUT ROWID"""


def refusals(db: Database) -> None:
    """Make the list of every no that holds: ids alone, without a key, for it outlives a restored backup."""
    db.execute(REFUSAL)
    db.execute(
        "INSERT INTO use_refusal SELECT service_id, use, day FROM use_consent AS said WHERE answer = 'no'"
        " AND id = (SELECT max(id) FROM use_consent WHERE service_id = said.service_id AND use = said.use)"
    )
    db.execute("DROP VIEW shown")
    db.execute(f"{SHOWN} AND id NOT IN (SELECT service_id FROM use_refusal WHERE use = 'listed')")
