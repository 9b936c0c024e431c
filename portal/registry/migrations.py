"""The schema as an ordered list of small functions. The CHECK constraints repeat rules.py.

There is no column anywhere for a position that may not be shown.
A released function is never edited; a change is a new function at the end.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from .database import path_of, together, write_lock
from .schema import accounts, campaign, freshness, handovers, mapping, owners, record, survey, vetting
from .vocabulary import Vocabularies

migrations = Migrations("registry")


@migrations()
def m001_sources(db: Database) -> None:
    """Where facts come from and under which terms."""
    db.execute(
        """CREATE TABLE source (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            publisher TEXT NOT NULL,
            licence TEXT NOT NULL,
            url TEXT NOT NULL DEFAULT '',
            retrieved_on TEXT NOT NULL DEFAULT ''
        ) STRICT"""
    )


@migrations()
def m002_taxonomy(db: Database) -> None:
    """The vocabularies of data/taxonomy, so that a code that does not exist cannot be stored."""
    db.execute(
        """CREATE TABLE taxonomy_term (
            taxonomy TEXT NOT NULL,
            code TEXT NOT NULL,
            name_en TEXT NOT NULL,
            name_fr TEXT NOT NULL,
            parent TEXT NOT NULL DEFAULT '',
            PRIMARY KEY (taxonomy, code)
        ) STRICT, WITHOUT ROWID"""
    )


@migrations()
def m003_organizations_and_services(db: Database) -> None:
    """Who offers what."""
    db.execute(
        """CREATE TABLE organization (
            id TEXT PRIMARY KEY,
            name_en TEXT NOT NULL,
            name_fr TEXT NOT NULL,
            own_name TEXT NOT NULL DEFAULT '',
            type TEXT NOT NULL DEFAULT '',
            governance TEXT NOT NULL DEFAULT '',
            website TEXT NOT NULL DEFAULT '',
            email TEXT NOT NULL DEFAULT '',
            CHECK (name_en <> '' OR name_fr <> '')
        ) STRICT"""
    )
    db.execute(
        """CREATE TABLE service (
            id TEXT PRIMARY KEY,
            organization_id TEXT NOT NULL REFERENCES organization (id),
            name_en TEXT NOT NULL,
            name_fr TEXT NOT NULL,
            description_en TEXT NOT NULL DEFAULT '',
            description_fr TEXT NOT NULL DEFAULT '',
            province TEXT NOT NULL DEFAULT '',
            age_min INTEGER CHECK (age_min BETWEEN 0 AND 120),
            age_max INTEGER CHECK (age_max BETWEEN 0 AND 120),
            email TEXT NOT NULL DEFAULT '',
            website TEXT NOT NULL DEFAULT '',
            status TEXT NOT NULL
                CHECK (status IN ('draft', 'waiting', 'published', 'paused', 'closed', 'withdrawn')),
            verification TEXT NOT NULL CHECK (verification IN ('unverified', 'existence_checked',
                'facts_confirmed_by_provider', 'site_or_reference_checked', 'suspended')),
            confirmed_on TEXT NOT NULL DEFAULT '',
            confirmed_by TEXT NOT NULL DEFAULT '',
            revision INTEGER NOT NULL CHECK (revision > 0),
            changed_on TEXT NOT NULL,
            changed_at INTEGER NOT NULL,
            digest TEXT NOT NULL,
            CHECK (name_en <> '' OR name_fr <> ''),
            CHECK ((confirmed_on = '') = (confirmed_by = ''))
        ) STRICT"""
    )
    db.execute("CREATE INDEX service_of_organization ON service (organization_id)")
    db.execute("CREATE INDEX service_changed_at ON service (changed_at)")
    db.execute(
        """CREATE TABLE source_record (
            source_id TEXT NOT NULL REFERENCES source (id),
            record_key TEXT NOT NULL,
            service_id TEXT NOT NULL REFERENCES service (id) ON DELETE CASCADE,
            url TEXT NOT NULL DEFAULT '',
            page TEXT NOT NULL DEFAULT '',
            facts_date TEXT NOT NULL DEFAULT '',
            retrieved_on TEXT NOT NULL DEFAULT '',
            gone_since TEXT NOT NULL DEFAULT '',
            PRIMARY KEY (source_id, record_key)
        ) STRICT, WITHOUT ROWID"""
    )
    db.execute("CREATE UNIQUE INDEX source_record_of_service ON source_record (service_id)")


@migrations()
def m004_locations(db: Database) -> None:
    """Where a service is, and never more than its level allows."""
    db.execute(
        """CREATE TABLE location (
            id TEXT PRIMARY KEY,
            service_id TEXT NOT NULL REFERENCES service (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            disclosure TEXT NOT NULL CHECK (disclosure IN ('address', 'community', 'region')),
            province TEXT NOT NULL CHECK (length(province) = 2),
            community TEXT NOT NULL DEFAULT '',
            address TEXT NOT NULL DEFAULT '',
            postal_code TEXT NOT NULL DEFAULT '',
            longitude REAL CHECK (longitude BETWEEN -141.1 AND -52.5),
            latitude REAL CHECK (latitude BETWEEN 41.6 AND 83.2),
            CHECK ((longitude IS NULL) = (latitude IS NULL)),
            CHECK (disclosure = 'address' OR (address = '' AND postal_code = '' AND longitude IS NULL)),
            CHECK (disclosure <> 'region' OR community = '')
        ) STRICT"""
    )
    db.execute("CREATE INDEX location_of_service ON location (service_id, position)")


@migrations()
def m005_what_belongs_to_a_service(db: Database) -> None:
    """Phones, timetables, languages, areas, codes and eligibility.

    The columns of each key stand first: SQLite 3.40 takes a sound table for damaged where they do not.
    """
    owner = "service_id TEXT NOT NULL REFERENCES service (id) ON DELETE CASCADE"
    tables = {
        "phone": "position INTEGER NOT NULL, number TEXT NOT NULL, extension TEXT NOT NULL,"
        " kind TEXT NOT NULL, purpose TEXT NOT NULL, PRIMARY KEY (service_id, position)",
        "schedule": "purpose TEXT NOT NULL, rule TEXT NOT NULL, PRIMARY KEY (service_id, purpose)",
        "language_offered": "code TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (service_id, code)",
        "service_area": "code TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (service_id, code)",
        "eligibility": "field TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (service_id, field, value)",
        "service_term": "taxonomy TEXT NOT NULL, code TEXT NOT NULL, position INTEGER NOT NULL,"
        " relation TEXT NOT NULL DEFAULT '', PRIMARY KEY (service_id, taxonomy, code),"
        " FOREIGN KEY (taxonomy, code) REFERENCES taxonomy_term (taxonomy, code)",
    }
    for table, columns in tables.items():
        db.execute(f"CREATE TABLE {table} ({owner}, {columns}) STRICT, WITHOUT ROWID")


@migrations()
def m006_history(db: Database) -> None:
    """Each listing's earlier states, the registry's own counter, and what the index has still to learn."""
    db.execute(
        """CREATE TABLE revision (
            service_id TEXT NOT NULL REFERENCES service (id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            day TEXT NOT NULL,
            made_by TEXT NOT NULL,
            snapshot TEXT NOT NULL,
            PRIMARY KEY (service_id, number)
        ) STRICT, WITHOUT ROWID"""
    )
    db.execute("CREATE TABLE registry (one INTEGER PRIMARY KEY CHECK (one = 1), revision INTEGER NOT NULL) STRICT")
    db.execute("INSERT INTO registry VALUES (1, 0)")
    db.execute("CREATE TABLE unindexed (service_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID")


@migrations()
def m007_plain_words(db: Database) -> None:
    """Public words of each listing for the plain search that answers while there is no index."""
    db.execute(
        "CREATE VIRTUAL TABLE plain_words USING fts5 (service_id UNINDEXED, names, words,"
        " tokenize = 'unicode61 remove_diacritics 2')"
    )


@migrations()
def m008_unmet_need(db: Database) -> None:
    """How often a kind of help was missing, by month and place. There is no column for who said so, or when."""
    db.execute(
        """CREATE TABLE unmet_need (
            month TEXT NOT NULL CHECK (month GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]'),
            province TEXT NOT NULL CHECK (length(province) IN (0, 2)),
            community TEXT NOT NULL,
            category TEXT NOT NULL,
            count INTEGER NOT NULL CHECK (count > 0),
            PRIMARY KEY (month, province, community, category)
        ) STRICT, WITHOUT ROWID"""
    )


@migrations()
def m010_accounts(db: Database) -> None:
    """Who acts: seats, the organizations they speak for, links, recovery codes, sessions."""
    accounts.create(db)


@migrations()
def m011_record(db: Database) -> None:
    """The record of what was done, beginning with the listings that are there."""
    record.audit(db)
    record.carry_over(db)


@migrations()
def m011_what_people_decided(db: Database) -> None:
    """Consents, and what was narrowed, withheld or is to stay out."""
    record.decisions(db)


@migrations()
def m012_mapping(db: Database) -> None:
    """What people suggest about listings, who agreed, and what readers say is wrong."""
    mapping.create(db)


@migrations()
def m013_survey(db: Database) -> None:
    """Where somebody has looked, how communities are reached, and what they allow to be told."""
    survey.create(db)


@migrations()
def m014_plain_words_by_listing(db: Database) -> None:
    """The words of one listing by its id: without this, replacing them reads the words of all (75 ms of 100,000)."""
    db.execute("CREATE INDEX plain_words_of_listing ON plain_words_content (c0)")


@migrations()
def m019_campaigns(db: Database) -> None:
    """Who is asked to look for which kind of help where."""
    campaign.create(db)


@migrations()
def m020_owners(db: Database) -> None:
    """Whose record a listing is, and what they let be done with it."""
    owners.create(db)


@migrations()
def m021_handovers(db: Database) -> None:
    """Warm transfers between organizations, without a word about a person."""
    handovers.create(db)


@migrations()
def m022_use_requests(db: Database) -> None:
    """What an owner has agreed to and two people have not yet."""
    owners.requests(db)


@migrations()
def m023_use_refusals(db: Database) -> None:
    """What owners said no to, as a list that no backup undoes."""
    owners.refusals(db)


@migrations()
def m024_noted_at(db: Database) -> None:
    """From which revision on a listing is to be learned anew, so that learning an older one does not end it."""
    db.execute("ALTER TABLE unindexed ADD COLUMN noted_at INTEGER NOT NULL DEFAULT 0")


@migrations()
def m080_told_apart(db: Database) -> None:
    """Which listings look like one service and are two, so that they are not suggested again."""
    mapping.told_apart(db)


@migrations()
def m015_fact_checks(db: Database) -> None:
    """When each fact was last confirmed, and how."""
    freshness.create(db)


@migrations()
def m016_confirm_links(db: Database) -> None:
    """Links that ask whether a listing is still right, each as a hash."""
    freshness.links(db)


@migrations()
def m060_vetting(db: Database) -> None:
    """Which organizations meet the published criteria, as two people found."""
    vetting.create(db)


@migrations()
def m050_newest_change(db: Database) -> None:
    """The day of the newest change at once: every page of coverage and of the open data tells it."""
    db.execute("CREATE INDEX service_changed_on ON service (changed_on)")


def migrate(db: Database, terms: Vocabularies) -> list[str]:
    """Bring the schema and the stored vocabularies up to date; returns the names of what was applied.

    Runs each function whole or not at all, and may be run at any time.
    """
    path = path_of(db)
    pending = [migration.name for migration in migrations.pending(db)]
    if path is None:
        migrations.apply(db)
    else:
        with write_lock(path):
            migrations.apply(db)
    load_terms(db, terms)
    return pending


STORED_TAXONOMIES = ("categories", "populations", "exploitation", "sectors", "delivery", "accessibility")


def load_terms(db: Database, terms: Vocabularies) -> None:
    """Copy the vocabularies that listings refer to into the registry. A code in use cannot disappear."""
    rows = [
        {
            "taxonomy": name,
            "code": term.code,
            "name_en": term.label.en,
            "name_fr": term.label.fr,
            "parent": term.parent,
        }
        for name in STORED_TAXONOMIES
        for term in terms[name].values()
    ]
    with together(db):
        db.table("taxonomy_term").upsert_all(rows, pk=("taxonomy", "code"))
