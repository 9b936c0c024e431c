"""Coverage between two builds: a listing that was hidden, closed or moved since counts no more, from that moment on.

Its provider took it out of view; a figure, or a mark on a map, may not go on telling where it was.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Container, Mapping
from dataclasses import replace
from threading import Lock

import numpy as np

from .latest import Coverage
from .supply import Mask, Rows, Supply

Spot = tuple[str, float, float]
"""A listing, and the longitude and latitude of one of its public places."""


def without_withdrawn(coverage: Coverage, listed: Container[str], spots: Container[Spot]) -> Coverage:
    """The coverage without what is not listed, or not there, any more; itself when nothing is missing.

    What was built of all of them is then shown no more: answers are worked out anew when somebody asks.
    """
    supply = coverage.supply
    staying = np.array([id_ in listed for id_ in supply.ids], dtype=bool)
    for row, (longitude, latitude) in zip(supply.spot_rows, supply.spots, strict=True):
        staying[row] &= (supply.ids[row], float(longitude), float(latitude)) in spots
    if staying.all():
        return coverage
    return replace(coverage, supply=only(supply, staying), as_built=False, _answers=OrderedDict(), _lock=Lock())


def only(supply: Supply, staying: Mask) -> Supply:
    """The same rows, those that do not stay without any feature, place or area."""

    def left(lists: Mapping[str, Rows]) -> dict[str, Rows]:
        return {name: rows[staying[rows]] for name, rows in lists.items()}

    there = staying[supply.spot_rows]
    return replace(
        supply,
        with_feature=left(supply.with_feature),
        serving=left(supply.serving),
        serving_afar=left(supply.serving_afar),
        spot_rows=supply.spot_rows[there],
        spots=supply.spots[there],
    )
