"""How a sentence is read: which words, near where."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.places import Places
from portal.finding.question import Question
from portal.finding.understand import understand


@pytest.mark.parametrize(
    ("sentence", "words", "place"),
    [
        ("legal aid near Thunder Bay", "legal aid", "Thunder Bay, ON"),
        ("legal aid in Thunder Bay", "legal aid", "Thunder Bay, ON"),
        ("aide juridique près de Sept-Îles", "aide juridique", "Sept-Îles, QC"),
        ("aide juridique pres de sept iles", "aide juridique", "Sept-Îles, QC"),
        ("shelter X0A", "shelter", "X0A, NU"),
        ("shelter X0A 0H0", "shelter", "X0A, NU"),
        ("centre d'amitié Val-d'Or", "centre d'amitié", "Val-d'Or, QC"),
        ("centre d’amitié à Val-d’Or", "centre d’amitié", "Val-d'Or, QC"),
        ("women's shelter Iqaluit", "women's shelter", "Iqaluit, NU"),
        ("women's shelter Frobisher Bay", "women's shelter", "Iqaluit, NU"),
        ("help for workers in Leamington", "help for workers", "Leamington, ON"),
    ],
)
def test_words_and_place_are_told_apart(places: Places, sentence, words, place):
    understood = understand(Question(words=sentence), places)

    assert understood.words == words
    assert understood.place is not None
    assert understood.place.label("en") == place


def test_everyday_words_are_not_taken_for_places(places: Places):
    assert understand(Question(words="hope centre"), places).place is None


def test_a_place_in_its_own_field_leaves_the_words_alone(places: Places):
    understood = understand(Question(words="legal aid", place="Kenora"), places)

    assert understood.words == "legal aid"
    assert understood.place.label("en") == "Kenora, ON"


@pytest.mark.parametrize(
    ("sentence", "place", "meant"),
    [
        ("shelter Thunderbay", "", "Thunder Bay, ON"),
        ("shelter", "Ikaluit", "Iqaluit, NU"),
        ("lawyer yelowknife", "", "Yellowknife, NT"),
    ],
)
def test_a_slip_of_the_keyboard_in_a_place_is_read_and_said(places: Places, sentence, place, meant):
    understood = understand(Question(words=sentence, place=place), places, lambda word: word in {"shelter", "lawyer"})

    assert understood.place is not None
    assert understood.place.label("en") == meant
    assert understood.misspelt


def test_an_unknown_place_is_said(places: Places):
    understood = understand(Question(words="shelter", place="Xyzzyqqq"), places)

    assert understood.place is None
    assert understood.unknown_place == "Xyzzyqqq"


def test_several_places_of_a_name_give_a_choice_and_the_choice_settles_it(places: Places):
    several = understand(Question(words="shelter", place="Windsor"), places)
    windsor = next(place for place in (several.choices or [several.place, *several.others]) if place.province == "QC")

    assert understand(Question(words="shelter", place_id=windsor.place_id), places).place == windsor


@given(st.text(max_size=300), st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_nothing_typed_raises(places: Places, words, place):
    understand(Question(words=words, place=place), places)
