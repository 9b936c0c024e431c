"""The words that were asked for are marked where they stand, as they are written."""

import pytest

from search_index.snippets import WIDE, Marker

LONG = "Staff answer in a calm way. " * 4 + "Interpreters can be arranged by phone. " + "Children are welcome. " * 6


def marked(text, question, language="en"):
    return [piece.text for piece in Marker(question).passage(text, language) if piece.is_hit]


@pytest.mark.parametrize(
    ("text", "question", "language", "words"),
    [
        ("Hébergement d’urgence pour les femmes.", "hebergement femme", "fr", ["Hébergement", "femmes"]),
        ("Legal clinics and a clinic.", "clinic", "en", ["clinics", "clinic"]),
        ("Free legal aid in Val-d’Or.", "val d'or", "en", ["Val-d’Or"]),
        ("Counselling in ᐃᓄᒃᑎᑐᑦ.", "ᐃᓄᒃᑎᑐᑦ", "en", ["ᐃᓄᒃᑎᑐᑦ"]),
        ("Nothing of it.", "shelter", "en", []),
        ("The way of the house.", "the of", "en", []),
        ("", "shelter", "en", []),
        ("Any text", "", "en", []),
    ],
)
def test_words_are_marked_by_the_terms_that_find_them(text, question, language, words):
    assert marked(text, question, language) == words


def test_the_passage_is_a_line_of_the_text_cut_between_words():
    pieces = Marker("interpreter").passage(LONG, "en")

    line = "".join(piece.text for piece in pieces)
    assert line.startswith("… ") and line.endswith(" …") and len(line) <= WIDE + 4
    assert line.strip("… ") in LONG
    assert all(word.strip(".") in LONG.replace(".", "").split() for word in line.strip("… ").split())


def test_a_short_text_is_given_whole():
    assert "".join(piece.text for piece in Marker("bed").passage("Beds at night.", "en")) == "Beds at night."


def test_what_a_text_holds_is_never_changed():
    text = "<b>Beds</b> & ${beds}"

    assert "".join(piece.text for piece in Marker("beds").passage(text, "en")) == text
