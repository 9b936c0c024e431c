"""Several processes write at once: each reads, decides and writes, and no one's work is lost or refused."""

from __future__ import annotations

from multiprocessing import get_context
from pathlib import Path

from portal.registry import database

WRITERS, EACH = 4, 25


def adds(path: Path) -> None:
    """Read a number and write the next one, again and again. Raises whatever a write raises."""
    db = database.open_writer(path)
    try:
        for _ in range(EACH):
            with database.together(db):
                (number,) = db.execute("SELECT revision FROM registry").fetchone()
                db.execute("UPDATE registry SET revision = ?", [number + 1])
    finally:
        db.conn.close()


def test_what_several_processes_write_at_once_is_all_there(file_registry, registry_file):
    before = file_registry.revision()
    processes = [get_context("spawn").Process(target=adds, args=(registry_file,)) for _ in range(WRITERS)]

    for process in processes:
        process.start()
    for process in processes:
        process.join()

    assert [process.exitcode for process in processes] == [0] * WRITERS
    assert file_registry.revision() == before + WRITERS * EACH
