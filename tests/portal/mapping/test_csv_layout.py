"""The documented layout is the one that is read, and its example can be imported as it stands."""

import csv
import io
import re
from pathlib import Path

from portal.mapping.checks import COLUMNS, ELIGIBILITY

LAYOUT = (Path(__file__).parents[3] / "docs" / "csv-layout.md").read_text(encoding="utf-8")


def documented():
    """Column and what it takes, from the table of the document."""
    return re.findall(r"^\| `([a-z_]+)` \| (.+?) \|$", LAYOUT, re.MULTILINE)


def example():
    return re.search(r"```csv\n(.+?)```", LAYOUT, re.DOTALL)[1]


def test_every_column_is_documented_in_its_order_and_no_other():
    assert [column for column, _takes in documented()] == COLUMNS


def test_every_choice_a_column_offers_is_documented():
    takes = dict(documented())
    for column, choices in ELIGIBILITY.items():
        assert all(f"`{choice}`" in takes[column] for choice in choices), column


def test_the_example_can_be_imported(registry, tmp_path, importing):
    path = tmp_path / "example.csv"
    path.write_text(example(), encoding="utf-8")

    report = importing(registry, path)

    assert (report.read, report.created, report.refused) == (2, 2, [])
    assert report.places_dropped == 0


def test_the_example_fills_every_column_and_invents_its_phones():
    rows = list(csv.DictReader(io.StringIO(example())))

    assert {column for column in COLUMNS if not any(row[column] for row in rows)} == {"note"}
    for row in rows:
        for column in (c for c in COLUMNS if c.startswith("phone_") and row[c]):
            assert re.search(r"555-01\d\d", row[column]), row[column]
