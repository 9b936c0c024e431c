"""What the record keeps of proposals. `about` is the listing's id; what was proposed is not told."""

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
