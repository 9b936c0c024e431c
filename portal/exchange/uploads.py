"""An upload beside the registry: what is new, changed, unchanged, sent already, likely the same, refused; and sending.

Nothing of it is ever written by itself. What is accepted goes the way of every proposal, under the same limits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256

from portal.accounts.people import Person
from portal.accounts.rights import Act, may
from portal.mapping import applying, submit
from portal.mapping.checks import PLACE, Faulty, Reading
from portal.mapping.desk import PROVIDERS, Desk
from portal.mapping.duplicates import Pair, likely_pairs
from portal.mapping.fields import Change, as_row, forbidden
from portal.mapping.proposal import OPEN, Consent, Giver, Kind, Proposal, Reason, Refused, Why
from portal.mapping.submit import Wanted
from portal.registry import sketches
from portal.registry.cells import unquoted
from portal.registry.folding import folded
from portal.registry.model import Disclosure, Service, Text
from portal.registry.rules import Problem, both

from .headings import Codes
from .table import Table

NAMED = ("organization_name_en", "organization_name_fr", "organization_own_name")
OF_ORGANIZATION = (*NAMED, "organization_type", "governance")
MOST_SENT = submit.MOST_OPEN
"""Rows that can be sent at the same time: as many as one person may have waiting."""


class State(StrEnum):
    """What a row would do."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WAITING = "waiting"
    """The same was sent before and nobody has decided yet."""
    DUPLICATE = "duplicate"
    """New, and likely a service that is listed already, or that stands in an earlier row."""
    REFUSED = "refused"


NAMELESS = Text("", "")
SENDABLE = frozenset({State.NEW, State.CHANGED, State.DUPLICATE})


@dataclass(frozen=True, slots=True)
class Upload:
    """A table and what somebody said its columns mean."""

    table: Table
    meant: Mapping[str, str]
    """Heading to column of ours; a heading that is not there is left out."""
    otherwise: Mapping[str, str] = field(default_factory=dict)
    """What a column of a new listing says where its row says nothing."""
    organization_id: str = ""
    """Whose new listings these are; empty when their rows name it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row beside the registry."""

    number: int
    state: State
    name: Text = NAMELESS
    problems: tuple[Problem, ...] = ()
    """Why it is refused; each under a column of ours, or a heading of the file where the cell itself is at fault."""
    wanted: Wanted | None = None
    changes: tuple[Change, ...] = ()
    made: Service | None = None
    """The new listing it would make, for comparing; never shown."""
    twin: str = ""
    """Of a duplicate: the id of the listing that is likely the same, where it is listed."""
    twin_row: int = 0
    """Of a duplicate: the earlier row that says the same."""
    needs_consent: bool = False
    place_dropped: bool = False
    """It came with a place that may not be held, which was dropped."""


def rows(upload: Upload, person: Person, desk: Desk) -> list[Row]:
    """Every row of an upload beside the registry as it stands. Changes nothing."""
    comparing = Comparing(upload, person, desk)
    return with_twins(list(comparing.rows()), desk)


@dataclass
class Comparing:
    """One upload on its way past the registry, row by row."""

    upload: Upload
    person: Person
    desk: Desk
    seen: dict[tuple[tuple[str, str], ...], int] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.codes = Codes(self.desk.store.terms)
        self.columns = {column: heading for heading, column in self.upload.meant.items()}
        mine = self.desk.proposals.of_author(self.person.id)
        self.waiting = [one for one in mine if one.stage in OPEN]
        self.organization = self.desk.store.organization(self.upload.organization_id)

    def rows(self) -> Iterator[Row]:
        """Every row, in the order of the file."""
        for record in self.upload.table.records:
            if record.fault:
                yield Row(record.number, State.REFUSED, problems=(record.fault,))
                continue
            cells = dict(zip(self.upload.table.headings, record.cells, strict=True))
            values = {column: self.value(column, cells[heading]) for column, heading in self.columns.items()}
            if not any(values.values()):
                continue
            yield self.row(record.number, values)

    def value(self, column: str, cell: str) -> str:
        """A cell as its column takes it."""
        return self.codes.of(column, unquoted(cell).strip())

    def row(self, number: int, values: dict[str, str]) -> Row:
        """One row beside the registry."""
        key = values.pop("record_key", "")
        if not values.get("status"):
            values.pop("status", None)
        if key and folded(key) in self.keys:
            return Row(number, State.REFUSED, problems=(Problem("record_key", "repeated_key"),))
        self.keys.add(folded(key))
        held = self.own(key)
        if held is None:
            values = {**{column: text for column, text in self.upload.otherwise.items() if text}, **filled(values)}
        problems = () if held else self.about_organization(values)
        dropped = self.without_hidden_places(values, held)
        if problems:
            return Row(number, State.REFUSED, problems=problems, place_dropped=dropped)
        return replace(self.compared(number, values, held), place_dropped=dropped)

    def own(self, key: str) -> Service | None:
        """The listing of this id, when it is one whose change this person may suggest; else the key is their own."""
        found = self.desk.store.service(key) if key else None
        return found if found and may(self.person, Act.SUGGEST, found.organization.id) else None

    def about_organization(self, values: dict[str, str]) -> tuple[Problem, ...]:
        """Settle whose listing a new row is: what it says of a known organization is left out, if it is that one."""
        if self.organization is None:
            return ()
        own = {folded(name) for name in (*both(self.organization.name), self.organization.own_name) if name}
        strange = [column for column in NAMED if values.get(column) and folded(values[column]) not in own]
        for column in OF_ORGANIZATION:
            values.pop(column, None)
        return tuple(Problem(column, "not_yours") for column in strange)

    def without_hidden_places(self, values: dict[str, str], held: Service | None) -> bool:
        """Drop what the level of a row may not hold, before anything is checked or kept; whether there was any.

        A shelter whose row does not say how much may be known is taken by its region.
        """
        before = as_row(held) if held else {}
        row = {**before, **values}
        reading = Reading(self.desk.check, row)
        if not row.get("disclosure") and reading.is_cautious(reading.codes("categories")):
            has_place = any(row.get(column) for column in PLACE) or "in_person" in reading.codes("delivery")
            values |= {"disclosure": Disclosure.REGION.value} if has_place else {}
        if values.get("disclosure", before.get("disclosure")) not in {level.value for level in Disclosure}:
            return False
        hidden = [column for column in forbidden({**before, **values}, values) if values[column]]
        for column in hidden:
            values[column] = ""
        return bool(hidden)

    def compared(self, number: int, values: dict[str, str], held: Service | None) -> Row:
        """What one row would do, if it were sent."""
        organization_id = held.organization.id if held else self.offered_by(values)
        wanted = Wanted(
            values,
            service_id=held.id if held else "",
            organization_id="" if held else organization_id,
            based_on=held.revision if held else None,
            why=Why.CORRECTION if held else Why.NEW_SERVICE,
        )
        written = submit.written(wanted, self.person, None, held, self.desk)
        name = held.name if held else Text(values.get("service_name_en", ""), values.get("service_name_fr", ""))
        try:
            proposal, needs_consent = examined(written, held, self.desk)
        except Faulty as faulty:
            return Row(number, State.REFUSED, problems=tuple(faulty.faults))
        except Refused as refused:
            if refused.reason is not Reason.NOTHING_CHANGED:
                raise
            return Row(number, State.UNCHANGED, name)
        row = Row(
            number, State.CHANGED if held else State.NEW, name, wanted=wanted, needs_consent=needs_consent,
            changes=proposal.changes if held else (), made=None if held else applying.result(proposal, self.desk),
        )  # fmt: skip
        if any(says_the_same(one, proposal) for one in self.waiting):
            return replace(row, state=State.WAITING, wanted=None)
        earlier = self.seen.setdefault(tuple(sorted(proposal.wanted.items())), number)
        return row if held or earlier == number else replace(row, state=State.DUPLICATE, twin_row=earlier)

    def offered_by(self, values: dict[str, str]) -> str:
        """The organization of a new row: the one that was chosen, or the only one there is of the name it gives."""
        if self.organization:
            return self.organization.id
        name = Text(values.get("organization_name_en", ""), values.get("organization_name_fr", ""))
        found = self.desk.store.organizations_called(name)
        if len(found) != 1:
            return ""
        for column in OF_ORGANIZATION:
            values.pop(column, None)
        return found[0]


def filled(values: Mapping[str, str]) -> dict[str, str]:
    """The columns that say something."""
    return {column: text for column, text in values.items() if text}


def examined(proposal: Proposal, held: Service | None, desk: Desk) -> tuple[Proposal, bool]:
    """A proposal as it would be sent, and whether somebody has to say first who agreed. Raises Faulty or Refused."""
    if held:
        try:
            return submit.examined(proposal, held, desk), False
        except Refused as refused:
            if refused.reason is not Reason.NO_CONSENT:
                raise
    return submit.examined(replace(proposal, consent=Consent(Giver.STAFF, desk.day)), held, desk), True


def says_the_same(one: Proposal, other: Proposal) -> bool:
    """Whether two proposals ask for the same."""
    if one.kind is not other.kind or one.wanted != other.wanted:
        return False
    return one.organization_id == other.organization_id if one.kind is Kind.NEW else one.service_id == other.service_id


def with_twins(found: Sequence[Row], desk: Desk) -> list[Row]:
    """The rows, those marked that would likely list a service a second time."""
    new = {row.made.id: row for row in found if row.state is State.NEW and row.made}
    made = [row.made for row in new.values() if row.made]
    seen = [public for one in made if (public := desk.store.seen_by_anyone(one, PROVIDERS))]
    listed = {one.id: one for one in desk.store.public_many(desk.store.sharing(made))} if made else {}
    twins: dict[str, str] = {}
    for pair in likely_pairs(map(sketches.of, [*seen, *listed.values()]), set(new)):
        twins |= twin_of(pair, new, listed)
    for one in made:
        if same := next(
            (held.id for held in desk.store.services_of(one.organization.id) if is_named_alike(held, one)), ""
        ):
            twins.setdefault(one.id, same)
    return [
        replace(row, state=State.DUPLICATE, twin=twins[row.made.id]) if row.made and row.made.id in twins else row
        for row in found
    ]


def twin_of(pair: Pair, new: Collection[str], listed: Collection[str]) -> dict[str, str]:
    """The new one of a pair to the listed one."""
    ways = ((pair.first, pair.second), (pair.second, pair.first))
    return {one: other for one, other in ways if one in new and other in listed}


def is_named_alike(one: Service, other: Service) -> bool:
    """Whether two services of one organization have a name in common, and stand in no two communities."""
    names = {folded(name) for name in both(one.name) if name} & {folded(name) for name in both(other.name) if name}
    places = {place.community for service in (one, other) for place in service.locations if place.community}
    return bool(names) and len(places) < 2


def shown_as(found: Iterable[Row]) -> str:
    """A mark of what somebody is shown, which differs when the registry has moved on since in what concerns it."""
    told = [(row.number, row.state, row.changes, row.twin) for row in found]
    return sha256(repr(told).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the rows that were accepted."""

    proposals: int
    left: tuple[tuple[int, Reason], ...]
    """Rows that could not be sent after all, and why."""


def send(
    found: Iterable[Row], accepted: Collection[int], consent: Consent | None, token: str, by: str, desk: Desk
) -> Sent:
    """Put the accepted rows before the reviewers, all in one go. Publishes nothing.

    `token` is that of the upload: sent twice, it makes one proposal for each row.
    """
    sent, left = 0, []
    with desk.together():
        for row in found:
            if row.number not in accepted or row.wanted is None or row.state not in SENDABLE:
                continue
            wanted = replace(row.wanted, consent=consent, token=f"{token}-{row.number}")
            try:
                submit.submit(wanted, by, desk)
                sent += 1
            except Refused as refused:
                left.append((row.number, refused.reason))
            except Faulty:
                left.append((row.number, Reason.BREAKS_RULES))
    return Sent(sent, tuple(left))
