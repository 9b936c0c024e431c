"""The only module callers need for asking and for small changes: words in, identifiers and scores out."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search_index.folder import MANIFEST, PATIENCE, IndexUnusable, WriterBusy, ask_anew, current, only_writer
from search_index.manifest import read_manifest
from search_index.ranking import WordByWord, best_first, matches, whole_names, with_all, word_by_word
from search_index.schema import Document
from search_index.spelling import Speller, suggestions
from search_index.view import TRIES, View, opened
from search_index.words import Language
from search_index.writing import change

__all__ = ["Hits", "Holding", "Index", "IndexUnusable", "WordByWord", "WriterBusy"]


@dataclass(frozen=True)
class Hits:
    """Identifiers, best first, with their scores (float64, the higher the better), same length."""

    ids: list[str]
    scores: NDArray[np.float64]
    matched_all: bool


@dataclass(frozen=True)
class Holding:
    """Documents by the number drawn from their identifiers (schema.lot), and whether each has what was asked."""

    lots: NDArray[np.uint64]
    has: NDArray[np.bool_]


class Index:
    """One held index. Many threads may ask at once; other processes may read and write beside it.

    It answers from the state it last refreshed to. Every method raises IndexUnusable after `close` and once
    what lies on the disk no longer is what was verified.
    """

    def __init__(self, folder: Path, view: View, patience: float) -> None:
        self._folder = folder
        self._patience = patience
        self._view: View | None = view
        self._speller = Speller()
        self._closed = False
        self._lock = threading.RLock()
        self._writer = 0

    @classmethod
    def open(cls, folder: Path, patience: float = PATIENCE) -> "Index":
        """Open the folder given to `rebuild`, or a generation in it; raises IndexUnusable unless all is verified.

        `patience` is how many seconds `put` and `drop` wait for another writer.
        """
        root = folder.parent if (folder / MANIFEST).exists() else folder
        return cls(root, latest(root, None), patience)

    def word_by_word(self, text: str) -> WordByWord:
        """What each word of the question adds to every document, for callers that weigh words themselves."""
        return word_by_word(text, self._held())

    def with_all(self, text: str) -> Holding:
        """Which documents have every word of the question, for callers that order by something else."""
        view = self._held()
        return Holding(view.lots, with_all(text, view))

    def named(self, text: str) -> Holding:
        """Which documents have a name that is exactly this text."""
        view = self._held()
        has = np.zeros(len(view), dtype=bool)
        has[whole_names(text, view)] = True
        return Holding(view.lots, has)

    def search(self, text: str, limit: int | None = None) -> Hits:
        """The documents with every word of the question, best first, or failing any those with some of them.

        Both languages at once. No words, no hits. Never raises for what the text is.
        """
        view = self._held()
        found = matches(text, view)
        best = best_first(found, view, limit)
        return Hits(view.ids_of(found.numbers[best]), found.scores[best], found.matched_all)

    def search_ids(self, text: str) -> list[str]:
        """The same identifiers as `search`, unsorted."""
        view = self._held()
        return view.ids_of(matches(text, view).numbers)

    def suggest(self, text: str, language: Language) -> list[str]:
        """Up to three ways to say the question with its unknown words put right; none when all are known."""
        view = self._held()
        return suggestions(text, view, self._speller.vocabularies(view, language), language)

    def put(self, documents: Iterable[Document]) -> None:
        """Put documents in, in place of those with the same identifiers; of two with one, the later counts.

        Raises WriterBusy. Afterwards this index shows the change; others do when they refresh.
        """
        latest = {each["id"]: each for each in documents}
        self._change(list(latest.values()), [])

    def drop(self, ids: Iterable[str]) -> None:
        """Take documents out; identifiers that are not in the index are passed over. Raises WriterBusy."""
        self._change([], list(ids))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only writer inside, of all threads and processes, from the state the disk is in. Raises WriterBusy.

        What is read inside, to be put in, is never older than what another writer has put in before.
        """
        if self._writer == threading.get_ident():
            yield
            return
        with only_writer(self._folder, self._patience):
            self._writer = threading.get_ident()
            try:
                self.refresh()
                yield
            finally:
                self._writer = 0

    def version(self, identifier: str) -> int | None:
        """Which version of a document the index holds; None when it holds none."""
        return self._held().version(identifier)

    def ask_anew(self) -> None:
        """Note on the disk that the files hold words that must go: the next rebuild removes them."""
        ask_anew(self._folder)

    def documents_digest(self) -> str:
        """To compare with `manifest.documents_digest` of what ought to be in the index."""
        return self._held().manifest.digest

    def __len__(self) -> int:
        return self._held().manifest.documents

    def refresh(self) -> bool:
        """Move to what is on the disk now; True when that was another state. Cheap enough for every request.

        After damage this is also the way back, once a rebuild has put a whole index in its place.
        """
        with self._lock:
            if self._closed:
                raise IndexUnusable("the index is closed")
            held = self._view
            try:
                self._view = latest(self._folder, held)
            except IndexUnusable:
                self._view = None
                raise
            return held is None or held.manifest.seal != self._view.manifest.seal

    def close(self) -> None:
        """Let go of the files; threads still asking finish with the state they hold."""
        self._closed = True
        self._view = None

    def _held(self) -> View:
        view = self._view
        if view is None:
            raise IndexUnusable("the index is closed, or was found damaged")
        return view

    def _change(self, documents: list[Document], dropped: list[str]) -> None:
        if not documents and not dropped:
            return
        with self.alone(), self._lock:
            view = self._held()
            change(view, documents, dropped)
            self._view = opened(view.generation, view)


def latest(folder: Path, held: View | None) -> View:
    """The present state: the one held while nothing has moved, else the serving one, opened and verified.

    A rebuild may remove a generation between our reading of the pointer and of its files; then the pointer has
    moved on and is read again.
    """
    for _ in range(TRIES):
        generation = serving(folder)
        try:
            if held is not None and up_to_date(held, generation):
                return held
            return opened(generation, held)
        except IndexUnusable:
            if current(folder) == generation:
                raise
    raise IndexUnusable("the index is rebuilt faster than it can be read")


def up_to_date(held: View, generation: Path) -> bool:
    """Whether a view is of this generation's present state, and its files have not been touched."""
    if held.generation != generation or not held.files.untouched():
        return False
    return read_manifest(generation).seal == held.manifest.seal


def serving(folder: Path) -> Path:
    """The generation that serves; raises IndexUnusable when there is none."""
    found = current(folder)
    if found is None:
        raise IndexUnusable("no index has been built here")
    return found
