"""The small form "This is needed here", finished for a template: what it would count, said before it is sent."""

from __future__ import annotations

from dataclasses import dataclass

from geo.place import Place
from portal.finding.answers import Results
from portal.finding.meaning import meanings
from portal.registry.vocabulary import Vocabularies

from .language import day_text
from .offers import Offer, signed
from .reader import Reader


@dataclass(frozen=True, slots=True)
class Missing:
    """What someone may report as missing."""

    offer: str
    categories: list[tuple[str, str]]
    """Code and label; one of them is chosen."""
    place: str
    """Empty for all of Canada."""
    month: str


def missing(results: Results, reader: Reader, secret: str) -> Missing | None:
    """The form when nothing fits; None when there is an answer, or the place is still in question."""
    read = results.understood
    if results.total or results.question.page > 1 or read.choices or read.unknown_place:
        return None
    codes = results.question.categories or kinds_named(read.words, reader.terms)
    offer = offered(read.place, results.question.province, codes)
    return Missing(
        offer=signed(offer, secret),
        categories=[(code, reader.label("categories", code)) for code in codes or reader.terms["categories"]],
        place=told(read.place if offer.community else None, offer.province, reader),
        month=day_text(reader.moment.strftime("%Y-%m"), reader.language),
    )


def offered(place: Place | None, province: str, categories: tuple[str, ...]) -> Offer:
    """A community by its own name; of anything wider or narrower, a postal area among them, only the province."""
    if place is None:
        return Offer(province, "", categories)
    return Offer(place.province, place.place_id if place.kind == "community" else "", categories)


def told(community: Place | None, province: str, reader: Reader) -> str:
    """The place as it would be counted."""
    name = reader.province_name(province) if province else ""
    if community is None:
        return name
    own = community.name_fr if reader.language == "fr" and community.name_fr else community.name_en
    return f"{own}, {name}"


def kinds_named(words: str, terms: Vocabularies) -> tuple[str, ...]:
    """The kinds of help that the words name, in the order of the vocabulary; none when they name none."""
    reading = meanings(terms).read(words, is_word=lambda word: True, spelled=lambda word: "")
    named = frozenset[str]().union(*(concept.categories for concept in reading.concepts))
    return tuple(code for code in terms["categories"] if code in named)
