"""Every question asked of the registry, one method each. Nothing here writes.

Dataclasses come out, never rows. What leaves through `public*` has passed `disclosure.for_public`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from sqlite_utils import Database

from . import rows
from .bookkeeping import BATCH, Bookkeeping, batched
from .database import path_of
from .disclosure import NOTHING, Held, PublicService, for_public
from .freshness import Check, Facet, How
from .governance import Governed, Label, Owner, Use, as_governed
from .levels import Consent
from .model import Disclosure, Organization, Service, Source, Status, Text, Vetted
from .recent import Recent, State
from .suppression import Suppressed
from .vocabulary import Vocabularies

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

ORDER_OF = {
    "schedule": "service_id, purpose",
    "eligibility": "service_id, field, value",
    "service_term": "service_id, taxonomy, position",
}


KEYS = {
    "redaction": ("service_id", "location_id"),
    "withheld": ("service_id", "part", "which"),
    "suppression": ("kind", "keyed"),
    "use_refusal": ("service_id", "use"),
    "vetting_suspension": ("organization_id",),
}
"""The lists of decisions, which outlive a restored backup, and their keys."""


class Questions(Bookkeeping):
    """The registry, asked and never changed."""

    def __init__(self, db: Database, terms: Vocabularies, recent: Recent[str, PublicService] | None = None) -> None:
        super().__init__(db)
        self.terms = terms
        self.recent = recent
        """What was read a moment ago by others who only read; a writer reads everything anew."""

    @cached_property
    def state(self) -> State:
        """What tells the state in which this was first asked from any other; what is read later may be newer."""
        revision, day = self.db.execute("SELECT revision, date('now') FROM registry").fetchone()
        path = path_of(self.db)
        # A copy that was put back is another file: it may come to the same revision by another way.
        return path.stat().st_ino if path else 0, int(revision), str(day)

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
        # The state is read before the listings: what changes in between is kept under the older one, and not asked for.
        known = {} if self.recent is None else self.recent.of(self.state)
        missing = [service_id for service_id in ids if service_id not in known]
        known.update((public.id, public) for public in self._read_public(missing))
        return [known[service_id] for service_id in ids if service_id in known]

    def _read_public(self, ids: Sequence[str]) -> Iterator[PublicService]:
        """These listings as anyone may see them, in this order, from the database."""
        if not ids:
            return
        sources = {source.id: source for source in self.sources()}
        held, governed, checks = self.withheld(ids), self.governed(ids), self.checks(ids)
        services = self.services(ids)
        vetted = self.vetted({service.organization.id for service in services})
        for service in services:
            public = for_public(
                service,
                sources[service.origin.source_id],
                held.get(service.id, NOTHING),
                governed.get(service.id),
                checks.get(service.id, ()),
                vetted.get(service.organization.id),
            )
            if public is not None:
                yield public

    def withheld(self, ids: Sequence[str]) -> dict[str, Held]:
        """What of these listings is withheld; those of which nothing is are left out."""
        parts: dict[str, dict[str, set[str]]] = {}
        for some in batched(ids, BATCH):
            marks = ",".join("?" * len(some))
            query = f"SELECT service_id, part, which FROM withheld WHERE service_id IN ({marks})"
            for service_id, part, which in self.db.execute(query, some):
                parts.setdefault(service_id, {"listing": set(), "phone": set(), "place": set()})[part].add(which)
        return {
            service_id: Held(bool(part["listing"]), frozenset(part["phone"]), frozenset(part["place"]))
            for service_id, part in parts.items()
        }

    def statuses(self, ids: Sequence[str]) -> dict[str, Status]:
        """The status of each of these listings that exists, whoever may see it."""
        found: dict[str, Status] = {}
        for some in batched(ids, BATCH):
            marks = ",".join("?" * len(some))
            query = f"SELECT id, status FROM service WHERE id IN ({marks})"
            found |= {row[0]: Status(row[1]) for row in self.db.execute(query, some)}
        return found

    def checks(self, ids: Sequence[str]) -> dict[str, tuple[Check, ...]]:
        """When facts of these listings were last confirmed; those of which nobody confirmed one are left out."""
        found: dict[str, tuple[Check, ...]] = {}
        for some in batched(ids, BATCH):
            marks = ",".join("?" * len(some))
            query = f"SELECT service_id, facet, day, how FROM fact_check WHERE service_id IN ({marks})"
            for service_id, facet, day, how in self.db.execute(query, some):
                check = Check(Facet(facet), date.fromisoformat(day), How(how))
                found[service_id] = (*found.get(service_id, ()), check)
        return found

    def vetted(self, organizations: Collection[str]) -> dict[str, Vetted]:
        """What two reviewers found of these organizations; what is suspended is left out, as if never found."""
        query = (
            "SELECT organization_id, since, until FROM vetting"
            " WHERE organization_id IN (SELECT value FROM json_each(?))"
            " AND organization_id NOT IN (SELECT organization_id FROM vetting_suspension)"
        )
        found = self.db.execute(query, [json.dumps(sorted(organizations))])
        return {row[0]: Vetted(date.fromisoformat(row[1]), date.fromisoformat(row[2])) for row in found}

    def governed(self, ids: Sequence[str]) -> dict[str, Governed]:
        """Whose these listings are and what may be done with them; those of which nothing is recorded are left out.

        A yes ends with the last day that was named for it, also when nobody writes on that day.
        """
        found: dict[str, dict[str, Any]] = {}
        for some in batched(ids, BATCH):
            marks = ",".join("?" * len(some))
            for service_id, use, answer in self.db.execute(
                "SELECT service_id, use, answer = 'yes' AND (until = '' OR until >= date('now')) FROM use_consent"
                f" WHERE service_id IN ({marks}) ORDER BY id",
                some,
            ):
                found.setdefault(service_id, {}).setdefault("answers", {})[Use(use)] = bool(answer)
            # A copy that was put back may know of a yes that is older than the no.
            for service_id, use in self.db.execute(
                f"SELECT service_id, use FROM use_refusal WHERE service_id IN ({marks})", some
            ):
                found.setdefault(service_id, {}).setdefault("answers", {})[Use(use)] = False
            for (service_id,) in self.db.execute(f"SELECT * FROM asks_first WHERE service_id IN ({marks})", some):
                found.setdefault(service_id, {})["asks_first"] = True
            for service_id, *owner in self.db.execute(
                "SELECT service_id, id, name_en, name_fr, own_name FROM owned_listing"
                f" JOIN record_owner ON id = owner_id WHERE service_id IN ({marks})",
                some,
            ):
                found.setdefault(service_id, {})["owner"] = Owner(owner[0], Text(*owner[1:3]), owner[3])
            for service_id, en, fr, uri in self.db.execute(
                "SELECT service_id, text_en, text_fr, uri FROM cultural_label"
                f" WHERE service_id IN ({marks}) ORDER BY service_id, position",
                some,
            ):
                found.setdefault(service_id, {}).setdefault("labels", []).append(Label(Text(en, fr), uri))
        return {service_id: as_governed(**kept) for service_id, kept in found.items()}

    def uses_of(self, service_id: str) -> frozenset[Use]:
        """What may be done with a listing, shown or not."""
        known = self.governed([service_id]).get(service_id)
        return known.uses if known else frozenset(Use)

    def floors(self, ids: Sequence[str]) -> dict[str, dict[str, Disclosure]]:
        """Places of these listings that were narrowed, those that are gone too, with the level they were left at."""
        found: dict[str, dict[str, Disclosure]] = {service_id: {} for service_id in ids}
        for some in batched(ids, BATCH):
            marks = ",".join("?" * len(some))
            query = f"SELECT service_id, location_id, level FROM redaction WHERE service_id IN ({marks})"
            for service_id, location_id, level in self.db.execute(f"{query} AND location_id <> ''", some):
                found[service_id][location_id] = Disclosure(level)
        return found

    def suppressed(self) -> Suppressed:
        """What is never to come back, to hold listings against."""
        return Suppressed(self.db)

    def levels_before(self, service_id: str) -> dict[int, dict[str, Disclosure]]:
        """The levels of the places in each earlier state that is still kept, by its number."""
        query = (
            "SELECT number, json_extract(place.value, '$.id'), json_extract(place.value, '$.disclosure')"
            " FROM revision, json_each(revision.snapshot, '$.locations') AS place"
            " WHERE service_id = ? AND snapshot <> '' AND json_valid(snapshot)"
        )
        found: dict[int, dict[str, Disclosure]] = {}
        for number, location_id, level in self.db.execute(query, [service_id]):
            found.setdefault(number, {})[location_id] = Disclosure(level)
        return found

    def lists(self) -> dict[str, list[dict[str, Any]]]:
        """The lists of decisions, table by table."""
        return {
            table: list(self.db.query(f"SELECT * FROM {table} ORDER BY {', '.join(key)}"))
            for table, key in KEYS.items()
        }

    def withdrawn(self) -> set[str]:
        """Listings that somebody took down for good, those of other copies of the registry too."""
        return {row[0] for row in self.db.execute("SELECT service_id FROM redaction WHERE level = 'withdrawn'")}

    def consents(self, service_id: str) -> list[Consent]:
        """Every consent its provider gave, the oldest first, those that ended too."""
        query = "SELECT * FROM disclosure_consent WHERE service_id = ? ORDER BY id"
        return [Consent(**row | {"level": Disclosure(row["level"])}) for row in self.db.query(query, [service_id])]

    def published(self) -> Iterator[PublicService]:
        """Every listing as anyone may see it, in the order of ids."""
        suppressed = self.suppressed()
        for some in batched(self.ids(), BATCH):
            back = {service.id for service in self.services(some) if suppressed.holds(service)} if suppressed else ()
            yield from self._read_public([service_id for service_id in some if service_id not in back])

    def ids(self) -> list[str]:
        """The ids of all listings anyone may see, sorted."""
        query = "SELECT id FROM shown ORDER BY id"
        return [row[0] for row in self.db.execute(query)]

    def count(self) -> int:
        """How many listings anyone may see."""
        query = "SELECT count(*) FROM shown"
        return int(self.db.execute(query).fetchone()[0])

    def organization(self, organization_id: str) -> Organization | None:
        """One organization."""
        query = "SELECT * FROM organization WHERE id = ?"
        return next((rows.as_organization(row) for row in self.db.query(query, [organization_id])), None)

    def services_of(self, organization_id: str) -> list[Service]:
        """Every listing of an organization, in any state, by id; never to be shown as they are."""
        query = "SELECT id FROM service WHERE organization_id = ? ORDER BY id"
        return self.services([row[0] for row in self.db.execute(query, [organization_id])])

    def organizations_called(self, name: Text) -> list[str]:
        """The ids of organizations with this name, in either language."""
        query = (
            "SELECT id FROM organization WHERE (?1 <> '' AND name_en = ?1) OR (?2 <> '' AND name_fr = ?2) ORDER BY id"
        )
        return [row[0] for row in self.db.execute(query, [name.en, name.fr])]

    def sharing(self, services: Iterable[Service], limit: int = 2000) -> list[str]:
        """Listings that share a number or a community with some that need not be stored; see `beside`."""
        asked = list(services)
        numbers = {phone.number for service in asked for phone in service.phones}
        places = {(place.community, place.province) for service in asked for place in service.locations}
        query = (
            "SELECT service_id FROM phone WHERE number IN (SELECT value FROM json_each(?1))"
            " UNION SELECT service_id FROM location JOIN json_each(?2) AS wanted"
            " ON community = wanted.value ->> 0 AND province = wanted.value ->> 1 WHERE community <> '' LIMIT ?3"
        )
        values = [json.dumps(sorted(numbers)), json.dumps(sorted(places)), limit]
        return [row[0] for row in self.db.execute(query, values)]

    def beside(self, service_id: str, limit: int = 200) -> list[str]:
        """Other listings that share a number or a community with this one; what may be the same is among them."""
        query = (
            "SELECT other.service_id FROM phone AS mine JOIN phone AS other USING (number) WHERE mine.service_id = ?1"
            " UNION SELECT other.service_id FROM location AS mine JOIN location AS other USING (community, province)"
            " WHERE mine.service_id = ?1 AND community <> '' EXCEPT SELECT ?1 LIMIT ?2"
        )
        return [row[0] for row in self.db.execute(query, [service_id, limit])]

    def seen_by_anyone(self, service: Service, otherwise: Source) -> PublicService | None:
        """A listing as anyone would see it if it were stored; `otherwise` is its source where none is stored yet."""
        known = {source.id: source for source in self.sources()}
        held = self.withheld([service.id]).get(service.id, NOTHING)
        governed = self.governed([service.id]).get(service.id)
        checks = self.checks([service.id]).get(service.id, ())
        vetted = self.vetted([service.organization.id]).get(service.organization.id)
        return for_public(service, known.get(service.origin.source_id, otherwise), held, governed, checks, vetted)

    def history(self, service_id: str) -> list[tuple[int, str, str]]:
        """Number, day and maker of each revision of a listing, the newest first."""
        query = "SELECT number, day, made_by FROM revision WHERE service_id = ? ORDER BY number DESC"
        return [(row[0], row[1], row[2]) for row in self.db.execute(query, [service_id])]

    def earlier(self, service_id: str, number: int) -> Service | None:
        """A listing as it was at a revision; None when it was emptied because it told more than may be known."""
        query = "SELECT snapshot FROM revision WHERE service_id = ? AND number = ?"
        row = self.db.execute(query, [service_id, number]).fetchone()
        return rows.from_snapshot(row[0]) if row and row[0] else None

    def all_services(self) -> Iterator[Service]:
        """Every listing in any state, for checks; never to be shown."""
        for some in batched(self._all_ids(), BATCH):
            yield from self.services(some)

    def _all_ids(self) -> list[str]:
        return [row[0] for row in self.db.execute("SELECT id FROM service ORDER BY id")]
