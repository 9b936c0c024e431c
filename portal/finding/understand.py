"""How a question is read: which words, which place. The only module that takes a sentence apart.

Nothing typed can raise: a question that is not understood is searched for as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable
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


IsWord = Callable[[str], bool]
"""Whether a folded word is one that listings use: such a word is never taken for a misspelt place."""


class Gazetteer(Protocol):
    """What understanding asks of the places."""

    def find(self, text: str) -> Place: ...
    def by_id(self, place_id: str) -> Place | None: ...
    def in_text(self, text: str, fuzzy: bool = ..., is_word: IsWord = ...) -> list[Mention]: ...
    def meant(self, text: str, mention: Mention) -> Place: ...
    def others(self, place: Place) -> list[Place]: ...


@dataclass(frozen=True, slots=True)
class Split:
    """A sentence as the words looked for and the mention of a place in it."""

    words: str
    mention: Mention | None = None


def no_word(_word: str) -> bool:
    """Nothing is known of words: every unknown name may be a misspelt place."""
    return False


def understand(question: Question, places: Gazetteer, is_word: IsWord = no_word) -> Understood:
    """What was looked for, and near where, with the choices where a name is not enough."""
    words = tidy(question.words)
    chosen = places.by_id(question.place_id) if question.place_id else None
    if chosen is not None:
        # The words may still carry the name that was chosen from: "shelter London".
        return Understood(words if question.place else split(words, places, is_word).words, chosen)
    if question.place.strip():
        return placed(words, question.place.strip(), places)
    parts = split(words, places, is_word)
    if parts.mention is None:
        return Understood(words)
    return meant(parts.words, words, parts.mention, places)


def placed(words: str, text: str, places: Gazetteer) -> Understood:
    """The place a text means: one, several to choose from, or none with what it may have been."""
    try:
        place = places.find(text)
    except SeveralPlaces as several:
        return Understood(words, choices=tuple(several.choices))
    except NoSuchPlace as nowhere:
        guess = next((one for one in places.in_text(text, fuzzy=True, is_word=no_word) if one.guessed), None)
        if guess is None:
            return Understood(words, suggestions=tuple(nowhere.suggestions), unknown_place=text)
        return meant(words, text, guess, places)
    return Understood(words, place, others=tuple(places.others(place)))


def meant(words: str, text: str, mention: Mention, places: Gazetteer) -> Understood:
    """The place a mention inside a text means, or the choices where nobody can tell."""
    try:
        place = places.meant(text, mention)
    except SeveralPlaces as several:
        return Understood(words, choices=tuple(several.choices))
    misspelt = text[mention.start : mention.end] if mention.guessed else ""
    return Understood(words, place, others=tuple(places.others(place)), misspelt=misspelt)


def split(sentence: str, places: Gazetteer, is_word: IsWord) -> Split:
    """Take the place out of a sentence: what a connector announces first, else the last name in it.

    Names that are also ordinary words ("Hope", "Aide") count only behind a connector; a name that is only guessed
    from a slip of the keyboard counts where no other is there.
    """
    mentions = places.in_text(sentence, fuzzy=True, is_word=is_word)
    announced = [one for one in mentions if CONNECTORS.search(sentence[: one.start]) and not one.guessed]
    plain = [one for one in mentions if not one.weak and not one.guessed]
    named = (announced or plain or [one for one in mentions if one.guessed])[-1:]
    if not named:
        return Split(sentence)
    mention = named[0]
    before = CONNECTORS.sub("", sentence[: mention.start])
    return Split(tidy(f"{before} {sentence[mention.end :]}"), mention)


def tidy(text: str) -> str:
    """One line, single spaces, no punctuation left hanging at either end."""
    return " ".join(text.split()).strip(" ,;:.-–—")[:200]
