"""The registry's file: what its schema refuses, and that writes are kept together or not at all."""

import sqlite3
import stat

import pytest

from portal.registry import database, migrations
from portal.registry.model import Disclosure, Status, Verification

LOCATION = {
    "id": "'l'",
    "service_id": "(SELECT id FROM service)",
    "position": "9",
    "disclosure": "'address'",
    "province": "'ON'",
}


def tables(db):
    return sorted(row[0] for row in db.execute("SELECT name FROM sqlite_master"))


def add_location(store, **columns):
    values = LOCATION | columns
    store.db.execute(f"INSERT INTO location ({', '.join(values)}) VALUES ({', '.join(values.values())})")


@pytest.fixture
def clinic(registry, listing):
    registry.publish([listing()], "2026-11-24", "test")
    return registry


def test_the_migrations_run_once_and_a_second_run_applies_nothing(terms):
    db = database.open_memory()

    first, made = migrations.migrate(db, terms), tables(db)
    second = migrations.migrate(db, terms)

    assert len(first) == len(set(first)) >= 7
    assert second == [] and tables(db) == made
    db.conn.close()


def test_migrating_a_registry_with_listings_keeps_them(clinic, terms):
    before = list(clinic.all_services())

    migrations.migrate(clinic.db, terms)

    assert list(clinic.all_services()) == before != []


def test_a_label_that_changed_in_the_tables_reaches_the_registry(clinic, terms):
    clinic.db.execute("UPDATE taxonomy_term SET name_fr = 'ancien' WHERE code = 'legal.aid'")

    migrations.migrate(clinic.db, terms)

    shown = clinic.db.execute("SELECT name_fr FROM taxonomy_term WHERE code = 'legal.aid'").fetchone()[0]
    assert shown == terms["categories"]["legal.aid"].label.fr


@pytest.mark.parametrize("level", ["community", "region"])
@pytest.mark.parametrize(
    "place",
    [
        {"address": "'12 Zibeline Street'"},
        {"postal_code": "'P7B 1A1'"},
        {"longitude": "-89.2", "latitude": "48.3"},
    ],
)
def test_the_schema_refuses_a_place_below_the_address_level(clinic, level, place):
    add_location(clinic, id="'allowed'", **place)  # the same place at `address` is no fault of the statement

    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        add_location(clinic, disclosure=f"'{level}'", **place)


def test_the_schema_refuses_a_community_where_only_the_region_may_be_known(clinic):
    add_location(clinic, id="'allowed'", disclosure="'community'", community="'Larchville'")

    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        add_location(clinic, disclosure="'region'", community="'Larchville'")


def test_the_schema_refuses_to_narrow_a_level_and_keep_the_place(clinic):
    for level in ("community", "region"):
        with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
            clinic.db.execute(f"UPDATE location SET disclosure = '{level}'")


@pytest.mark.parametrize(
    "wrong",
    [
        {"disclosure": "'secret'"},
        {"longitude": "-89.2"},
        {"latitude": "48.3"},
        {"longitude": "48.3", "latitude": "-89.2"},
        {"longitude": "-100.0", "latitude": "40.0"},
        {"province": "'Ontario'"},
    ],
    ids=str,
)
def test_the_schema_refuses_a_location_that_makes_no_sense(clinic, wrong):
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        add_location(clinic, **wrong)


@pytest.mark.parametrize("column, codes", [("status", Status), ("verification", Verification)])
def test_the_schema_knows_every_state_of_a_listing_and_no_other(clinic, column, codes):
    for code in codes:
        clinic.db.execute(f"UPDATE service SET {column} = ?", [code.value])

    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        clinic.db.execute(f"UPDATE service SET {column} = 'other'")


def test_the_schema_knows_every_level_of_disclosure(clinic):
    for level in Disclosure:
        add_location(clinic, id=f"'{level}'", disclosure=f"'{level}'")


def test_foreign_keys_are_on_in_memory_and_in_a_file(registry, file_registry):
    for store in (registry, file_registry):
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            store.db.execute("INSERT INTO phone VALUES ('nobody', 0, '8075550100', '', 'voice', 'office')")


def test_a_category_that_is_in_no_table_cannot_be_stored(clinic):
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        clinic.db.execute("UPDATE service_term SET code = 'legal.unheard_of' WHERE taxonomy = 'categories'")


def test_the_file_belongs_to_its_owner_alone_and_overwrites_what_it_deletes(file_registry, registry_file):
    settings = {
        name: file_registry.db.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("secure_delete", "synchronous", "journal_mode", "wal_autocheckpoint")
    }

    assert stat.S_IMODE(registry_file.stat().st_mode) == 0o600
    assert settings == {"secure_delete": 1, "synchronous": 2, "journal_mode": "wal", "wal_autocheckpoint": 0}


def test_a_reader_cannot_write(file_registry, registry_file):
    reader = database.open_reader(registry_file)

    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("UPDATE registry SET revision = 7")
    reader.conn.close()


def test_a_registry_that_is_missing_or_no_database_is_not_ready(tmp_path):
    noise = tmp_path / "noise.db"
    noise.write_bytes(b"no database at all" * 100)

    for path in (tmp_path / "nothing.db", noise):
        with pytest.raises(database.NotReady):
            database.open_reader(path)
    assert not (tmp_path / "nothing.db").exists()


def test_writes_that_belong_together_are_kept_or_forgotten_together(registry):
    with pytest.raises(ZeroDivisionError), registry.together():
        registry.db.execute("UPDATE registry SET revision = 5")
        with registry.together():
            registry.db.execute("UPDATE registry SET revision = 6")
        raise ZeroDivisionError

    assert registry.revision() == 0
    with registry.together():
        registry.db.execute("UPDATE registry SET revision = 7")
    assert registry.revision() == 7


def test_a_reader_sees_nothing_of_a_write_that_is_not_finished(file_registry, registry_file):
    reader = database.open_reader(registry_file)

    with file_registry.together():
        file_registry.db.execute("UPDATE registry SET revision = 5")
        seen = reader.execute("SELECT revision FROM registry").fetchone()[0]
    after = reader.execute("SELECT revision FROM registry").fetchone()[0]

    assert (seen, after) == (0, 5)
    reader.conn.close()
