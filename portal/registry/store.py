"""Every question asked of the registry, one method each. All of its SQL but the schema stands here.

Dataclasses come out, never rows. What leaves through `public*` has passed `disclosure.for_public`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from typing import Any, TypeVar

from sqlite_utils import Database

from . import rows
from .database import erase_leftovers, together
from .disclosure import PublicService, for_public
from .folding import folded, quoted
from .model import NARROWNESS, Disclosure, Service, Source
from .rules import Problem, problems
from .vocabulary import Vocabularies

BATCH = 400

Item = TypeVar("Item")

SERVICE = """
    SELECT service.*, organization.name_en AS organization_name_en, organization.name_fr AS organization_name_fr,
           organization.own_name, organization.type, organization.governance,
           organization.website AS organization_website, organization.email AS organization_email,
           source_record.source_id, source_record.record_key, source_record.url, source_record.page,
           source_record.facts_date, source_record.retrieved_on, source_record.gone_since
    FROM service
    JOIN organization ON organization.id = service.organization_id
    JOIN source_record ON source_record.service_id = service.id
"""


class Broken(Exception):
    """A listing breaks the rules and was not stored."""

    def __init__(self, service_id: str, faults: list[Problem]) -> None:
        super().__init__(f"{service_id}: " + "; ".join(map(str, faults)))
        self.service_id = service_id
        self.faults = faults


@dataclass
class Tally:
    """What a batch of listings came to, by service id."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)
    """Were marked as gone from their source and are there again; also counted above."""


class Store:
    """The registry, spoken to in questions."""

    def __init__(self, db: Database, terms: Vocabularies) -> None:
        self.db = db
        self.terms = terms
        self._narrowed = False

    @contextmanager
    def together(self) -> Iterator[None]:
        """Keep every write inside, or none; see database.together.

        When a disclosure level was tightened inside, nothing of the old value can be read from the file after.
        """
        outermost = not self.db.conn.in_transaction
        try:
            with together(self.db):
                yield
            if self._narrowed and outermost:
                erase_leftovers(self.db)
        finally:
            self._narrowed = self._narrowed and not outermost

    # Reading

    def revision(self) -> int:
        """The registry's counter; it moves with every change anyone could see."""
        return int(self.db.execute("SELECT revision FROM registry").fetchone()[0])

    def service(self, service_id: str) -> Service | None:
        """One listing as the registry holds it, never to be shown as it is."""
        return next(iter(self.services([service_id])), None)

    def services(self, ids: Sequence[str]) -> list[Service]:
        """These listings, in this order; those that do not exist are left out."""
        found: dict[str, Service] = {}
        for some in batched(ids, BATCH):
            marks = ",".join("?" * len(some))
            owned = self._owned(some, marks)
            for row in self.db.query(f"{SERVICE} WHERE service.id IN ({marks})", some):
                found[row["id"]] = rows.as_service(row, owned[row["id"]])
        return [found[service_id] for service_id in ids if service_id in found]

    def _owned(self, ids: Sequence[str], marks: str) -> dict[str, dict[str, list[rows.Row]]]:
        """The owned rows of these services: id, then table, then rows in their order."""
        owned: dict[str, dict[str, list[rows.Row]]] = {
            service_id: {table: [] for table in rows.OWNED} for service_id in ids
        }
        for table in rows.OWNED:
            order = ORDER_OF.get(table, "service_id, position")
            for row in self.db.query(f"SELECT * FROM {table} WHERE service_id IN ({marks}) ORDER BY {order}", ids):
                owned[row["service_id"]][table].append(row)
        return owned

    def public(self, service_id: str) -> PublicService | None:
        """One listing as anyone may see it."""
        return next(iter(self.public_many([service_id])), None)

    def public_many(self, ids: Sequence[str]) -> list[PublicService]:
        """These listings as anyone may see them, in this order; those nobody may see are left out."""
        sources = {source.id: source for source in self.sources()}
        shown = (for_public(service, sources[service.origin.source_id]) for service in self.services(ids))
        return [public for public in shown if public is not None]

    def published(self) -> Iterator[PublicService]:
        """Every listing as anyone may see it, in the order of ids."""
        for some in batched(self.ids(), BATCH):
            yield from self.public_many(some)

    def ids(self) -> list[str]:
        """The ids of all listings anyone may see, sorted."""
        query = "SELECT id FROM service WHERE status IN ('published', 'paused') ORDER BY id"
        return [row[0] for row in self.db.execute(query)]

    def all_services(self) -> Iterator[Service]:
        """Every listing in any state, for checks; never to be shown."""
        ids = [row[0] for row in self.db.execute("SELECT id FROM service ORDER BY id")]
        for some in batched(ids, BATCH):
            yield from self.services(some)

    def sources(self) -> list[Source]:
        """Every source, by name."""
        return [Source(**row) for row in self.db.query("SELECT * FROM source ORDER BY name, id")]

    def source_counts(self) -> dict[str, int]:
        """How many published listings rest on each source."""
        return self._counts(
            "SELECT source_id, count(*) FROM source_record JOIN service ON service.id = service_id"
            " WHERE status IN ('published', 'paused') GROUP BY 1"
        )

    def counts(self) -> dict[str, int]:
        """How many published listings each province has, by its two letters; '' for national ones."""
        return self._counts("SELECT province, count(*) FROM service WHERE status IN ('published', 'paused') GROUP BY 1")

    def category_counts(self) -> dict[str, int]:
        """How many published listings each category has."""
        return self._counts(
            "SELECT code, count(*) FROM service_term JOIN service ON service.id = service_id"
            " WHERE taxonomy = 'categories' AND status IN ('published', 'paused') GROUP BY 1"
        )

    def _counts(self, query: str) -> dict[str, int]:
        return {row[0]: row[1] for row in self.db.execute(query)}

    def last_change(self) -> str:
        """The day of the newest change, YYYY-MM-DD; empty when there is nothing yet."""
        return self.db.execute("SELECT coalesce(max(changed_on), '') FROM service").fetchone()[0] or ""

    def keys(self, source_id: str) -> dict[str, str]:
        """Record keys of one source that are not marked as gone, with the id of their listing."""
        query = "SELECT record_key, service_id FROM source_record WHERE source_id = ? AND gone_since = ''"
        return {row[0]: row[1] for row in self.db.execute(query, [source_id])}

    def changed_since(self, revision: int) -> list[str]:
        """Ids of listings that changed after this revision of the registry, whatever their state now."""
        query = "SELECT id FROM service WHERE changed_at > ? ORDER BY id"
        return [row[0] for row in self.db.execute(query, [revision])]

    def unindexed(self) -> list[str]:
        """Listings the word index has still to learn or to forget."""
        return [row[0] for row in self.db.execute("SELECT service_id FROM unindexed ORDER BY 1")]

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

    def damage(self) -> list[str]:
        """What SQLite itself finds wrong with the file; empty when it is sound."""
        return [row[0] for row in self.db.execute("PRAGMA integrity_check") if row[0] != "ok"]

    # Writing

    def add_source(self, source: Source) -> None:
        """Keep a source, or what is newer about it."""
        with self.together():
            self.db.table("source").upsert(asdict(source), pk="id")

    def publish(self, services: Iterable[Service], day: str, by: str) -> Tally:
        """Store listings as the registry now holds them: new ones, changed ones as a new revision.

        Nothing is written for a listing whose content is the same, so this may run any number of times.
        Raises Broken, and keeps nothing, when one of them breaks a rule.
        """
        tally = Tally()
        with self.together():
            for some in batched(services, BATCH):
                self._publish_batch(some, day, by, tally)
            if tally.created or tally.changed or tally.returned:
                self._move()
        return tally

    def _publish_batch(self, services: Sequence[Service], day: str, by: str, tally: Tally) -> None:
        for service in services:
            if faults := problems(service, self.terms):
                raise Broken(service.id, faults)
        stored = self._stored([service.id for service in services])
        fresh: list[Service] = []
        digests: dict[str, str] = {}
        for service in services:
            number, digest, gone = stored.get(service.id, (0, "", ""))
            digests[service.id] = rows.digest(service)
            if gone:
                tally.returned.append(service.id)
            if digest == digests[service.id]:
                tally.unchanged.append(service.id)
                continue
            (tally.changed if number else tally.created).append(service.id)
            fresh.append(replace(service, revision=number + 1))
        self._write(fresh, day, by, set(stored), digests)
        self._seen_again(services)

    def _stored(self, ids: Sequence[str]) -> dict[str, tuple[int, str, str]]:
        """Revision, digest and day of going of the listings that are stored already."""
        marks = ",".join("?" * len(ids))
        query = (
            "SELECT service.id, revision, digest, gone_since FROM service"
            f" JOIN source_record ON service_id = service.id WHERE service.id IN ({marks})"
        )
        return {row[0]: (row[1], row[2], row[3]) for row in self.db.execute(query, ids)}

    def _write(
        self, services: Sequence[Service], day: str, by: str, stored: set[str], digests: Mapping[str, str]
    ) -> None:
        """Replace the rows of these listings and keep each new state in the history."""
        again = [service.id for service in services if service.id in stored]
        narrowed = self._narrower([service for service in services if service.id in stored])
        for table in (*rows.OWNED, "plain_words"):
            self._delete(table, again)
        self._insert("organization", [rows.organization_row(s.organization) for s in services], ("id",))
        at = self.revision() + 1
        self._insert("service", [rows.service_row(s, day, at, digests[s.id]) for s in services], ("id",))
        self._insert("source_record", [rows.origin_row(s) for s in services], ("source_id", "record_key"))
        gathered: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        for service in services:
            for table, owned in rows.owned_rows(service).items():
                gathered[table] += owned
            gathered["revision"].append(history_row(service, day, by))
            gathered["plain_words"].append(self._plain_words(service))
        for table, owned in gathered.items():
            self._insert(table, owned)
        self._insert("unindexed", [{"service_id": s.id} for s in services], ("service_id",))
        if narrowed:
            self._forget(narrowed)

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

    def _narrower(self, services: Sequence[Service]) -> list[Service]:
        """Those of these stored listings that come to say less of where they are."""
        before = {service.id: service for service in self.services([s.id for s in services])}
        return [service for service in services if is_narrower(service, before[service.id])]

    def _forget(self, services: Sequence[Service]) -> None:
        """Empty the history of narrowed listings: an old address is still an address.

        The word table keeps what was deleted in its segments until they are merged.
        """
        self.db.conn.executemany(
            "UPDATE revision SET snapshot = '' WHERE service_id = ? AND number < ?",
            [(service.id, service.revision) for service in services],
        )
        self.db.execute("INSERT INTO plain_words (plain_words) VALUES ('optimize')")
        self._narrowed = True

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

    def _seen_again(self, services: Sequence[Service]) -> None:
        """The source still has these: not gone, and looked at on this day."""
        self.db.conn.executemany(
            "UPDATE source_record SET gone_since = '', retrieved_on = ? WHERE service_id = ?",
            [(service.origin.retrieved_on, service.id) for service in services],
        )

    def mark_gone(self, source_id: str, ids: Sequence[str], day: str) -> None:
        """The source no longer has these. They stay public, marked, until a person decides."""
        with self.together():
            self.db.conn.executemany(
                "UPDATE source_record SET gone_since = ? WHERE source_id = ? AND service_id = ? AND gone_since = ''",
                [(day, source_id, service_id) for service_id in ids],
            )
            if ids:
                self._move()

    def indexed(self, ids: Sequence[str]) -> None:
        """The word index has learned these."""
        with self.together():
            self._delete("unindexed", ids)

    def _move(self) -> None:
        self.db.execute("UPDATE registry SET revision = revision + 1")


def batched(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items in lists of `size`."""
    iterator = iter(items)
    while some := list(islice(iterator, size)):
        yield some


ORDER_OF = {
    "schedule": "service_id, purpose",
    "eligibility": "service_id, field, value",
    "service_term": "service_id, taxonomy, position",
}


def is_narrower(service: Service, before: Service) -> bool:
    """Whether any place of a listing is told less exactly than before, or not any more."""
    levels = {place.id: NARROWNESS[place.disclosure] for place in service.locations}
    hidden = NARROWNESS[Disclosure.REGION]
    return any(levels.get(place.id, hidden) > NARROWNESS[place.disclosure] for place in before.locations)


def history_row(service: Service, day: str, by: str) -> dict[str, Any]:
    """One row of `revision`. Days only: an hour would tell more about who changed it than anyone needs."""
    return {
        "service_id": service.id,
        "number": service.revision,
        "day": day,
        "made_by": by,
        "snapshot": rows.snapshot(service),
    }
