"""How the registry is written: all or nothing, in the record, and in step with the plain search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from sqlite_utils import Database

from . import audit, lists
from .database import erase_leftovers, must_erase, path_of, together
from .disclosure import NOTHING, PublicService, without
from .folding import folded
from .model import Service, Source
from .questions import Questions
from .recent import Recent
from .vocabulary import Vocabularies


class Writer(Questions):
    """The registry, with the means of writing to it."""

    def __init__(self, db: Database, terms: Vocabularies, recent: Recent[str, PublicService] | None = None) -> None:
        super().__init__(db, terms, recent)
        self._narrowed = False
        self._decided = False
        """Whether the lists that stand beside the registry changed."""

    @contextmanager
    def together(self) -> Iterator[None]:
        """Keep every write inside, or none; see database.together.

        When a disclosure level was tightened inside, nothing of the old value can be read from the file after.
        """
        if self.db.conn.in_transaction:
            yield
            return
        try:
            with together(self.db):
                yield
                if self._narrowed:
                    must_erase(self.db)
            if self._decided and (path := path_of(self.db)):
                lists.keep(path, self.lists())
            if self._narrowed:
                erase_leftovers(self.db)
        finally:
            self._narrowed = self._decided = False

    def audit(self, *acts: audit.Event) -> None:
        """Add these to the record. Stands inside `together()`, beside the change itself; see audit.append."""
        audit.append(self.db, *acts)

    def erase_afterwards(self) -> None:
        """When this `together` ends, leave nothing of what was deleted in it to be read from the file."""
        self._narrowed = True

    def add_source(self, source: Source) -> None:
        """Keep a source, or what is newer about it."""
        with self.together():
            known = {one.id: one for one in self.sources()}
            if known.get(source.id) != source:
                self.db.table("source").upsert(asdict(source), pk="id")
            # A new source has no listings yet; what is said of one that has some is said on each of them.
            if known.get(source.id, source) != source:
                self._move()

    def indexed(self, ids: Sequence[str], revision: int) -> None:
        """The word index has learned these as they were at a revision; what changed later stays to be learned."""
        with self.together():
            self.db.conn.executemany(
                "DELETE FROM unindexed WHERE service_id = ? AND noted_at <= ?", [(one, revision) for one in ids]
            )

    def _to_be_learned(self, ids: Sequence[str]) -> None:
        """Note for the word index that what it holds of these is old from the next revision on."""
        at = self.revision() + 1
        self._insert("unindexed", [{"service_id": one, "noted_at": at} for one in ids], ("service_id",))

    def _shown_otherwise(self, service: Service) -> None:
        """What anyone sees of a listing has changed, though the listing has not."""
        self._decided = True
        held = self.withheld([service.id]).get(service.id, NOTHING)
        self._delete_plain_words([service.id])
        self._insert("plain_words", [self._plain_words(without(service, held))])
        self.db.execute("UPDATE service SET changed_at = ? WHERE id = ?", [self.revision() + 1, service.id])
        self._to_be_learned([service.id])
        self._move()

    def _insert(self, table: str, new: list[dict[str, Any]], key: tuple[str, ...] = ()) -> None:
        """Many rows of one shape at once; with a key, a row that exists is updated in place.

        Not sqlite-utils' insert_all: that builds one statement per hundred rows, this one for all (4 times
        as fast over the ten tables of a listing).
        """
        if not new:
            return
        columns = list(new[0])
        changes = ", ".join(f"{column} = excluded.{column}" for column in columns if column not in key)
        conflict = f" ON CONFLICT ({', '.join(key)}) DO {'UPDATE SET ' + changes if changes else 'NOTHING'}"
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        statement = f"INSERT INTO {table} ({names}) VALUES ({marks})" + (conflict if key else "")
        self.db.conn.executemany(statement, [tuple(row.values()) for row in new])

    def _delete(self, table: str, ids: Sequence[str]) -> None:
        self.db.conn.executemany(f"DELETE FROM {table} WHERE service_id = ?", [(i,) for i in ids])

    def _delete_plain_words(self, ids: Sequence[str]) -> None:
        """FTS5 finds a row by its number alone; which number a listing has stands in the table of its contents."""
        self.db.conn.executemany(
            "DELETE FROM plain_words WHERE rowid IN (SELECT id FROM plain_words_content WHERE c0 = ?)",
            [(i,) for i in ids],
        )

    def _plain_words(self, service: Service) -> dict[str, str]:
        """The public words of a listing, both languages, with the labels of its categories."""
        names = (service.organization.name, service.name)
        labels = [self.terms["categories"].label(code) for code in service.categories]
        places = [place.community for place in service.locations]
        return {
            "service_id": service.id,
            "names": folded(" ".join([*(f"{n.en} {n.fr}" for n in names), service.organization.own_name])),
            "words": folded(
                " ".join(
                    [
                        service.description.en,
                        service.description.fr,
                        *(f"{label.en} {label.fr}" for label in labels),
                        *places,
                    ]
                )
            ),
        }

    def _move(self) -> None:
        self.db.execute("UPDATE registry SET revision = revision + 1")
