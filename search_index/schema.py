"""The only module that knows which fields the index has and what of a document goes into each.

A document: {"id": str, "version": int, "names_en": str, "names_fr": str, "text_en": str, "text_fr": str,
"codes": str}. Names stand one to a line, codes are separated by spaces. Text beyond 100,000 characters a
field is not indexed.

names_xx, text_xx   stems, counted, without positions: for matching and scores
said_xx             words as written, with positions: for phrases and for spelling
whole_xx            each name as one term: for the question that is exactly a name
codes, id           as they are
card                per document: version, lengths, lot, proof, identifier
"""

import hashlib
import json
import struct
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from whoosh import columns, fields, formats
from whoosh.analysis import Analyzer, Token

from search_index.words import LANGUAGES, LONGEST_WORD, Language, fold, normal, spoken, term, whole

# Raise it with every change to fields, terms or the card: an older index is then unusable, and rebuilt.
SCHEMA_VERSION = 2
LONGEST_TEXT = 100_000
PHRASE_GAP = 4

Document = Mapping[str, Any]  # the values are str, but for "version", which is an int
_TEXTS = ("names_en", "names_fr", "text_en", "text_fr", "codes")

# The card: version, lengths in terms (names_en, text_en, names_fr, text_fr), a number drawn from the identifier
# that decides between equal scores, the proof; the identifier follows.
_CARD = struct.Struct("<q4HQ32s")
CARD = np.dtype([("version", "<i8"), ("lengths", "<u2", 4), ("lot", "<u8"), ("proof", "u1", 32)])


class Reading:
    """Reads texts of one language into index terms. Remembers words, so it is for documents only, not questions."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._known: dict[str, tuple[str, str]] = {}

    def terms_and_said(self, text: str) -> tuple[list[str], list[str]]:
        """The stems of a text, and its words as they were written; neither has stop words."""
        terms: list[str] = []
        said: list[str] = []
        known = self._known
        for _, parts, joined in spoken(normal(text[:LONGEST_TEXT])):
            for part in parts:
                stem, spelling = known.get(part) or self._learn(part)
                if stem:
                    terms.append(stem)
                    said.append(spelling)
            if joined and len(joined) <= LONGEST_WORD:
                terms.append((known.get(joined) or self._learn(joined))[0])
        return [each for each in terms if each], said

    def _learn(self, word: str) -> tuple[str, str]:
        if len(self._known) > 200_000:
            self._known.clear()
        self._known[word] = learned = term(word, self.language), spelling(word)
        return learned

    def __reduce__(self) -> tuple[type["Reading"], tuple[Language]]:
        return Reading, (self.language,)


class _Terms(Analyzer):  # type: ignore[misc]  # Whoosh carries no types
    """Whoosh's view of a Reading: stems."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def words(self, text: str) -> list[str]:
        return self.reading.terms_and_said(text)[0]

    def __call__(self, value: str, **options: Any) -> Iterator[Token]:  # Whoosh's own protocol
        token = Token(**options)
        for place, word in enumerate(self.words(value)):
            token.pos, token.text = place, word
            yield token


class _Said(_Terms):
    """Words as written."""

    def words(self, text: str) -> list[str]:
        return self.reading.terms_and_said(text)[1]


class _Whole(_Terms):
    """Each line as one term."""

    def words(self, text: str) -> list[str]:
        return whole_names(text, self.reading)


class _Given(_Terms):
    """Values between spaces, unchanged."""

    def __init__(self) -> None:
        pass

    def words(self, text: str) -> list[str]:
        return text.split()


class Counted(formats.Existence):  # type: ignore[misc]  # Whoosh carries no types
    """How often a term occurs, kept as the posting's weight; nothing else is stored."""

    def word_values(self, value: Any, analyzer: Any, **_: Any) -> Iterator[tuple[str, int, float, bytes]]:
        words = value if isinstance(value, list) else analyzer.words(value)
        return ((word, count, float(count), b"") for word, count in Counter(words).items())


class Placed(formats.Positions):  # type: ignore[misc]  # Whoosh carries no types
    """Where a word stands, as plain 32-bit numbers that numpy reads without unpickling."""

    def word_values(self, value: Any, analyzer: Any, **_: Any) -> Iterator[tuple[str, int, float, bytes]]:
        words = value if isinstance(value, list) else analyzer.words(value)
        places: dict[str, array[int]] = {}
        for place, word in enumerate(words):
            if word:
                places.setdefault(word, array("I")).append(place)
        return ((word, len(found), float(len(found)), found.tobytes()) for word, found in places.items())

    def decode_positions(self, value: bytes) -> list[int]:
        return array("I", value).tolist()

    def decode_frequency(self, value: bytes) -> int:
        return len(value) // 4


def _field(format_: formats.Format, analyzer: Analyzer) -> fields.FieldType:
    return fields.FieldType(format_, analyzer)


READINGS: dict[Language, Reading] = {language: Reading(language) for language in LANGUAGES}

SCHEMA = fields.Schema(
    id=_field(Counted(), _Given()),
    codes=_field(Counted(), _Given()),
    card=fields.COLUMN(columns.VarBytesColumn()),
    **{
        f"{kind}_{language}": _field(Counted(), _Terms(READINGS[language]))
        for language in LANGUAGES
        for kind in ("names", "text")
    },
    **{f"said_{language}": _field(Placed(), _Said(READINGS[language])) for language in LANGUAGES},
    **{f"whole_{language}": _field(Counted(), _Whole(READINGS[language])) for language in LANGUAGES},
)


def prepared(document: Document) -> dict[str, Any]:
    """The document as Whoosh's add_document takes it, each text read once: lists of terms, and the card's bytes."""
    ready: dict[str, Any] = {"id": [document["id"]], "codes": document["codes"].casefold().split()}
    lengths: list[int] = []
    for language, reading in READINGS.items():
        names: list[str] = []
        said: list[str] = []
        for line in document[f"names_{language}"].splitlines():
            line_terms, line_said = reading.terms_and_said(line)
            names += line_terms
            said += line_said + [""] * PHRASE_GAP
        text, text_said = reading.terms_and_said(document[f"text_{language}"])
        ready[f"names_{language}"] = names
        ready[f"text_{language}"] = text
        ready[f"said_{language}"] = said + text_said
        ready[f"whole_{language}"] = whole_names(document[f"names_{language}"], reading)
        lengths += (min(len(names), 65_535), min(len(text), 65_535))
    drawn = lot(document["id"])
    ready["card"] = _CARD.pack(document["version"], *lengths, drawn, proof(document)) + document["id"].encode()
    return ready


def lot(identifier: str) -> int:
    """A 64-bit number drawn from an identifier.

    Whole columns name documents by it: that two of a million share one is less likely than one in thirty million.
    """
    return int.from_bytes(hashlib.sha256(identifier.encode()).digest()[:8], "big")


def whole_names(text: str, reading: Reading) -> list[str]:
    """Each line of a text as one term."""
    keys = (whole(reading.terms_and_said(line)[0]) for line in text.splitlines())
    return [key for key in keys if key]


def spelling(word: str) -> str:
    """A word as `said` keeps it: folded, and where that loses an accent, the written form after it."""
    word = word[:LONGEST_WORD]
    folded = fold(word)
    return folded if folded == word else f"{folded}\0{word}"


def proof(document: Document) -> bytes:
    """SHA-256 over identifier, version and the hash of the text: two documents with one proof are the same."""
    text = json.dumps([document[name] for name in _TEXTS]).encode()
    head = json.dumps([document["id"], document["version"]]).encode()
    return hashlib.sha256(head + hashlib.sha256(text).digest()).digest()


def proof_on(card: bytes) -> bytes:
    """The proof that `prepared` put on a card."""
    return bytes(_CARD.unpack_from(card)[-1])
