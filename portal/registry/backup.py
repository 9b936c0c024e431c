"""Copies of the registry that are whole, and putting one back. Only the registry needs a backup.

The index, the maps and the geography are rebuilt from it, and are never restored from elsewhere: an index
file can run code.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from . import lists
from .database import open_writer, write_lock
from .lists import Lists
from .migrations import migrate
from .questions import KEYS
from .store import Store
from .vocabulary import Vocabularies


class NotABackup(Exception):
    """The file is no whole copy of a registry."""


def backup(registry: Path, target: Path) -> Path:
    """Write a copy to `target`, checked, with nothing in it that was deleted.

    Raises FileExistsError when the target exists, NotABackup when no copy can be made.
    VACUUM INTO reads one state of the registry while others may write.
    """
    if target.exists():
        raise FileExistsError(f"{target} exists; choose another name")
    if not registry.is_file():
        raise NotABackup(f"there is no registry at {registry}; nothing was copied")
    aside = target.with_name(target.name + ".part")
    aside.unlink(missing_ok=True)
    db = open_writer(registry)
    try:
        db.execute("VACUUM INTO ?", [str(aside)])
    except sqlite3.OperationalError as error:
        raise NotABackup(f"{target} cannot be written; choose a folder that exists and has room") from error
    finally:
        db.conn.close()
    aside.chmod(0o600)
    verify(aside)
    synced_rename(aside, target)
    return target


def restore(source: Path, registry: Path, terms: Vocabularies, day: str, more: Sequence[Lists] = ()) -> list[str]:
    """Put a copy in the place of the registry, all at once; returns the ids of listings that had to be hidden again.

    What was narrowed, withheld, withdrawn or suppressed since the copy was made stays so: the lists of the present
    registry, those beside it and `more` are enforced on the copy before it takes its place.
    Raises NotABackup and changes nothing if it is none.
    """
    verify(source)
    registry.parent.mkdir(parents=True, exist_ok=True)
    aside = registry.with_name(registry.name + ".restoring")
    shutil.copyfile(source, aside)
    aside.chmod(0o600)
    try:
        changed = enforced(aside, [*lists.of(registry, tuple(KEYS)), *more], terms, day)
        with write_lock(registry):
            for ending in ("-wal", "-shm"):
                registry.with_name(registry.name + ending).unlink(missing_ok=True)
            if lists.file_of(aside).is_file():
                os.replace(lists.file_of(aside), lists.file_of(registry))
            synced_rename(aside, registry)
    finally:
        for path in registry.parent.glob(aside.name + "*"):
            path.unlink()
    return changed


def enforced(copy: Path, given: Sequence[Lists], terms: Vocabularies, day: str) -> list[str]:
    """Make a copy obey these lists, at the newest schema; returns the ids of the listings that changed."""
    db = open_writer(copy)
    try:
        migrate(db, terms)
        store = Store(db, terms)
        with store.together():
            changed = [i for one in given for i in store.enforce(one, day, "command:restore")]
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        db.conn.close()
    return sorted(set(changed))


def verify(path: Path) -> None:
    """Raise NotABackup unless the file is a sound SQLite database with a registry in it."""
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            connection.execute("SELECT revision FROM registry").fetchone()
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise NotABackup(f"{path} is no copy of a registry; choose another file") from error
    if not sound:
        raise NotABackup(f"{path} is damaged; choose another file")


def synced_rename(aside: Path, target: Path) -> None:
    """Rename once the bytes are on the disk, so that a power cut leaves the old file or the new one."""
    with aside.open("rb") as file:
        os.fsync(file.fileno())
    os.replace(aside, target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
