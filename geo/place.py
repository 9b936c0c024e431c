"""What a place is, what a mention of one is, and the two ways in which a name may fail to be one place."""

from __future__ import annotations

from dataclasses import dataclass

from geo.remoteness import is_northern, is_remote

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """A community, the first half of a postal code, a region or a province. `point` is public and coarse."""

    place_id: str
    name_en: str
    name_fr: str
    province: str
    """Two letters, or ''."""
    point: Point
    population: int | None = None
    """None is unknown, never nobody."""
    kind: str = "community"
    """'community', 'postal', 'region' or 'province'."""
    around: bool = False
    """True when the point stands for a wide place, so that a page says "around"."""
    radius_km: float | None = None
    """How far from the point its people live, where known."""
    region_only: bool = False
    """True when the place is so wide that no distance from its point means anything."""
    areas: frozenset[str] = frozenset()
    """Codes of the public areas it lies in: CA, PR:35, CD:3558, CSD:3558004, HR:3562."""
    remoteness: str | None = None
    """Its class on the Index of Remoteness; None where nobody knows."""
    rural: bool | None = None
    """Outside every metropolitan area and agglomeration of the census; None where nobody knows."""
    timezone: str = ""
    """The IANA name of its clock; '' when unknown, when two clocks are in use, and for what is no community."""

    @property
    def remote(self) -> bool | None:
        """Whether it is remote or very remote; None where nobody knows."""
        return is_remote(self.remoteness)

    @property
    def northern(self) -> bool | None:
        """Whether it is in the north by the rule of geo.remoteness; None where nobody knows."""
        return is_northern(self.province, self.point[1], self.remoteness)

    def label(self, language: str) -> str:
        """The name with the two letters of its province, as in "Thunder Bay, ON"."""
        name = self.name_fr if language == "fr" else self.name_en
        return f"{name}, {self.province}" if self.province and self.kind != "province" else name


@dataclass(frozen=True, slots=True)
class Mention:
    """A place named inside a question, from character `start` up to `end` of the text as typed.

    `Places.meant(text, mention)` answers which of the candidates is meant, or asks.
    """

    start: int
    end: int
    candidates: tuple[Place, ...]
    """Most likely first."""
    weak: bool = False
    """True when the words are everyday words as well: a place only after "near", "in", "à" or "près de"."""
    guessed: bool = False
    """True when the name is misspelt and this is the place it must mean: tell the reader so."""


class NoSuchPlace(Exception):
    """Nothing we know is called so. The suggestions are close spellings, best first."""

    def __init__(self, text: str, suggestions: list[Place]) -> None:
        super().__init__("no such place")
        self.text = text
        self.suggestions = suggestions


class SeveralPlaces(Exception):
    """Several places are called so and none stands out. The choices are sorted by population."""

    def __init__(self, text: str, choices: list[Place]) -> None:
        super().__init__("several places of that name")
        self.text = text
        self.choices = choices
