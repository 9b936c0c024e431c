"""tantivy for the words, the site's own columns for the rest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import tantivy

from bench.combined import Corpus, Plain, Reply, over_columns
from portal.finding.catalogue import Catalogue


def built(corpus: Corpus, folder: Path) -> tantivy.Index:
    """An index in one segment, without positions or stored text; the row of each document as a fast field."""
    folder.mkdir()
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("tokens", stored=False, tokenizer_name="whitespace", index_option="basic")
    builder.add_integer_field("row", stored=False, fast=True)
    index = tantivy.Index(builder.build(), path=str(folder))
    writer = index.writer(heap_size=512_000_000, num_threads=1)
    for row, tokens in enumerate(corpus.tokens):
        if tokens:
            writer.add_document(tantivy.Document(tokens=tokens, row=row))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index


def design(index: tantivy.Index, catalogue: Catalogue) -> Callable[[Plain], Reply]:
    """Asks it. Every hit is wanted, so they come as addresses and their rows from the fast field at once."""
    searcher, schema = index.searcher(), index.schema

    def term(token: str) -> tuple[tantivy.Occur, tantivy.Query]:
        return tantivy.Occur.Should, tantivy.Query.term_query(schema, "tokens", token, index_option="basic")

    def ask(asked: Plain) -> Reply:
        words = [(tantivy.Occur.Must, tantivy.Query.boolean_query([term(t) for t in word])) for word in asked.words]
        query = tantivy.Query.const_score_query(tantivy.Query.boolean_query(words), 1.0)
        hits = searcher.search(query, limit=len(catalogue), count=False).hits
        mask = catalogue.none()
        if hits:
            mask[np.array(searcher.fast_field_values("row", [address for _score, address in hits]), dtype=np.int64)] = (
                True
            )
        return over_columns(mask, asked, catalogue)

    return ask
