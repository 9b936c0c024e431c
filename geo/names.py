"""Place names made comparable: the only module that decides when two spellings are the same name.

Accents, case, hyphens, full stops and the glottal stop make no difference. Saint, St. and Ste. are one word.
An apostrophe may be read as a space or as nothing: "St. John's" is found as "st john s" and as "st johns".
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

LONGEST = 200
"""Characters of a question that are read. The rest is not looked at."""
APOSTROPHES = frozenset("'’‘ʼʻ`´ʹ′＇")
GLOTTAL_STOPS = frozenset("ʔɁɂˀˁˤ")
LETTERS_APART = {"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ŧ": "t", "ŋ": "n", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i"}
SAME_WORD = {"saint": "st", "sainte": "st", "ste": "st", "ft": "fort", "mt": "mount"}
PLAIN_WORD = re.compile(r"[a-z0-9]+")
RESERVE_NUMBER = re.compile(r"(\s*\(Part\w*\))?[\s,]+(No\.\s*)?\d+\w*(\s*,\s*\d+\w*)*$")
BODY = re.compile(r"\s+((Cree|Dene|Ojibway|Ojibwa|Mi'kmaw|Indian)\s+)?(First Nations?|Nation|Indian Band|Band)$")


class Word(NamedTuple):
    """One folded word of a text, and where it stands in the text as typed."""

    text: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """The folded words of a text, with their positions. An apostrophe ends a word."""
    found: list[Word] = []
    letters: list[str] = []
    start = end = 0
    for position, character in enumerate(text[:LONGEST]):
        folded = fold_character(character)
        if folded is None:
            _close(found, letters, start, end)
        elif folded or letters:
            start = start if letters else position
            letters.append(folded)
            end = position + 1
    _close(found, letters, start, end)
    return found


def _close(found: list[Word], letters: list[str], start: int, end: int) -> None:
    if letters:
        word = "".join(letters)
        found.append(Word(SAME_WORD.get(word, word), start, end))
        letters.clear()


@lru_cache(maxsize=4096)
def fold_character(character: str) -> str | None:
    """A character without case and accents; '' for what is silent; None for what parts two words."""
    if character in APOSTROPHES:
        return None
    if character in GLOTTAL_STOPS or unicodedata.combining(character):
        return ""
    apart = unicodedata.normalize("NFKD", character.casefold())
    kept = (LETTERS_APART.get(c, c) for c in apart if not unicodedata.combining(c))
    folded = "".join(c for c in kept if c.isalnum())
    return folded or None


def key(text: str) -> str:
    """The text as one comparable line: its folded words with a space between."""
    if text.isascii():
        return " ".join(SAME_WORD.get(word, word) for word in PLAIN_WORD.findall(text[:LONGEST].lower()))
    return " ".join(word.text for word in words(text))


def keys(text: str) -> tuple[str, ...]:
    """The lines under which a name is kept: with each apostrophe as a space, then as nothing."""
    spaced = key(text)
    if APOSTROPHES.isdisjoint(text):
        return (spaced,)
    closed = key("".join(c for c in text if c not in APOSTROPHES))
    return (spaced, closed) if closed != spaced else (spaced,)


def everyday_names(name: str) -> tuple[str, ...]:
    """What people call a reserve or a First Nation: without its number, without the words for the body."""
    short = BODY.sub("", RESERVE_NUMBER.sub("", name))
    return (short,) if short and short != name else ()
