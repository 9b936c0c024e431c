"""Why a listing answers: the line of its own words in which it says what was asked for."""

from __future__ import annotations

from dataclasses import dataclass

from portal.registry.disclosure import PublicService
from search_index.snippets import Marker, Piece
from search_index.words import LANGUAGES


@dataclass(frozen=True, slots=True)
class Found:
    """A passage in pieces, and the language it is in."""

    pieces: tuple[Piece, ...] = ()
    language: str = ""


NOTHING = Found()


def found(service: PublicService, words: Marker, language: str) -> Found:
    """The passage of a listing's description that holds the words; nothing where its names say them already.

    Where the page's language does not say them the other one may: that is then why it was found.
    """
    if in_names(service, words):
        return NOTHING
    for told in sorted(LANGUAGES, key=lambda one: one != language):
        if pieces := words.passage(getattr(service.description, told), told):
            return Found(tuple(pieces), told)
    return NOTHING


def in_names(service: PublicService, words: Marker) -> bool:
    """Whether one of the names above the line holds a word that was asked for."""
    names = (service.organization.name, service.name)
    return any(words.is_said_in(name.en, "en") or words.is_said_in(name.fr, "fr") for name in names)
