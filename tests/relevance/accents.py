"""Whether words typed without accents find what the accented words name. The only measure of one word at a time."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from portal.registry.folding import folded
from search_index.index import Index

FIELDS = ("names_en", "names_fr", "text_en", "text_fr")
WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Accents:
    """How many accented words there are, and which are lost without their accents."""

    words: int = 0
    missed: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """The part of the words that is found."""
        return 1 - len(self.missed) / self.words if self.words else 1.0


def accents(documents: Iterable[dict[str, Any]], index: Index) -> Accents:
    """Every accented word of the documents, asked for without its accents.

    A word is found when every listing that holds it answers. Words of the language itself, such as "à", are
    left out: typed with their accents they ask for nothing either.
    """
    holding: defaultdict[str, set[str]] = defaultdict(set)
    for document in documents:
        for word in WORD.findall(" ".join(document[field] for field in FIELDS)):
            if is_latin(word) and folded(word) != word.casefold():
                holding[word.casefold()].add(document["id"])
    asked = {word: ids for word, ids in holding.items() if index.search_ids(word)}
    missed = [word for word, ids in asked.items() if not ids <= set(index.search_ids(folded(word)))]
    return Accents(len(asked), tuple(sorted(missed)))


def is_latin(word: str) -> bool:
    """Whether the word has a letter that any keyboard in Canada has."""
    return any(letter.isascii() for letter in word)
