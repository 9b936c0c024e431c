"""Every text has its French, well spelled, and no English sentence is left on a French page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import portal.web
from portal import packaging
from tests.reading import Page
from tests.rules.test_pages import seats, visits

WEB = Path(portal.web.__file__).parent
SPACED = re.compile(r"(?<![\u00a0\u202f\d])[:;!?»](?!//)|«(?!\u00a0)|[^\u00a0]»| [:!?»]")
# Canadian French sets no space before a semicolon; "14:30" and addresses are not punctuation.
PLAIN_SEMICOLON = re.compile(r"(?<=\w);")
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
GAP = re.compile(r"%\(\w+\)s")


def as_tuple(text):
    return text if isinstance(text, tuple) else (text,)


@pytest.fixture(scope="module")
def french():
    """Every text with its French, from the file people edit."""
    with (packaging.TRANSLATIONS / "fr" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return {message.id: message for message in read_po(file, locale="fr") if message.id}


@pytest.fixture(scope="module")
def texts():
    """Every text of the pages as they are now."""
    return {message.id for message in packaging.gathered() if message.id}


def badly_spaced(text):
    return bool(SPACED.search(PLAIN_SEMICOLON.sub("", text)))


def test_every_text_of_the_pages_has_its_french(texts, french):
    missing = [text for text in texts if text not in french or not all(as_tuple(french[text].string))]

    assert missing == []


def test_no_translation_is_only_a_guess(french):
    assert [message.id for message in french.values() if message.fuzzy] == []


def test_no_translation_is_left_over_from_a_text_that_is_gone(texts, french):
    assert set(french) - {i for i in french if i in texts or as_tuple(i)[0] in {as_tuple(t)[0] for t in texts}} == set()


def test_the_template_file_is_up_to_date(texts):
    with (packaging.TRANSLATIONS / "messages.pot").open("rb") as file:
        assert {message.id for message in read_po(file) if message.id} == texts


def test_french_keeps_every_gap_of_the_english(french):
    def gaps(text):
        return sorted(set(GAP.findall(text)))

    pairs = [(i, said) for i, message in french.items() for said in as_tuple(message.string)]
    wrong = [i for i, said in pairs if gaps(said) != gaps(as_tuple(i)[0])]

    assert wrong == []


def test_french_has_its_spaces_and_apostrophes(french):
    said = [text for message in french.values() for text in as_tuple(message.string)]

    assert [text for text in said if badly_spaced(text) or "'" in text or "..." in text] == []


@pytest.mark.parametrize("text", ["Attention : ici", "Quoi?", "Bravo !", "«ici»", "« ici »"])
def test_bad_french_spacing_would_be_noticed(text):
    assert badly_spaced(text)


@pytest.mark.parametrize("text", ["Attention\u00a0: ici", "Quoi\u202f?", "«\u00a0ici\u00a0»", "Ici; là"])
def test_good_french_spacing_passes(text):
    assert not badly_spaced(text)


def test_nothing_is_translated_from_inside_a_sentence_made_elsewhere():
    """A text in an f-string, or one held in a variable, is never gathered and would stay English unseen."""
    for path in [*WEB.rglob("*.py"), *(WEB / "templates").rglob("*.html")]:
        for call in re.finditer(r"\b(?:_|gettext|ngettext)\(\s*(.)", path.read_text(encoding="utf-8")):
            assert call[1] in "\"'", f"{path.name}: {call[0]}"


BILINGUAL = {"form"}
"""The form to print says everything twice; tests/portal/web/test_paper.py asks it for both languages."""


def test_no_english_sentence_stands_on_a_french_page(client, signed_in, french):
    english = {
        part
        for message in french.values()
        for part in GAP.split(as_tuple(message.id)[0])
        if len(part.split()) >= 3 and part.strip() not in as_tuple(message.string)[0]
    }

    for name, page in (visits(client, "fr") | seats(signed_in, "fr")).items():
        left = [part for part in english if " ".join(part.split()) in page.text]
        assert left == [] or name in BILINGUAL, name


def test_english_left_on_a_french_page_would_be_noticed(client):
    assert "We keep nothing of what you ask." in Page(client.get("/en/").text).text


def test_every_visible_text_of_a_template_is_translated():
    """Outside `_()` a template holds only marks, so that no words are forgotten."""
    for path in (WEB / "templates").rglob("*.html"):
        bare = JINJA.sub(" ", path.read_text(encoding="utf-8"))
        shown = re.sub(r"<[^>]*>", " ", bare)
        assert re.findall(r"[A-Za-zÀ-ÿ]{2,}", shown) == [], path.name
