"""What spreadsheets save: XLSX as a table, and archives with the CSV tables of HSDS. Runs in a process with bounds.

The size of what is packed is looked at before anything is unpacked, and openpyxl reads XML through defusedxml.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from portal.registry.rules import Problem

from . import hsds
from .loose import csv_table, text_in
from .reading import Unreadable
from .table import MOST_ROWS, Record, Table, nothing_in_it, table_of, too_many

MOST_UNPACKED = 100_000_000
"""Bytes of all parts together."""
MOST_PARTS = 500
BLANK_ROWS = 20 * MOST_ROWS
"""Rows that may be looked at; a sheet that was formatted down to its end has a million."""


def packed_table(raw: bytes) -> Table:
    """An XLSX workbook, or an archive of CSV tables. Raises Unreadable."""
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            names = parts_in_bounds(archive)
            if "[Content_Types].xml" in names:
                return xlsx_table(raw)
            return tables_in(archive, [name for name in names if name.lower().endswith(".csv")])
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError):
        raise damaged() from None


def damaged() -> Unreadable:
    """The fault of a workbook or archive that cannot be opened."""
    return Unreadable(
        "the file is damaged or locked with a password; save it again as XLSX without a password",
        "le fichier est endommagé ou protégé par un mot de passe; l'enregistrer de nouveau en XLSX sans mot de passe",
    )


def parts_in_bounds(archive: zipfile.ZipFile) -> list[str]:
    """The names of the parts. Raises Unreadable when unpacking them would be too much."""
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unreadable(
            "the file holds too much once it is unpacked; keep one sheet with the rows",
            "le fichier est trop volumineux une fois décompressé; garder une seule feuille avec les lignes",
        )
    return [part.filename for part in parts]


def xlsx_table(raw: bytes) -> Table:
    """The first sheet that is not hidden. Raises Unreadable."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(BytesIO(raw), read_only=True, data_only=False, keep_links=False)
        sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), None)
    except MemoryError:
        raise
    except Exception:  # Whatever a file does to the library, it cannot be opened, and the cure is the same.
        raise damaged() from None
    if sheet is None:
        raise nothing_in_it()
    # What the sheet says of its own size is not to be believed.
    sheet.reset_dimensions()
    try:
        return sheet_table(filled_rows(sheet))
    except (Unreadable, MemoryError):
        raise
    except Exception:
        raise damaged() from None


def filled_rows(sheet: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    """The rows of a sheet that hold something, each with its number. `sheet` is openpyxl's, which has no types."""
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if any(cell.value not in (None, "") for cell in cells):
            yield number, cells
        if number > BLANK_ROWS:
            raise too_many()


def sheet_table(rows: Iterator[tuple[int, Sequence[Any]]]) -> Table:
    """The first filled row as headings, and those below."""
    _number, first = next(rows, (0, ()))
    headings = [text_of(cell).strip() for cell in first]
    while headings and not headings[-1]:
        headings.pop()
    return table_of(headings, (sheet_record(number, cells, headings) for number, cells in rows))


def sheet_record(number: int, cells: Sequence[Any], headings: Sequence[str]) -> Record:
    """One row as wide as the headings; marked where a cell holds a formula or its error, or stands beyond them."""
    beyond = any(text_of(cell) for cell in cells[len(headings) :])
    fault = Problem("", "ragged") if beyond else None
    texts = [text_of(cell) for cell in cells[: len(headings)]]
    texts += [""] * (len(headings) - len(texts))
    for cell, heading in zip(cells, headings, strict=False):
        if cell.value is not None and cell.data_type in ("f", "e"):
            fault = fault or Problem(heading, "formula")
    return Record(number, ("",) * len(headings) if fault else tuple(texts), fault)


def text_of(cell: Any) -> str:
    """A cell as a person reads it."""
    value = cell.value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def tables_in(archive: zipfile.ZipFile, names: Sequence[str]) -> Table:
    """The services of the CSV tables in an archive, which is never unpacked anywhere. Raises Unreadable."""
    tables = {}
    for name in names:
        stem = PurePosixPath(name).stem.lower()
        if stem in hsds.TABLES or stem in hsds.TABLES.values():
            tables[stem] = objects_of(archive.read(name), PurePosixPath(name).name)
    services = hsds.joined(tables)
    if not services:
        raise Unreadable(
            "the archive holds no table of services; put services.csv and organizations.csv of HSDS into it",
            "l'archive ne contient aucun tableau de services; y mettre services.csv et organizations.csv de HSDS",
        )
    return hsds.table(services)


def objects_of(raw: bytes, name: str) -> list[dict[str, str]]:
    """The rows of one table of HSDS; rows that do not fit their headings are no part of any service."""
    try:
        table = csv_table(text_in(raw, name))
    except Unreadable as fault:
        if not raw.split(b"\n", 1)[-1].strip():
            return []  # Tables with headings alone are usual there.
        raise fault.inside(name) from None
    return [dict(zip(table.headings, one.cells, strict=True)) for one in table.records if one.fault is None]
