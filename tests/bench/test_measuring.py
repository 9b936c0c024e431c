"""The measurements measure what they say: every design answers alike, damage is noticed, an aim is met or it is not."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from bench import damage, registry
from bench.combined import Corpus, Reference, compared, ours, questions
from bench.figures import Figure
from bench.peers import fts, tantivies, whoosh_alone
from portal.finding.catalogue import Catalogue, stamp_of
from portal.finding.snapshot import NoSnapshot
from search_index.index import Index, IndexUnusable

LISTINGS = 400
ASKED = 80


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with registry.made(tmp_path_factory.mktemp("bench"), LISTINGS) as made:
        damage.busy(made)
        yield made


@pytest.fixture(scope="module")
def catalogue(site):
    return Catalogue.build(0, site.store.published(), site.places)


@pytest.fixture(scope="module")
def corpus(site, catalogue):
    return Corpus.of(site.documents(), catalogue)


@pytest.fixture(scope="module")
def asked(site, corpus):
    return questions(ASKED, corpus, site.places)


@pytest.fixture(scope="module")
def right(corpus, asked):
    return list(map(Reference(corpus), asked))


@pytest.fixture
def own(site, catalogue, tmp_path):
    registry.build(site)
    index = Index.open(site.settings.index)
    yield ours(index, catalogue)
    index.close()


def test_the_questions_have_answers(right):
    assert sum(reply.total > 0 for reply in right) > ASKED / 8


def test_every_design_answers_like_brute_force(own, corpus, catalogue, asked, right, tmp_path):
    searcher = whoosh_alone.built(corpus, tmp_path / "whoosh")
    table = fts.built(corpus, tmp_path / "fts.db")

    compared("the site", own, asked, right)
    compared("FTS5", fts.design(table, catalogue), asked, right)
    compared("tantivy", tantivies.design(tantivies.built(corpus, tmp_path / "tantivy"), catalogue), asked, right)
    compared("Whoosh", whoosh_alone.design(searcher), asked, right)

    searcher.close()
    table.close()


@pytest.mark.parametrize("wrong", [{"total": 10_000}, {"counts": {}}, {"rows": [], "km": []}])
def test_a_design_that_answers_otherwise_stops_the_run(own, asked, right, wrong):
    with pytest.raises(SystemExit):
        compared("a careless design", lambda question: replace(own(question), **wrong), asked, right)


def test_random_damage_to_index_and_catalogue_is_refused_or_harmless(site):
    dice, stamp = random.Random(random.randrange(1_000_000)), stamp_of(site.places)

    of_index = damage.damaged(site.settings.index, damage.index_answers, IndexUnusable, 20, dice)
    of_catalogue = damage.damaged(
        site.settings.catalogue, lambda place: damage.catalogue_answers(place, stamp), NoSnapshot, 20, dice
    )

    assert of_index["wrong"] == of_catalogue["wrong"] == 0
    assert of_index["refused"] > 5 and of_catalogue["refused"] > 10


@pytest.mark.parametrize(
    ("figure", "met"),
    [
        (Figure("P1", "ratio", 1, ours=1.0, unit="ms", peer=10.0, aim=0.125), True),
        (Figure("P1", "ratio", 1, ours=2.0, unit="ms", peer=10.0, aim=0.125), False),
        (Figure("P5", "at least", 1, ours=6.0, unit="pages/s", peer=10.0, aim=0.5, at_least=True), True),
        (Figure("P8", "no peer", 1, ours=160.0, unit="MB", aim=150), False),
        (Figure("", "no aim", 1, ours=160.0, unit="MB"), None),
    ],
)
def test_an_aim_is_met_or_it_is_not(figure, met):
    assert figure.met is met
