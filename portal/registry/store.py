"""Every change to the registry's listings, each with its row in the record. What is asked stands in questions.py."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from sqlite_utils import Database

from . import audit, events, rows
from .database import erase_leftovers, together
from .folding import folded
from .model import NARROWNESS, Disclosure, Service, Source
from .questions import BATCH, Questions, batched
from .rules import Problem, problems
from .vocabulary import Vocabularies


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


class Store(Questions):
    """The registry, asked and changed."""

    def __init__(self, db: Database, terms: Vocabularies) -> None:
        super().__init__(db, terms)
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

    def audit(self, *acts: audit.Event) -> None:
        """Add these to the record. Stands inside `together()`, beside the change itself; see audit.append."""
        audit.append(self.db, *acts)

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
                self.audit(events.Returned(day, by, service.id))
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
        """Replace the rows of these listings, keep each new state in the history and each act in the record."""
        again = [service.id for service in services if service.id in stored]
        before = {service.id: service for service in self.services(again)}
        narrowed = [s for s in services if s.id in before and is_narrower(s, before[s.id])]
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
        for service in services:
            self.audit(*acts_of(service, before.get(service.id), day, by))
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
            self.audit(*(events.Gone(day, f"import:{source_id}", service_id) for service_id in ids))
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


def acts_of(service: Service, before: Service | None, day: str, by: str) -> Iterator[audit.Event]:
    """What storing a listing came to, for the record."""
    if before is None:
        yield events.Created(day, by, service.id, service.revision)
        return
    differing = [f.name for f in fields(Service) if getattr(service, f.name) != getattr(before, f.name)]
    named = ",".join(name for name in differing if name != "revision")
    yield events.Changed(day, by, service.id, service.revision, named)
    if is_narrower(service, before):
        yield events.Narrowed(day, by, service.id, service.revision, str(service.disclosure or ""))
