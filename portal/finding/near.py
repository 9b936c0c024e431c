"""Listings as they lie around one place: which are within reach, and which are nearest.

Chords through the ground leave most aside; only what is left is measured along the ground.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.sphere import arc_km

from .columns import Mask, Rows

Kilometres = NDArray[np.float64]

CURVE = 1.005
"""An arc is at most this many times its chord at the distances of a country."""


@dataclass(frozen=True, slots=True)
class Near:
    """Listings with a public point as seen from one place, one entry per listing, in no order."""

    here: NDArray[np.float64]
    rows: Rows
    xyz: NDArray[np.float64]
    around: Mask
    chord: Kilometres

    def only(self, among: Mask) -> Near:
        """The entries whose row is in a mask."""
        return self._at(np.flatnonzero(np.take(among, self.rows)))

    def within(self, km: float) -> Near:
        """The entries at most so many kilometres away along the ground."""
        kept = self.chord <= km
        edge = np.flatnonzero(kept & (self.chord * CURVE > km))
        kept[edge] = arc_km(self.xyz[edge], self.here) <= km
        return self._at(np.flatnonzero(kept))

    def nearest_km(self) -> float:
        """How far the nearest is; infinite when there is none."""
        return float(self.first(1, np.zeros(0))[1][0]) if len(self.rows) else np.inf

    def first(
        self, count: int, tie: NDArray[np.float64], farther: Kilometres | None = None
    ) -> tuple[Rows, Kilometres, Mask]:
        """The nearest so many: rows, kilometres, and whether only the community is known; ties by a column `tie`.

        `farther`, a column of kilometres, makes a listing stand as if it were so much farther away than it is.
        """
        count = min(count, len(self.rows))
        if not count:
            return np.empty(0, dtype=np.int64), np.empty(0), np.empty(0, dtype=bool)
        more = np.zeros(len(self.rows)) if farther is None else farther[self.rows]
        counted = self.chord + more
        limit = np.partition(counted, count - 1)[count - 1] * CURVE
        some = np.flatnonzero(counted <= limit)
        km = arc_km(self.xyz[some], self.here)
        order = np.lexsort((tie[self.rows[some]] if len(tie) else some, km + more[some]))[:count]
        return self.rows[some][order], km[order], self.around[some][order]

    def _at(self, places: Rows) -> Near:
        xyz = np.take(self.xyz, places, axis=0)
        return Near(self.here, self.rows[places], xyz, self.around[places], self.chord[places])


def only_nearest(near: Near) -> Near:
    """One entry per listing: its nearest point."""
    order = np.lexsort((near.chord, near.rows))
    first = order[np.unique(near.rows[order], return_index=True)[1]]
    return Near(near.here, near.rows[first], near.xyz[first], near.around[first], near.chord[first])
