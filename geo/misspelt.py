"""Misspelt names inside a sentence: the only module that guesses which place a slip of the hand means.

"Thunderbay", "winipeg" and "kuujuak" are places; "lawer" and "assult" are not. A guess is made only where the words
are no ordinary ones and one place that people know is close; where two places are, none is guessed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from geo.common_words import COMMON, LINKING
from geo.names import Word
from geo.place import Place
from geo.place_index import TIMES_LARGER, PlaceIndex
from geo.remoteness import TERRITORIES

IsWord = Callable[[str], bool]

MOST_WORDS = 3
"""Words a misspelt name may have, counted as typed: "happy valley goosebay"."""
SHORTEST = 5
"""Letters of a misspelt name. Shorter ones are close to too much."""
LONG = 9
"""A name of this many letters may hold two slips, a shorter one one."""
KNOWN_PEOPLE = 1000
"""People of a place that is looked for under any misspelling."""
SHORT_NAME = 6
SHORT_PEOPLE = 5000
"""The same for a name of so few letters: many words are close to it."""
DISTINCT = 8
"""A smaller place is looked for too when its name has this many letters, with one slip at most."""
SHARED_SOUNDS = str.maketrans("qcyz", "kkis")


@dataclass(frozen=True, slots=True)
class Guess:
    """How many words from a position make a misspelt name, the slips in it, and the rows of the places meant."""

    count: int
    slips: int
    rows: frozenset[int]


@dataclass(frozen=True, slots=True)
class Close:
    """A known name near what was typed. The first number leaves doubled letters and like sounds out."""

    heard: int
    typed: int
    name: str


class Misspelt:
    """Names of places worth guessing, kept by the first letter of how they sound."""

    def __init__(self, index: PlaceIndex) -> None:
        self._index = index
        self._names: dict[str, list[str]] = defaultdict(list)
        self._sounds: dict[str, list[str]] = defaultdict(list)
        for name, rows in index.rows_of.items():
            sound = sound_of(name)
            if len(sound) > 2 and self._is_worth_guessing(name, rows):
                self._names[sound[0]].append(name)
                self._sounds[sound[0]].append(sound)
        outstanding = (name for names in self._names.values() for name in names if self._is_outstanding(name))
        self._closed = {plain(name): name for name in outstanding if " " in name and len(plain(name)) >= SHORTEST}

    def at(self, typed: Sequence[Word], position: int, is_word: IsWord) -> Guess | None:
        """The longest misspelt name that begins with this word."""
        for count in range(min(MOST_WORDS, len(typed) - position), 0, -1):
            taken = [word.text for word in typed[position : position + count]]
            if _may_be_a_name(taken, is_word):
                guess = self._guess("".join(taken), count)
                if guess is not None:
                    return guess
        return self._closed_up(typed[position].text)

    def _closed_up(self, typed: str) -> Guess | None:
        """A name of several words written as one, even where the word index knows it: from "thunderbay.ca" perhaps."""
        name = self._closed.get(typed) if typed not in COMMON else None
        return Guess(1, 0, frozenset(self._index.rows_of[name])) if name else None

    def _is_worth_guessing(self, name: str, rows: Iterable[int]) -> bool:
        places = [self._index.at(row) for row in rows]
        if all(place.kind == "province" for place in places) or any(letter.isdigit() for letter in name):
            return False
        return len(name) >= DISTINCT or self._is_outstanding(name)

    def _is_outstanding(self, name: str) -> bool:
        least = SHORT_PEOPLE if len(name) <= SHORT_NAME else KNOWN_PEOPLE
        return any(_is_known(self._index.at(row), least) for row in self._index.rows_of[name])

    def _guess(self, typed: str, count: int) -> Guess | None:
        close = self._close_to(typed)
        if not close or _is_nearer_a_common_word(typed, close[0].typed):
            return None
        best = min(close, key=lambda one: (one.heard, one.typed, -self._weight(one.name)))
        rows = frozenset(self._index.rows_of[best.name])
        rivals = {row for one in close if one.heard == best.heard for row in self._index.rows_of[one.name]}
        return Guess(count, best.heard, rows) if self._stands_out(rows, rivals) else None

    def _weight(self, name: str) -> float:
        return max(self._index.weights(self._index.rows_of[name]).values())

    def _close_to(self, typed: str) -> list[Close]:
        """Names within the slips allowed, nearest first."""
        sound = sound_of(typed)
        slips = 2 if len(sound) >= LONG else 1
        names, sounds = self._names.get(sound[0], []), self._sounds.get(sound[0], [])
        found = process.extract(sound, sounds, scorer=OSA.distance, score_cutoff=slips, limit=None)
        close = [Close(int(heard), OSA.distance(typed, plain(names[row])), names[row]) for _, heard, row in found]
        kept = [one for one in close if one.heard <= self._slips_allowed(one.name, slips)]
        return sorted(kept, key=lambda one: (one.heard, one.typed, one.name))

    def _slips_allowed(self, name: str, slips: int) -> int:
        """A place few people know is not guessed from two slips."""
        return slips if self._is_outstanding(name) else min(slips, 1)

    def _stands_out(self, rows: frozenset[int], rivals: set[int]) -> bool:
        """Whether the places of the nearest name outweigh all others as near, or are the same ones."""
        meant = {self._index.at(row).place_id for row in rows}
        weights = self._index.weights(rivals)
        others = [weight for place_id, weight in weights.items() if place_id not in meant]
        largest = max(weights[place_id] for place_id in meant)
        return all(largest >= TIMES_LARGER * weight for weight in others)


def plain(name: str) -> str:
    """A folded name without spaces."""
    return name.replace(" ", "")


def sound_of(name: str) -> str:
    """A folded name as one word, with doubled letters and letters that sound alike written once."""
    return re.sub(r"(.)\1+", r"\1", plain(name).replace("ph", "f").translate(SHARED_SOUNDS))


def _is_known(place: Place, people: int) -> bool:
    """Whether so many people live there, or whether it is a region or lies in a territory, where few places are."""
    return place.kind == "region" or place.province in TERRITORIES or (place.population or 0) >= people


def _may_be_a_name(taken: list[str], is_word: IsWord) -> bool:
    """Whether these words are long enough, do not begin or end with "in" or "de", and one of them is no word."""
    if taken[0] in LINKING or taken[-1] in LINKING or sum(map(len, taken)) < SHORTEST:
        return False
    return any(len(word) > 2 and word.isalpha() and word not in COMMON and not is_word(word) for word in taken)


def _is_nearer_a_common_word(typed: str, slips: int) -> bool:
    """ "hosital" is a hospital, whatever village is called nearly so."""
    return process.extractOne(typed, COMMON, scorer=OSA.distance, score_cutoff=max(slips, 1)) is not None
