"""Listings and templates as workbooks. Nothing in them is ever a formula."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO

from portal.mapping.looking import Sheet
from portal.registry.cells import FORMULA

from .headings import SEVERAL, TAKEN

WIDTH = 24
ROWS_TO_FILL = 500
"""Of a template: how many rows offer their pick lists."""


def rows_of(sheets: Iterable[Sheet]) -> list[list[str]]:
    """Listings as rows of an upload's columns. Each key is the listing's own id, by which a change finds it again."""
    return [[sheet.id, *(sheet.row[column] for column in TAKEN[1:])] for sheet in sheets]


def workbook(
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    choices: Mapping[str, Sequence[str]],
    titles: tuple[str, str],
) -> bytes:
    """An XLSX workbook: the rows under headings of TAKEN, and a sheet with what may be chosen in each column.

    `choices` are by column; `titles` name the two sheets.
    """
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = titles[0]
    for number, row in enumerate([headings, *rows], 1):
        for place, text in enumerate(row, 1):
            write(sheet, number, place, text)
    sheet.freeze_panes = "B2"
    offer(book, sheet, choices, titles[1])
    for place in range(1, len(headings) + 1):
        sheet.column_dimensions[letters(place)].width = WIDTH
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def write(sheet: object, row: int, column: int, text: str) -> None:
    """One cell, as text whatever it begins with; marks that no workbook may hold are left out."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font

    if not text:
        return
    cell = sheet.cell(row, column)  # type: ignore[attr-defined]
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"
    # Also for whoever edits the cell later: the spreadsheet then keeps it as text.
    cell.quotePrefix = text.startswith(FORMULA)
    cell.number_format = "@"
    if row == 1:
        cell.font = Font(bold=True)


def letters(place: int) -> str:
    """The letters of a column, counted from 1."""
    from openpyxl.utils import get_column_letter

    name: str = get_column_letter(place)
    return name


def offer(book: object, sheet: object, choices: Mapping[str, Sequence[str]], title: str) -> None:
    """Pick lists for the columns that have them. Where several may stand in a cell, others may be typed in."""
    from openpyxl.worksheet.datavalidation import DataValidation

    listed = book.create_sheet(title)  # type: ignore[attr-defined]
    for place, (column, offered) in enumerate(choices.items(), 1):
        for number, text in enumerate([column, *offered], 1):
            write(listed, number, place, text)
        listed.column_dimensions[letters(place)].width = WIDTH
        there = f"'{title}'!${letters(place)}$2:${letters(place)}${len(offered) + 1}"
        rule = DataValidation("list", formula1=there, allow_blank=True, showErrorMessage=column not in SEVERAL)
        cell = letters(TAKEN.index(column) + 1)
        rule.add(f"{cell}2:{cell}{ROWS_TO_FILL}")
        sheet.add_data_validation(rule)  # type: ignore[attr-defined]
