"""The list someone keeps, finished for a template: a few services with what is needed to call them. Kept nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.finding.answers import Answer
from portal.registry.disclosure import PublicService

from .cards import Card, card
from .language import day_text
from .reader import Reader


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The page of a list to print or save."""

    cards: list[Card]
    ids: list[tuple[str, str]]
    """The list as hidden fields, for the other language."""
    day: str


def shortlist(services: Sequence[PublicService], reader: Reader) -> Shortlist:
    """These services, in the order they were ticked."""
    return Shortlist(
        cards=[card(Answer(number, service), reader) for number, service in enumerate(services, 1)],
        ids=[("keep", service.id) for service in services],
        day=day_text(reader.moment.date().isoformat(), reader.language),
    )
