"""The lists of decisions as a file beside the registry, so that a restored copy cannot bring back what they ended.

They hold ids and digests only; see decisions.py. The file is written anew after every decision.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

from . import database
from .rows import Row

Lists = Mapping[str, Sequence[Row]]


def file_of(registry: Path) -> Path:
    """Where the lists of a registry lie."""
    return registry.with_name(registry.name + ".decisions")


def keep(registry: Path, lists: Lists) -> None:
    """Write the lists beside the registry, whole or not at all."""
    aside = file_of(registry).with_suffix(".decisions-part")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump({table: [dict(row) for row in rows] for table, rows in lists.items()}, file, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    os.replace(aside, file_of(registry))


def read(file: Path) -> Lists:
    """The lists in a file. Raises ValueError when it is none."""
    lists = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(lists, dict) or not all(isinstance(rows, list) for rows in lists.values()):
        raise ValueError("is no file of decisions")
    return lists


def of(registry: Path, tables: Sequence[str]) -> list[Lists]:
    """Every list that is to be had of the registry at this path: its own tables, where it can be read, and the file."""
    found: list[Lists] = []
    try:
        db = database.open_reader(registry)
        try:
            found.append({table: list(db.query(f"SELECT * FROM {table}")) for table in tables})
        finally:
            db.conn.close()
    except (database.NotReady, sqlite3.Error):
        pass  # A registry that is being replaced may be damaged; then the file beside it has to do.
    if file_of(registry).is_file():
        found.append(read(file_of(registry)))
    return found
