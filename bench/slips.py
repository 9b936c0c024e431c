"""P4: questions with a slip of the keyboard, beside rapidfuzz and FTS5; and the worst question of any kind."""

from __future__ import annotations

import random
import re
import sqlite3
import string
import time
from collections.abc import Callable, Iterator
from itertools import islice

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bench import fuzz, registry
from bench.combined import FACETS, Corpus
from bench.figures import Figure, ms, times
from portal.finding.catalogue import Catalogue, counts
from portal.finding.columns import Mask
from portal.finding.find import ask, find
from portal.finding.question import Question
from search_index.index import Index
from search_index.words import fold, term

STRANGE = 2_000
SLIPS = 100
SHORTEST = 6
COMMON = ("shelter", "children", "phone", "women")


def figures(
    site: registry.Site, index: Index, catalogue: Catalogue, size: int, corpus: Corpus, table: sqlite3.Connection
) -> Iterator[Figure]:
    """Both halves of P4."""

    def ours(typed: str) -> Mask:
        found: Mask = ask(Question(typed), catalogue, index, site.places, site.store).words.score > 0
        return found

    words = vocabulary(site)
    peer = beside(words, corpus, catalogue, table)
    dice = random.Random(11)
    long = [word for word in words if len(word) >= SHORTEST]
    slips = [(word, typed) for word in dice.choices(long, k=SLIPS) if (typed := slipped(word, dice)) not in words]
    seconds, theirs = (times(lambda s, d=design: d(s[1]), slips) for design in (ours, peer))
    found, due = (recall(design, slips, corpus) for design in (ours, peer))
    note = f"found {found:.0%} of the listings meant, the peer {due:.0%}; {len(words):,} words in use"
    yield Figure(
        "P4", "one letter wrong, p95", size, ms(seconds, 95), "ms", ms(theirs, 95), "rapidfuzz + FTS5", 0.5, note=note
    )
    yield worst(site, index, catalogue, size)


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


def beside(words: list[str], corpus: Corpus, catalogue: Catalogue, table: sqlite3.Connection) -> Callable[[str], Mask]:
    """rapidfuzz for what was meant, FTS5 for who says it, columns for the counts."""

    def ask(typed: str) -> Mask:
        close = process.extract(typed, words, scorer=OSA.distance, score_cutoff=2, limit=1)
        tokens = [token_of(word, corpus) for word, _distance, _place in close] or ["none"]
        mask = catalogue.none()
        mask[
            [row for (row,) in table.execute("SELECT rowid FROM words WHERE words MATCH ?", [" OR ".join(tokens)])]
        ] = 1
        for facet in FACETS:
            counts(catalogue.columns.coded[facet], mask)
        return mask

    return ask


def token_of(word: str, corpus: Corpus) -> str:
    """The token of a word's English term."""
    return corpus.names.get(f"en {term(word, 'en')}", "none")


def recall(design: Callable[[str], Mask], slips: list[tuple[str, str]], corpus: Corpus) -> float:
    """The share of the listings that hold the word meant which a design finds, on average over the slips."""
    shares = []
    for word, typed in slips:
        token = token_of(word, corpus)
        due = np.array([token in tokens.split() for tokens in corpus.tokens[:: max(1, len(corpus.tokens) // 5000)]])
        found = design(typed)[:: max(1, len(corpus.tokens) // 5000)]
        if due.any():
            shares.append(float(found[due].mean()))
    return float(np.mean(shares))
