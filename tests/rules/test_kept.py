"""What the site keeps is written down, column by column: a seizure or a court order finds nothing else."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from portal import kept
from portal.cli import main
from portal.registry import database, migrations
from portal.registry.vocabulary import Vocabularies
from tests.conftest import DATA

VISITOR = re.compile(
    r"(^|_)(ip|address_of|agent|browser|query|question|search|session|cookie|referr?er|visitor|phone_of|position_of|"
    r"last_seen|device|fingerprint)($|_)"
)


@pytest.fixture(scope="module")
def tables():
    db = database.open_memory()
    migrations.migrate(db, Vocabularies(DATA / "taxonomy"))
    found = {name: [column.name for column in db.table(name).columns] for name in db.table_names()}
    db.conn.close()
    return found


def test_every_column_of_the_registry_is_declared(tables):
    assert list(kept.undeclared_columns(tables)) == []


def test_nothing_is_declared_that_does_not_exist(tables):
    assert set(kept.TABLES) <= set(tables)
    assert [name for name, one in kept.TABLES.items() if not set(one.columns) <= set(tables[name])] == []


def test_a_new_column_or_table_would_be_noticed(tables):
    more = {**tables, "phone": [*tables["phone"], "called_by"], "visit": ["ip"]}

    assert list(kept.undeclared_columns(more)) == ["phone.called_by", "visit"]


def test_every_file_of_the_state_is_declared(state):
    files = [path.relative_to(state).as_posix() for path in state.rglob("*") if path.is_file()]

    assert files and kept.undeclared_files(files) == []
    assert kept.undeclared_files(["access.log", "index/one/two"]) == ["access.log"]


def test_every_entry_says_what_for_and_how_long():
    for name, one in {**kept.TABLES, **kept.FILES}.items():
        assert one.purpose and one.until, name


def test_no_column_is_about_a_visitor(tables):
    named = [f"{table}.{column}" for table, columns in tables.items() for column in columns if VISITOR.search(column)]

    assert named == []


@pytest.mark.parametrize("column", ["ip", "client_ip", "user_agent", "last_query", "session_id", "referer"])
def test_a_column_about_a_visitor_would_be_noticed(column):
    assert VISITOR.search(column)


def test_one_command_says_it_all_and_names_what_is_not_declared(tmp_path, monkeypatch):
    monkeypatch.setenv("PORTAL_STATE_DIR", str(tmp_path))

    done = CliRunner().invoke(main, ["kept"])
    (tmp_path / "access.log").write_text("who was here")
    again = CliRunner().invoke(main, ["kept"])

    assert done.exit_code == 0 and "never kept: network addresses" in done.output
    assert all(f"table {name}:" in done.output for name in kept.TABLES)
    assert again.exit_code == 1 and "NOT DECLARED: access.log" in again.output
