"""What the record keeps of proposals, of the call to map, and of vetting. What was proposed or found is not told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from portal.registry.audit import Event


@dataclass(frozen=True)
class OnProposal(Event):
    """Somebody did something about a proposal."""

    kind: ClassVar[str] = "proposal"
    act: str
    """submitted, edited, agreed, published, declined, asked, withdrawn, superseded or shown_again."""
    number: int
    edition: int


@dataclass(frozen=True)
class OnPair(Event):
    """Somebody said of two listings that they are two, or took that back. `about` is the lower id."""

    kind: ClassVar[str] = "pair"
    act: str
    """told_apart or suggested_again."""
    other: str


@dataclass(frozen=True)
class OnTask(Event):
    """Somebody was asked to look for a kind of help, or looked. `about` is the code of the community."""

    kind: ClassVar[str] = "task"
    act: str
    """asked, handed_over, closed or recorded."""
    number: int
    category: str


@dataclass(frozen=True)
class OnVetting(Event):
    """Somebody did something about whether an organization meets the criteria. `about` is its id; no word of it."""

    kind: ClassVar[str] = "vetting"
    act: str
    """applied, agreed, vetted, declined, suspended, lift_agreed or lifted."""
    edition: int
    """Of the application; 0 where it is about the finding."""


@dataclass(frozen=True)
class OnTaking(Event):
    """An organization takes transfers, or no longer. `about` is its id; a transfer itself is in no record."""

    kind: ClassVar[str] = "handovers"
    act: str
    """takes or takes_none."""
