"""Every change to the registry's listings, each with its row in the record. What is asked stands in questions.py."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import chain
from typing import Any

from . import audit, events, rows
from .bookkeeping import BATCH, batched
from .confirming import Confirming
from .decisions import Act, NoSuchPart, two
from .disclosure import NOTHING, SHOWN, without
from .levels import Widening, is_narrower, obeying
from .model import Service
from .rules import Broken, Problem, about_side_facts, problems
from .suppression import Sign, key_of, keyed


@dataclass
class Tally:
    """What a batch of listings came to, by service id."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)
    """Were marked as gone from their source and are there again; also counted above."""


class Store(Confirming):
    """The registry, asked and changed."""

    def publish(self, services: Iterable[Service], day: str, by: str, widenings: Sequence[Widening] = ()) -> Tally:
        """Store listings as the registry now holds them: new ones, changed ones as a new revision.

        Nothing is written for a listing whose content is the same, so this may run any number of times.
        A place may be told more exactly than before only with one of the `widenings`; see levels.py.
        Raises Broken, and keeps nothing, when one of them breaks a rule.
        """
        tally = Tally()
        with self.together():
            for some in batched(services, BATCH):
                self._publish_batch(some, Act(day, by, tuple(widenings)), tally)
            if tally.created or tally.changed:
                self._move()
        return tally

    def _publish_batch(self, services: Sequence[Service], act: Act, tally: Tally) -> None:
        suppressed = self.suppressed()
        for service in services:
            if faults := problems(service, self.terms):
                raise Broken(service.id, faults)
            if service.status in SHOWN and suppressed.holds(service):
                raise Broken(service.id, [Problem("record_key", "suppressed")])
        stored = self._stored([service.id for service in services])
        fresh: list[Service] = []
        digests: dict[str, str] = {}
        for service in services:
            number, digest, gone = stored.get(service.id, (0, "", ""))
            digests[service.id] = rows.digest(service)
            if gone:
                tally.returned.append(service.id)
                self.audit(events.Returned(act.day, act.by, service.id))
            if digest == digests[service.id]:
                tally.unchanged.append(service.id)
                continue
            (tally.changed if number else tally.created).append(service.id)
            fresh.append(replace(service, revision=number + 1))
        self._write(fresh, act, set(stored), digests)
        self._seen_again(services)

    def _stored(self, ids: Sequence[str]) -> dict[str, tuple[int, str, str]]:
        """Revision, digest and day of going of the listings that are stored already."""
        marks = ",".join("?" * len(ids))
        query = (
            "SELECT service.id, revision, digest, gone_since FROM service"
            f" JOIN source_record ON service_id = service.id WHERE service.id IN ({marks})"
        )
        return {row[0]: (row[1], row[2], row[3]) for row in self.db.execute(query, ids)}

    def _write(self, services: Sequence[Service], act: Act, stored: set[str], digests: Mapping[str, str]) -> None:
        """Replace the rows of these listings, keep each new state in the history and each act in the record."""
        again = [service.id for service in services if service.id in stored]
        before = {service.id: service for service in self.services(again)}
        narrowed = [s for s in services if s.id in before and tells_less(s, before[s.id])]
        widened = self._widened(services, before, act)
        held = self.withheld([service.id for service in services])
        for table in rows.OWNED:
            self._delete(table, again)
        self._delete_plain_words(again)
        self._insert("organization", [rows.organization_row(s.organization) for s in services], ("id",))
        at = self.revision() + 1
        self._insert("service", [rows.service_row(s, act.day, at, digests[s.id]) for s in services], ("id",))
        self._insert("source_record", [rows.origin_row(s) for s in services], ("source_id", "record_key"))
        gathered: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        for service in services:
            for table, owned in rows.owned_rows(service).items():
                gathered[table] += owned
            gathered["revision"].append(history_row(service, act.day, act.by))
            gathered["plain_words"].append(self._plain_words(without(service, held.get(service.id, NOTHING))))
        for table, owned in gathered.items():
            self._insert(table, owned)
        self._to_be_learned([service.id for service in services])
        for service in services:
            self._uncheck(service, before.get(service.id))
            self._remember(service, before.get(service.id), act)
            self._remember_governance(service)
        acts = ((*acts_of(s, before.get(s.id), act), *widened[s.id]) for s in services)
        self.audit(*chain.from_iterable(acts))
        if narrowed:
            self._forget(narrowed)

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

    def enforce(self, lists: Mapping[str, Sequence[rows.Row]], day: str, by: str) -> list[str]:
        """Keep these lists of decisions too, and make every listing obey them; returns the ids that had to change.

        For a registry that comes from a copy which is older than the decisions.
        """
        with self.together():
            self._add_to_lists(lists)
            floors, gone = self.floors(self._all_ids()), self.withdrawn()
            listings = list(self.all_services())
            suppressed = self.suppressed()
            obedient = [obeying(one, floors[one.id], one.id in gone or bool(suppressed.holds(one))) for one in listings]
            changed = [new for new, old in zip(obedient, listings, strict=True) if new != old]
            self.publish([replace(service, revision=0) for service in changed], day, by)
        return [service.id for service in changed]

    def suppress(self, sign: Sign, reason: str, asked_by: str, approved_by: tuple[str, str], day: str) -> list[str]:
        """Never let this come back, as two people agreed; withdraws the listings it is about, and returns their ids.

        `reason` and `asked_by` are codes, without a name. Raises NeedsTwo.
        """
        first, second = two(approved_by)
        with self.together():
            self._keep_out([sign], reason, asked_by, (first, second), day)
            return self.enforce({}, day, first)

    def lift(self, sign: Sign, approved_by: tuple[str, str], day: str) -> None:
        """Let it come back, as two people agreed. What was withdrawn stays so until somebody publishes it."""
        first, second = two(approved_by)
        with self.together():
            key = [sign.kind.value, keyed(key_of(self.db), sign.kind.value, sign.text)]
            if not self.db.execute("DELETE FROM suppression WHERE kind = ? AND keyed = ?", key).rowcount:
                raise NoSuchPart
            self._decided = True
            self.audit(events.SuppressionLifted(day, first, "", sign.kind.value, first, second))

    def _seen_again(self, services: Sequence[Service]) -> None:
        """The source still has these: not gone, and looked at on this day."""
        read_anew = self.db.conn.executemany(
            "UPDATE source_record SET gone_since = '', retrieved_on = ?1"
            " WHERE service_id = ?2 AND (gone_since <> '' OR retrieved_on <> ?1)",
            [(service.origin.retrieved_on, service.id) for service in services],
        )
        if read_anew.rowcount > 0:
            self._move()

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


def history_row(service: Service, day: str, by: str) -> dict[str, Any]:
    """One row of `revision`. Days only: an hour would tell more about who changed it than anyone needs."""
    return {
        "service_id": service.id,
        "number": service.revision,
        "day": day,
        "made_by": by,
        "snapshot": rows.snapshot(service),
    }


def tells_less(service: Service, before: Service) -> bool:
    """Whether the listing's earlier states hold something of a place that may not be known any more."""
    return is_narrower(service, before) or any(about_side_facts(before))


def acts_of(service: Service, before: Service | None, act: Act) -> Iterator[audit.Event]:
    """What storing a listing came to, for the record."""
    if before is None:
        yield events.Created(act.day, act.by, service.id, service.revision)
        return
    differing = [f.name for f in fields(Service) if getattr(service, f.name) != getattr(before, f.name)]
    named = ",".join(name for name in differing if name != "revision")
    yield events.Changed(act.day, act.by, service.id, service.revision, named)
    if is_narrower(service, before):
        yield events.Narrowed(act.day, act.by, service.id, service.revision, str(service.disclosure or ""))
