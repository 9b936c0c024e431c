"""Filling a registry, and P9: the rebuild of the word index beside Whoosh's own add_document in a loop."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from whoosh import fields
from whoosh.analysis import LanguageAnalyzer
from whoosh.index import create_in

from bench import registry
from bench.figures import Figure, timed
from portal.finding.catalogue import publish
from search_index.rebuild import rebuild

MOST = 20_000
"""Documents of the rebuild beside bare Whoosh: both take as long for each of them at any size."""


def importing(site: registry.Site, size: int) -> Iterator[Figure]:
    """Rows of a plain CSV file into the registry, beside the same rows put into one bare table."""
    seconds = timed(lambda: registry.fill(site, size))
    bare = timed(lambda: bare_rows(site.csv, site.settings.state_dir / "bare.db"))
    again = timed(lambda: site.importing().run([site.csv]))
    beside = "one SQLite table, no checks"
    yield Figure("", "import", size, size / seconds, "rows/s", size / bare, beside)
    yield Figure("", "import again, nothing changed", size, size / again, "rows/s", size / bare, beside)


def bare_rows(path: Path, target: Path) -> None:
    """A CSV file into one table of text columns, unchecked."""
    connection = sqlite3.connect(target)
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        connection.execute(f"CREATE TABLE rows ({', '.join(header)})")
        connection.executemany(f"INSERT INTO rows VALUES ({', '.join('?' * len(header))})", reader)
    connection.commit()
    connection.close()


def figures(site: registry.Site, size: int, folder: Path) -> Iterator[Figure]:
    """The catalogue kept anew, and P9."""
    yield Figure(
        "", "catalogue kept anew", size, timed(lambda: publish(site.store, site.places, site.settings.catalogue)), "s"
    )
    documents = site.documents()[:MOST]
    ours = timed(lambda: rebuild(documents, folder / "ours"))
    bare = timed(lambda: bare_whoosh(documents, folder / "bare-whoosh"))
    yield Figure("P9", "index rebuild", len(documents), ours, "s", bare, "bare Whoosh add_document", 1.1)


def bare_whoosh(documents: Iterable[dict[str, Any]], folder: Path) -> None:
    """The same documents as Whoosh's manual would index them: text fields with an analyzer of each language."""
    folder.mkdir()
    texts = {
        f"{kind}_{lang}": fields.TEXT(LanguageAnalyzer(lang)) for kind in ("names", "text") for lang in ("en", "fr")
    }
    index = create_in(str(folder), fields.Schema(id=fields.ID(unique=True, stored=True), codes=fields.KEYWORD, **texts))
    writer = index.writer(limitmb=256)
    for document in documents:
        writer.add_document(**{name: value for name, value in document.items() if name != "version"})
    writer.commit(merge=False)
