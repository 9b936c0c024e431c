"""What people decide about how much of a listing is shown: consent, withholding, and what is never to come back.

Hiding needs one person and works at once; showing again, and saying more of a place, needs two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from . import audit, events
from .disclosure import phone_mark
from .levels import Consent, Widening, less_told, too_wide
from .model import NARROWNESS, Disclosure, Location, Service, Status
from .questions import KEYS
from .rows import Row
from .rules import Broken, Problem
from .suppression import KEY_CHECK, Sign, key_of, keyed
from .writing import Writer


class Part(StrEnum):
    """What of a listing can be withheld."""

    LISTING = "listing"
    PHONE = "phone"
    PLACE = "place"


class NoSuchPart(Exception):
    """There is no such listing, or it has no such number or place."""


class NeedsTwo(Exception):
    """One person alone may not do this, nor the same person twice."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who changes listings, on which day, with leave to say more of which places."""

    day: str
    by: str
    widenings: tuple[Widening, ...] = ()


class Decisions(Writer):
    """The part of a store that keeps what people decided."""

    # Consent

    def record_consent(self, consent: Consent) -> int:
        """Write down that a provider lets one place be told more exactly; returns the consent's number.

        The number given in `consent` does not count.
        """
        row = {"service_id": consent.service_id, "location_id": consent.location_id, "level": consent.level.value}
        row |= {"given_by": consent.given_by, "recorded_by": consent.recorded_by}
        row |= {"day": consent.day, "until": consent.until}
        with self.together():
            self.db.table("disclosure_consent").insert(row)
            number = int(self.db.execute("SELECT last_insert_rowid()").fetchone()[0])
            about = (consent.service_id, number, consent.location_id, consent.level.value, consent.until)
            self.audit(events.Consented(consent.day, consent.recorded_by, *about))
        return number

    def end_consent(self, number: int, by: str, day: str) -> None:
        """The provider took a consent back. What it let be told must then be narrowed by a change of the listing."""
        with self.together():
            query = "SELECT service_id FROM disclosure_consent WHERE id = ? AND ended = ''"
            found = self.db.execute(query, [number]).fetchone()
            if found is None:
                raise NoSuchPart
            self.db.execute("UPDATE disclosure_consent SET ended = ? WHERE id = ?", [day, number])
            self.audit(events.ConsentEnded(day, by, found[0], number))

    def _widened(
        self, services: Sequence[Service], before: Mapping[str, Service], act: Act
    ) -> dict[str, list[audit.Event]]:
        """The places that are told more exactly, as events; raises Broken where there is no leave for it."""
        floors = self.floors([service.id for service in services])
        found: dict[str, list[audit.Event]] = {}
        for service in services:
            wide = too_wide(service, before.get(service.id), floors[service.id], self.terms.shelter_categories)
            found[service.id] = [self._leave(service, place, act) for place, _most in wide]
        return found

    def _leave(self, service: Service, place: Location, act: Act) -> audit.Event:
        """The event of using a consent for this place; raises Broken when none of the act's widenings covers it."""
        consents = {consent.id: consent for consent in self.consents(service.id)}
        for widening in act.widenings:
            consent = consents.get(widening.consent_id)
            if consent is not None and widening.by_two and consent.covers(service.id, place, act.day):
                level, number = place.disclosure.value, service.revision
                return events.Widened(act.day, act.by, service.id, number, level, consent.id, *widening.approved_by)
        raise Broken(service.id, [Problem("disclosure", "too_wide")])

    # What is not to come back

    def _remember(self, service: Service, before: Service | None, act: Act) -> None:
        """Put on the list what was narrowed or withdrawn, and take off it what no longer is.

        A provider who says less again has taken back what it let be told.
        """
        narrower = less_told(service, before) if before else {}
        for location_id, level in narrower.items():
            self._list(service.id, location_id, level.value, act.day)
            self.db.execute(
                "UPDATE disclosure_consent SET ended = ? WHERE service_id = ? AND location_id = ? AND ended = ''",
                [act.day, service.id, location_id],
            )
        withdrawn = service.status is Status.WITHDRAWN
        if withdrawn:
            self._list(service.id, "", "withdrawn", act.day)
        over = [("", "withdrawn")] if not withdrawn else []
        over += [(place.id, level) for place in service.locations for level in wider_levels(place.disclosure)]
        self._strike([(service.id, *one) for one in over])

    def _keep_out(self, signs: Sequence[Sign], reason: str, asked_by: str, people: tuple[str, str], day: str) -> None:
        """Put signs on the list of what never comes back; what is there and bears one has to be withdrawn besides."""
        first, second = people
        key = key_of(self.db, make=True)
        for kind, text in ((KEY_CHECK, KEY_CHECK), *((sign.kind.value, sign.text) for sign in signs)):
            row = {"kind": kind, "keyed": keyed(key, kind, text), "reason": reason, "asked_by": asked_by}
            row |= {"first": first, "second": second, "day": day}
            self._insert("suppression", [row], KEYS["suppression"])
        self._decided = True
        self.audit(*(events.Suppressed(day, first, "", sign.kind.value, first, second) for sign in signs))

    def _list(self, service_id: str, location_id: str, level: str, day: str) -> None:
        self.db.execute("INSERT OR REPLACE INTO redaction VALUES (?, ?, ?, ?)", [service_id, location_id, level, day])
        self._decided = True

    def _strike(self, rows: Sequence[tuple[str, str, str]]) -> None:
        query = "DELETE FROM redaction WHERE service_id = ? AND location_id = ? AND level = ?"
        if self.db.conn.executemany(query, rows).rowcount:
            self._decided = True

    def _add_to_lists(self, lists: Mapping[str, Sequence[Row]]) -> None:
        for table, key in KEYS.items():
            for row in lists.get(table, ()):
                self._insert(table, [dict(row)], key)
        self._decided = True

    # Withholding

    def withhold(self, service_id: str, part: Part, by: str, day: str, which: str = "") -> None:
        """Hide a listing, one of its numbers or one of its places from now on. One person is enough.

        `which` is the digits of the number or the id of the location. Raises NoSuchPart.
        """
        service = self._with_part(service_id, part, which)
        with self.together():
            row = {"service_id": service_id, "part": part.value, "which": mark(service_id, part, which)}
            self.db.table("withheld").upsert(row | {"by": by, "day": day}, pk=("service_id", "part", "which"))
            self.audit(events.Withheld(day, by, service_id, part.value))
            self._shown_otherwise(service)

    def show_again(self, service_id: str, part: Part, approved_by: tuple[str, str], day: str, which: str = "") -> None:
        """Show what was withheld, as two people agreed. Raises NeedsTwo, or NoSuchPart when nothing is held."""
        first, second = two(approved_by)
        with self.together():
            service = self.service(service_id)
            key = [service_id, part.value, mark(service_id, part, which)]
            cut = self.db.execute("DELETE FROM withheld WHERE service_id = ? AND part = ? AND which = ?", key)
            if service is None or not cut.rowcount:
                raise NoSuchPart
            self.audit(events.ShownAgain(day, first, service_id, part.value, first, second))
            self._shown_otherwise(service)

    # Vetting. What anyone is told of it is no new revision of a listing, and moves the registry's counter.

    def record_finding(self, organization_id: str, since: str, until: str, people: tuple[str, str]) -> None:
        """Two people found that an organization meets the criteria, in the place of the finding before.

        Raises NeedsTwo. Stands inside `together`, as the two below.
        """
        first, second = two(people)
        row = {"organization_id": organization_id, "since": since, "until": until, "first": first, "second": second}
        self._insert("vetting", [row], ("organization_id",))
        self._move()

    def suspend(self, organization_id: str, day: str) -> None:
        """What two people found of an organization no longer counts. One person is enough."""
        self._insert("vetting_suspension", [{"organization_id": organization_id, "day": day}], ("organization_id",))
        self._decided = True
        self._move()

    def end_suspension(self, organization_id: str, approved_by: tuple[str, str]) -> None:
        """It counts again, as two people agreed. Raises NeedsTwo, NoSuchPart."""
        two(approved_by)
        cut = self.db.execute("DELETE FROM vetting_suspension WHERE organization_id = ?", [organization_id])
        if not cut.rowcount:
            raise NoSuchPart
        self._decided = True
        self._move()

    def _with_part(self, service_id: str, part: Part, which: str) -> Service:
        service = self.service(service_id)
        if service is None or which not in parts_of(service, part):
            raise NoSuchPart
        return service


def two(people: tuple[str, str]) -> tuple[str, str]:
    """Two people, when they are two. Raises NeedsTwo."""
    if not all(people) or people[0] == people[1]:
        raise NeedsTwo
    return people


def parts_of(service: Service, part: Part) -> set[str]:
    """What can be withheld of a listing: the numbers, the places, or itself, which has no name of its own."""
    if part is Part.PHONE:
        return {phone.number for phone in service.phones}
    return {place.id for place in service.locations} if part is Part.PLACE else {""}


def mark(service_id: str, part: Part, which: str) -> str:
    """The name under which a part is on the list."""
    return phone_mark(service_id, which) if part is Part.PHONE else which


def wider_levels(level: Disclosure) -> Iterator[str]:
    """The levels of redactions that no longer hold for a place that is told at `level`."""
    return (one.value for one in Disclosure if NARROWNESS[one] > NARROWNESS[level])
