"""The process that opens what somebody uploads: it is held in bounds, knows no secret, and writes nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from portal.exchange import intake
from portal.exchange.intake import LARGEST_UPLOAD, MEMORY, SECONDS, opened
from portal.exchange.reading import Unreadable

LIST = b"service_name_en,categories\nLine,crisis.line\n"


def in_bounds(code):
    """What a process says that is bound as the one that opens files."""
    bound = f"import resource; from portal.exchange.intake import bound; bound(); {code}"
    return subprocess.run([sys.executable, "-c", bound], capture_output=True, text=True, check=False)


def test_a_table_comes_back_as_it_stands():
    table = opened(LIST)

    assert table.headings == ("service_name_en", "categories")
    assert [(row.number, row.cells, row.fault) for row in table.records] == [(2, ("Line", "crisis.line"), None)]


def test_it_gets_no_more_memory_than_its_bound():
    assert in_bounds("print(len(bytearray(1000)))").stdout == "1000\n"
    assert "MemoryError" in in_bounds(f"bytearray({MEMORY})").stderr


def test_it_gets_no_more_time_than_its_bound():
    assert in_bounds("print(resource.getrlimit(resource.RLIMIT_CPU))").stdout == f"({SECONDS}, {SECONDS})\n"


def test_it_writes_no_file(tmp_path):
    assert (
        "File too large" in in_bounds(f"import pathlib; pathlib.Path({str(tmp_path / 'x')!r}).write_text('x')").stderr
    )


def test_it_is_given_nothing_of_the_sites_own_environment(monkeypatch):
    given, really = {}, subprocess.run

    def run(*args, **more):
        given.update(more["env"])
        return really(*args, **more)

    monkeypatch.setenv("PORTAL_SECRET_KEY", "quokka" * 9)
    monkeypatch.setattr(subprocess, "run", run)

    opened(LIST)

    assert given and "quokka" not in repr(given)


def test_what_takes_too_long_is_stopped(monkeypatch):
    monkeypatch.setattr(intake, "PATIENCE_SECONDS", 0.01)

    with pytest.raises(Unreadable, match="too long or too much memory"):
        opened(LIST)


def test_whoever_comes_while_others_are_read_is_told_so(monkeypatch):
    monkeypatch.setattr(intake, "PATIENCE_SECONDS", 0.01)

    with intake._one_at_a_time, pytest.raises(Unreadable, match="other files"):
        opened(LIST)


def test_what_is_too_large_is_not_even_opened(monkeypatch):
    monkeypatch.setattr(intake, "asked", None)

    with pytest.raises(Unreadable, match="5 MB"):
        opened(b"x" * (LARGEST_UPLOAD + 1))
