"""Whose record a listing is, and what its owner lets be done with it: values, and the rule for who was never asked.

This supports the principles OCAP and CARE name; it is no claim of compliance with either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .model import Text

INDIGENOUS = frozenset({"first_nations", "inuit", "metis", "urban_indigenous"})
"""What an organization may say of its own governance; nobody guesses it from a name."""


class Use(StrEnum):
    """What can be done with a listing."""

    LISTED = "listed"
    """Shown on the site."""
    EXPORT = "export"
    """Copied into files that anyone may take."""
    STATISTICS = "statistics"
    """Counted in a figure that is published."""


ASKED_FIRST = frozenset({Use.EXPORT, Use.STATISTICS})
"""What is done with an Indigenous organization's listing only once its owner has agreed."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The Nation or organization whose record a listing is."""

    id: str
    name: Text
    own_name: str = ""
    """In its own language and script."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label of the owner's, such as a Traditional Knowledge or Biocultural Label, with the page that explains it."""

    text: Text
    uri: str


@dataclass(frozen=True, slots=True)
class Governed:
    """What is known of who governs one listing, beside the listing itself."""

    owner: Owner | None = None
    labels: tuple[Label, ...] = ()
    uses: frozenset[Use] = frozenset(Use)


def unasked(governance: str) -> Governed:
    """How a listing stands of which nothing is recorded, by what its organization says of itself."""
    return Governed(uses=frozenset(Use) - ASKED_FIRST if governance in INDIGENOUS else frozenset(Use))


def as_governed(
    owner: Owner | None = None,
    labels: Sequence[Label] = (),
    answers: Mapping[Use, bool] | None = None,
    asks_first: bool = False,
) -> Governed:
    """What is recorded of a listing. May be done: what was answered yes, else all that need not be asked first."""
    said = answers or {}
    uses = frozenset(use for use in Use if said.get(use, not (asks_first and use in ASKED_FIRST)))
    return Governed(owner, tuple(labels), uses)
