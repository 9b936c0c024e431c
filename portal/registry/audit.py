"""The record: who did what to which listing or account, by day. Rows are added and never changed.

Each row carries a hash of itself and of the row before it. A hash chain alone does not show that its end was
cut off or written anew, so `anchor` gives one line that is kept outside the database, and `faults` holds the
record against such lines.

A row holds ids, codes, days and counts, never a text: no name, address, point, phone or question fits in.
The day stands without an hour, as in every history here: the hour would tell when a small team is at work,
and the order of acts is kept by their numbers.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import ClassVar

from sqlite_utils import Database

START = "0" * 64
"""What stands for the hash before the first row."""

WORD = re.compile(r"[\w:.,@|+-]{0,300}", re.ASCII)
"""An id, a code, or a list of codes. Without a blank no street and no sentence can be written."""
PLACE = re.compile(r"-?\d+\.\d{3,}|[A-Za-z]\d[A-Za-z]\d[A-Za-z]\d", re.ASCII)
"""A coordinate or a postal code, which could be written without a blank."""


class NotRecordable(Exception):
    """An event holds something the record has no room for. The message names the field, never the value."""


@dataclass(frozen=True)
class Event:
    """Something that was done. Each kind is a subclass with a `kind`; it declares exactly the fields it carries.

    A field is text (an id, a code, or codes joined by commas) or a whole number.
    """

    kind: ClassVar[str] = ""
    day: str
    """YYYY-MM-DD."""
    by: str
    """The id of a person, or the name of the command or import that acted."""
    about: str
    """The id of the listing, account or other thing it was done to."""


OWN = frozenset(field.name for field in fields(Event))


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the record as it stands."""

    number: int
    day: str
    by: str
    kind: str
    about: str
    details: str
    """The other fields of the event as canonical JSON."""
    hash: str

    def hash_after(self, previous: str) -> str:
        """What `hash` must be when the row before carries `previous`."""
        content = [previous, self.number, self.day, self.by, self.kind, self.about, self.details]
        return hashlib.sha256(canonical(content).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Anchor:
    """How long the record was on a day, and the hash of its last row: one line to keep outside."""

    count: int
    hash: str
    day: str

    def __str__(self) -> str:
        return f"audit {self.count} {self.hash} {self.day}"


@dataclass(frozen=True, slots=True)
class Fault:
    """A place where the record is not what it was."""

    number: int
    what: str

    def __str__(self) -> str:
        return f"audit row {self.number}: {self.what}"


def canonical(value: object) -> str:
    """One spelling of JSON for one content."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def append(db: Database, *events: Event) -> None:
    """Add these to the record. Must stand inside `together()`, with the change that it records.

    Raises NotRecordable when an event is of no declared kind or holds anything but ids, codes and counts.
    """
    if not db.conn.in_transaction:
        raise NotRecordable("an act and its record are written together, or not at all")
    number, previous = tail(db)
    for event in events:
        number += 1
        entry = Entry(number, event.day, event.by, event.kind, event.about, details(event), "")
        previous = entry.hash_after(previous)
        row = (number, entry.day, entry.by, entry.kind, entry.about, entry.details, previous)
        db.execute("INSERT INTO audit (number, day, by, kind, about, details, hash) VALUES (?, ?, ?, ?, ?, ?, ?)", row)


def details(event: Event) -> str:
    """The fields of an event beyond those that all have, once every field is fit to be kept."""
    if type(event) is Event or not event.kind or kinds().get(event.kind) is not type(event):
        raise NotRecordable("is of no declared kind")
    values = {field.name: getattr(event, field.name) for field in fields(event)}
    for name, value in values.items():
        if not is_fit(value):
            raise NotRecordable(f"{event.kind}, {name}: the record holds ids, codes and counts only")
    return canonical({name: value for name, value in values.items() if name not in OWN})


def is_fit(value: object) -> bool:
    """Whether a value is an id, a code or a count, and not a place."""
    if isinstance(value, int):
        return True
    return isinstance(value, str) and bool(WORD.fullmatch(value)) and not PLACE.fullmatch(value)


def kinds() -> dict[str, type[Event]]:
    """Every kind of event declared so far, by its name."""
    return {subclass.kind: subclass for subclass in Event.__subclasses__()}


def tail(db: Database) -> tuple[int, str]:
    """How many rows there are, and the hash of the last."""
    row = db.execute("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1").fetchone()
    return (row[0], row[1]) if row else (0, START)


def entries(db: Database, about: str = "") -> Iterator[Entry]:
    """The record in its order; with `about`, the rows on one thing."""
    query = "SELECT number, day, by, kind, about, details, hash FROM audit"
    found = (
        db.execute(f"{query} WHERE about = ? ORDER BY number", [about])
        if about
        else db.execute(f"{query} ORDER BY number")
    )
    return (Entry(*row) for row in found)


def anchor(db: Database, day: str) -> Anchor:
    """The record as it stands on this day, in one line."""
    return Anchor(*tail(db), day)


def anchors(text: str) -> list[Anchor]:
    """The anchors in a text, one to a line, the shortest record first. Raises ValueError on a line that is none."""
    found = [as_anchor(line.split()) for line in text.splitlines() if line.strip()]
    return sorted(found, key=lambda one: one.count)


def as_anchor(parts: Sequence[str]) -> Anchor:
    """One line of `portal audit anchor`, read back."""
    if len(parts) != 4 or parts[0] != "audit" or not re.fullmatch(r"[0-9a-f]{64}", parts[2]):
        raise ValueError("a line is no anchor")
    return Anchor(int(parts[1]), parts[2], date.fromisoformat(parts[3]).isoformat())


def faults(db: Database, kept: Iterable[Anchor] = ()) -> list[Fault]:
    """Where the record was edited, lost rows, was cut off or was written anew; empty when it is whole.

    Without an anchor a cut or rewritten end cannot be seen.
    """
    found: list[Fault] = []
    number, previous = 0, START
    stood = {0: START}
    for entry in entries(db):
        found += chain_faults(entry, number + 1, previous)
        number, previous = entry.number, entry.hash
        stood[number] = previous
    return found + [fault for one in kept if (fault := anchor_fault(one, stood, number))]


def anchor_fault(one: Anchor, stood: Mapping[int, str], count: int) -> Fault | None:
    """What an anchor shows to be wrong; `stood` is the hash of each row, by number."""
    if stood.get(one.count) == one.hash:
        return None
    if one.count > count:
        return Fault(count + 1, f"is missing; there were {one.count} rows on {one.day}")
    return Fault(one.count, f"is not the row that stood there on {one.day}; it or rows before it were written anew")


def chain_faults(entry: Entry, expected: int, previous: str) -> Iterator[Fault]:
    """What is wrong between a row and the one before it."""
    if entry.number != expected:
        yield Fault(expected, "is missing")
    if entry.hash != entry.hash_after(previous):
        yield Fault(entry.number, "was changed, or does not follow the row before it")
