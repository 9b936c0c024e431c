"""A copy of the registry is whole, and what is no whole copy never takes the registry's place."""

import sqlite3
import stat

import pytest

from portal.registry.backup import NotABackup, backup, restore, verify
from portal.registry.database import open_writer
from portal.registry.store import Store

TODAY = "2026-11-24"


@pytest.fixture
def filled(file_registry, listing):
    file_registry.publish([listing(record_key=f"r{n}", languages="en;fr;iu") for n in range(30)], TODAY, "test")
    return file_registry


@pytest.fixture
def copy(filled, registry_file, tmp_path):
    return backup(registry_file, tmp_path / "copy.db")


def content(path):
    """Everything in a registry; a copy lists its indexes in another order."""
    connection = sqlite3.connect(path)
    try:
        return sorted(connection.iterdump())
    finally:
        connection.close()


def test_a_backup_holds_what_the_registry_holds(copy, registry_file):
    verify(copy)

    assert content(copy) == content(registry_file)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert [path.name for path in copy.parent.glob("*.part")] == []


def test_a_backup_made_while_a_write_is_going_on_holds_the_state_before_it(filled, registry_file, tmp_path):
    other = open_writer(registry_file)
    other.execute("BEGIN IMMEDIATE")
    other.execute("DELETE FROM service")

    copy = backup(registry_file, tmp_path / "copy.db")

    other.execute("ROLLBACK")
    other.conn.close()
    assert content(copy) == content(registry_file)


def test_a_backup_never_replaces_a_file(filled, registry_file, tmp_path):
    target = tmp_path / "precious.db"
    target.write_bytes(b"keep me")

    with pytest.raises(FileExistsError, match="choose another name"):
        backup(registry_file, target)

    assert target.read_bytes() == b"keep me"


def test_where_there_is_no_registry_nothing_is_copied_and_none_is_made(tmp_path):
    with pytest.raises(NotABackup, match="no registry"):
        backup(tmp_path / "registry.db", tmp_path / "copy.db")

    assert list(tmp_path.iterdir()) == []


def test_a_copy_that_cannot_be_written_is_no_copy(filled, registry_file, tmp_path):
    with pytest.raises(NotABackup, match="choose a folder that exists"):
        backup(registry_file, tmp_path / "nowhere" / "copy.db")


def test_restoring_brings_back_what_was_copied(copy, filled, registry_file, terms):
    before = content(copy)
    filled.mark_gone("test-list", filled.ids(), TODAY)
    filled.db.conn.close()

    restore(copy, registry_file, terms, TODAY)

    assert content(registry_file) == before
    db = open_writer(registry_file)
    assert len(Store(db, terms).ids()) == 30 and Store(db, terms).damage() == []
    db.conn.close()


def test_restoring_into_an_empty_folder_makes_the_registry(copy, tmp_path, terms):
    restore(copy, tmp_path / "new" / "registry.db", terms, TODAY)

    assert content(tmp_path / "new" / "registry.db") == content(copy)


def cut_short(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def overwritten(path):
    raw = bytearray(path.read_bytes())
    for page in range(2 * 4096, len(raw), 2 * 4096):
        raw[page : page + 600] = b"\xff" * 600
    path.write_bytes(raw)


def at_odds_with_its_index(path):
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute(
        "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'location_of_service')"
        " WHERE name = 'service_of_organization'"
    )
    connection.commit()
    connection.close()


def another_database(path):
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE cats (name TEXT)")
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    "spoilt",
    [
        cut_short,
        overwritten,
        at_odds_with_its_index,
        another_database,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_text("record_key,organization_name_en\n" * 500),
        lambda path: path.unlink(),
    ],
    ids=["cut short", "overwritten", "at odds with its index", "another database", "empty", "a text file", "missing"],
)
def test_what_is_no_whole_copy_is_refused_and_the_registry_stays(copy, filled, registry_file, terms, spoilt):
    spoilt(copy)
    before = content(registry_file)

    with pytest.raises(NotABackup):
        restore(copy, registry_file, terms, TODAY)

    assert content(registry_file) == before
    assert [path.name for path in registry_file.parent.glob("*.restoring")] == []
