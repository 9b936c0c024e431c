"""The combined question, for every design the same: words + kind + within so far + nearest 20 + total + counts.

All designs are given the same terms, the site's own (folded, then stemmed, in both languages), each written as one
plain token, so that what differs is the engine and not what it takes for a word. Every design is compared with a
brute-force reference before it is timed: term by term over sets, distances by the geodesic.
Points are (longitude, latitude).
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from pyproj import Geod

from geo.places import Places
from portal.finding.catalogue import Catalogue, counts
from portal.finding.columns import Mask, unpacked
from portal.registry.model import Point
from search_index.index import Index
from search_index.query import bounded
from search_index.schema import prepared

MOST = 20
FACETS = ("category", "population", "language")
WORDS = (
    "legal aid", "shelter", "children", "aide juridique", "forms", "women", "interprètes", "cedar house", "maple",
    "friendship centre", "trauma counselling", "elders", "phone", "permit employer", "rivière", "crisis line",
)  # fmt: skip
NEAR = ("Thunder Bay", "Iqaluit", "Sept-Îles", "Whitehorse", "Winnipeg", "Toronto", "Val-d'Or", "Yellowknife")
CATEGORIES = ("", "", "legal.aid", "health.primary")
DISTANCES = (50.0, 100.0, 200.0, 400.0)
ONE_METRE = 0.001

Counts = dict[tuple[str, str], int]


@dataclass(frozen=True)
class Plain:
    """One combined question; `words` holds for each word the tokens of which a listing must have one."""

    text: str
    words: tuple[tuple[str, ...], ...]
    category: str
    here: Point
    km: float


@dataclass(frozen=True)
class Reply:
    """What a design answers: how many in all, the nearest 20 rows with their kilometres, and the counts."""

    total: int
    rows: list[int]
    km: list[float]
    counts: Counts

    def agrees(self, other: Reply) -> bool:
        """The same totals and counts, and the same 20; two that are a metre apart may change places."""
        if (self.total, self.counts, len(self.rows)) != (other.total, other.counts, len(other.rows)):
            return False
        return self.rows == other.rows or bool(np.allclose(self.km, other.km, rtol=0, atol=ONE_METRE))


@dataclass
class Corpus:
    """The listings as every design is given them, by catalogue row."""

    tokens: list[str]
    """The distinct tokens of each listing, separated by spaces."""
    points: list[Point | None]
    codes: dict[str, list[tuple[str, ...]]]
    """For each facet, the codes of each listing."""
    rank: list[int]
    """Each listing's place in the alphabet: the tie between equal distances."""
    names: dict[str, str] = field(default_factory=dict)
    """Each term as one plain token."""

    @classmethod
    def of(cls, documents: Iterable[dict[str, Any]], catalogue: Catalogue) -> Corpus:
        """The corpus of these documents."""
        size = len(catalogue)
        corpus = cls([""] * size, [None] * size, {}, np.argsort(np.argsort(catalogue.columns.rank["en"])).tolist())
        for document in documents:
            row = int(catalogue.of_ids([document["id"]])[0])
            corpus.tokens[row] = " ".join(sorted(corpus.tokens_of(prepared(document))))
        spots = catalogue.columns.addresses
        for row, point in zip(spots.rows.tolist(), spots.lonlat.tolist(), strict=True):
            corpus.points[row] = (point[0], point[1])
        for facet in FACETS:
            coded = catalogue.columns.coded[facet]
            table = np.stack([unpacked(bits) for bits in coded.yes])
            corpus.codes[facet] = [tuple(coded.codes[n] for n in np.flatnonzero(held)) for held in table.T]
        return corpus

    def tokens_of(self, ready: dict[str, Any]) -> set[str]:
        """Every term of a document as a token that says where it stands."""
        terms = {
            (code, term) for code in ("en", "fr") for kind in ("names", "text") for term in ready[f"{kind}_{code}"]
        }
        return {self.token(*one) for one in terms | {("code", term) for term in ready["codes"]}}

    def token(self, where: str, term: str) -> str:
        """One term as one plain word."""
        return self.names.setdefault(f"{where} {term}", f"t{len(self.names)}")

    def question(self, text: str, category: str, here: Point, km: float) -> Plain:
        """A question in the tokens of this corpus."""
        words = []
        for word in bounded(text):
            either = [("en", word.english.term), ("fr", word.french.term), ("code", word.code)]
            words.append(tuple(self.names.get(f"{w} {term}", "none") for w, term in either if term))
        return Plain(text, tuple(words), category, here, km)


def questions(count: int, corpus: Corpus, places: Places) -> list[Plain]:
    """Questions of many kinds, the same every time."""
    dice = random.Random(7)
    return [
        corpus.question(
            dice.choice(WORDS), dice.choice(CATEGORIES), places.find(dice.choice(NEAR)).point, dice.choice(DISTANCES)
        )
        for _ in range(count)
    ]


class Reference:
    """Brute force: sets of rows by token, every distance along the geodesic, counts one by one."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.geod = Geod(ellps="WGS84")
        self.having: defaultdict[str, set[int]] = defaultdict(set)
        for row, tokens in enumerate(corpus.tokens):
            for token in tokens.split():
                self.having[token].add(row)

    def __call__(self, asked: Plain) -> Reply:
        """The right answer."""
        corpus = self.corpus
        hits = set.intersection(*(set().union(*(self.having[t] for t in word)) for word in asked.words))
        kept = [row for row in sorted(hits) if corpus.points[row] is not None]
        if asked.category:
            kept = [row for row in kept if asked.category in corpus.codes["category"][row]]
        far = np.array([corpus.points[row] for row in kept]).reshape(-1, 2)
        here = np.broadcast_to(asked.here, far.shape)
        km = self.geod.inv(here[:, 0], here[:, 1], far[:, 0], far[:, 1])[2] / 1000
        inside = [(float(d), corpus.rank[row], row) for d, row in zip(km, kept, strict=True) if d <= asked.km]
        first = sorted(inside)[:MOST]
        counts = Counter((f, code) for *_, row in inside for f in FACETS for code in corpus.codes[f][row])
        return Reply(len(inside), [row for *_, row in first], [d for d, *_ in first], dict(counts))


def over_columns(mask: Mask, asked: Plain, catalogue: Catalogue) -> Reply:
    """What is left to do once the words are answered, over the site's own columns: for ours and for two peers."""
    if asked.category:
        mask &= catalogue.answering("category", [asked.category]).yes
    near = catalogue.near(asked.here, mask & catalogue.columns.at_address, asked.km)
    rows, km, _around = near.first(MOST, catalogue.columns.rank["en"])
    inside = catalogue.none()
    inside[near.rows] = True
    told = {(facet, code): n for facet in FACETS for code, n in counts(catalogue.columns.coded[facet], inside)}
    return Reply(len(near.rows), rows.tolist(), km.tolist(), told)


def ours(index: Index, catalogue: Catalogue) -> Callable[[Plain], Reply]:
    """The site: words from the index's postings in memory, the rest over columns."""

    def ask(asked: Plain) -> Reply:
        return over_columns(catalogue.holding(index.with_all(asked.text)), asked, catalogue)

    return ask


def compared(name: str, design: Callable[[Plain], Reply], asked: Sequence[Plain], right: Sequence[Reply]) -> None:
    """Stop the run unless a design answers every question like the reference."""
    for question, due in zip(asked, right, strict=True):
        reply = design(question)
        if not reply.agrees(due):
            raise SystemExit(f"{name} answers {question} with {reply}, not {due}")
