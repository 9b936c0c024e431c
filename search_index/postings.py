"""The only module that decodes Whoosh's postings into arrays: one segment, term by term, as terms are asked for.

Documents are numbered from 0 within the segment. What was decoded is kept; a term that is not in the index
never is, so nothing a person typed stays here unless a listing says it too.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import TermNotFound

from search_index.schema import CARD, SCHEMA
from search_index.shelf import VerifiedFiles
from search_index.words import Language

Numbers = NDArray[np.int32] | NDArray[np.int64]
Floats = NDArray[np.float32] | NDArray[np.float64]
Flags = NDArray[np.bool_]
Bits = NDArray[np.uint8]

# BM25's saturation and length shares. The usual lengths are fixed, so that a score depends on the words of the
# index and not on how its documents fell into segments.
SATURATION = 1.2
NAME_WEIGHT, NAME_LENGTH, NAME_SHARE = 3.0, 6.0, 0.4
TEXT_WEIGHT, TEXT_LENGTH, TEXT_SHARE = 1.0, 60.0, 0.6

# A place in a text, and the document it is in, as one number.
PLACE_BITS = 20
# Bytes of what was decoded that a segment remembers.
MOST_KEPT = 16_000_000
CARDS_AT_ONCE = 4_096

Where = Language | Literal["codes"]
FIELDS: dict[Where, tuple[str, ...]] = {
    "en": ("names_en", "text_en"),
    "fr": ("names_fr", "text_fr"),
    "codes": ("codes",),
}

Decoded = TypeVar("Decoded", bound="Strength | Numbers | Bits")


class Strength(NamedTuple):
    """Documents in ascending order, and how strongly each has the term; without the term's rarity.

    Kept in half the usual width: what is remembered of the words is most of what a process holds.
    """

    documents: Numbers
    values: Floats

    @property
    def nbytes(self) -> int:
        """How many bytes both take."""
        return self.documents.nbytes + self.values.nbytes


NOWHERE = Strength(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32))
NO_BITS = np.zeros(0, dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class Identifiers:
    """The identifiers of a segment's documents as one run of bytes: a string each would be most of its memory."""

    content: bytes
    ends: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, number: int) -> str:
        start = int(self.ends[number - 1]) if number else 0
        return self.content[start : int(self.ends[number])].decode()


class Segment:
    """One of Whoosh's segments. Many threads may ask at once."""

    def __init__(self, files: VerifiedFiles, segment: Any) -> None:  # Whoosh's Segment carries no types
        codec = segment.codec()
        self.name: str = segment.segment_id()
        self.dropped = frozenset(segment.deleted_docs())
        self._terms = codec.terms_reader(files, segment)
        self.ids, self.cards = read_cards(codec.per_document_reader(files, segment))
        self.live = self._all_but(self.dropped)
        lengths = self.cards["lengths"].astype(np.float64)
        self._norms = {
            "names_en": norm(lengths[:, 0], NAME_LENGTH, NAME_SHARE),
            "text_en": norm(lengths[:, 1], TEXT_LENGTH, TEXT_SHARE),
            "names_fr": norm(lengths[:, 2], NAME_LENGTH, NAME_SHARE),
            "text_fr": norm(lengths[:, 3], TEXT_LENGTH, TEXT_SHARE),
        }
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, str], Strength | Numbers | Bits] = {}
        self._kept_size = 0

    def without(self, dropped: frozenset[int]) -> "Segment":
        """The same segment with other documents dropped; what was decoded is shared."""
        twin = object.__new__(Segment)
        twin.__dict__.update(self.__dict__)
        twin.dropped = dropped
        twin.live = self._all_but(dropped)
        return twin

    def _all_but(self, dropped: frozenset[int]) -> Flags:
        live = np.ones(len(self.ids), dtype=bool)
        live[list(dropped)] = False
        return live

    def strength(self, language: Language, term: str) -> Strength:
        """How strongly each live document has a term in its names and text of one language."""
        return self._living(self._remembered(language, term, self._names_and_text))

    def having(self, field: str, term: str) -> Numbers:
        """The live documents that have a term in a field without text: a code, an identifier, a whole name."""
        documents = self._remembered(field, term, self._plain)
        return documents[self.live[documents]] if self.dropped else documents

    def holding(self, where: Where, term: str) -> Flags:
        """Which live documents have a term, in one language or among their codes.

        For whoever needs no strength: a bit each is remembered, and not a number.
        """
        bits = self._remembered(f"has_{where}", term, lambda _field, term: self._bits(where, term))
        if not len(bits):
            return np.zeros(len(self.ids), dtype=bool)
        found: Flags = np.unpackbits(bits, count=len(self.ids)).view(np.bool_)
        return found & self.live if self.dropped else found

    def places(self, language: Language, word: str) -> Numbers:
        """Where a folded word stands in one language: document << 20 | place, ascending; dropped ones included."""
        return self._remembered(f"said_{language}", word, self._places)

    def times_said(self, language: Language, word: str) -> int:
        """About how many live documents say a folded word: 0 only where none does."""
        field = f"said_{language}"
        with self._lock:
            every = sum(self._terms.doc_frequency(field, one.encode()) for one in self._spellings(field, word))
        if every > len(self.dropped):
            return int(every) - len(self.dropped)
        # Few enough to look: a word that only documents say which were taken out is said by none.
        return int(self.live[np.unique(self.places(language, word) >> PLACE_BITS)].sum())

    def vocabulary(self, language: Language) -> list[str]:
        """Every word the texts of one language hold, as `schema.spelling` gives it, sorted."""
        field = f"said_{language}"
        with self._lock:
            found: list[str] = []
            for name, raw in self._terms.terms_from(field, b""):
                if name != field:
                    break
                found.append(raw.decode())
        return found

    def _living(self, found: Strength) -> Strength:
        if not self.dropped:
            return found
        kept = self.live[found.documents]
        return Strength(found.documents[kept], found.values[kept])

    def _remembered(self, field: str, term: str, decode: Callable[[str, str], Decoded]) -> Decoded:
        known = self._kept.get((field, term))
        if known is not None:
            return known  # type: ignore[return-value]  # a field is only ever decoded one way
        with self._lock:
            found = decode(field, term)
            if found.nbytes:
                self._keep(field, term, found)
        return found

    def _keep(self, field: str, term: str, found: Strength | Numbers | Bits) -> None:
        self._kept_size += found.nbytes
        if self._kept_size > MOST_KEPT:
            self._kept.clear()
            self._kept_size = found.nbytes
        self._kept[field, term] = found

    def _names_and_text(self, language: str, term: str) -> Strength:
        in_names = self._saturated(f"names_{language}", term, NAME_WEIGHT)
        in_text = self._saturated(f"text_{language}", term, TEXT_WEIGHT)
        if not len(in_names.documents):
            return in_text
        documents = np.union1d(in_names.documents, in_text.documents)
        values = np.zeros(len(documents), dtype=np.float32)
        for part in (in_names, in_text):
            values[np.searchsorted(documents, part.documents)] += part.values
        return Strength(documents, values)

    def _saturated(self, field: str, term: str, weight: float) -> Strength:
        documents, counts, _ = self._decoded(field, term)
        return Strength(documents, (weight * counts / (counts + self._norms[field][documents])).astype(np.float32))

    def _bits(self, where: Where, term: str) -> Bits:
        """Every document with a term, as a bit each; none at all where no document has it."""
        documents = np.concatenate([self._plain(field, term) for field in FIELDS[where]])
        if not len(documents):
            return NO_BITS
        flags = np.zeros(len(self.ids), dtype=bool)
        flags[documents] = True
        return np.packbits(flags)

    def _plain(self, field: str, term: str) -> Numbers:
        return self._decoded(field, term)[0]

    def _places(self, field: str, word: str) -> Numbers:
        parts = [self._spelled_places(field, spelling) for spelling in self._spellings(field, word)]
        return np.sort(np.concatenate(parts)) if parts else NOWHERE.documents

    def _spelled_places(self, field: str, spelling: str) -> Numbers:
        documents, counts, values = self._decoded(field, spelling)
        places = np.frombuffer(b"".join(values), dtype=np.uint32).astype(np.int64)
        return (np.repeat(documents.astype(np.int64), counts.astype(np.int64)) << PLACE_BITS) | places

    def _spellings(self, field: str, word: str) -> Iterator[str]:
        """A folded word as it stands in the index: bare, and with each of its written forms behind it."""
        start = word.encode()
        for name, raw in self._terms.terms_from(field, start):
            if name != field or not (raw == start or raw.startswith(start + b"\0")):
                return
            yield raw.decode()

    def _decoded(self, field: str, term: str) -> tuple[Numbers, Floats, list[bytes]]:
        """Documents, counts and stored values of one term, a block of postings at a time."""
        documents: list[int] = []
        counts: list[float] = []
        values: list[bytes] = []
        try:
            matcher = self._terms.matcher(field, term.encode(), SCHEMA[field].format)
        except TermNotFound:
            return NOWHERE.documents, NOWHERE.values, values
        while matcher.is_active():
            matcher.id(), matcher.weight(), matcher.value()  # each loads its part of the block
            documents += matcher._ids
            counts += matcher._weights
            values += matcher._values
            matcher._next_block()
        return np.array(documents, dtype=np.int32), np.array(counts, dtype=np.float32), values


def norm(lengths: Floats, usual: float, share: float) -> Floats:
    """BM25's length part, one number a document: longer texts need more occurrences for the same strength."""
    return SATURATION * (1.0 - share + share * lengths / usual).astype(np.float32)


def read_cards(documents: Any) -> tuple[Identifiers, NDArray[np.void]]:  # Whoosh's reader carries no types
    """Identifiers and cards of every document in the segment, dropped ones included."""
    column = documents.column_reader("card", SCHEMA["card"].column_type)
    lengths = np.array(column._lengths, dtype=np.int64)
    content = np.frombuffer(column._dbfile.get(column._basepos, int(lengths.sum())), dtype=np.uint8)
    starts = np.cumsum(lengths) - lengths
    cards = np.empty((len(lengths), CARD.itemsize), dtype=np.uint8)
    is_identifier = np.ones(len(content), dtype=bool)
    for first in range(0, len(lengths), CARDS_AT_ONCE):
        some = slice(first, first + CARDS_AT_ONCE)
        where = starts[some, None] + np.arange(CARD.itemsize)
        cards[some] = content[where]
        is_identifier[where] = False
    ends = np.cumsum(lengths - CARD.itemsize)
    return Identifiers(content[is_identifier].tobytes(), ends), cards.reshape(-1).view(CARD)
