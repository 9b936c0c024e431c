"""A line says why a listing answers: in its own words, with those that were asked for marked."""

from portal.finding.found import found
from search_index.snippets import Marker


def line(store, service_id, words, language="en"):
    said = found(store.public(service_id), Marker(words), language)
    return "".join(f"[{piece.text}]" if piece.is_hit else piece.text for piece in said.pieces), said.language


def test_the_description_says_why(add, store):
    one = add("Cedar", description_en="Interpreters can come along. Free.", description_fr="Gratuit.")

    assert line(store, one, "interpreter") == ("[Interpreters] can come along. Free.", "en")


def test_the_other_language_says_it_where_the_pages_does_not(add, store):
    one = add("Cedar", description_en="Free of charge.", description_fr="Des interprètes peuvent venir.")

    assert line(store, one, "interprete") == ("Des [interprètes] peuvent venir.", "fr")


def test_names_that_say_it_need_no_line(add, store):
    one = add("Cedar interpreters", description_en="Interpreters can come along.")

    assert line(store, one, "interpreter") == ("", "")


def test_without_words_there_is_no_line(add, store):
    one = add("Cedar", description_en="Interpreters can come along.")

    assert line(store, one, "") == ("", "")


def test_the_answer_carries_it(add, ask):
    add("Cedar", description_en="Interpreters can come along.")

    answer = ask("interpreters").answers[0]

    assert [piece.text for piece in answer.found.pieces if piece.is_hit] == ["Interpreters"]
