"""Texts in one run of bytes read like the list they were made from."""

from portal.finding.texts import Texts

SAID = ["Rosewood House", "", "Centre d’amitié", "ᐃᓄᒃᑎᑐᑦ", ""]


def test_each_text_is_the_one_given():
    texts = Texts.of(SAID)

    assert list(texts) == SAID
    assert (texts[0], texts[-1], texts[-2], texts[1:4]) == (SAID[0], SAID[-1], SAID[-2], SAID[1:4])


def test_others_stand_behind():
    both = Texts.of(SAID).followed_by(Texts.of(["", "Pont"]))

    assert list(both) == [*SAID, "", "Pont"]


def test_no_texts_are_an_empty_column():
    assert list(Texts.of([])) == []
    assert list(Texts.of([]).followed_by(Texts.of(SAID))) == SAID
