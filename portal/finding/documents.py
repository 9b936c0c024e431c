"""Turns what an index says of its documents into what it says of the rows of a catalogue."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .columns import Mask, Rows

MOST_STRETCHES = 500
"""Copying so many stretches one by one takes as long as looking up each row of a large country."""


@dataclass(frozen=True, slots=True)
class Documents:
    """The document of each row; one behind the last where there is none.

    Both are made in the order of ids, so that all but what changed since stands side by side in stretches.
    """

    of_row: Rows
    stretches: tuple[tuple[int, int, int], ...]
    """The first row, the first document and the length of each; none where they would be too many."""

    @classmethod
    def of(cls, row_of: Rows, size: int) -> Documents:
        """From the row of each document (-1 where there is none) and how many rows there are."""
        of_row = np.full(size, len(row_of), dtype=np.int64)
        documents = np.flatnonzero(row_of >= 0)
        of_row[row_of[documents]] = documents
        return cls(of_row, stretches_in(of_row, len(row_of)))

    def by_row(self, has: Mask) -> Mask:
        """What each row has, of what each document has."""
        if not self.stretches:
            one_by_one: Mask = np.take(np.append(has, False), self.of_row)
            return one_by_one
        found = np.zeros(len(self.of_row), dtype=bool)
        for row, document, length in self.stretches:
            found[row : row + length] = has[document : document + length]
        return found


def stretches_in(of_row: Rows, nowhere: int) -> tuple[tuple[int, int, int], ...]:
    """Where neighbouring rows have neighbouring documents; none at all where that is too seldom to help."""
    rows = np.flatnonzero(of_row < nowhere)
    documents = of_row[rows]
    begins = np.flatnonzero((np.diff(rows, prepend=-2) != 1) | (np.diff(documents, prepend=-2) != 1))
    if len(begins) > MOST_STRETCHES:
        return ()
    lengths = np.diff(begins, append=len(rows))
    return tuple(zip(rows[begins].tolist(), documents[begins].tolist(), lengths.tolist(), strict=True))
