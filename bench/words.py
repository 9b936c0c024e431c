"""P1 to P3: the combined question beside four other designs; P4 stands in slips.py."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import registry, slips
from bench.combined import CATEGORIES, NEAR, WORDS, Corpus, Plain, Reference, Reply, compared, ours, questions
from bench.figures import Figure, ms, times
from bench.peers import fts, postgis, tantivies, whoosh_alone
from portal.finding.catalogue import Catalogue
from portal.finding.find import ask, find
from portal.finding.question import Question
from search_index.index import Index

ASKED = 100
SLOW_ASKED = 30
"""Questions put to Whoosh alone, which takes a tenth of a second for one."""


def figures(site: registry.Site, size: int, folder: Path, slow_peers: bool) -> Iterator[Figure | str]:
    """Every figure of one size; a text says what was left out."""
    index, catalogue = Index.open(site.settings.index), Catalogue.build(0, site.store.published(), site.places)
    corpus = Corpus.of(site.documents(), catalogue)
    asked = questions(ASKED, corpus, site.places)
    right = list(map(Reference(corpus), asked))
    own = ours(index, catalogue)
    compared("the site", own, asked, right)
    seconds = times(own, asked)
    yield Figure("", "combined question, p50", size, ms(seconds, 50), "ms")
    table = fts.built(corpus, folder / "fts.db")
    yield beside("P1", "FTS5 + the same columns", fts.design(table, catalogue), asked, right, seconds, size, 1 / 8)
    engine = tantivies.design(tantivies.built(corpus, folder / "tantivy"), catalogue)
    yield beside("P2", "tantivy + the same columns", engine, asked, right, seconds, size, 1 / 4)
    yield from with_postgis(corpus, folder, asked, right, seconds, size)
    if slow_peers:
        searcher = whoosh_alone.built(corpus, folder / "whoosh")
        few = slice(0, SLOW_ASKED)
        whoosh = whoosh_alone.design(searcher)
        yield beside("P1", "Whoosh alone", whoosh, asked[few], right[few], seconds[few], size, 1 / 50)
        searcher.close()
    else:
        yield "P1 beside Whoosh alone: left out"
    yield from as_asked(site, index, catalogue, size)
    yield from slips.figures(site, index, catalogue, size, corpus, table)
    index.close()


def beside(
    code: str,
    name: str,
    design: Callable[[Plain], Reply],
    asked: list[Plain],
    right: list[Reply],
    seconds: list[float],
    size: int,
    aim: float,
) -> Figure:
    """The 95th percentile of the combined question beside that of another design, once both answer the same."""
    compared(name, design, asked, right)
    theirs = times(design, asked, rounds=2)
    return Figure(code, "combined question, p95", size, ms(seconds, 95), "ms", ms(theirs, 95), name, aim)


def with_postgis(
    corpus: Corpus, folder: Path, asked: list[Plain], right: list[Reply], seconds: list[float], size: int
) -> Iterator[Figure | str]:
    """P3, where PostgreSQL is installed."""
    if not postgis.is_here():
        yield "P3: PostgreSQL 15 with PostGIS is not installed here"
        return
    with postgis.cluster(folder / "postgres") as connection:
        postgis.built(corpus, connection)
        yield beside("P3", "PostgreSQL + PostGIS", postgis.design(connection), asked, right, seconds, size, 1 / 20)


def as_asked(site: registry.Site, index: Index, catalogue: Catalogue, size: int) -> Iterator[Figure]:
    """The question as the site itself takes it: understood, weighed, in blocks, every filter counted."""
    dice = random.Random(7)
    kinds = [dice.choice(CATEGORIES) for _ in range(ASKED)]
    asked = [Question(dice.choice(WORDS), dice.choice(NEAR), categories=(kind,) if kind else ()) for kind in kinds]
    seconds = times(lambda q: ask(q, catalogue, index, site.places, site.store), asked)
    whole = times(lambda q: find(q, catalogue, index, site.places, site.store), asked)
    yield Figure("", "the site's own question, p50", size, ms(seconds, 50), "ms")
    yield Figure("", "the site's own question, p95", size, ms(seconds, 95), "ms")
    yield Figure("", "the same with its listings read, p95", size, ms(whole, 95), "ms")
