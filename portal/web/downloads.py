"""Tables as files for a spreadsheet. What is in them is decided elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import Response

from portal.registry.cells import csv_text

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_file(name: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    """A table with its columns named, as CSV."""
    return attached(name, csv_text(columns, rows), CSV)


def xlsx_file(name: str, book: bytes) -> Response:
    """A workbook."""
    return attached(name, book, XLSX)


def attached(name: str, body: str | bytes, kind: str) -> Response:
    """A file to be saved."""
    response = Response(body, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
