"""Which listings answer the words of a question: by the word index, or by plain search while there is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from portal.registry.disclosure import PublicService
from portal.registry.vocabulary import Vocabularies
from search_index.index import Index

from .catalogue import Catalogue
from .meaning import Reading, meanings
from .weighing import Weighed, weigh


class Registry(Protocol):
    """What finding asks of the registry."""

    @property
    def terms(self) -> Vocabularies: ...
    def public_many(self, ids: Sequence[str]) -> list[PublicService]: ...
    def plain_ids(self, words: str) -> list[str]: ...


def matching(text: str, catalogue: Catalogue, index: Index | None, store: Registry) -> Weighed:
    """How well each listing answers the words; everything does when there are none."""
    if index is not None:
        return weigh(text, catalogue, index, meanings(store.terms))
    if not text:
        return Weighed(catalogue.all().astype(float), catalogue.all(), Reading())
    rows = catalogue.of_ids(store.plain_ids(text))
    score, full = np.zeros(len(catalogue)), catalogue.none()
    # Near enough alike that distance decides, far enough apart that the better stands first without a place.
    score[rows] = 1.0 - np.arange(len(rows)) * 1e-6
    full[rows] = True
    return Weighed(score, full, Reading(), plain=True)


def suggestions(text: str, words: Weighed, index: Index | None, language: str) -> tuple[str, ...]:
    """Other spellings, only where some word is used by no listing."""
    if index is None or not words.unknown:
        return ()
    return tuple(index.suggest(text, "fr" if language == "fr" else "en"))
