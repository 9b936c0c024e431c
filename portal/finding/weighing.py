"""How well each listing answers the words of a question: one number per listing, from public text and codes alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from search_index.index import Index, WordByWord

from .catalogue import Catalogue
from .columns import Mask
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

    @property
    def asks_nothing(self) -> bool:
        """Whether the question had no words to weigh, so that everything answers."""
        return not self.reading.concepts and not self.reading.words


def weigh(text: str, catalogue: Catalogue, index: Index, meanings: Meanings) -> Weighed:
    """Weigh every listing against the words of a question."""
    reading = meanings.read(text, lambda word: is_known(index, word), lambda word: spelled(index, word))
    everyone = catalogue.columns.alive
    parts = list(units(reading, catalogue, index))
    total = sum(weight for weight, _part in parts)
    if not parts or not total:
        return Weighed(np.ones(len(catalogue)) * everyone, everyone.copy(), reading)
    score = sum((weight * part for weight, part in parts), np.zeros(len(catalogue))) / total
    full = np.logical_and.reduce([part > 0 for _weight, part in parts])
    fit, lifted = for_whom(reading, catalogue)
    heard = index.word_by_word(text)
    exact = catalogue.aligned(heard.ids)[heard.named]
    score[exact[exact >= 0]] += 1.0
    unknown = tuple(word for word in reading.words if not is_known(index, word))
    return Weighed(score * lifted * fit * everyone, full & fit & everyone, reading, unknown)


def units(reading: Reading, catalogue: Catalogue, index: Index) -> Iterator[tuple[float, Scores]]:
    """The parts of a question: how much each weighs and how well each listing answers it, 0 to 1."""
    for concept in reading.concepts:
        if concept.categories:
            yield KIND, of_kind(concept, catalogue, index)
        elif concept.words:
            yield 1.0, in_text(concept.words, catalogue, index)
    for word in reading.words:
        yield 1.0, in_text(word, catalogue, index)


def of_kind(concept: Concept, catalogue: Catalogue, index: Index) -> Scores:
    """How well listings answer a kind of service: it is what they do, they do it too, or they speak of it."""
    score = SPEAKS_OF * np.maximum(in_text(concept.phrase, catalogue, index), in_text(concept.words, catalogue, index))
    score[catalogue.answering("category", concept.categories).yes] = ALSO_DOES
    score[catalogue.answering("main", concept.categories).yes] = MAIN
    return score


def in_text(text: str, catalogue: Catalogue, index: Index) -> Scores:
    """How much the text of listings holds all of these words, 0 to 1."""
    if not text:
        return np.zeros(len(catalogue))
    heard = index.word_by_word(text)
    if not heard.said:
        return np.zeros(len(catalogue))
    every = np.logical_and.reduce([score > 0 for score in heard.scores])
    summed = (sum(heard.scores, np.zeros(len(heard.ids))) + heard.beside) * every
    most = summed.max(initial=0.0)
    return onto_rows(heard, HAS_WORD * every + (1 - HAS_WORD) * (summed / most if most else summed), catalogue)


def onto_rows(heard: WordByWord, values: Scores, catalogue: Catalogue) -> Scores:
    """A column of the index as a column of the catalogue."""
    rows = catalogue.aligned(heard.ids)
    column = np.zeros(len(catalogue))
    known = rows >= 0
    column[rows[known]] = values[known]
    return column


def for_whom(reading: Reading, catalogue: Catalogue) -> tuple[Mask, Scores]:
    """Which listings do not turn away the people named, and how far those made for them are lifted."""
    fit, lifted = catalogue.all(), np.ones(len(catalogue))
    for concept in reading.concepts:
        if concept.populations:
            stands = catalogue.answering("population", concept.populations)
            fit &= stands.possible
            lifted += FOR_THEM * stands.yes
    return fit, lifted / (1 + FOR_THEM * sum(bool(c.populations) for c in reading.concepts))


def is_known(index: Index, word: str) -> bool:
    """Whether any listing uses a word."""
    heard = index.word_by_word(word)
    return not heard.said or any(bool(score.any()) for score in heard.scores)


def spelled(index: Index, word: str) -> str:
    """The likeliest word in use for one that no listing uses, in either language; empty when nothing is close."""
    return next((found for language in LANGUAGES for found in index.suggest(word, language)[:1]), "")
