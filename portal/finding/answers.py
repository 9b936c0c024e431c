"""What is answered: three blocks of public listings, and how the question was understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from geo.places import Place
from portal.finding.found import NOTHING, Found
from portal.finding.question import Question
from portal.registry.disclosure import PublicService


@dataclass(frozen=True, slots=True)
class Understood:
    """How the question was read, so that the reader can see and change it."""

    words: str = ""
    """What was looked for, without the place."""
    place: Place | None = None
    choices: tuple[Place, ...] = ()
    """Several places of that name: the reader chooses. `place` is then None."""
    others: tuple[Place, ...] = ()
    """Less likely places of the same name, when one was taken as meant."""
    suggestions: tuple[Place, ...] = ()
    """No such place: what it may have been."""
    misspelt: str = ""
    """What was typed, where the place was guessed from a slip of the keyboard."""
    unknown_place: str = ""
    """The text that was meant as a place and is none we know."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One listing in the list."""

    number: int
    """Its number on this page, from 1 across all blocks."""
    service: PublicService
    km: float | None = None
    """Straight line in kilometres to its public address or its community's public point; else None."""
    around: bool = False
    """True when the distance is to the middle of its community, or from the middle of a postal area."""
    all_words: bool = True
    """False when only some of the words were found in it."""
    found: Found = NOTHING
    """The line of its description that holds the words, where its names do not say them."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many listings a filter would keep."""

    code: str
    count: int


BLOCKS = ("near", "serving", "wide")
"""The blocks of an answer, in the order they stand in when nothing speaks for another one."""


@dataclass(frozen=True, slots=True)
class Results:
    """The answer: nearest public places, those who say they serve this place, and those who serve from afar."""

    question: Question
    understood: Understood
    near: tuple[Answer, ...] = ()
    serving: tuple[Answer, ...] = ()
    """Listings that declare this place in their area and show no address: by name, no distance."""
    wide: tuple[Answer, ...] = ()
    """Phone, text and online services for the province or all of Canada."""
    maybe: tuple[Answer, ...] = ()
    """Listings that do not state what a filter asks: they may fit, and must be asked."""
    total_near: int = 0
    total_serving: int = 0
    total_wide: int = 0
    total_maybe: int = 0
    radius_km: int | None = None
    """How far the nearest block reaches; None without a place or when it reaches everywhere."""
    widened: bool = False
    """True when nothing stood within the first radius and it was widened."""
    order: tuple[str, ...] = BLOCKS
    """The blocks as they are shown: better answers first, and what is far away last."""
    counts: Mapping[str, tuple[Count, ...]] = field(default_factory=dict)
    """Filter name (category, province, population, language ...) to how many listings each code would keep."""
    did_you_mean: tuple[str, ...] = ()
    plain: bool = False
    """True when the word index is being rebuilt and the plain search of the database answered."""
    pages: int = 1

    @property
    def answers(self) -> tuple[Answer, ...]:
        """All answers of this page in the order they are shown."""
        return tuple(answer for name in (*self.order, "maybe") for answer in getattr(self, name))

    @property
    def categories(self) -> tuple[Count, ...]:
        """How many listings each category would keep."""
        return self.counts.get("category", ())

    @property
    def provinces(self) -> tuple[Count, ...]:
        """How many listings each province would keep."""
        return self.counts.get("province", ())

    @property
    def total(self) -> int:
        """How many listings answer, on all pages; those that only may fit are not counted."""
        return self.total_near + self.total_serving + self.total_wide
