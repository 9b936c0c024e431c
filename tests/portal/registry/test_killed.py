"""A migration, a backup or a narrowing that is killed half way does no harm, and the next one does it all.

TRIALS=200 kills each that often.
"""

import os
import random
import signal
from dataclasses import replace

import pytest

from portal.registry import backup as backups
from portal.registry import check, database, migrations, writing
from portal.registry.backup import NotABackup, backup, verify
from portal.registry.model import Disclosure, Source
from portal.registry.rules import narrowed
from portal.registry.store import Store

SOURCE = Source("test-list", "Test list", "Test publisher", "facts_compiled", "", "2026-11-24")
DAY = "2026-11-24"


def killed(work):
    """Runs `work(stop)` in a process of its own and kills it where it calls `stop`; whether it came that far."""
    reading, writing_end = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            work(lambda: (os.write(writing_end, b"!"), signal.pause()))
        finally:
            os._exit(0)
    os.close(writing_end)
    with os.fdopen(reading, "rb") as pipe:
        reached = pipe.read(1) == b"!"
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return reached


def countdown(steps, stop):
    """Called at each step; stops at the last."""
    left = iter(range(steps - 1, -1, -1))

    def step(*_):
        if next(left, None) == 0:
            stop()

    return step


def content(path):
    db = database.open_writer(path)
    try:
        return sorted(line for line in db.conn.iterdump() if "_sqlite_migrations" not in line)
    finally:
        db.conn.close()


@pytest.fixture
def old_registry(registry_file, terms, listing):
    """A registry at an earlier schema, with listings in it."""
    db = database.open_writer(registry_file)
    migrations.migrate(db, terms)
    store = Store(db, terms)
    store.add_source(SOURCE)
    store.publish([listing(record_key=f"r{n}") for n in range(20)], DAY, "test")
    for kind, name in [
        (row[0], row[1])
        for row in db.execute("SELECT type, name FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
        if row[1].startswith(("audit", "disclosure_consent", "redaction", "withheld", "suppression", "shown"))
    ]:
        if kind in ("table", "view"):
            db.execute(f"DROP {kind} {name}")
    db.execute("DELETE FROM _sqlite_migrations WHERE name LIKE 'm011%'")
    db.conn.close()
    return registry_file


def test_a_killed_migration_is_whole_or_absent_and_the_next_one_does_the_rest(old_registry, terms, trials):
    before = old_registry.read_bytes()
    dice = random.Random(20261124)
    states = set()

    for _ in range(trials(6)):
        steps = dice.randint(1, 160)

        def migrating(stop, steps=steps):
            db = database.open_writer(old_registry)
            db.conn.set_trace_callback(countdown(steps, stop))
            migrations.migrate(db, terms)

        killed(migrating)
        db = database.open_writer(old_registry)
        states.add(len(migrations.migrations.pending(db)))
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        migrations.migrate(db, terms)
        assert (len(Store(db, terms).ids()), check.registry(Store(db, terms))) == (20, [])
        db.conn.close()
        for ending in ("-wal", "-shm"):
            old_registry.with_name(old_registry.name + ending).unlink(missing_ok=True)
        old_registry.write_bytes(before)

    assert len(states) > 1, "every kill fell on the same side of every migration"


def test_a_killed_backup_leaves_no_file_that_passes_for_one(file_registry, registry_file, listing, tmp_path, trials):
    file_registry.publish([listing(record_key=f"r{n}") for n in range(200)], DAY, "test")
    file_registry.db.conn.close()
    before, target = content(registry_file), tmp_path / "copy.db"
    dice, halves = random.Random(20261124), 0

    for _ in range(trials(6)):
        steps = dice.randint(1, 25)

        def copying(stop, steps=steps):
            def opened(path):
                db = database.open_writer(path)
                db.conn.set_progress_handler(countdown(steps, stop), 1000)
                return db

            backups.open_writer = opened
            backup(registry_file, target)

        killed(copying)
        halves += not target.exists()
        if target.exists():
            verify(target)
            target.unlink()
        for part in tmp_path.glob("*.part"):
            with pytest.raises(NotABackup):
                verify(part)
        assert content(registry_file) == before

    assert halves > 0, "no kill fell into a backup"
    assert content(backup(registry_file, target)) == before


def test_a_narrowing_that_is_killed_before_it_erased_is_finished_by_the_next_writer(
    file_registry, registry_file, listing, terms
):
    service = listing(address="12 Quokkavale Lane")
    reader = database.open_reader(registry_file)
    # While somebody reads, the log keeps every state that was written.
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM service").fetchone()
    file_registry.publish([service], DAY, "test")
    file_registry.publish([replace(service, email="a@clinic.example")], DAY, "test")
    file_registry.db.conn.close()
    hidden = replace(service, locations=(narrowed(service.locations[0], Disclosure.REGION),))

    def narrowing(stop):
        writing.erase_leftovers = lambda db: stop()
        Store(database.open_writer(registry_file), terms).publish([hidden], DAY, "test")

    assert killed(narrowing)
    reader.conn.close()
    assert b"Quokkavale" in b"".join(path.read_bytes() for path in registry_file.parent.iterdir())

    db = database.open_writer(registry_file)
    assert Store(db, terms).service(service.id).disclosure is Disclosure.REGION
    assert b"Quokkavale" not in b"".join(path.read_bytes() for path in registry_file.parent.iterdir())
    db.conn.close()
