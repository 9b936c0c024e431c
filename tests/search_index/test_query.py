"""What a person types is bounded, never a grammar, and never an error."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search_index.query import LONGEST_QUESTION, MOST_WORDS, bounded, cleaned
from search_index.words import LONGEST_WORD

ODD = [
    "*", "(", '"x', "foo:bar", "[a TO zzzz]", "shelter~9", "NOT NOT a", "d'urgence", "AND", "'", "-", "..", "l'",
    "\x00", "\ud800", "\u202e\u200b", "a" * 1_000_000, "* " * 500, "((((((((", "id:rosewood", "_", "__x__", "'s",
    "a'b-c.d_e@f&g", "-" * 500, "ﷺ" * 200, "\u0301" * 200, "İ" * 200, "ᐃ" * 300, "e\u0301-" * 60, "\\", "%", "0",
]  # fmt: skip

anything = st.text() | st.text(alphabet="aé'’-. \t\"*:()[]~_@&œᐃ\u0301\u200d\ud800", max_size=300)


@pytest.mark.parametrize("text", ODD)
def test_odd_questions_get_an_answer(index, text):
    hits = index.search(text)

    assert len(hits.ids) == len(hits.scores)
    assert index.suggest(text, "fr") == [] or all(isinstance(each, str) for each in index.suggest(text, "fr"))


def test_what_looks_like_a_grammar_is_only_words(index):
    assert index.search("id:rosewood").ids == index.search("id rosewood").ids == ["rosewood", "clinique"]
    assert index.search("text_en:night").matched_all is False
    assert index.search("NOT shelter").ids == index.search("shelter not").ids
    assert index.search("(shelter OR nothing").matched_all is False
    assert index.search("shelt*").ids == []


@given(anything)
@settings(max_examples=300, deadline=None)
def test_a_question_is_a_few_short_words(text):
    words = bounded(text)

    assert len(words) <= MOST_WORDS
    assert len(cleaned(text)) <= LONGEST_QUESTION
    for word in words:
        terms = (word.typed, word.code, *word.said)
        terms += (word.english.term, *word.english.parts, word.french.term, *word.french.parts)
        assert all(len(each) <= LONGEST_WORD for each in terms)
        assert len(word.said) <= MOST_WORDS
        assert word.english or word.french


@given(text=anything)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_question_fails(index, text):
    hits = index.search(text, limit=2)
    index.suggest(text, "en")

    assert len(hits.ids) == len(hits.scores) <= 2
    assert list(hits.scores) == sorted(hits.scores, reverse=True)


def test_control_characters_are_as_if_not_typed():
    assert [word.typed for word in bounded("shel\x00ter\tnight\nlegal")] == ["shelter", "night", "legal"]


def test_only_the_first_words_of_a_long_question_count():
    assert [word.typed for word in bounded(" ".join(f"w{n}" for n in range(40)))] == [f"w{n}" for n in range(8)]
    assert bounded("a" * 199)[0].typed == "a" * 40


def test_words_of_no_meaning_are_not_required(index):
    assert index.search("a shelter for the women").ids == ["rosewood"]
    assert index.search("l'hébergement des femmes et de leurs enfants").ids == ["rosewood"]


def test_a_word_that_only_one_language_ignores_is_looked_for_when_it_stands_alone():
    assert [word.typed for word in bounded("or")] == ["or"]
    assert [word.typed for word in bounded("night or day")] == ["night", "day"]


def test_an_empty_question_finds_nothing(index):
    hits = index.search(" ?! ")

    assert (hits.ids, hits.matched_all) == ([], True)
