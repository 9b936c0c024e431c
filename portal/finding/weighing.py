"""How well each listing answers the words of a question: one number per listing, from public text and codes alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from geo.places import Place
from search_index.index import Index, WordByWord

from .catalogue import Catalogue
from .columns import Mask, Rows
from .meaning import Concept, Meanings, Reading

Scores = NDArray[np.float64]
LANGUAGES: tuple[Literal["en", "fr"], ...] = ("en", "fr")

KIND = 2.0
"""Weight of a kind of service named in the question, beside a plain word's 1."""
MAIN, ALSO_DOES, SPEAKS_OF = 1.0, 0.9, 0.45
"""A kind is what the listing mainly does, does too, or only speaks of in its text."""
FOR_THEM = 0.5
"""Weight of a group of people named in the question: it lifts those who say they are for them."""
HAS_WORD = 0.6
"""What a word counts in a listing that has it at all; the rest is how much it has of it."""
STRONG = 0.8
"""Listings at least this good, beside the best, stand in the first rank."""
WEAK = 0.5
"""Listings below this share of the best are not answers."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """How good each listing is, 0 to 1; which hold every part of the question; which are turned down by it."""

    score: Scores
    full: Mask
    reading: Reading
    unknown: tuple[str, ...] = ()
    """Words no listing uses."""
    plain: bool = False


class Ear:
    """One question's ear to the index: what a text matches is asked once, and forgotten with the question."""

    def __init__(self, index: Index, catalogue: Catalogue) -> None:
        self.index = index
        self.catalogue = catalogue
        self._heard: dict[str, WordByWord] = {}

    def heard(self, text: str) -> WordByWord:
        """What each word of a text matches."""
        if text not in self._heard:
            self._heard[text] = self.index.word_by_word(text)
        return self._heard[text]

    def knows(self, word: str) -> bool:
        """Whether any listing uses a word."""
        heard = self.heard(word)
        return not heard.said or any(bool(score.any()) for score in heard.scores)

    def spelled(self, word: str) -> str:
        """The likeliest word in use for one that no listing uses, in either language; empty when nothing is close."""
        return next((found for language in LANGUAGES for found in self.index.suggest(word, language)[:1]), "")

    def in_text(self, text: str) -> Scores:
        """How much the text of listings holds all of these words, 0 to 1."""
        column = np.zeros(len(self.catalogue))
        heard = self.heard(text) if text else None
        if heard is None or not heard.said:
            return column
        # Only the documents that hold every word are looked at further: at 100,000 listings that is most of the time.
        documents = np.flatnonzero(heard.scores[0] > 0)
        for score in heard.scores[1:]:
            documents = documents[score[documents] > 0]
        strength = np.add.reduce([score[documents] for score in (*heard.scores, heard.beside)])
        rows = self.catalogue.aligned(heard.lots)[documents]
        known = rows >= 0
        share = strength[known] / max(float(strength.max(initial=0.0)), 1e-9)
        column[rows[known]] = HAS_WORD + (1 - HAS_WORD) * share
        return column

    def named(self, text: str) -> Rows:
        """Rows of listings one of whose names is exactly this text."""
        named = self.index.named(text)
        rows = self.catalogue.aligned(named.lots)[np.flatnonzero(named.has)]
        return rows[rows >= 0]


def weigh(text: str, catalogue: Catalogue, index: Index, meanings: Meanings) -> Weighed:
    """Weigh every listing against the words of a question."""
    ear = Ear(index, catalogue)
    reading = meanings.read(text, ear.knows, ear.spelled)
    everyone = catalogue.columns.alive
    parts = list(units(reading, catalogue, ear))
    total = sum(weight for weight, _part in parts)
    if not total:
        return Weighed(everyone.astype(float), everyone.copy(), reading)
    score = sum((weight * part for weight, part in parts), np.zeros(len(catalogue))) / total
    full = np.logical_and.reduce([part > 0 for _weight, part in parts])
    fit, lifted = for_whom(reading, catalogue)
    score[ear.named(text)] += 1.0
    unknown = tuple(word for word in reading.words if not ear.knows(word))
    return Weighed(score * lifted * fit * everyone, full & fit & everyone, reading, unknown)


def units(reading: Reading, catalogue: Catalogue, ear: Ear) -> Iterator[tuple[float, Scores]]:
    """The parts of a question: how much each weighs and how well each listing answers it, 0 to 1."""
    for concept in reading.concepts:
        if concept.categories:
            yield KIND, of_kind(concept, catalogue, ear)
        elif concept.words:
            yield 1.0, ear.in_text(concept.words)
    for word in reading.words:
        yield 1.0, ear.in_text(word)


def of_kind(concept: Concept, catalogue: Catalogue, ear: Ear) -> Scores:
    """How well listings answer a kind of service: it is what they do, they do it too, or they speak of it."""
    score = ear.in_text(concept.phrase)
    if concept.words:
        np.maximum(score, ear.in_text(concept.words), out=score)
    score *= SPEAKS_OF
    np.copyto(score, ALSO_DOES, where=catalogue.answering("category", concept.categories).yes)
    np.copyto(score, MAIN, where=catalogue.answering("main", concept.categories).yes)
    return score


def for_whom(reading: Reading, catalogue: Catalogue) -> tuple[Mask, Scores]:
    """Which listings do not turn away the people named, and how far those made for them are lifted."""
    fit, lifted = catalogue.all(), np.ones(len(catalogue))
    for concept in reading.concepts:
        if concept.populations:
            stands = catalogue.answering("population", concept.populations)
            fit &= stands.possible
            lifted += FOR_THEM * stands.yes
    return fit, lifted / (1 + FOR_THEM * sum(bool(c.populations) for c in reading.concepts))


def speaking_of(place: Place, catalogue: Catalogue, index: Index | None) -> Mask:
    """Which listings name a place in their public text: "Kenora Women's Shelter" is for Kenora, wherever it stands."""
    spoken = catalogue.none()
    if index is not None:
        for name in {place.name_en, place.name_fr} - {""}:
            spoken |= catalogue.holding(index.with_all(name))
    return spoken
