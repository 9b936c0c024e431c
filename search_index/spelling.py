"""The only module that guesses what a misspelt word was meant to be ("did you mean").

Words come from the vocabulary of live documents, never from what others typed. The work is bounded by counts,
not by a clock, so the same question always gets the same answer.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search_index.query import Word, bounded, cleaned
from search_index.ranking import as_code, in_language
from search_index.view import View
from search_index.words import CHUNK, LANGUAGES, Language

SHORTEST = 3
MOST_MISSPELT = 3
MOST_COMPARED = 240
MOST_SUGGESTED = 3


@dataclass(frozen=True)
class Vocabulary:
    """The words of one language, folded, with their written forms; columns of the same length."""

    words: list[str]
    written: list[str]
    letters: NDArray[np.uint64]  # one bit per letter the word has
    lengths: NDArray[np.int64]


def vocabulary(view: View, language: Language) -> Vocabulary:
    """Every word of the view's texts in one language; where spellings differ by accents, the last one."""
    forms: dict[str, str] = {}
    for segment in view.segments:
        for spelling in segment.vocabulary(language):
            word, _, accented = spelling.partition("\0")
            if word.isalpha() and len(word) >= SHORTEST:
                forms[word] = accented or forms.get(word, word)
    words = sorted(forms)
    return Vocabulary(
        words,
        [forms[word] for word in words],
        np.array([letters(word) for word in words], dtype=np.uint64),
        np.array([len(word) for word in words], dtype=np.int64),
    )


def suggestions(text: str, view: View, known: Vocabulary, language: Language) -> list[str]:
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


def likely(word: str, view: View, known: Vocabulary, language: Language, compared: int) -> list[str]:
    """Written forms near a word, nearest first, then those with the same first letter, then the most frequent."""
    ranked = []
    for place in candidates(word, known, compared):
        distance = edits(word, known.words[place], allowed(word))
        if distance <= allowed(word):
            ranked.append((distance, known.words[place][0] != word[0], place))
    ranked.sort()
    counted = [
        (distance, other_start, -frequency, known.written[place])
        for distance, other_start, place in ranked[: 4 * MOST_SUGGESTED]
        if (frequency := times_said(known.words[place], view, language))
    ]
    return [written for *_, written in sorted(counted)]


def candidates(word: str, known: Vocabulary, most: int) -> Iterator[int]:
    """Places in the vocabulary of the words that could be near enough, the likeliest first.

    One edit changes the length by at most 1 and the set of letters by at most 2.
    """
    apart = np.bitwise_count(known.letters ^ np.uint64(letters(word))).astype(np.int64)
    longer = np.abs(known.lengths - len(word))
    possible = np.flatnonzero((apart <= 2 * allowed(word)) & (longer <= allowed(word)))
    order = np.lexsort((possible, longer[possible], apart[possible]))
    yield from possible[order][:most].tolist()


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
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, above, row = row, before, [i] + [0] * len(other)
        for j, wanted in enumerate(other, start=1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if above and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                row[j] = min(row[j], above[j - 2] + 1)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def times_said(word: str, view: View, language: Language) -> int:
    """How many live documents say a folded word."""
    said = 0
    for segment in view.segments:
        documents = np.unique(segment.places(language, word) >> 20)
        said += int(segment.live[documents].sum())
    return said


def put_right(text: str, better: dict[str, str]) -> str:
    """The question with some of its words replaced, what stands round them kept."""

    def replaced(match: re.Match[str]) -> str:
        for word in bounded(match[0]):
            for said in word.said:
                if said in better:
                    return better[said]
        return match[0]

    return CHUNK.sub(replaced, cleaned(text))
