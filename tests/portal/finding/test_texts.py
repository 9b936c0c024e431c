"""Texts in one run of bytes read like the list they were made from."""

import pytest

from portal.finding.texts import Texts

SAID = ["Rosewood House", "", "Centre d’amitié", "ᐃᓄᒃᑎᑐᑦ", ""]


def test_each_text_is_the_one_given():
    texts = Texts.of(SAID)

    assert list(texts) == SAID
    assert (texts[0], texts[-1], texts[-2], texts[1:4]) == (SAID[0], SAID[-1], SAID[-2], SAID[1:4])


def test_others_stand_behind():
    both = Texts.of(SAID).followed_by(Texts.of(["", "Pont"])).followed_by(Texts.of(["Cercle"]))

    assert list(both) == [*SAID, "", "Pont", "Cercle"]
    assert (both[-1], both[-2], both[len(SAID)], both[0]) == ("Cercle", "Pont", "", SAID[0])


def test_no_texts_are_an_empty_column():
    assert list(Texts.of([])) == []
    assert list(Texts.of([]).followed_by(Texts.of(SAID))) == SAID


def test_there_is_no_text_beyond_the_last():
    for texts in (Texts.of(SAID), Texts.of(SAID).followed_by(Texts.of(["Pont"]))):
        with pytest.raises(IndexError):
            texts[len(texts)]
