"""A registry written out and taken in again is the same registry; and a copy of that is the same copy."""

from __future__ import annotations

import csv
import io
import shlex
import string
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.cli import main
from portal.exchange.imports import Import
from portal.exchange.layouts import Plain
from portal.exchange.open_list import as_plain_csv
from portal.mapping.checks import COLUMNS, ELIGIBILITY
from portal.registry import database, migrations
from portal.registry.cells import csv_text, plain, unquoted
from portal.registry.model import PROVINCES
from portal.registry.store import Store
from tests.portal.conftest import SOURCE

DAY = "2026-11-24"
LETTERS = string.ascii_letters + string.digits + " +-',;:\"\néÉçœ«»—ᐃᓄᒃ漢/()&<>${}`\\"
BEGINNINGS = ("", "", "-", "+", "'", "''", "'-", "'+", "＋")
"""With which a spreadsheet takes a cell for a formula, or for a text that hides one."""
texts = st.builds(
    lambda beginning, text: f"{beginning}{text}a".strip(), st.sampled_from(BEGINNINGS), st.text(LETTERS, max_size=30)
)
numbers = st.lists(
    st.builds(
        lambda area, last, more: f"{area}-555-01{last:02}{more}",
        st.sampled_from(("807", "418", "1-800")),
        st.integers(0, 99),
        st.sampled_from(("", "", " ext. 12", " poste 007")),
    ),
    max_size=2,
    unique=True,
).map(";".join)
hours = st.sampled_from(
    ("", "24/7", "Mo-Fr 08:30-12:00,13:00-16:30; PH off", 'Mo-Fr 09:00-17:00 unknown "by_appointment"')
)
maybe = st.sampled_from(("", "yes", "no"))


def codes(terms, vocabulary, most=3):
    """A cell with some codes of a vocabulary."""
    return st.lists(st.sampled_from(sorted(terms[vocabulary])), max_size=most, unique=True).map(";".join)


@st.composite
def places(draw):
    """The columns of a place, or of none."""
    level, letters = draw(st.sampled_from(("", "address", "community", "region"))), draw(st.sampled_from([*PROVINCES]))
    row = {"disclosure": level, "province": letters, "delivery": "in_person" if level else "phone"}
    if level in ("address", "community"):
        row["community"] = draw(st.sampled_from(("Thunder Bay", "Trois-Rivières", "Iqaluit ᐃᖃᓗᐃᑦ")))
    if level == "address":
        row |= {"address": draw(texts), "postal_code": draw(st.sampled_from(("", "P7B 1A1")))}
        if draw(st.booleans()):
            point = draw(st.floats(-141, -53)), draw(st.floats(42, 83))
            row |= {"longitude": f"{point[0]:.9f}", "latitude": f"{point[1]:.9f}"}
    return row


@st.composite
def lists(draw, terms):
    """Rows of the plain layout that are right, each under a key of its own."""
    keys = draw(
        st.lists(st.text(string.ascii_lowercase + string.digits, min_size=1), min_size=1, max_size=4, unique=True)
    )
    return [draw(row_of(terms, key)) for key in keys]


@st.composite
def row_of(draw, terms, key):
    """One row."""
    low = draw(st.integers(0, 60))
    return (
        dict.fromkeys(COLUMNS, "")
        | draw(places())
        | {
            "record_key": key,
            "organization_name_en": draw(texts),
            "organization_name_fr": draw(texts),
            "organization_own_name": draw(st.sampled_from(("", "ᐃᓄᐃᑦ"))),
            "organization_type": draw(st.sampled_from(("", "ngo", "legal"))),
            "governance": draw(st.sampled_from(("", "not_indigenous"))),
            "service_name_en": draw(texts),
            "description_fr": draw(texts),
            "categories": draw(st.sampled_from(("legal.aid", "food;clothing", "shelter.emergency"))),
            "populations": draw(st.sampled_from(("", "women", "youth:welcomes;men:not_for"))),
            "exploitation": draw(codes(terms, "exploitation")),
            "sectors": draw(codes(terms, "sectors")),
            "languages": draw(codes(terms, "languages")),
            "accessibility": draw(codes(terms, "accessibility")),
            "service_area": draw(st.sampled_from(("", "CA", "PR:35;PR:24", "CD:3558"))),
            "phone_crisis": draw(numbers),
            "phone_office": draw(numbers),
            "phone_text": draw(st.sampled_from(("", "807-555-0188", "686868"))),
            "email": draw(st.sampled_from(("", "office@circle.example"))),
            "website": draw(st.sampled_from(("", "https://circle.example/a?b=c"))),
            "hours_line": draw(hours),
            "hours_site": draw(hours),
            "age_min": draw(st.sampled_from(("", str(low)))),
            "age_max": draw(st.sampled_from(("", str(low + 40)))),
            **{column: draw(maybe) for column in ELIGIBILITY if column != "referral_required"},
            "referral_required": draw(st.sampled_from(("", "none", "court"))),
            "immigration_status_accepted": draw(codes(terms, "immigration_status")),
            "source_name": draw(texts),
            "source_url": draw(st.sampled_from(("", "https://list.example/page"))),
            "source_date": draw(st.sampled_from(("", "2026", "2026-09-30"))),
            "retrieved_on": DAY,
        }
    )


def imported(text, terms, caution):
    """What a file makes of an empty registry: its listings, and the registry written out."""
    db = database.open_memory()
    try:
        migrations.migrate(db, terms)
        store = Store(db, terms)
        with TemporaryDirectory() as folder:
            path = Path(folder) / "list.csv"
            path.write_text(text, encoding="utf-8", newline="")
            Import(Plain(SOURCE), store, caution, DAY).run([path], keep_good_rows=True)
        return list(store.all_services()), list(store.published()), as_plain_csv(store.published())
    finally:
        db.conn.close()


@pytest.fixture(scope="module")
def tries(trials):
    return trials(60)


def test_a_list_taken_in_written_out_and_taken_in_again_is_the_same(terms, caution, tries):
    told = {"rows": 0, "listings": 0, "hidden": 0}

    @settings(
        max_examples=tries, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
    )
    @given(lists(terms))
    def same(rows):
        text = csv_text(COLUMNS, [[row[column] for column in COLUMNS] for row in rows])

        held, shown, written = imported(text, terms, caution)
        again, shown_again, written_again = imported(written, terms, caution)

        assert again == held and shown_again == shown and written_again == written
        told["rows"] += len(rows)
        told["listings"] += len(held)
        told["hidden"] += sum(one.disclosure == "region" for one in held)

    same()
    print(told)
    # A list whose rows were all refused would be the same too.
    assert told["listings"] > told["rows"] / 2 and told["hidden"]


def test_an_import_into_the_registry_it_came_from_changes_nothing(registry, written, importing, row, tmp_path):
    importing(
        registry, written(row(), row(record_key="b", description_en="-2 degrees, +1 friend", disclosure="region"))
    )
    before, path = list(registry.all_services()), tmp_path / "out.csv"
    path.write_text(as_plain_csv(registry.published()), encoding="utf-8", newline="")

    report = importing(registry, path)

    assert (report.unchanged, report.refused) == (2, []) and list(registry.all_services()) == before


def said(state, *words):
    """What a command says of a site."""
    outcome = CliRunner().invoke(main, [str(word) for word in words], env={"PORTAL_STATE_DIR": str(state)})
    assert outcome.exit_code == 0, outcome.output
    return outcome.output


def test_one_command_writes_what_the_other_takes(written, row, tmp_path):
    about = ["--source-id", "l", "--source-name", "L’été, d'abord", "--publisher", "P", "--licence", "facts_compiled"]
    said(tmp_path / "one", "import", "csv", written(row(), row(record_key="b", disclosure="region")), *about)

    told = said(tmp_path / "one", "export", tmp_path / "out")
    _count, line = told.splitlines()
    said(tmp_path / "two", *shlex.split(line)[1:])
    said(tmp_path / "two", "export", tmp_path / "again")

    first, second = ((tmp_path / folder / "l.csv").read_bytes() for folder in ("out", "again"))
    assert first == second and first.count(b"\r\n") == 3 and b"Zibeline" in first


@given(st.text())
def test_any_text_comes_back_from_a_cell_and_none_is_a_formula(text):
    assert unquoted(plain(text)) == text or plain(text) == text
    assert not plain(text).startswith(("=", "+", "@", "\t", "\r", "\n"))


def test_a_number_below_zero_stays_a_number():
    assert (plain("-89.2477"), plain("-2+3"), plain("'-1"), plain("-1e5")) == ("-89.2477", "'-2+3", "''-1", "'-1e5")


def test_further_places_of_a_listing_are_rows_of_their_own(registry, listing):
    one = listing()
    (place,) = one.locations
    registry.publish(
        [replace(one, locations=(place, replace(place, id="second", address="14 Other Road")))], DAY, "test"
    )

    rows = list(csv.DictReader(io.StringIO(as_plain_csv(registry.published()).removeprefix("﻿"))))

    assert [(row["record_key"], row["address"]) for row in rows] == [
        ("on-clinique-juridique", "12 Zibeline Street"),
        ("on-clinique-juridique-2", "14 Other Road"),
    ]
