"""P12: the combined question at ten times the size, over the same listings ten times side by side.

Ten copies of the arrays stand for a million listings: building an index of a million documents takes Whoosh over
half an hour. Each copy has identifiers of its own and its points a little aside, and is a segment of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from bench import registry
from bench.combined import Corpus, ours, questions
from bench.figures import Figure, ms, times
from geo.sphere import as_xyz
from portal.finding.catalogue import Catalogue
from portal.finding.columns import Columns, Spots
from portal.finding.joining import joined
from search_index.index import Index
from search_index.view import View

TIMES = 10
ASKED = 100


def figures(site: registry.Site, size: int) -> Iterator[Figure]:
    """Ours at ten times the size beside ours at this size."""
    index, catalogue = Index.open(site.settings.index), Catalogue.build(0, site.store.published(), site.places)
    asked = questions(ASKED, Corpus.of(site.documents(), catalogue), site.places)
    once = times(ours(index, catalogue), asked)
    small = [ours(index, catalogue)(one).total for one in asked]
    index._view = repeated(index._held())
    large = Catalogue(0, many(catalogue.columns))
    design = ours(index, large)
    totals = [design(one).total for one in asked]
    if not all(
        TIMES * a <= 1.1 * b + TIMES and b <= 1.1 * TIMES * a + TIMES for a, b in zip(small, totals, strict=True)
    ):
        raise SystemExit("ten times the listings do not give about ten times the answers")
    seconds = times(design, asked)
    note = "ten copies of the arrays, each a little aside"
    yield Figure(
        "P12",
        "combined question, p95",
        size * TIMES,
        ms(seconds, 95),
        "ms",
        ms(once, 95),
        f"at {size:,}",
        12,
        note=note,
    )
    index.close()


def key(copy: int) -> np.uint64:
    """What the numbers drawn from identifiers are changed by in one copy."""
    return np.uint64(copy * 0x9E37_79B9_7F4A_7C15 & 0xFFFF_FFFF_FFFF_FFFF)


def repeated(view: View) -> View:
    """The same documents so many times, each copy under identifiers of its own."""
    twin = object.__new__(View)
    twin.__dict__.update(view.__dict__)
    twin.segments = view.segments * TIMES
    twin.starts = np.cumsum([0, *(len(each.ids) for each in twin.segments)])
    twin.lots = np.concatenate([view.lots ^ key(copy) for copy in range(TIMES)])
    twin.live = np.tile(view.live, TIMES)
    return twin


def many(columns: Columns) -> Columns:
    """The same listings so many times; a copy's points stand up to a kilometre from those of the first."""
    large = columns
    for copy in range(1, TIMES):
        large = joined(
            large, replace(columns, lots=columns.lots ^ key(copy), addresses=moved(columns.addresses, copy)), []
        )
    return large


def moved(spots: Spots, copy: int) -> Spots:
    """The points a little aside."""
    lonlat = spots.lonlat + np.random.default_rng(copy).uniform(-0.005, 0.005, spots.lonlat.shape)
    return replace(spots, lonlat=lonlat, xyz=as_xyz(lonlat))
