"""Coverage between two builds: a listing that was hidden, closed or moved since counts no more, from that moment on.

Its provider took it out of view; a figure, or a mark on a map, may not go on telling where it was. A community that
takes its consent back is told of no more.
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


def without_withdrawn(
    coverage: Coverage, listed: Container[str], spots: Container[Spot], consents: Mapping[str, bool]
) -> Coverage:
    """The coverage without what is not listed, or not there, any more, and with what communities agree to now.

    What was built of all of them is then shown no more: answers are worked out anew when somebody asks. Itself where
    nothing is different.
    """
    staying = those_staying(coverage.supply, listed, spots)
    if staying.all() and consents == coverage.consents:
        return coverage
    left = only(coverage.supply, staying)
    return replace(
        coverage,
        supply=left,
        sharing=coverage.sharing[staying[coverage.supply.spot_rows]],
        consents=dict(consents),
        as_built=False,
        _answers=OrderedDict(),
        _lock=Lock(),
    )


def those_staying(supply: Supply, listed: Container[str], spots: Container[Spot]) -> Mask:
    """Which listings are still listed, and everywhere where they were."""
    staying = np.array([id_ in listed for id_ in supply.ids], dtype=bool)
    for row, (longitude, latitude) in zip(supply.spot_rows, supply.spots, strict=True):
        staying[row] &= (supply.ids[row], float(longitude), float(latitude)) in spots
    return staying


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
