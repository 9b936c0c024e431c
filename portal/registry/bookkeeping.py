"""Questions about the registry as a whole: its counter, sources and counts, what an index has still to learn, damage.

Ids and figures come out, and never what a listing says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from sqlite_utils import Database

from .folding import quoted
from .model import Source

BATCH = 400

Item = TypeVar("Item")


class Bookkeeping:
    """The registry counted, and never changed."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def revision(self) -> int:
        """The registry's counter; it moves with every change anyone could see."""
        return int(self.db.execute("SELECT revision FROM registry").fetchone()[0])

    def sources(self) -> list[Source]:
        """Every source, by name."""
        return [Source(**row) for row in self.db.query("SELECT * FROM source ORDER BY name, id")]

    def source_counts(self) -> dict[str, int]:
        """How many published listings rest on each source."""
        return self._counts(
            "SELECT source_id, count(*) FROM source_record JOIN shown ON shown.id = service_id GROUP BY 1"
        )

    def counts(self) -> dict[str, int]:
        """How many published listings each province has, by its two letters; '' for national ones."""
        return self._counts("SELECT province, count(*) FROM shown GROUP BY 1")

    def category_counts(self) -> dict[str, int]:
        """How many published listings each category has."""
        return self._counts(
            "SELECT code, count(*) FROM service_term JOIN shown ON shown.id = service_id"
            " WHERE taxonomy = 'categories' GROUP BY 1"
        )

    def _counts(self, query: str) -> dict[str, int]:
        return {row[0]: row[1] for row in self.db.execute(query)}

    def last_change(self) -> str:
        """The day of the newest change that may be known, YYYY-MM-DD; empty when there is nothing yet.

        A draft, or a move of a house that shows only its area, must not be felt from outside: not even by its day.
        """
        # The newest first, by their index, until one may be known: not a look at each listing for every page.
        query = (
            "SELECT changed_on FROM shown WHERE NOT EXISTS"
            " (SELECT 1 FROM location WHERE service_id = shown.id AND disclosure <> 'address')"
            " ORDER BY changed_on DESC LIMIT 1"
        )
        newest = self.db.execute(query).fetchone()
        return str(newest[0]) if newest else ""

    def keys(self, source_id: str) -> dict[str, str]:
        """Record keys of one source that are not marked as gone, with the id of their listing."""
        query = "SELECT record_key, service_id FROM source_record WHERE source_id = ? AND gone_since = ''"
        return {row[0]: row[1] for row in self.db.execute(query, [source_id])}

    def changed_since(self, revision: int) -> list[str]:
        """Ids of listings that changed after this revision of the registry, whatever their state now."""
        # Sorted here: asked for an order, SQLite walks all ids instead of the few that its index of changes names.
        return sorted(row[0] for row in self.db.execute("SELECT id FROM service WHERE changed_at > ?", [revision]))

    def given_back(self) -> list[str]:
        """Listings of which nothing is held any more: whoever still has something of them must let go of it."""
        query = (
            "SELECT service_id FROM redaction WHERE level = 'withdrawn' AND service_id NOT IN (SELECT id FROM service)"
        )
        return [row[0] for row in self.db.execute(query)]

    def unindexed(self) -> list[str]:
        """Listings the word index has still to learn or to forget."""
        return [row[0] for row in self.db.execute("SELECT service_id FROM unindexed ORDER BY 1")]

    def emptied(self, ids: Sequence[str]) -> dict[str, int]:
        """Those of these listings that were narrowed, each with the last of its revisions that was erased for it."""
        found: dict[str, int] = {}
        for some in batched(ids, BATCH):
            marks = ",".join("?" * len(some))
            query = f"SELECT service_id, max(number) FROM revision WHERE snapshot = '' AND service_id IN ({marks})"
            found |= {row[0]: row[1] for row in self.db.execute(f"{query} GROUP BY 1", some)}
        return found

    def plain_ids(self, words: str, limit: int = 2000) -> list[str]:
        """Listings that hold all of these words, best first, straight from the database.

        Knows no grammar: whatever is typed is cut into at most eight words and quoted.
        """
        match = quoted(words)
        if not match:
            return []
        query = (
            "SELECT service_id FROM plain_words WHERE plain_words MATCH ? ORDER BY bm25(plain_words, 0, 4, 1) LIMIT ?"
        )
        return [row[0] for row in self.db.execute(query, [match, limit])]

    def broken_references(self) -> list[str]:
        """Tables with rows that point to nothing; empty in a sound registry."""
        return sorted({row[0] for row in self.db.execute("PRAGMA foreign_key_check")})

    def without_source(self) -> list[str]:
        """Listings that no source vouches for, which no other question here finds; empty in a sound registry."""
        query = "SELECT id FROM service WHERE id NOT IN (SELECT service_id FROM source_record) ORDER BY id"
        return [row[0] for row in self.db.execute(query)]

    def unrecorded(self) -> list[str]:
        """Listings whose present revision no row of the record tells of; empty in a sound registry."""
        query = (
            "SELECT id FROM service WHERE NOT EXISTS (SELECT 1 FROM audit WHERE about = service.id"
            " AND json_extract(details, '$.revision') = service.revision) ORDER BY id"
        )
        return [row[0] for row in self.db.execute(query)]

    def damage(self) -> list[str]:
        """What SQLite itself finds wrong with the file; empty when it is sound."""
        return [row[0] for row in self.db.execute("PRAGMA integrity_check") if row[0] != "ok"]


def batched(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items in lists of `size`."""
    iterator = iter(items)
    while some := list(islice(iterator, size)):
        yield some
