"""The only module that says which documents answer a question, and how well."""

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search_index.postings import NOWHERE, PLACE_BITS, Floats, Numbers, Segment, Strength
from search_index.query import Filed, Word, bounded, whole_question
from search_index.view import View
from search_index.words import LANGUAGES, Language

CODE_STRENGTH = 2.0
PART_OF_COMPOUND = 0.8
PAIR_WEIGHT = 1.0
WHOLE_NAME = 1_000.0
ANOTHER_WORD = 10_000.0


@dataclass(frozen=True)
class Matches:
    """Every document that answers, in document order: its number, its score (the higher the better)."""

    numbers: Numbers
    scores: NDArray[np.float64]
    matched_all: bool


class Found(NamedTuple):
    """The live documents of one word in one language, over all segments, with strength and rarity."""

    documents: Numbers
    values: Floats
    rarity: float


def matches(text: str, view: View) -> Matches:
    """The documents with every word of the question; failing any, those with some of its words.

    A word is found by its English term in English fields, by its French term in French fields, or as a code.
    Where not all words were found, a document with more of them always scores above one with fewer.
    """
    words = bounded(text)
    if not words or not len(view):
        return Matches(NOWHERE.documents, np.zeros(0), not words)
    scores = np.zeros(len(view))
    counts = np.zeros(len(view), dtype=np.int64)
    for word in words:
        of_word = word_scores(word, view)
        scores += of_word
        counts += of_word > 0
    matched_all = bool((counts == len(words)).any())
    numbers = np.flatnonzero(counts == len(words) if matched_all else counts)
    scores += side_by_side(words, view)
    if matched_all:
        scores[whole_names(text, view)] += WHOLE_NAME
    else:
        scores += counts * ANOTHER_WORD
    return Matches(numbers, scores[numbers], matched_all)


@dataclass(frozen=True)
class WordByWord:
    """A question's words apart, for callers that weigh them themselves; each column has one entry per number."""

    lots: NDArray[np.uint64]
    """The number drawn from each document's identifier (schema.lot), of the very state that answered."""
    said: list[str]
    """The words, folded."""
    scores: list[NDArray[np.float64]]
    """What each word adds to each document; 0 where it is not found, all 0 for a word nobody uses."""
    beside: NDArray[np.float64]
    """What documents gain in which neighbouring words stand side by side."""


def word_by_word(text: str, view: View) -> WordByWord:
    """The words of a question, each with what it adds to every document."""
    words = bounded(text)
    return WordByWord(
        view.lots,
        [" ".join(word.said) for word in words],
        [word_scores(word, view) for word in words],
        side_by_side(words, view),
    )


def with_all(text: str, view: View) -> NDArray[np.bool_]:
    """Which documents have every word of the question, one truth per number; none have no words at all.

    For callers that order by something else: a third of the work of weighing.
    """
    words = bounded(text)
    if not words:
        return np.zeros(len(view), dtype=bool)
    found = with_word(words[0], view)
    for word in words[1:]:
        found &= with_word(word, view)
    return found


def with_word(word: Word, view: View) -> NDArray[np.bool_]:
    """Which documents have a word, in either language or as a code."""
    parts = [held_in(segment, word) for segment, _start in view.by_segment()]
    return np.concatenate([np.zeros(0, dtype=bool), *parts])


def held_in(segment: Segment, word: Word) -> NDArray[np.bool_]:
    """Which documents of a segment have a word; for a compound also those with all of its parts."""
    found = segment.holding("codes", word.code)
    for language in LANGUAGES:
        filed = word.filed(language)
        found |= segment.holding(language, filed.term)
        if filed.parts:
            found |= np.logical_and.reduce([segment.holding(language, part) for part in filed.parts])
    return found


def best_first(found: Matches, view: View, limit: int | None) -> NDArray[np.intp]:
    """Places in `found`, best score first; equal scores in an order drawn from identifiers, so always the same."""
    places = np.arange(len(found.scores))
    if limit is not None and 0 < limit < len(places):
        floor = np.partition(found.scores, len(places) - limit)[len(places) - limit]
        places = np.flatnonzero(found.scores >= floor)
    order = np.lexsort((view.lots[found.numbers[places]], -found.scores[places]))
    return places[order][:limit]


def word_scores(word: Word, view: View) -> NDArray[np.float64]:
    """What one word adds to each document of the view; 0 where it is not found."""
    best = np.zeros(len(view))
    english, *others = (*(in_language(word, language, view) for language in LANGUAGES), as_code(word, view))
    best[english.documents] = english.rarity * english.values
    for each in others:
        best[each.documents] = np.maximum(best[each.documents], each.rarity * each.values)
    return best


def in_language(word: Word, language: Language, view: View) -> Found:
    """A word in one language's fields."""
    filed = word.filed(language)
    parts = [moved(filed_in(each, language, filed), start) for each, start in view.by_segment()]
    return together(parts, view)


def filed_in(segment: Segment, language: Language, filed: Filed) -> Strength:
    """A word in one segment: its own term; for a compound also the documents with all of its parts."""
    whole = segment.strength(language, filed.term) if filed.term else NOWHERE
    if not filed.parts:
        return whole
    every = np.zeros(len(segment.ids))
    counts = np.zeros(len(segment.ids), dtype=np.int64)
    for part in filed.parts:
        found = segment.strength(language, part)
        every[found.documents] += PART_OF_COMPOUND * found.values
        counts[found.documents] += 1
    every[counts < len(filed.parts)] = 0.0
    every[whole.documents] += whole.values
    documents = np.flatnonzero(every)
    return Strength(documents, every[documents])


def as_code(word: Word, view: View) -> Found:
    """The documents that carry the word as one of their codes."""
    parts = []
    for segment, start in view.by_segment():
        documents = segment.having("codes", word.code)
        parts.append(moved(Strength(documents, np.full(len(documents), CODE_STRENGTH)), start))
    return together(parts, view)


def moved(found: Strength, start: int) -> Strength:
    """The same with the numbers of the whole view."""
    return Strength(found.documents + start, found.values)


def together(parts: list[Strength], view: View) -> Found:
    """One word's documents over all segments, and BM25's rarity over live documents only."""
    documents = np.concatenate([each.documents for each in (NOWHERE, *parts)])
    values = np.concatenate([each.values for each in (NOWHERE, *parts)])
    return Found(documents, values, rarity(len(documents), view.manifest.documents))


def rarity(having: int, of: int) -> float:
    """BM25's inverse document frequency, never below zero."""
    return float(np.log1p((of - having + 0.5) / (having + 0.5)))


def side_by_side(words: list[Word], view: View) -> NDArray[np.float64]:
    """What documents gain in which neighbouring words of the question stand side by side, in the better language."""
    best = np.zeros(len(view))
    said = [part for word in words for part in word.said]
    if len(said) < 2:
        return best
    for language in LANGUAGES:
        gained = np.zeros(len(view))
        for segment, start in view.by_segment():
            places = [segment.places(language, each) for each in said]
            for left, right in pairwise(places):
                pairs = in_both(left + 1, right) >> PLACE_BITS
                # Ascending, so equal neighbours are the only repetitions: np.unique would sort or hash them all.
                once = pairs[np.concatenate([[True], pairs[1:] != pairs[:-1]])] if len(pairs) else pairs
                gained[once + start] += PAIR_WEIGHT
        best = np.maximum(best, gained)
    return best


def in_both(one: Numbers, other: Numbers) -> Numbers:
    """What two ascending arrays have in common: the shorter looked up in the longer."""
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    if not len(few):
        return few
    places = np.minimum(np.searchsorted(many, few), len(many) - 1)
    shared: Numbers = few[many[places] == few]
    return shared


def whole_names(text: str, view: View) -> Numbers:
    """The documents one of whose names is exactly the question; a document named so in both languages twice."""
    found = [NOWHERE.documents]
    for language, key in whole_question(text).items():
        for segment, start in view.by_segment():
            found.append(segment.having(f"whole_{language}", key) + start)
    return np.concatenate(found, dtype=np.int64)
