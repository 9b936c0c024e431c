"""Counters of what is missing: one number per month, place and kind of help, and never a small one shown."""

from __future__ import annotations

import sqlite3

import pytest

from portal.registry import database, migrations, needs
from portal.registry.needs import Need
from portal.registry.store import Store
from portal.registry.vocabulary import Vocabularies
from tests.conftest import DATA


@pytest.fixture
def store():
    db = database.open_memory()
    terms = Vocabularies(DATA / "taxonomy")
    migrations.migrate(db, terms)
    yield Store(db, terms)
    db.conn.close()


def counted(store, times, month="2026-11", province="ON", community="wp:kenora", category="food"):
    for _ in range(times):
        needs.count(store, month, province, community, category)


def test_the_same_need_moves_the_same_counter(store):
    counted(store, 3)

    assert store.db.execute("SELECT * FROM unmet_need").fetchall() == [("2026-11", "ON", "wp:kenora", "food", 3)]


def test_below_five_nothing_is_published(store):
    counted(store, 4)

    assert needs.published(store, "2026-01") == []


@pytest.mark.parametrize(("times", "shown"), [(5, 5), (7, 5), (8, 10), (12, 10), (13, 15)])
def test_above_it_numbers_are_rounded_to_five(store, times, shown):
    counted(store, times)

    assert needs.published(store, "2026-01") == [Need("ON", "food", shown)]


def test_communities_and_months_are_published_together_with_their_province(store):
    counted(store, 3, month="2026-09")
    counted(store, 3, community="")
    counted(store, 40, month="2025-01")

    assert needs.published(store, "2026-01") == [Need("ON", "food", 5)]


def test_there_is_no_column_for_a_person_or_a_time(store):
    columns = [row[1] for row in store.db.execute("PRAGMA table_info(unmet_need)")]

    assert columns == ["month", "province", "community", "category", "count"]


def test_a_day_does_not_pass_for_a_month(store):
    with pytest.raises(sqlite3.IntegrityError):
        counted(store, 1, month="2026-11-24")
