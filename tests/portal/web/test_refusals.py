"""Every reason, stage, answer and kind at the desk has a sentence of its own in both languages."""

import pytest
from flask_babel import force_locale

from portal.mapping.proposal import Answer, Giver, Kind, Reason, Stage, Why
from portal.web import refusals


def every():
    yield from ((refusals.sentence, one) for one in Reason)
    yield from ((refusals.kind_label, one) for one in Kind)
    yield from ((refusals.why_label, one) for one in Why)
    yield from ((refusals.giver_label, one) for one in Giver)
    yield from ((refusals.answer_label, one.value) for one in Answer)
    yield from ((refusals.stage_label, one) for one in Stage)


@pytest.mark.parametrize("word, member", list(every()), ids=str)
def test_every_member_has_words_in_both_languages(app, word, member):
    said = {}
    for lang in ("en", "fr"):
        with app.test_request_context(f"/{lang}/"), force_locale(lang):
            said[lang] = word(member)

    assert all(said.values()) and said["en"] != said["fr"]
    assert str(member) not in said.values()
