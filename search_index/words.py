"""The only module that turns text into words and words into index terms, in English and in French.

Accents are folded first and stems taken after: whoever types "hebergement" means "hébergement".
What is indexed and what is asked go through the same functions, so they cannot drift apart.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from whoosh.lang import stemmer_for_language

Language = Literal["en", "fr"]
LANGUAGES: tuple[Language, ...] = ("en", "fr")
LONGEST_WORD = 40
WHOLE_NAME_TERMS = 8

# Only words that carry no meaning in a directory; folded. A word on either list is never required of a document.
STOP_WORDS: dict[Language, frozenset[str]] = {
    "en": frozenset(
        "a an and are as at be been but by can do for from has have he her him his i if in into is it its me my "
        "of on or our she so that the their them then there these they this to was we were what when where "
        "which who will with you your".split()
    ),
    "fr": frozenset(
        "a ai as au aux avec ce ces cet cette dans de des du elle elles en est et eux il ils je la le les leur "
        "leurs lui ma mais me mes moi mon ne nos notre nous on ont ou par pas pour qu que qui sa se ses si son "
        "sont sur ta te tes toi ton tu un une vos votre vous y".split()
    ),
}

# Plurals and spellings a stemmer cannot know.
SPECIAL: dict[Language, dict[str, str]] = {
    "en": {
        "women": "woman",
        "men": "man",
        "children": "child",
        "wives": "wife",
        "lives": "life",
        "center": "centre",
        "centers": "centre",
    },
    "fr": {"yeux": "oeil", "travaux": "travail"},
}

# The typographic apostrophes (also the letter ʼ of several Indigenous languages) and hyphens are all one key.
SAME = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "‐": "-", "‑": "-", "−": "-"})
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ß": "ss"})
_ACCENTS = re.compile("[\u0300-\u036f]+")


def _ranges(categories: tuple[str, ...], stop: int) -> str:
    """The characters of these Unicode categories below `stop`, as the inside of a character class."""
    found: list[list[int]] = []
    for code in range(0x80, stop):
        if unicodedata.category(chr(code)) in categories:
            if found and found[-1][1] == code - 1:
                found[-1][1] = code
            else:
                found.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in found)


# Vowel signs of Punjabi, Hindi and others are marks, not letters, to Python's \w: without them words fall apart.
_LETTER = rf"[\w{_ranges(('Mn', 'Mc'), 0x10000)}]"
_INVISIBLE = re.compile(f"[{_ranges(('Cf',), 0x10000)}\U000e0000-\U000e007f]")
CHUNK = re.compile(rf"{_LETTER}+(?:[-'.·@&]{_LETTER}+)*")
_JOINT = re.compile(r"[-'.·@&_]+")
_LEADING_ELISION = re.compile(r"^(?:l|d|qu|j|m|t|s|c|n|jusqu|lorsqu|puisqu|quoiqu|presqu)'(?=.)")
_INNER_ELISION = re.compile(r"(?<=[-.])(?:l|d|qu|s)'(?=.)")
_POSSESSIVE = re.compile(r"'s(?![^\W_])")
_ONE_WORD = {"aujourd'hui": "aujourdhui"}
_STEMMERS: dict[Language, Callable[[str], str]] = {each: stemmer_for_language(each) for each in LANGUAGES}


class Spoken(NamedTuple):
    """One written word: as it stands, its parts ("val", "or") and, for a compound, all in one ("valdor")."""

    written: str
    parts: tuple[str, ...]
    joined: str = ""


def normal(text: str) -> str:
    """Compatibility forms made one, case and invisible characters dropped, one kind of apostrophe and hyphen."""
    if text.isascii():
        return text.lower().translate(SAME)
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text.translate(SAME)))
    return unicodedata.normalize("NFC", text.casefold()).translate(SAME)


def fold(word: str) -> str:
    """The word without its accents; other scripts are left alone."""
    if word.isascii():
        return word
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", word)).translate(_LETTERS)
    return unicodedata.normalize("NFC", bare)


def spoken(text: str) -> Iterator[Spoken]:
    """The words of a text already made `normal`, in order."""
    for chunk in CHUNK.findall(text):
        yield Spoken(chunk, (chunk,)) if chunk.isalnum() else taken_apart(chunk)


def taken_apart(chunk: str) -> Spoken:
    """A chunk with hyphens, apostrophes, dots or underscores in it: "d'urgence", "women's", "Val-d'Or"."""
    if chunk in _ONE_WORD:
        return Spoken(chunk, (_ONE_WORD[chunk],))
    bare = _LEADING_ELISION.sub("", _POSSESSIVE.sub("", chunk))
    parts = tuple(part for part in _JOINT.split(_INNER_ELISION.sub("", bare)) if part)
    return Spoken(chunk, parts, _JOINT.sub("", bare) if len(parts) > 1 else "")


def term(word: str, language: Language) -> str:
    """What a word is filed under in one language; empty for words that are not filed.

    An accent that is written tells a word from the small one beside it: "sûr" (safe) is filed, "sur" (on) is not.
    Keeps no memory of what it was asked: questions pass through here.
    """
    folded = fold(word)[:LONGEST_WORD]
    return "" if folded == word and folded in STOP_WORDS[language] else term_of(folded, language)


def term_of(folded: str, language: Language) -> str:
    """What a folded word is filed under in one language, be it a small one; empty for a single letter."""
    if len(folded) == 1 and folded.isascii() and folded.isalpha():
        return ""
    folded = SPECIAL[language].get(folded, folded)
    if not folded.isascii() or not folded.isalpha():
        return folded
    return stemmed(folded, language)


def stemmed(folded: str, language: Language) -> str:
    """The stem of a folded word; French participles lose their last e as well (exploité, exploitées)."""
    stem = _STEMMERS[language](folded)
    if language == "fr" and len(stem) > 4:
        stem = stem.rstrip("e") or stem
    return stem


def whole(terms: list[str]) -> str:
    """The one term of a whole name: its first eight stems, stop words left out."""
    return " ".join(terms[:WHOLE_NAME_TERMS])
