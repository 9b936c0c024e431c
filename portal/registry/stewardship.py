"""What owners decide about their records: consents, labels, taking everything out, and back for good.

A no works at once and needs one person; a yes needs the owner's recorded consent and two. Indigenous organizations'
listings start at no for export and statistics, and stay there when somebody changes what they say of themselves.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import events, rows
from .decisions import Decisions, NoSuchPart, two
from .governance import INDIGENOUS, Label, Owner, Use
from .model import Service, Text
from .suppression import Sign, own_signs, signs

RETURNED, OWNER = "returned", "owner"
"""Why what was given back stays out, and who asked for it."""


@dataclass(frozen=True, slots=True)
class UseConsent:
    """An owner's answer for one use of one listing."""

    service_id: str
    use: Use
    answer: bool
    given_by: str
    """The role of whoever answered for the owner, as a code: no name."""
    people: tuple[str, str]
    """Who wrote it down; the second is empty where one is enough."""
    day: str
    until: str = ""
    """The last day a yes holds, YYYY-MM-DD; empty when none was named."""


@dataclass(frozen=True, slots=True)
class UseRequest:
    """An owner's yes that waits for two people."""

    service_id: str
    use: Use
    given_by: str
    """The role of whoever answered for the owner."""
    author: str
    """The id of the person who wrote it down."""
    organizations: frozenset[str] = frozenset()
    """Whom the author spoke for then."""
    first: str = ""
    """The id of the first person who agreed; empty while nobody has."""


class Stewardship(Decisions):
    """The part of a store that keeps what owners decide."""

    def owners(self) -> list[tuple[Owner, int]]:
        """Every owner of record, with how many listings are theirs."""
        query = (
            "SELECT id, name_en, name_fr, own_name, count(service_id) FROM record_owner"
            " LEFT JOIN owned_listing ON owner_id = id GROUP BY id ORDER BY id"
        )
        return [(Owner(row[0], Text(row[1], row[2]), row[3]), row[4]) for row in self.db.execute(query)]

    def owned_by(self, owner_id: str) -> list[str]:
        """The listings of an owner."""
        query = "SELECT service_id FROM owned_listing WHERE owner_id = ? ORDER BY 1"
        return [row[0] for row in self.db.execute(query, [owner_id])]

    def set_owner(self, service_id: str, owner: Owner, by: str, day: str) -> None:
        """Write down whose record a listing is. It asks first from then on. Raises NoSuchPart without one."""
        with self.together():
            service = self._listing(service_id)
            named = {"name_en": owner.name.en, "name_fr": owner.name.fr, "own_name": owner.own_name}
            self._insert("record_owner", [{"id": owner.id, **named}], ("id",))
            self._insert("owned_listing", [{"service_id": service_id, "owner_id": owner.id}], ("service_id",))
            self._asks_first(service_id)
            self.audit(events.OwnerSet(day, by, service_id))
            self._shown_otherwise(service)

    def set_labels(self, service_id: str, labels: Sequence[Label], by: str, day: str) -> None:
        """The owner's labels for a listing, in the place of those before. Raises NoSuchPart without such a listing."""
        with self.together():
            service = self._listing(service_id)
            self._delete("cultural_label", [service_id])
            new = [
                {
                    "service_id": service_id,
                    "position": n,
                    "text_en": one.text.en,
                    "text_fr": one.text.fr,
                    "uri": one.uri,
                }
                for n, one in enumerate(labels)
            ]
            self._insert("cultural_label", new)
            self.audit(events.LabelsSet(day, by, service_id, len(labels)))
            self._shown_otherwise(service)

    def record_use(self, consent: UseConsent) -> None:
        """Keep an owner's answer; a no hides or leaves out at once.

        Raises NeedsTwo for a yes that two people do not stand behind, NoSuchPart without such a listing.
        """
        first, second = two(consent.people) if consent.answer else consent.people
        with self.together():
            service = self._listing(consent.service_id)
            row = {"service_id": service.id, "use": consent.use.value, "answer": "yes" if consent.answer else "no"}
            row |= {"given_by": consent.given_by, "first": first, "second": second}
            self._insert("use_consent", [row | {"day": consent.day, "until": consent.until}])
            about = (consent.use.value, row["answer"], second)
            self.audit(events.UseAnswered(consent.day, first, service.id, *about))
            self.drop_request(service.id, consent.use)
            self._list_refusal(consent)
            self._shown_otherwise(service)

    def _list_refusal(self, consent: UseConsent) -> None:
        """Put a no on the list that outlives a restored backup, and take it off when the owner says yes."""
        self.db.execute(
            "DELETE FROM use_refusal WHERE service_id = ? AND use = ?", [consent.service_id, consent.use.value]
        )
        if not consent.answer:
            row = {"service_id": consent.service_id, "use": consent.use.value, "day": consent.day}
            self._insert("use_refusal", [row])
        self._decided = True

    def request(self, service_id: str, use: Use) -> UseRequest | None:
        """What an owner has agreed to and two people have not yet; None where nothing waits."""
        query = "SELECT given_by, author, organizations, first FROM use_request WHERE service_id = ? AND use = ?"
        row = self.db.execute(query, [service_id, use.value]).fetchone()
        return UseRequest(service_id, use, row[0], row[1], frozenset(json.loads(row[2])), row[3]) if row else None

    def keep_request(self, one: UseRequest) -> None:
        """Keep a request, in the place of an earlier one. Stands inside `together`."""
        row = {"service_id": one.service_id, "use": one.use.value, "given_by": one.given_by, "author": one.author}
        row |= {"organizations": json.dumps(sorted(one.organizations)), "first": one.first}
        self._insert("use_request", [row], ("service_id", "use"))

    def drop_request(self, service_id: str, use: Use) -> None:
        """Nothing waits any more. Stands inside `together`."""
        self.db.execute("DELETE FROM use_request WHERE service_id = ? AND use = ?", [service_id, use.value])

    def _listing(self, service_id: str) -> Service:
        service = self.service(service_id)
        if service is None:
            raise NoSuchPart
        return service

    def _asks_first(self, service_id: str) -> None:
        self._insert("asks_first", [{"service_id": service_id}], ("service_id",))

    def _remember_governance(self, service: Service) -> None:
        """An organization that once said it is Indigenous is asked first, whatever a file says of it later."""
        if service.organization.governance in INDIGENOUS:
            self._asks_first(service.id)

    # Everything, out and back

    def record_of(self, owner_id: str) -> dict[str, Any]:
        """All that is held of an owner's listings, as plain values. Raises NoSuchPart when there is no such owner."""
        owner = next((one for one, _count in self.owners() if one.id == owner_id), None)
        if owner is None:
            raise NoSuchPart
        ids = self.owned_by(owner_id)
        named = {"id": owner.id, "name_en": owner.name.en, "name_fr": owner.name.fr, "own_name": owner.own_name}
        return {"owner": named, "listings": [self._all_of(service) for service in self.services(ids)]}

    def _all_of(self, service: Service) -> dict[str, Any]:
        kept = {name: self._of_listing(query, service.id) for name, query in KEPT.items()}
        for one in kept["history"]:
            one["snapshot"] = json.loads(one["snapshot"]) if one["snapshot"] else None
        return {"id": service.id, "listing": json.loads(rows.snapshot(service)), **kept}

    def _of_listing(self, query: str, service_id: str) -> list[dict[str, Any]]:
        return [dict(row) for row in self.db.query(query, [service_id])]

    def give_back(self, owner_id: str, approved_by: tuple[str, str], day: str) -> list[str]:
        """Delete all that is held of an owner's listings, for good; returns their ids.

        What is kept: that each was returned, on which day, and keyed digests by which a file is stopped from bringing
        it back. Raises NeedsTwo, or NoSuchPart when there is no such owner.
        """
        first, second = two(approved_by)
        with self.together():
            ids = self.owned_by(owner_id)
            if not any(owner.id == owner_id for owner, _count in self.owners()):
                raise NoSuchPart
            services = self.services(ids)
            self._keep_out(
                sorted(self._signs_of(services), key=lambda sign: (sign.kind, sign.text)),
                RETURNED,
                OWNER,
                (first, second),
                day,
            )
            for service in services:
                self._list(service.id, "", "withdrawn", day)
                self.audit(events.GivenBack(day, first, service.id))
            self._erase(services)
            self.db.execute("DELETE FROM record_owner WHERE id = ?", [owner_id])
            self._move()
            self.erase_afterwards()
        return ids

    def _signs_of(self, services: Sequence[Service]) -> set[Sign]:
        """What these can be recognised by and no listing of anybody else can: a shared number stays free."""
        gone = {service.id for service in services}
        others = {sign for one in self.all_services() if one.id not in gone for sign in signs(one)}
        return {sign for service in services for sign in own_signs(service)} - others

    def _erase(self, services: Sequence[Service]) -> None:
        ids = [(service.id,) for service in services]
        self._delete_plain_words([service.id for service in services])
        self.db.execute("INSERT INTO plain_words (plain_words) VALUES ('optimize')")
        for statement in ERASED:
            self.db.conn.executemany(statement, ids)
        self._to_be_learned([service.id for service in services])
        for organization in {service.organization.id for service in services}:
            gone = self.db.execute(
                "DELETE FROM organization WHERE id = ?1"
                " AND NOT EXISTS (SELECT 1 FROM service WHERE organization_id = ?1)",
                [organization],
            )
            if gone.rowcount:
                self.db.execute("DELETE FROM proposal WHERE organization_id = ?", [organization])


KEPT: Mapping[str, str] = {
    "history": "SELECT number, day, snapshot FROM revision WHERE service_id = ? ORDER BY number",
    "labels": "SELECT text_en, text_fr, uri FROM cultural_label WHERE service_id = ? ORDER BY position",
    "uses": "SELECT use, answer, given_by, day, until FROM use_consent WHERE service_id = ? ORDER BY id",
    "places": "SELECT location_id, level, given_by, day, until, ended FROM disclosure_consent WHERE service_id = ?"
    " ORDER BY id",
    "withheld": "SELECT part, which, day FROM withheld WHERE service_id = ? ORDER BY 1, 2",
    "proposals": "SELECT number, kind, stage, why, note, source, consent_by, consent_on, field, old, new FROM proposal"
    " LEFT JOIN proposal_change USING (number) WHERE service_id = ? ORDER BY number, field",
    "reports": "SELECT kind, day, category, text, handled_on FROM report WHERE service_id = ? ORDER BY number",
}
"""What an owner is handed beside the listing itself. Who wrote, agreed or read is somebody else's and not in it."""

ERASED = (
    "DELETE FROM proposal WHERE ?1 IN (service_id, other_id)",
    "DELETE FROM report WHERE service_id = ?",
    "DELETE FROM withheld WHERE service_id = ?",
    "DELETE FROM use_refusal WHERE service_id = ?",
    "DELETE FROM disclosure_consent WHERE service_id = ?",
    "DELETE FROM service WHERE id = ?",
)
"""What goes with a listing; the rest refers to it by a key and goes by itself."""
