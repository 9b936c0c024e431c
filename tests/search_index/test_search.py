"""Which documents answer a question, and in which order."""

import pytest

from search_index.schema import lot


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("night", "rosewood"),
        ("nuit", "rosewood"),
        ("amitie", "pauktuutit"),
        ("evening meal", "pauktuutit"),
        ("repas du soir", "pauktuutit"),
        ("night femmes", "rosewood"),
        ("soir meal", "pauktuutit"),
    ],
)
def test_either_language_finds_it_and_a_question_may_mix_them(index, question, answer):
    hits = index.search(question)

    assert (hits.ids, hits.matched_all) == ([answer], True)


def test_a_word_is_looked_for_only_in_the_fields_of_its_language(index_of, document):
    index = index_of(document("english", text_en="hospitals"), document("french", text_fr="hôpitaux"))

    assert index.search("hospital").ids == ["english"]
    assert index.search("hopital").ids == ["french"]


@pytest.mark.parametrize(("typed", "typed_bare"), [("sûr", "sur"), ("Là", "la"), ("dès", "des"), ("où", "ou")])
def test_an_accent_tells_a_word_from_the_small_one_beside_it_and_may_be_left_out(index_of, document, typed, typed_bare):
    index = index_of(document("told", text_fr=f"Un lieu {typed}."), document("other", text_fr="Un lieu sur la rue."))

    assert index.search(typed).ids == ["told"]
    assert index.search(typed_bare).ids == ["told"]
    assert index.search(f"lieu {typed}").ids == ["told"]
    assert index.search(f"lieu {typed_bare}").ids == index.search("lieu").ids


@pytest.mark.parametrize("question", ["on", "a", "as", "à"])
def test_what_is_small_in_both_languages_asks_for_nothing(index, question):
    assert not index.word_by_word(question).said


def test_every_word_is_required(index):
    assert index.search("legal aid").ids == ["clinique", "pauktuutit"]
    assert index.search("legal aid val").ids == ["clinique"]


def test_when_no_document_has_every_word_those_with_more_of_them_come_first(index):
    hits = index.search("night shelter counselling helicopter")

    assert hits.matched_all is False
    assert hits.ids == ["rosewood", "pauktuutit"]


def test_more_words_beat_a_better_single_word(index_of, document):
    index = index_of(
        document("two", text_en="a meal and a bed " + "among other things " * 50),
        document("one", names_en="Meal", text_en="meal meal meal"),
        *(document(f"other-{n}", text_en="bed") for n in range(20)),
    )

    hits = index.search("meal bed helicopter")

    assert hits.ids[0] == "two"
    assert list(hits.scores) == sorted(hits.scores, reverse=True)


def test_an_exact_name_comes_before_a_mention_of_it(index):
    assert index.search("rosewood house").ids == ["rosewood", "clinique"]
    assert index.search("Maison Rosewood").ids == ["rosewood", "clinique"]


def test_an_exact_name_comes_before_a_longer_name_however_often_that_is_repeated(index_of, document):
    index = index_of(
        document("longer", names_en="Elm House Annex", text_en="Elm House, Elm House, Elm House"),
        document("exact", names_en="Elm House", text_en="A long text about other matters. " * 20),
    )

    assert index.search("elm house").ids == ["exact", "longer"]


def test_each_line_of_the_names_is_a_name(index_of, document):
    index = index_of(
        document("one", names_en="Big Network of Elms\nElm House", text_en="word " * 200),
        document("two", names_en="Elm House Elm House"),
    )

    assert index.search("Elm House").ids == ["one", "two"]


def test_a_name_weighs_more_than_a_text(index_of, document):
    index = index_of(
        document("text", text_en="A refuge at the lake"),
        document("name", names_en="Lake Cabin"),
        document("other", text_en="Nothing"),
    )

    assert index.search("lake").ids == ["name", "text"]


def test_words_side_by_side_come_before_the_same_words_apart(index_of, document):
    index = index_of(
        document("apart", text_en="aid of every kind and legal matters too"),
        document("beside", text_en="matters of every kind and legal aid too"),
        document("french", text_fr="aide et d'autres choses, aussi juridique"),
        document("ensemble", text_fr="autres choses et aussi d'aide juridique"),
        *(document(f"other-{n}", text_en="nothing") for n in range(5)),
    )

    assert index.search("legal aid").ids == ["beside", "apart"]
    assert index.search("aide juridique").ids == ["ensemble", "french"]
    assert index.search("legal aid").scores[0] >= index.search("legal aid").scores[1] + 0.5


def test_rare_words_weigh_more_than_common_ones(index_of, document):
    index = index_of(
        document("rare", text_en="arctic night"),
        document("common", text_en="bed night"),
        *(document(f"other-{n}", text_en="bed") for n in range(20)),
    )

    assert index.search("arctic bed helicopter").ids[0] == "rare"


def test_a_code_finds_its_documents(index):
    assert index.search("indigenous.friendship_centre").ids == ["pauktuutit"]
    assert index.search("shelter.emergency").ids == ["rosewood"]


def test_a_limit_cuts_the_list_and_nothing_else(index_of, document):
    index = index_of(*(document(f"{n:02d}", text_en="bed " * (n + 1) + "x " * n) for n in range(30)))

    every = index.search("bed")

    assert len(every.ids) == 30
    assert index.search("bed", limit=7).ids == every.ids[:7]
    assert index.search("bed", limit=0).ids == []
    assert index.search("bed", limit=100).ids == every.ids


def test_equal_scores_always_come_in_the_same_order(index_of, document):
    documents = [document(f"{n:02d}", text_en="bed") for n in range(30)]

    forward, backward = index_of(*documents), index_of(*reversed(documents))

    assert forward.search("bed").ids == backward.search("bed").ids
    assert forward.search("bed", limit=5).ids == backward.search("bed").ids[:5]


def test_identifiers_and_columns_say_the_same_as_the_list(index):
    hits, found = index.search("legal"), index.word_by_word("legal")

    said_by = {lot(one): score for one, score in zip(hits.ids, hits.scores, strict=True)}
    assert sorted(index.search_ids("legal")) == sorted(hits.ids)
    assert {int(one): score for one, score in zip(found.lots, found.scores[0], strict=True) if score} == said_by


def test_an_empty_index_answers(index_of):
    index = index_of()

    assert (index.search("bed").ids, index.suggest("bed", "en"), len(index)) == ([], [], 0)


def test_those_with_every_word_are_the_same_whether_weighed_or_not(index):
    for question in (
        "legal",
        "legal aid",
        "night femmes",
        "Val-d'Or",
        "shelter.emergency",
        "nothing of it",
        "",
        "of the",
    ):
        hits, held = index.search(question), index.with_all(question)

        every = {lot(one) for one in hits.ids} if hits.matched_all else set()
        assert set(held.lots[held.has].tolist()) == every, question
