"""Many short texts as one column: the only module that keeps texts without a Python object for each.

A hundred thousand names as Python strings cost every worker a private copy; as one run of bytes they are read
from the snapshot that all workers map.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Texts(Sequence[str]):
    """Texts by row; each is made when asked for."""

    content: NDArray[np.uint8]
    """UTF-8, one text behind the other."""
    ends: NDArray[np.int64]
    """Where each text ends; one entry per row."""
    behind: Texts | None = None
    """The few that came later, so that the many stay where they are, mapped and shared."""

    @classmethod
    def of(cls, texts: Iterable[str]) -> Texts:
        """These texts, in their order."""
        parts = [text.encode() for text in texts]
        ends = np.cumsum(np.fromiter(map(len, parts), dtype=np.int64, count=len(parts)))
        return cls(np.frombuffer(b"".join(parts), dtype=np.uint8), ends)

    def __len__(self) -> int:
        return len(self.ends) + (len(self.behind) if self.behind is not None else 0)

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> list[str]: ...
    def __getitem__(self, row: int | slice) -> str | list[str]:
        if isinstance(row, slice):
            return [self[one] for one in range(*row.indices(len(self)))]
        if row < 0:
            row += len(self)
        if row >= len(self.ends) and self.behind is not None:
            return self.behind[row - len(self.ends)]
        start = int(self.ends[row - 1]) if row else 0
        return self.content[start : int(self.ends[row])].tobytes().decode()

    def followed_by(self, others: Texts) -> Texts:
        """These texts, and the others behind them."""
        if self.behind is None:
            return Texts(self.content, self.ends, others)
        return Texts(self.content, self.ends, Texts.of([*self.behind, *others]))
