"""Cells of a table for a spreadsheet: text, and never a formula, whoever wrote it."""

from __future__ import annotations

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def plain(cell: str) -> str:
    """A cell that is text and nothing else."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
