"""The only tests of the judged questions: the file is sound, the data answers it, and answers do not get worse.

The floors stand 0.05 below what was measured when they were last set.
"""

import csv
from collections import Counter
from dataclasses import replace
from functools import cache

import pytest

from tests.relevance import measure
from tests.relevance.expressions import Judge, NotUnderstood
from tests.relevance.questions import COLUMNS, FILE, half_of, judged
from tests.relevance.registry import OPEN_LISTS, loaded

QUESTIONS = judged()
FLOOR = {"ndcg@10": 0.31, "success@1": 0.35}
NEEDS_LISTS = pytest.mark.skipif(not OPEN_LISTS.exists(), reason="../shared/data is not beside this checkout")


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    with loaded(tmp_path_factory.mktemp("relevance")) as everything:
        yield everything


@pytest.fixture(scope="module")
def meant(real):
    return cache(Judge(real.listings, real.places).meant)


def tagged(tag: str) -> int:
    return sum(tag in question.tags for question in QUESTIONS)


def test_the_file_has_its_columns_and_full_rows():
    with FILE.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))

    assert tuple(lines[0]) == COLUMNS
    assert {len(line) for line in lines} == {len(COLUMNS)}


def test_every_question_says_what_is_right_and_why():
    for question in QUESTIONS:
        assert question.words and question.right and question.tags, question.id
        assert question.why.endswith("."), question.id


def test_ids_and_questions_stand_once():
    assert max(Counter(question.id for question in QUESTIONS).values()) == 1
    assert max(Counter((question.words, question.place) for question in QUESTIONS).values()) == 1


def test_the_id_decides_the_half():
    assert [question.id for question in QUESTIONS if question.half != half_of(question.id)] == []
    assert {question.half for question in QUESTIONS} == {"tune", "held"}


def test_the_questions_are_those_of_the_people_who_ask():
    languages = Counter(question.lang for question in QUESTIONS)

    assert len(QUESTIONS) >= 150
    assert languages["fr"] / len(QUESTIONS) >= 0.45
    assert languages["en"] + languages["fr"] == len(QUESTIONS)
    assert tagged("typo") / len(QUESTIONS) >= 0.25
    assert tagged("north") / len(QUESTIONS) >= 0.33
    assert min(tagged("inside"), tagged("field"), tagged("noplace")) >= 30


def test_a_question_has_its_place_where_its_tag_says():
    for question in QUESTIONS:
        assert len(question.tags & {"inside", "field", "noplace"}) == 1, question.id
        assert bool(question.place) is ("field" in question.tags), question.id


@pytest.mark.shared_data
@NEEDS_LISTS
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_every_expression_means_a_listing(question, meant):
    for expression in (question.right, question.acceptable, question.never):
        for alternative in filter(None, expression.split("|")):
            assert meant(alternative), alternative


@pytest.mark.shared_data
@NEEDS_LISTS
def test_nothing_is_both_wanted_and_forbidden(meant):
    for question in QUESTIONS:
        wanted = meant(question.right) | meant(question.acceptable)
        assert not wanted & meant(question.never), question.id


def test_an_expression_that_is_not_of_the_language_is_refused(real):
    judge = Judge(real.listings, real.places)

    for wrong in ("shelter", "cat:", "colour:red", "cat:food + blue"):
        with pytest.raises(NotUnderstood):
            judge.meant(wrong)


def test_the_parts_of_an_expression_join_as_the_readme_says(real):
    judge = Judge(real.listings, real.places)
    legal, nunavut = judge.meant("cat:legal.*"), judge.meant("in_province:NU")

    assert judge.meant("cat:legal.* + in_province:NU") == legal & nunavut
    assert judge.meant("cat:legal.* | in_province:NU") == legal | nunavut
    assert judge.meant("in_province:NU + !cat:legal.*") == nunavut - legal
    assert judge.meant("reach:Iqaluit NU~30") < judge.meant("reach:Iqaluit NU~30,PR:62")


def test_scores_are_those_of_the_textbook():
    grades = measure.Grades({"a": 2, "b": 1}, frozenset({"z"}))

    best = measure.score(QUESTIONS[0], ["a", "b"], grades)
    worse = measure.score(QUESTIONS[0], ["z", "b", "a"], grades)

    assert (best.ndcg, best.success, best.reciprocal, best.violations) == (1.0, 1.0, 1.0, 0)
    assert worse.ndcg == pytest.approx((1 / 1.5849625 + 3 / 2) / (3 + 1 / 1.5849625))
    assert (worse.success, worse.reciprocal, worse.violations) == (0.0, pytest.approx(1 / 3), 1)


@pytest.mark.shared_data
@NEEDS_LISTS
def test_answers_do_not_get_worse(real):
    found = measure.summary(measure.measured(real))["all"]["Waypoint"]

    assert found["questions"] == len(QUESTIONS)
    for figure, floor in FLOOR.items():
        assert found[figure] >= floor, figure


def test_a_question_without_an_answer_in_the_data_is_left_out_of_the_figures(real, monkeypatch):
    known = next(question for question in QUESTIONS if question.right == "cat:legal.trp_vtip")
    monkeypatch.setattr(measure, "judged", lambda: [known, replace(known, id="q999", right="key:nobody")])

    run = measure.measured(real)

    assert run.unjudged == ["q999"]
    assert {len(scores) for scores in run.scores.values()} == {1}
