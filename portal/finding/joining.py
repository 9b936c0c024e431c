"""Puts a handful of changed listings behind the columns of very many: nothing is counted anew."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .columns import LANGUAGES, SIMPLE, Bits, Coded, Columns, Spots
from .openings import joined_openings
from .strips import keys


def joined(base: Columns, extra: Columns, dead: Iterable[int]) -> Columns:
    """`base` with the rows `dead` taken out of the answers and the rows of `extra` behind its own.

    For a handful of changes among very many: the arrays are copied, nothing is counted anew.
    """
    alive = np.concatenate([base.alive, extra.alive])
    alive[list(dead)] = False
    shift = len(base)
    both = (np.concatenate(pair) for pair in ((getattr(base, n), getattr(extra, n)) for n in SIMPLE))
    names = {lang: base.names[lang].followed_by(extra.names[lang]) for lang in LANGUAGES}
    rank = {lang: np.concatenate([base.rank[lang], ranked_among(base, extra, lang)]) for lang in LANGUAGES}
    area = {code: rows for code, rows in base.area.items()}
    for code, rows in extra.area.items():
        area[code] = np.concatenate([area.get(code, np.empty(0, dtype=np.int64)), rows + shift])
    return replace(
        base,
        ids=base.ids.followed_by(extra.ids),
        alive=alive,
        names=names,
        rank=rank,
        coded={name: joined_codes(one, extra.coded[name]) for name, one in base.coded.items()},
        area=area,
        addresses=joined_spots(base.addresses, extra.addresses, shift),
        communities=joined_spots(base.communities, extra.communities, shift),
        openings=joined_openings(base.openings, extra.openings, shift),
        **dict(zip(SIMPLE, both, strict=True)),
    )


def ranked_among(base: Columns, extra: Columns, language: str) -> NDArray[np.float64]:
    """Where the names of `extra` fall in the alphabet of `base`: half a step before the first name not before them."""
    order = np.argsort(base.rank[language], kind="stable")
    named = base.names[language].__getitem__
    return np.array([bisect_left(order, name, key=named) - 0.5 for name in extra.names[language]])


def joined_codes(base: Coded, extra: Coded) -> Coded:
    """One filter over both sets of rows."""
    codes = tuple(sorted({*base.codes, *extra.codes}))
    tables = ((widened(c, c.yes, codes), widened(c, c.no, codes), c.complete) for c in (base, extra))
    return Coded(codes, *(np.concatenate(pair, axis=-1) for pair in zip(*tables, strict=True)))


def widened(coded: Coded, table: Bits, codes: tuple[str, ...]) -> Bits:
    """The masks of a filter under another list of codes; empty ones for codes it did not have."""
    wide = np.zeros((len(codes), table.shape[-1]), dtype=np.uint64)
    wide[[codes.index(code) for code in coded.codes]] = table
    return wide


def joined_spots(base: Spots, extra: Spots, shift: int) -> Spots:
    """The points of both sets of rows, each new one where it belongs in the order."""
    at = np.searchsorted(keys(base.lonlat), keys(extra.lonlat), side="right")
    return Spots(
        np.insert(base.rows, at, extra.rows + shift),
        np.insert(base.lonlat, at, extra.lonlat, axis=0),
        np.insert(base.xyz, at, extra.xyz, axis=0),
        np.insert(base.around, at, extra.around),
    )
