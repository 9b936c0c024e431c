"""Every act on a listing that the record keeps, each with exactly the fields it carries. `about` is the listing's id.

Which fields changed is named; what stood in them is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from .audit import Event


@dataclass(frozen=True)
class Created(Event):
    """A listing was stored for the first time, or was there when the record began."""

    kind: ClassVar[str] = "listing.created"
    revision: int


@dataclass(frozen=True)
class Changed(Event):
    """A listing became a new revision."""

    kind: ClassVar[str] = "listing.changed"
    revision: int
    fields: str
    """Names of the fields that differ, with commas."""


@dataclass(frozen=True)
class Narrowed(Event):
    """A place of a listing is told less exactly than before, or not any more. What it said before was erased."""

    kind: ClassVar[str] = "listing.narrowed"
    revision: int
    level: str
    """The narrowest level of the listing now; empty when it has no place."""


@dataclass(frozen=True)
class Widened(Event):
    """A place of a listing is told more exactly, with the provider's consent and by two people."""

    kind: ClassVar[str] = "listing.widened"
    revision: int
    level: str
    consent: int
    first: str
    second: str
    """The ids of the two people."""


@dataclass(frozen=True)
class Withheld(Event):
    """One person hid a listing, one of its numbers or one of its places at once."""

    kind: ClassVar[str] = "listing.withheld"
    part: str
    """listing, phone or place."""


@dataclass(frozen=True)
class ShownAgain(Event):
    """What was withheld is shown again, decided by two people."""

    kind: ClassVar[str] = "listing.shown_again"
    part: str
    first: str
    second: str


@dataclass(frozen=True)
class Gone(Event):
    """Its source no longer has the listing; it stays public, marked."""

    kind: ClassVar[str] = "listing.gone"


@dataclass(frozen=True)
class Returned(Event):
    """Its source has the listing again."""

    kind: ClassVar[str] = "listing.returned"


@dataclass(frozen=True)
class Consented(Event):
    """A provider's consent to tell a place more exactly was written down."""

    kind: ClassVar[str] = "consent.recorded"
    consent: int
    location: str
    level: str
    until: str


@dataclass(frozen=True)
class ConsentEnded(Event):
    """A provider took its consent back."""

    kind: ClassVar[str] = "consent.ended"
    consent: int


@dataclass(frozen=True)
class Suppressed(Event):
    """Something is never to come back, decided by two people. `about` is empty: what it is, is not told."""

    kind: ClassVar[str] = "suppression.added"
    sign: str
    """By what it is recognised: source_key, phone, url or name_and_community."""
    first: str
    second: str


@dataclass(frozen=True)
class SuppressionLifted(Event):
    """What was to stay out may come back, decided by two people."""

    kind: ClassVar[str] = "suppression.lifted"
    sign: str
    first: str
    second: str


@dataclass(frozen=True)
class OwnerSet(Event):
    """Whose record a listing is was written down."""

    kind: ClassVar[str] = "listing.owner_set"


@dataclass(frozen=True)
class LabelsSet(Event):
    """The owner's labels for a listing were written down."""

    kind: ClassVar[str] = "listing.labels_set"
    count: int


@dataclass(frozen=True)
class UseAnswered(Event):
    """An owner said yes or no to one use of a listing."""

    kind: ClassVar[str] = "listing.use_answered"
    use: str
    answer: str
    second: str
    """The other person who agreed to write a yes down; empty for a no."""


@dataclass(frozen=True)
class GivenBack(Event):
    """A listing was returned to its owner: all that was held of it is deleted."""

    kind: ClassVar[str] = "listing.returned_to_owner"


@dataclass(frozen=True)
class Confirmed(Event):
    """Somebody made sure that some facts of a listing are still right."""

    kind: ClassVar[str] = "listing.confirmed"
    facets: str
    """What they are about, with commas."""
    how: str
