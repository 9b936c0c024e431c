"""P4: questions with a slip of the keyboard, beside rapidfuzz and FTS5; and the worst question of any kind.

Both designs guess one word from those in use and answer the combined question of P1 to P3 with it: who has the word,
within so many kilometres, the nearest 20, the total, the counts of three filters. What each answers for its guess
must be what brute force answers.
"""

from __future__ import annotations

import random
import re
import sqlite3
import string
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bench import fuzz, registry
from bench.combined import DISTANCES, NEAR, Corpus, Plain, Reference, Reply, compared, ours
from bench.figures import Figure, ms, times
from bench.peers import fts
from geo.places import Places
from portal.finding.catalogue import Catalogue
from portal.finding.find import ask, find
from portal.finding.question import Question
from portal.registry.model import Point
from search_index.index import Index
from search_index.words import fold

Guess = Callable[[str], str]

STRANGE = 2_000
SLIPS = 100
SHORTEST = 6
COMMON = ("shelter", "children", "phone", "women")


@dataclass(frozen=True)
class Slip:
    """A word, how it was typed, and near where it is looked for."""

    word: str
    typed: str
    here: Point
    km: float

    def with_word(self, word: str, corpus: Corpus) -> Plain:
        """The combined question for one word."""
        return corpus.question(word, "", self.here, self.km)


@dataclass(frozen=True)
class Design:
    """How a word is guessed, and how the combined question is answered with it."""

    name: str
    guess: Guess
    answer: Callable[[Plain], Reply]


def figures(
    site: registry.Site, index: Index, catalogue: Catalogue, size: int, corpus: Corpus, table: sqlite3.Connection
) -> Iterator[Figure]:
    """P4: the combined question with a slip for engine and peer, the site's whole one, and the worst of any kind."""
    words = vocabulary(site)
    slips = list(islice(slipping(words, site.places), SLIPS))
    own = Design("the site", lambda typed: next(iter(index.suggest(typed, "en")), typed), ours(index, catalogue))
    peer = Design("rapidfuzz + FTS5", guessing(words), fts.design(table, catalogue))
    shares = [share_guessed(design, slips, corpus) for design in (own, peer)]
    seconds, theirs = (times(lambda slip, d=design: answered(d, slip, corpus), slips) for design in (own, peer))
    note = f"guessed {shares[0]:.0%} of the words meant, the peer {shares[1]:.0%}; {len(words):,} words in use"
    name = "combined question, one letter wrong, p95"
    yield Figure("P4", name, size, ms(seconds, 95), "ms", ms(theirs, 95), peer.name, 0.5, note=note)
    yield Figure("", "the same, p50", size, ms(seconds, 50), "ms", ms(theirs, 50), peer.name)
    whole = times(lambda slip: ask(Question(slip.typed), catalogue, index, site.places, site.store), slips)
    yield Figure("", "the site's whole question, one letter wrong, p95", size, ms(whole, 95), "ms")
    yield worst(site, index, catalogue, size)


def answered(design: Design, slip: Slip, corpus: Corpus) -> Reply:
    """One slip guessed and answered."""
    return design.answer(slip.with_word(design.guess(slip.typed), corpus))


def share_guessed(design: Design, slips: Sequence[Slip], corpus: Corpus) -> float:
    """How many of the words meant a design guesses, up to their stem; the run stops where it answers wrongly."""
    reference = Reference(corpus)
    asked = [slip.with_word(design.guess(slip.typed), corpus) for slip in slips]
    compared(design.name, design.answer, asked, list(map(reference, asked)))
    meant = [slip.with_word(slip.word, corpus).words for slip in slips]
    return float(np.mean([one.words == due for one, due in zip(asked, meant, strict=True)]))


def slipping(words: list[str], places: Places) -> Iterator[Slip]:
    """Slips in words long enough to guess from, without end, the same every time; none gives another word in use."""
    dice, known = random.Random(11), set(words)
    long = [word for word in words if len(word) >= SHORTEST]
    while True:
        word = dice.choice(long)
        typed = slipped(word, dice)
        if typed not in known:
            yield Slip(word, typed, places.find(dice.choice(NEAR)).point, dice.choice(DISTANCES))


def worst(site: registry.Site, index: Index, catalogue: Catalogue, size: int) -> Figure:
    """The slowest of many strange questions beside an ordinary one."""

    def whole(question: Question) -> object:
        return find(question, catalogue, index, site.places, site.store)

    common = times(whole, [Question(word) for word in COMMON * 5])
    strange = [*islice(fuzz.questions(STRANGE, random.Random(3)), STRANGE)]
    slowest = max(worked(whole, question) for question in strange)
    name = f"worst of {STRANGE:,} strange questions"
    return Figure("P4", name, size, slowest * 1000, "ms", ms(common, 95), "a common word, p95", 20)


def worked(ask: Callable[[Question], object], question: Question) -> float:
    """Seconds of processor time, the better of two: the first of a kind loads what the others share."""
    taken = []
    for _ in range(2):
        start = time.thread_time()
        ask(question)
        taken.append(time.thread_time() - start)
    return min(taken)


def vocabulary(site: registry.Site) -> list[str]:
    """Every English word the listings are written in, folded."""
    texts = (f"{one['names_en']} {one['text_en']}" for one in site.documents())
    return sorted(
        {fold(word) for text in texts for word in re.findall(r"[^\W\d_]+", text.casefold()) if word.isascii()}
    )


def slipped(word: str, dice: random.Random) -> str:
    """The word with one letter changed, missing, doubled or swapped with the next, anywhere but first."""
    at = dice.randrange(1, len(word) - 1)
    changed = word[:at] + dice.choice(string.ascii_lowercase) + word[at + 1 :]
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return dice.choice((changed, word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:], swapped))


def guessing(words: list[str]) -> Guess:
    """rapidfuzz over every word in use."""

    def guess(typed: str) -> str:
        close = process.extractOne(typed, words, scorer=OSA.distance, score_cutoff=2)
        return close[0] if close else typed

    return guess
