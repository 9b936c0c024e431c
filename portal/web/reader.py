"""Who reads a page: the language, the vocabularies and the moment, and what each code is called for this reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from portal.registry.disclosure import PublicService
from portal.registry.model import Text
from portal.registry.vocabulary import Term, Vocabularies

from .outside import plain

if TYPE_CHECKING:
    from .cards import Line, LineOf


@dataclass(frozen=True, slots=True)
class Words:
    """A text and the language it really is in; `lang` is empty when that is the page's."""

    text: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what there is to say under it."""

    label: str
    lines: list[str]


@dataclass(frozen=True, slots=True)
class Link:
    """An address outside, with the text a person reads."""

    text: str
    href: str


def link(url: str) -> Link | None:
    """A web address as text and link; the text is short, the link is the address itself."""
    if not url:
        return None
    url = plain(url)
    return Link(url.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/"), url)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: the language, the vocabularies, the moment, and the names of areas where they are known."""

    language: str
    terms: Vocabularies
    moment: datetime
    areas: Mapping[str, Text] = field(default_factory=dict)
    """Names of census divisions, health regions and other areas by their codes, as far as they are known."""
    zones: Callable[[PublicService], tuple[str, ...]] = lambda service: ()
    """The time zones a listing may be in; none where nobody knows."""
    lines: dict[LineOf, Line] = field(default_factory=dict)
    """What lines of a list say at any hour, as far as they were read a moment ago."""

    def words(self, text: Text) -> Words:
        """A text in the reader's language, or in the other one, marked as such."""
        said, lang = text.prefer(self.language)
        return Words(said, "" if lang == self.language else lang)

    def label(self, vocabulary: str, code: str) -> str:
        """The label of one code."""
        return self.terms[vocabulary].label(code).prefer(self.language)[0]

    def labels(self, vocabulary: str, codes: Iterable[str]) -> str:
        """The labels of codes, in one line."""
        return ", ".join(self.label(vocabulary, code) for code in codes)

    def province(self, letters: str) -> Term | None:
        """The row of a province."""
        rows = self.terms["provinces"].values()
        return next((row for row in rows if row.more.get("letters") == letters), None)

    def province_name(self, letters: str) -> str:
        """The name of a province."""
        row = self.province(letters)
        return row.label.prefer(self.language)[0] if row else letters
