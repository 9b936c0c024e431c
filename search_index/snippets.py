"""The only module that shows where in a text the words of a question stand: by the same terms that found it.

Whoosh's own highlighter reads each text anew through its analyzers, 5.9 ms for a page of twenty; this takes 1.3 ms.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from search_index.query import Filed, bounded
from search_index.words import CHUNK, LANGUAGES, SAME, Language, normal, spoken, term

WIDE = 90
"""Characters of a passage, about one line."""


class Piece(NamedTuple):
    """A part of a passage, and whether it is a word that was asked for."""

    text: str
    is_hit: bool = False


class Marker:
    """One question, ready to be looked for in any number of texts."""

    def __init__(self, question: str) -> None:
        words = bounded(question)
        self._wanted = {
            language: {found for word in words for found in _terms_of(word.filed(language))} for language in LANGUAGES
        }

    def hits(self, text: str, language: Language) -> list[tuple[int, int]]:
        """Where words of the question stand in a text of one language: start and end of each, in order."""
        wanted = self._wanted[language]
        chunks = CHUNK.finditer(text.translate(SAME)) if wanted else ()
        return [match.span() for match in chunks if not wanted.isdisjoint(_filed(match[0], language))]

    def is_said_in(self, name: str, language: Language) -> bool:
        """Whether a name says any word of the question."""
        return not self._wanted[language].isdisjoint(_filed_of(name, language))

    def passage(self, text: str, language: Language) -> list[Piece]:
        """About a line of the text round the first word that was asked for, in pieces; nothing where none is said."""
        found = self.hits(text, language)
        if not found:
            return []
        start, end = _line_round(text, found[0])
        pieces, at = [Piece("… ")] if start else [], start
        for first, last in found:
            if last > end:
                break
            pieces += [Piece(text[at:first]), Piece(text[first:last], True)]
            at = last
        pieces += [Piece(text[at:end]), Piece(" …" if end < len(text) else "")]
        return [piece for piece in pieces if piece.text]


def _line_round(text: str, hit: tuple[int, int]) -> tuple[int, int]:
    """Start and end of a line that holds the hit, beginning and ending between words."""
    start = max(0, hit[0] - WIDE // 3)
    if start:
        start = text.find(" ", start, hit[0]) + 1 or hit[0]
    end = min(len(text), start + WIDE)
    if end < len(text):
        end = max(text.rfind(" ", start, end), hit[1])
    return start, end


@lru_cache(maxsize=8192)
def _filed(chunk: str, language: Language) -> frozenset[str]:
    """What a written word of a text is filed under. Remembers words of listings; no question comes here."""
    parts = [part for said in spoken(normal(chunk)) for part in (*said.parts, said.joined) if part]
    return frozenset(found for part in parts if (found := term(part, language)))


@lru_cache(maxsize=4096)
def _filed_of(name: str, language: Language) -> frozenset[str]:
    """What the words of a listing's name are filed under. No question comes here."""
    return frozenset().union(*(_filed(chunk, language) for chunk in CHUNK.findall(name.translate(SAME))))


def _terms_of(filed: Filed) -> tuple[str, ...]:
    """The terms of a word of the question."""
    return tuple(each for each in (filed.term, *filed.parts) if each)
