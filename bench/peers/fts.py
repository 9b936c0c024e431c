"""SQLite FTS5 for the words, the site's own columns for the rest."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from bench.combined import Corpus, Plain, Reply, over_columns
from portal.finding.catalogue import Catalogue


def built(corpus: Corpus, path: Path) -> sqlite3.Connection:
    """A contentless table, one row for each catalogue row, merged into one segment."""
    table = sqlite3.connect(path)
    table.execute("CREATE VIRTUAL TABLE words USING fts5 (tokens, content = '', tokenize = 'ascii')")
    rows = ((row, tokens) for row, tokens in enumerate(corpus.tokens) if tokens)
    table.executemany("INSERT INTO words (rowid, tokens) VALUES (?, ?)", rows)
    table.execute("INSERT INTO words (words) VALUES ('optimize')")
    table.commit()
    return table


def design(table: sqlite3.Connection, catalogue: Catalogue) -> Callable[[Plain], Reply]:
    """Asks it."""

    def ask(asked: Plain) -> Reply:
        match = " AND ".join("(" + " OR ".join(word) + ")" for word in asked.words)
        mask = catalogue.none()
        mask[[row for (row,) in table.execute("SELECT rowid FROM words WHERE words MATCH ?", [match])]] = True
        return over_columns(mask, asked, catalogue)

    return ask
