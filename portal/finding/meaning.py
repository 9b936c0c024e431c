"""What words mean: people's words, acronyms and slips turned into codes of the vocabularies. Reads; asks nobody.

"abri", "bed" and "femmes battues" name no listing; the reviewed table data/taxonomy/synonyms.csv and the labels of
the vocabularies say which kinds of service they ask for.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from rapidfuzz.distance import OSA

from portal.registry.folding import folded
from portal.registry.vocabulary import Vocabularies

LONGEST = 5
"""Words in the longest phrase."""
MOST_WORDS = 24
"""Words of a question that are read at all."""
SLIP = 5
"""The fewest letters a word must have for one of them to be a slip of the keyboard."""
TWO_SLIPS = 9

ONLY_GRAMMAR = frozenset(
    """a ai am an and are as at au aux avec be by can ce ces cet cette chez d dans de des du elle en est et ete etre for
    from get had has have he her him his how i if il ils in is it j je l la le les leur lui ma me mes mon my n ne near
    nos notre of on ont or ou our par pas pour pres qu que qui s sa se ses she si so son sont suis sur ta te tes that
    the their them there they this to ton tu un une us vers votre vous was we what where who will with you your
    y""".split()
)
"""Words that carry no meaning of their own in a question of either language."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A phrase of the question that names kinds of service or groups of people."""

    phrase: str
    categories: frozenset[str] = frozenset()
    populations: frozenset[str] = frozenset()
    words: str = ""
    """Other words for the same, looked for in the text of listings."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A question read: its concepts, the words left over, and what it asks for besides."""

    concepts: tuple[Concept, ...] = ()
    words: tuple[str, ...] = ()
    """Words that mean only themselves, as typed but folded."""
    intents: frozenset[str] = frozenset()
    """'tonight', 'near_me'."""
    corrected: tuple[tuple[str, str], ...] = ()
    """Words taken for a slip, and what they were taken to mean."""


class Meanings:
    """Phrases of both languages with what they mean."""

    def __init__(self, phrases: dict[str, Concept], intents: dict[str, str], noise: frozenset[str]) -> None:
        self.phrases = phrases
        self.intents = intents
        self.noise = noise
        self._single = sorted({key for key in phrases if " " not in key and len(key) >= SLIP})

    @classmethod
    def load(cls, terms: Vocabularies) -> Meanings:
        """The table of synonyms and the labels of categories and populations, from one folder of vocabularies."""
        phrases: dict[str, Concept] = {}
        intents: dict[str, str] = {}
        noise: set[str] = set()
        for row in rows_of(terms.folder / "synonyms.csv"):
            means = [part.strip() for part in row["means"].split(";") if part.strip()]
            if row["kind"] == "noise":
                noise.add(key(row["term"]))
            elif row["kind"] == "intent":
                intents[key(row["term"])] = means[0].removeprefix("intent:")
            else:
                add(phrases, concept(row["term"], means, terms))
        for vocabulary in ("categories", "populations"):
            for term in terms[vocabulary].values():
                for label in (term.label.en, term.label.fr):
                    add(phrases, concept(re.sub(r"\(.*?\)", "", label), [term.code], terms))
        return cls({phrase: with_people(one, phrases) for phrase, one in phrases.items()}, intents, frozenset(noise))

    def read(self, text: str, is_word: Callable[[str], bool], spelled: Callable[[str], str]) -> Reading:
        """The meaning of a question.

        `is_word` says whether any listing uses a word; `spelled` answers the likeliest word in use for one that
        none uses, or nothing.
        """
        typed = tokens(text)
        concepts: list[Concept] = []
        words: list[str] = []
        intents: set[str] = set()
        corrected: list[tuple[str, str]] = []
        position = 0
        while position < len(typed):
            count, phrase = self.longest_at(typed, position)
            word = typed[position]
            if not count:
                count, meant = 1, self.put_right(word, is_word, spelled)
                if meant:
                    corrected.append((word, meant))
                    word, phrase = meant, stem(meant) if stem(meant) in self.phrases else ""
            if phrase in self.intents:
                intents.add(self.intents[phrase])
            elif phrase in self.phrases:
                concepts.append(self.phrases[phrase])
            elif not phrase and word not in ONLY_GRAMMAR and len(word) > 1 and not is_age(word):
                words.append(word)
            position += count
        # A word such as "help" or "besoin" is noise beside others, and the question itself when alone.
        telling = [word for word in words if stem(word) not in self.noise]
        words = telling if telling or concepts else words
        return Reading(tuple(dict.fromkeys(concepts)), tuple(words), frozenset(intents), tuple(corrected))

    def longest_at(self, typed: list[str], position: int) -> tuple[int, str]:
        """How many words from here make the longest phrase with a meaning, and that phrase."""
        for count in range(min(LONGEST, len(typed) - position), 0, -1):
            phrase = " ".join(stem(word) for word in typed[position : position + count])
            if phrase in self.phrases or phrase in self.intents or (count > 1 and phrase in self.noise):
                return count, phrase
        return 0, ""

    def put_right(self, word: str, is_word: Callable[[str], bool], spelled: Callable[[str], str]) -> str:
        """The word a misspelt one was meant to be, or nothing. A word in use is never misspelt.

        Words with a meaning come first: "avocta" is a lawyer before it is whatever listing has a like word.
        """
        if len(word) < SLIP or word in ONLY_GRAMMAR or stem(word) in self.noise or is_word(word):
            return ""
        most = 2 if len(word) >= TWO_SLIPS else 1
        close = [(OSA.distance(stem(word), one, score_cutoff=most), one) for one in self._single]
        near = sorted((far, one[0] != word[0], one) for far, one in close if far <= most)
        if near:
            return near[0][2]
        other = folded(spelled(word))
        return other if OSA.distance(word, other) <= most else ""


@lru_cache(maxsize=4)
def meanings(terms: Vocabularies) -> Meanings:
    """The meanings of these vocabularies, read once."""
    return Meanings.load(terms)


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """The rows of the table of synonyms."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def concept(term: str, means: list[str], terms: Vocabularies) -> Concept:
    """A phrase with its meaning: codes of categories, codes of populations, and plain words for the rest."""
    categories = frozenset(one for one in means if one in terms["categories"])
    populations = frozenset(one for one in means if one in terms["populations"])
    return Concept(
        key(term), categories, populations, " ".join(one for one in means if one not in categories | populations)
    )


def add(phrases: dict[str, Concept], one: Concept) -> None:
    """Keep a phrase; one that is there already means both."""
    held = phrases.get(one.phrase)
    if not one.phrase:
        return
    phrases[one.phrase] = (
        one
        if held is None
        else Concept(
            one.phrase,
            held.categories | one.categories,
            held.populations | one.populations,
            " ".join(dict.fromkeys(f"{held.words} {one.words}".split())),
        )
    )


def with_people(one: Concept, phrases: dict[str, Concept]) -> Concept:
    """A phrase of several words also names the people that one of its words names: a women's shelter is for women."""
    parts = [phrases[word] for word in one.phrase.split() if word in phrases and one.categories]
    people = frozenset().union(*(part.populations for part in parts if not part.categories))
    return replace(one, populations=one.populations | people)


def key(phrase: str) -> str:
    """A phrase as it is looked up: folded words, each without its plural."""
    return " ".join(stem(word) for word in tokens(phrase))


def tokens(text: str) -> list[str]:
    """The words of a text, folded; a possessive 's is no word. Bounded."""
    return [word for word in re.findall(r"[\w&+]+", folded(text[:300])) if word != "s"][:MOST_WORDS]


def is_age(word: str) -> bool:
    """Whether a word is a small number: somebody's age, which no listing holds as a word."""
    return word.isdigit() and len(word) <= 2


def stem(word: str) -> str:
    """A word without its plural, roughly: enough to tell that two spellings are one."""
    return word[:-1] if len(word) > 3 and word[-1] in "sx" and word[-2] != "s" else word
