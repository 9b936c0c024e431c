"""Whoosh alone: words, kinds, a box of degrees, sorting and counting all inside it, as its manual shows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import fields, query
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.index import create_in
from whoosh.sorting import Count, FieldFacet

from bench.combined import FACETS, MOST, Corpus, Plain, Reply
from geo.sphere import arc_km, as_xyz

UNITS = 10_000_000
"""Degrees are kept as whole numbers of so many parts, a centimetre: this Whoosh cannot sort by fractions."""
KM_PER_DEGREE = 110.0
"""A little less than a degree of latitude has, so that the box never cuts the circle."""


def built(corpus: Corpus, folder: Path) -> Any:
    """An index of the same tokens with the points and codes as fields of their own; gives its searcher."""
    folder.mkdir()
    codes = {facet: fields.KEYWORD(sortable=True) for facet in FACETS}
    number = fields.NUMERIC(int, sortable=True)
    schema = fields.Schema(
        tokens=fields.TEXT(SpaceSeparatedTokenizer(), phrase=False),
        row=fields.NUMERIC(int, stored=True, sortable=True),
        rank=fields.NUMERIC(int, sortable=True),
        longitude=number,
        latitude=number,
        **codes,
    )
    index = create_in(str(folder), schema)
    writer = index.writer(limitmb=256)
    for row, (tokens, point) in enumerate(zip(corpus.tokens, corpus.points, strict=True)):
        if tokens and point:
            held = {facet: " ".join(corpus.codes[facet][row]) for facet in FACETS}
            place = {"longitude": round(point[0] * UNITS), "latitude": round(point[1] * UNITS)}
            writer.add_document(tokens=tokens, row=row, rank=corpus.rank[row], **place, **held)
    writer.commit(merge=False)
    return index.searcher()


def design(searcher: Any) -> Callable[[Plain], Reply]:
    """Asks it. The box is Whoosh's; the circle in it is measured over its columns, since it has no distance."""
    reader = searcher.reader()
    columns = {name: reader.column_reader(name) for name in ("longitude", "latitude", "row", "rank")}

    def ask(asked: Plain) -> Reply:
        words: list[Any] = [query.Or([query.Term("tokens", token) for token in word]) for word in asked.words]
        if asked.category:
            words.append(query.Term("category", asked.category))
        found = np.fromiter(searcher.docs_for_query(query.And([*words, *box(asked)])), dtype=np.int64)
        points = [(columns["longitude"][n], columns["latitude"][n]) for n in found.tolist()]
        km = arc_km(as_xyz(np.array(points).reshape(-1, 2) / UNITS), as_xyz(asked.here)[0])
        inside, km = found[km <= asked.km], km[km <= asked.km]
        numbers = inside.tolist()
        far = zip(km.tolist(), numbers, strict=True)
        first = sorted((d, columns["rank"][n], columns["row"][n]) for d, n in far)[:MOST]
        return Reply(len(numbers), [r for *_, r in first], [d for d, *_ in first], counted(searcher, numbers))

    return ask


def box(asked: Plain) -> list[Any]:
    """The ranges of degrees that hold the circle."""
    high = asked.km / KM_PER_DEGREE
    wide = high / np.cos(np.radians(min(abs(asked.here[1]) + high, 89.0)))
    longitude, latitude = asked.here
    return [
        query.NumericRange("longitude", round((longitude - wide) * UNITS), round((longitude + wide) * UNITS)),
        query.NumericRange("latitude", round((latitude - high) * UNITS), round((latitude + high) * UNITS)),
    ]


def counted(searcher: Any, inside: list[int]) -> dict[tuple[str, str], int]:
    """Whoosh's own grouping of these documents."""
    if not inside:
        return {}
    groups = {facet: FieldFacet(facet, allow_overlap=True, maptype=Count) for facet in FACETS}
    results = searcher.search(query.Every(), limit=1, filter=set(inside), groupedby=groups)
    totals = Counter({(f, code): n for f in FACETS for code, n in results.groups(f).items() if code})
    return dict(totals)
