"""Keeps what answers questions in step with the registry, unattended: the one place that decides when to rebuild."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from portal.registry.store import Store
from search_index.index import Index
from search_index.rebuild import anew_asked

from . import indexing, snapshot
from .catalogue import publish, stamp_of
from .columns import Gazetteer

Progress = Callable[[int], None]

MOST_BEHIND = 0.01
"""The share of listings changed since the catalogue was kept beyond which it is kept anew: workers start from it."""


class Keeper:
    """Holds the word index for as long as it lives, so that a turn in which nothing happened costs nothing.

    Only a keeper, or a command a person typed, ever rebuilds: no request does.
    """

    def __init__(self, index: Path, catalogue: Path, places: Callable[[], Gazetteer]) -> None:
        self.index_folder = index
        self.catalogue_folder = catalogue
        self.places = places
        self._index: Index | None = None

    def turn(self, store: Store) -> int:
        """Learn what changed; build what is missing, damaged or may not stay. Answers how many listings were learned.

        Raises WriterBusy while another process writes: nothing is lost, the next turn does it.
        """
        self._index = indexing.open_index(self.index_folder, self._index)
        if self._index is None:
            return self.build(store)
        count = indexing.catch_up(store, self._index)
        if anew_asked(self.index_folder) or self._differs(self._index, store):
            return self.build(store)
        if self._is_behind(store):
            publish(store, self.places(), self.catalogue_folder)
        return count

    def build(self, store: Store, progress: Progress | None = None) -> int:
        """Build index and catalogue anew and remove the old ones from the disk; answers how many listings there are."""
        # The kept catalogue holds the same public words. Workers that have it mapped answer on from it.
        if anew_asked(self.index_folder):
            snapshot.forget(self.catalogue_folder)
        count = indexing.rebuild(store, self.index_folder, progress)
        publish(store, self.places(), self.catalogue_folder)
        return count

    def close(self) -> None:
        """Let go of the index."""
        if self._index is not None:
            self._index.close()

    def _differs(self, index: Index, store: Store) -> bool:
        """Whether the index holds more or fewer listings than it should, as after a backup was put back."""
        count = store.count()
        return len(index) != count and not store.unindexed()

    def _is_behind(self, store: Store) -> bool:
        kept = snapshot.revision(self.catalogue_folder, stamp_of(self.places()))
        if kept is None or kept > store.revision():
            return True
        return kept < store.revision() and len(store.changed_since(kept)) > MOST_BEHIND * store.count()
