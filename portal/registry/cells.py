"""Cells of a table for a spreadsheet: text, and never a formula, whoever wrote it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What one spreadsheet or another takes for the beginning of a formula, the wide signs of East Asian text included."""
NUMBER = re.compile(r"-\d{1,3}(\.\d{1,20})?", re.ASCII)
"""A number below zero, such as a longitude, which no spreadsheet takes for anything else."""


def plain(cell: str) -> str:
    """A cell of CSV that is text, or a number, and nothing else. `unquoted` is the way back."""
    return f"'{cell}" if cell.lstrip("'").startswith(FORMULA) and not NUMBER.fullmatch(cell) else cell


def unquoted(cell: str) -> str:
    """The text of a cell that `plain`, or a spreadsheet, put an apostrophe before."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA) else cell


def csv_text(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as CSV, without a formula; the mark at its start tells a spreadsheet that it is UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([plain(cell) for cell in row] for row in rows)
    return "\ufeff" + text.getvalue()
