"""Did you mean."""

import time

import pytest

from search_index.spelling import edits


@pytest.mark.parametrize(
    ("typed", "language", "meant"),
    [
        ("shleter", "en", "shelter"),
        ("shelte", "en", "shelter"),
        ("helter", "en", "shelter"),
        ("counseling inuktitot", "en", "counseling inuktitut"),
        ("hebergment", "fr", "hébergement"),
        ("d'urgense", "fr", "d'urgence"),
        ("aide juridiqe", "fr", "aide juridique"),
    ],
)
def test_a_slip_is_put_right_in_the_words_of_the_index(index, typed, language, meant):
    assert index.suggest(typed, language)[0] == meant


@pytest.mark.parametrize("typed", ["shelter", "shelters", "hebergement", "legal nuit", "", "qqqqqqqq", "the"])
def test_nothing_is_suggested_for_known_words_or_hopeless_ones(index, typed):
    assert index.suggest(typed, "en") == []


def test_a_word_of_dropped_documents_is_never_suggested(index, document):
    index.put([document("hidden", text_en="chrysanthemum")])
    assert index.suggest("chrysantemum", "en") == ["chrysanthemum"]

    index.drop(["hidden"])

    assert index.suggest("chrysantemum", "en") == []


def test_a_new_word_is_suggested_once_it_is_there(index, document):
    assert index.suggest("chrysantemum", "en") == []

    index.put([document("new", text_en="chrysanthemum")])

    assert index.suggest("chrysantemum", "en") == ["chrysanthemum"]


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [("", "", 0), ("ab", "ab", 0), ("ab", "ba", 1), ("abc", "abd", 1), ("abc", "ab", 1), ("abcd", "badc", 2)],
)
def test_edits_counts_slips(one, other, distance):
    assert edits(one, other, 2) == distance
    assert edits(other, one, 2) == distance


def test_words_far_apart_are_not_measured_to_the_end():
    assert edits("abcdefgh", "zyxwvuts", 2) == 3


def test_a_question_of_slips_is_answered_within_a_bound(index_of, document):
    words = [f"{a}{b}{c}ter" for a in "bcdfghjklm" for b in ("al", "el", "il", "or", "un") for c in "bcdfghjklmnp"]
    index = index_of(*(document(str(n), text_en=" ".join(words[n : n + 40])) for n in range(0, len(words), 40)))
    index.suggest("warmup", "en")
    start = time.perf_counter()

    suggested = index.suggest("xalbetr xelcetr xildetr xorfetr xunbetr zalbetr zelcetr zildetr", "en")

    assert len(suggested) <= 3
    print(f"a question of slips: {(time.perf_counter() - start) * 1000:.1f} ms; aimed at 15")
