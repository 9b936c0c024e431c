"""The only module that reads what a person typed: a few bounded words, never a grammar."""

import unicodedata
from dataclasses import dataclass

from search_index.words import LANGUAGES, LONGEST_WORD, Language, Spoken, fold, normal, spoken, term, term_of, whole

LONGEST_QUESTION = 200
MOST_WORDS = 8

# Line ends and tabs part words; every other control character is as if it had not been typed.
_CONTROLS = {code: None for code in range(0xA0) if unicodedata.category(chr(code)) == "Cc"}
_CONTROLS = {code: None for code in _CONTROLS if not chr(code).isspace()}


@dataclass(frozen=True, slots=True)
class Filed:
    """What one typed word is filed under in one language: its own term, or for a compound those of its parts."""

    term: str
    parts: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.term or self.parts)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a question, in both languages at once."""

    typed: str
    code: str
    said: tuple[str, ...]
    english: Filed
    french: Filed
    is_small: bool = False
    """Whether either language treats it as a stop word, so that no document can be required to have it."""

    def filed(self, language: Language) -> Filed:
        """Where to look for this word in one language's fields."""
        return self.english if language == "en" else self.french


def bounded(text: str) -> list[Word]:
    """The words of a question: at most 8 of at most 40 characters, out of its first 200 characters.

    Takes any text at all and never raises. Words that either language ignores are left out, unless there
    are no others.
    """
    words = [word(each) for each in spoken(cleaned(text))]
    words = [each for each in words if each.english or each.french]
    telling = [each for each in words if not each.is_small]
    return (telling or words)[:MOST_WORDS]


def cleaned(text: str) -> str:
    """The question in one form, without control characters, cut to its limit before and after that."""
    return normal(text[:LONGEST_QUESTION].translate(_CONTROLS))[:LONGEST_QUESTION]


def word(each: Spoken) -> Word:
    """A spoken word with its terms in both languages."""
    parts = tuple(part[:LONGEST_WORD] for part in each.parts[:MOST_WORDS])
    said = tuple(fold(part) for part in parts)
    english, french = filed(each, parts, "en"), filed(each, parts, "fr")
    is_small = not (english and french)
    if is_small and (english or french):
        # Small in one language only: alone in a question it may be "sûr" or "là", typed without its accent.
        english = english or Filed(term_of(said[0], "en"))
        french = french or Filed(term_of(said[0], "fr"))
    return Word(each.written[:LONGEST_WORD], fold(each.written)[:LONGEST_WORD], said, english, french, is_small)


def filed(each: Spoken, parts: tuple[str, ...], language: Language) -> Filed:
    """The terms of a word in one language."""
    terms = tuple(found for part in parts if (found := term(part, language)))
    if len(parts) == 1:
        return Filed(terms[0] if terms else "")
    joined = term(each.joined, language) if len(each.joined) <= LONGEST_WORD else ""
    return Filed(joined, terms)


def whole_question(text: str) -> dict[Language, str]:
    """The question as the term of a whole name, by language; empty where it has no words."""
    return {language: whole(terms(text, language)) for language in LANGUAGES}


def terms(text: str, language: Language) -> list[str]:
    """Every term of a question in one language, filed in the same order as a name's terms are."""
    found: list[str] = []
    for each in spoken(cleaned(text)):
        found += (term(part, language) for part in each.parts)
        if each.joined and len(each.joined) <= LONGEST_WORD:
            found.append(term(each.joined, language))
    return [each for each in found if each]
