"""Opens the registry's SQLite file, the only place that does. Readers cannot write; writers take turns.

Why each setting: foreign keys are off in SQLite unless asked for. `secure_delete` overwrites what is deleted,
because a withdrawn address left in a free page is still an address. `synchronous=FULL` keeps what was
acknowledged through a power cut. Write-ahead logging lets people read while one writes; SQLite releases
before 3.51.3 can damage a file when two connections write or checkpoint it at the same moment, so every
write and every checkpoint here happens under one lock that all processes share.
"""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

WAIT_SECONDS = 30.0


class NotReady(Exception):
    """There is no registry at this path, or it cannot be read."""


def open_reader(path: Path) -> Database:
    """The registry for reading only; anything that would change it raises.

    Raises NotReady when there is no file or it is no database.
    """
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=WAIT_SECONDS)
        connection.execute("PRAGMA query_only = ON")
        connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.Error as error:
        raise NotReady(type(error).__name__) from error
    return Database(connection)


def open_writer(path: Path) -> Database:
    """The registry for reading and writing; makes the file, readable by its owner alone, when there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    connection = sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)
    with write_lock(path):
        for pragma in (
            "journal_mode = WAL",
            "foreign_keys = ON",
            "secure_delete = ON",
            "synchronous = FULL",
            "wal_autocheckpoint = 0",
        ):
            connection.execute(f"PRAGMA {pragma}").fetchall()
    db = Database(connection)
    if connection.execute("PRAGMA user_version").fetchone()[0] == ERASING:
        erase_leftovers(db)
    return db


def open_memory() -> Database:
    """A registry that exists only in memory, with the same rules, for tests and trials."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA foreign_keys = ON")
    return Database(connection)


def path_of(db: Database) -> Path | None:
    """The file behind a connection; None when it lives in memory."""
    name = db.execute("SELECT file FROM pragma_database_list WHERE name = 'main'").fetchone()[0]
    return Path(name) if name else None


@contextmanager
def write_lock(path: Path) -> Iterator[None]:
    """Hold the one lock that all writing processes share. The operating system frees it if we are killed."""
    with path.with_name(path.name + ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def together(db: Database) -> Iterator[None]:
    """Keep every write inside, or none. Takes the write lock at once, so a read inside stays true.

    Inside another `together` it simply belongs to it.
    """
    if db.conn.in_transaction:
        yield
        return
    path = path_of(db)
    if path is None:
        with transaction(db):
            yield
        return
    with write_lock(path):
        with transaction(db):
            yield
        db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """BEGIN IMMEDIATE to COMMIT. Plain BEGIN would let two writers start and one fail half way."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.conn.in_transaction:
            db.execute("ROLLBACK")
        raise


ERASING = 1
"""In the file's `user_version` while something in it is still to be erased."""


def must_erase(db: Database) -> None:
    """Note, in the change itself, that its leftovers are to be erased: if we die, whoever writes next does it."""
    db.execute(f"PRAGMA user_version = {ERASING}")


def erase_leftovers(db: Database) -> None:
    """Rewrite the file and empty its log, so that nothing deleted can be read back from either."""
    path = path_of(db)
    if path is None:
        db.execute("VACUUM")
        return
    with write_lock(path):
        db.execute("VACUUM")
        db.execute("PRAGMA user_version = 0")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
