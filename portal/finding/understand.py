"""How a question is read: which words, which place. The only module that takes a sentence apart.

Nothing typed can raise: a question that is not understood is searched for as it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from geo.places import Mention, NoSuchPlace, Place, SeveralPlaces

from .answers import Understood
from .question import Question

# Words that announce a place, and go with it when the place is taken out of the question.
CONNECTORS = re.compile(
    r"(?:\b(?:near(?:by)?|close to|around|in|at|from|outside)"
    r"|\b(?:pr[eè]s|proche|autour|aux alentours|c[oô]t[eé]) (?:de|du|des|d['’])"
    r"|\b(?:à|a|au|aux|dans|vers|en|de|du|d['’]))\s*(?:the|la|le|les|l['’])?\s*$",
    re.IGNORECASE,
)


class Gazetteer(Protocol):
    """What understanding asks of the places."""

    def find(self, text: str) -> Place: ...
    def by_id(self, place_id: str) -> Place | None: ...
    def in_text(self, text: str) -> list[Mention]: ...
    def others(self, place: Place) -> list[Place]: ...


@dataclass(frozen=True, slots=True)
class Split:
    """A sentence as the words looked for and the text that names a place."""

    words: str
    place: str


def understand(question: Question, places: Gazetteer) -> Understood:
    """What was looked for, and near where, with the choices where a name is not enough."""
    words = tidy(question.words)
    chosen = places.by_id(question.place_id) if question.place_id else None
    if chosen is not None:
        # The words may still carry the name that was chosen from: "shelter London".
        return Understood(split(words, places).words if not question.place else words, chosen)
    if question.place.strip():
        return placed(words, question.place.strip(), places)
    parts = split(words, places)
    return placed(parts.words, parts.place, places) if parts.place else Understood(words)


def placed(words: str, text: str, places: Gazetteer) -> Understood:
    """The place a text means: one, several to choose from, or none with what it may have been."""
    try:
        place = places.find(text)
    except SeveralPlaces as several:
        return Understood(words, choices=tuple(several.choices))
    except NoSuchPlace as nowhere:
        return Understood(words, suggestions=tuple(nowhere.suggestions), unknown_place=text)
    return Understood(words, place, others=tuple(places.others(place)))


def split(sentence: str, places: Gazetteer) -> Split:
    """Take the place out of a sentence: what a connector announces first, else the last name in it.

    Names that are also ordinary words ("Hope", "Aide") count only behind a connector.
    """
    mentions = places.in_text(sentence)
    announced = [mention for mention in mentions if CONNECTORS.search(sentence[: mention.start])]
    plain = [mention for mention in mentions if not mention.weak]
    named = (announced or plain)[-1:]
    if not named:
        return Split(sentence, "")
    mention = named[0]
    before = CONNECTORS.sub("", sentence[: mention.start])
    return Split(
        tidy(f"{before} {sentence[mention.end :]}"),
        sentence[mention.start : mention.end],
    )


def tidy(text: str) -> str:
    """One line, single spaces, no punctuation left hanging at either end."""
    return " ".join(text.split()).strip(" ,;:.-–—")[:200]
