"""The only module that guesses what a misspelt word was meant to be ("did you mean").

Words come from the vocabulary of live documents, never from what others typed. The work is bounded by counts,
not by a clock, so the same question always gets the same answer.
"""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from search_index.postings import Segment
from search_index.query import Word, bounded, cleaned
from search_index.ranking import as_code, in_language
from search_index.view import View
from search_index.words import CHUNK, LANGUAGES, Language, fold, spoken

SHORTEST = 3
MOST_MISSPELT = 3
MOST_COMPARED = 150
MOST_SUGGESTED = 3


@dataclass(frozen=True)
class Vocabulary:
    """The words of one segment in one language, folded, with their written forms; columns of the same length."""

    words: list[str]
    written: list[str]
    letters: NDArray[np.uint64]  # one bit per letter the word has
    lengths: NDArray[np.int64]


class Speller:
    """Keeps the vocabulary of each segment that is in use; the first question after a rebuild waits for it."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, Language], Vocabulary] = {}

    def vocabularies(self, view: View, language: Language) -> list[Vocabulary]:
        """One vocabulary for each segment of the view."""
        kept = self._kept
        found = {
            (each.name, language): kept.get((each.name, language)) or vocabulary(each, language)
            for each in view.segments
        }
        names = {each.name for each in view.segments}
        self._kept = {key: each for key, each in kept.items() if key[0] in names} | found
        return list(found.values())


def vocabulary(segment: Segment, language: Language) -> Vocabulary:
    """Every word of a segment's texts in one language; where spellings differ by accents, the last one."""
    forms: dict[str, str] = {}
    for spelling in segment.vocabulary(language):
        word, _, accented = spelling.partition("\0")
        if word.isalpha() and len(word) >= SHORTEST:
            forms[word] = accented or forms.get(word, word)
    return Vocabulary(
        list(forms),
        list(forms.values()),
        np.array([letters(word) for word in forms], dtype=np.uint64),
        np.array([len(word) for word in forms], dtype=np.int64),
    )


def suggestions(text: str, view: View, known: list[Vocabulary], language: Language) -> list[str]:
    """Up to three ways to say the question with its unknown words put right; none when all words are known."""
    unknown = [word for word in bounded(text) if len(word.said) == 1 and not is_known(word, view)][:MOST_MISSPELT]
    nearest = {
        word.said[0]: likely(word.said[0], view, known, language, MOST_COMPARED // len(unknown)) for word in unknown
    }
    nearest = {word: found for word, found in nearest.items() if found}
    if not nearest:
        return []
    first = next(iter(nearest))
    best = {word: found[0] for word, found in nearest.items()}
    return [put_right(text, best | {first: choice}) for choice in nearest[first][:MOST_SUGGESTED]]


def is_known(word: Word, view: View) -> bool:
    """Whether a live document has the word, in either language or as a code."""
    found = [*(in_language(word, language, view) for language in LANGUAGES), as_code(word, view)]
    return any(len(each.documents) for each in found)


def likely(word: str, view: View, known: list[Vocabulary], language: Language, most: int) -> list[str]:
    """Written forms near a word, nearest first, then those with the same first letter, then the most frequent."""
    ranked = []
    for other, written in candidates(word, known, most).items():
        distance = edits(word, other, allowed(word))
        if distance <= allowed(word):
            ranked.append((distance, other[0] != word[0], other, written))
    counted = [
        (distance, other_start, -frequency, written)
        for distance, other_start, other, written in sorted(ranked)[: 4 * MOST_SUGGESTED]
        if (frequency := sum(each.times_said(language, other) for each in view.segments))
    ]
    return [written for *_, written in sorted(counted)]


def candidates(word: str, known: list[Vocabulary], most: int) -> dict[str, str]:
    """The words, folded and as written, that could be near enough; at most `most`, the likeliest first.

    One edit changes the length by at most 1 and the set of letters by at most 2.
    """
    possible: list[tuple[int, int, str, str]] = []
    for each in known:
        apart = np.bitwise_count(each.letters ^ np.uint64(letters(word))).astype(np.int64)
        longer = np.abs(each.lengths - len(word))
        near = np.flatnonzero((apart <= 2 * allowed(word)) & (longer <= allowed(word)))
        near = near[np.lexsort((longer[near], apart[near]))][: 2 * most]
        columns = zip(apart[near].tolist(), longer[near].tolist(), near.tolist(), strict=True)
        possible += [(bits, length, each.words[n], each.written[n]) for bits, length, n in columns]
    return {other: written for _, _, other, written in sorted(possible)[:most]}


def allowed(word: str) -> int:
    """How many edits still count as a slip."""
    return 1 if len(word) <= 4 else 2


def letters(word: str) -> int:
    """The letters of a word, one bit each; letters beyond a to z share the bits that are left."""
    bits = 0
    for letter in word:
        place = ord(letter) - ord("a")
        bits |= 1 << (place if 0 <= place < 26 else 26 + ord(letter) % 38)
    return bits


def edits(one: str, other: str, most: int) -> int:
    """Insertions, deletions, changes and swaps of neighbours between two words; `most` + 1 when there are more."""
    return int(OSA.distance(one, other, score_cutoff=most))


def put_right(text: str, better: dict[str, str]) -> str:
    """The question with some of its words replaced, what stands round them kept."""

    def replaced(match: re.Match[str]) -> str:
        parts = next(spoken(match[0])).parts
        meant = better.get(fold(parts[0])) if len(parts) == 1 else None
        return match[0].replace(parts[0], meant) if meant else match[0]

    return CHUNK.sub(replaced, cleaned(text))
