"""An import that is killed half way leaves the registry as it was, and the next one does the whole work."""

import os
import random
import signal

import pytest

from portal.registry import check
from portal.registry.database import open_writer
from portal.registry.store import Store

ROWS = 600
KILLS = 5
WRITES = 20
"""No more than the bursts of rows such an import writes, so that each kill falls between two of them."""


@pytest.fixture
def many(written, row):
    """A file of many rows."""
    return written(*(row(record_key=f"r{n}", description_en=f"Number {n}.") for n in range(ROWS)), name="many.csv")


@pytest.fixture
def killed(registry_file, terms, importing, many):
    """Imports in a process of its own and kills it after that many rows read, or bursts of rows written."""

    def kill(rows=0, writes=0):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                store = Store(open_writer(registry_file), terms)
                store._insert = then(store._insert, stop_after(writes, writing))
                importing(store, many, progress=stop_after(rows, writing))
            finally:
                os._exit(0)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            assert pipe.read(1) == b"!", "the import ended before it could be killed"
            os.kill(child, signal.SIGKILL)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL

    return kill


def stop_after(steps, pipe):
    """Called once for each step; at the last one it says so and waits for its end."""
    left = iter(range(steps - 1, -1, -1))

    def step(*_):
        if next(left, None) == 0:
            os.write(pipe, b"!")
            signal.pause()

    return step


def then(first, second):
    def both(*given):
        first(*given)
        second()

    return both


def content(path):
    db = open_writer(path)
    try:
        return list(db.conn.iterdump())
    finally:
        db.conn.close()


def test_a_killed_import_changes_nothing_and_the_next_one_does_it_all(
    file_registry, registry_file, listing, killed, importing, many, terms, trials
):
    file_registry.publish([listing(record_key=f"r{n}") for n in range(0, ROWS, 3)], "2026-11-24", "test")
    file_registry.db.conn.close()
    before = content(registry_file)
    dice = random.Random(20261124)

    for moment in ({"rows": ROWS // 2}, *({"writes": dice.randint(1, WRITES)} for _ in range(trials(KILLS)))):
        killed(**moment)
        assert content(registry_file) == before, moment

    db = open_writer(registry_file)
    store = Store(db, terms)
    report = importing(store, many)
    assert (report.created, report.changed) == (ROWS - ROWS // 3, ROWS // 3)
    assert check.registry(store) == []
    db.conn.close()
