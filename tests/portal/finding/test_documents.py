"""What documents have reaches the right rows, whether they stand in one order or in none."""

from __future__ import annotations

import numpy as np
import pytest

from portal.finding.documents import MOST_STRETCHES, Documents


def in_one_order(dice):
    """As after a rebuild, with some listings gone and some changed since."""
    row_of = np.arange(3_000)
    row_of[dice.choice(3_000, 40, replace=False)] = -1
    return np.concatenate([row_of, np.arange(3_010, 3_040)])


def in_no_order(dice):
    return np.where(dice.random(3_000) < 0.1, -1, dice.permutation(3_000))


@pytest.mark.parametrize("order", [in_one_order, in_no_order])
def test_each_row_has_what_its_document_has_and_a_row_without_one_has_nothing(order):
    dice = np.random.default_rng(5)
    row_of = order(dice)
    has = dice.random(len(row_of)) < 0.5
    documents = Documents.of(row_of, 3_072)

    found = documents.by_row(has)

    due = np.zeros(3_072, dtype=bool)
    for document, row in enumerate(row_of):
        if row >= 0:
            due[row] = has[document]
    assert (found == due).all()
    assert bool(documents.stretches) == (order is in_one_order)
    assert len(documents.stretches) <= MOST_STRETCHES


def test_an_index_without_documents_has_nothing():
    assert not Documents.of(np.empty(0, dtype=np.int64), 64).by_row(np.empty(0, dtype=bool)).any()
