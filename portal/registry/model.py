"""What a listing is: frozen values with HSDS nouns. The only module that names its fields.

A point is (longitude, latitude) in WGS84 degrees, as in GeoJSON.
Text a person reads comes as `Text`, English and French side by side; one of the two may be empty.
An empty string, an empty tuple or None means "not stated", which is never read as "no".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

Point = tuple[float, float]
Language = str
"""'en' or 'fr' where a page is meant; any code of data/taxonomy/languages.csv where a service is."""


class Disclosure(StrEnum):
    """How much of a location its provider lets anyone know."""

    ADDRESS = "address"
    COMMUNITY = "community"
    REGION = "region"


PROVINCES = {
    "NL": "PR:10", "PE": "PR:11", "NS": "PR:12", "NB": "PR:13", "QC": "PR:24", "ON": "PR:35", "MB": "PR:46",
    "SK": "PR:47", "AB": "PR:48", "BC": "PR:59", "YT": "PR:60", "NT": "PR:61", "NU": "PR:62",
}  # fmt: skip
"""Two letters to the area code of Statistics Canada's Standard Geographical Classification."""

NARROWNESS = {Disclosure.ADDRESS: 0, Disclosure.COMMUNITY: 1, Disclosure.REGION: 2}


class Status(StrEnum):
    """Where a listing stands between first draft and the end."""

    DRAFT = "draft"
    WAITING = "waiting"
    PUBLISHED = "published"
    PAUSED = "paused"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Verification(StrEnum):
    """How far anyone has checked the facts."""

    UNVERIFIED = "unverified"
    EXISTENCE_CHECKED = "existence_checked"
    CONFIRMED = "facts_confirmed_by_provider"
    VISITED = "site_or_reference_checked"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages."""

    en: str = ""
    fr: str = ""

    def __bool__(self) -> bool:
        return bool(self.en or self.fr)

    def prefer(self, language: Language) -> tuple[str, Language]:
        """The text in `language`, or in the other one, with the language it really is in."""
        first, second = (self.en, "en"), (self.fr, "fr")
        wanted, other = (first, second) if language == "en" else (second, first)
        return wanted if wanted[0] else (other if other[0] else wanted)


@dataclass(frozen=True, slots=True)
class Organization:
    """Who offers the service."""

    id: str
    name: Text
    own_name: str = ""
    type: str = ""
    governance: str = ""
    website: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Vetted:
    """Two reviewers found that an organization meets the published criteria."""

    since: date
    until: date
    """The last day on which that holds."""

    def holds(self, today: date) -> bool:
        """Whether it may still be said, and relied on."""
        return self.since <= today <= self.until


@dataclass(frozen=True, slots=True)
class Location:
    """One place where a service is offered. What its level does not allow is empty: see rules.py."""

    id: str
    disclosure: Disclosure
    province: str
    community: str = ""
    address: str = ""
    postal_code: str = ""
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class Phone:
    """A number as stored: ten digits, or a short code such as 988."""

    number: str
    purpose: str = "office"
    kind: str = "voice"
    extension: str = ""


@dataclass(frozen=True, slots=True)
class Hours:
    """OSM opening_hours text for one purpose: intake, line or site."""

    purpose: str
    rule: str


@dataclass(frozen=True, slots=True)
class Population:
    """A group of people and how the service stands to it: designed_for, welcomes or not_for."""

    code: str
    relation: str = "designed_for"


@dataclass(frozen=True, slots=True)
class Source:
    """Where facts came from and under which terms."""

    id: str
    name: str
    publisher: str
    licence: str
    url: str = ""
    retrieved_on: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Which record of which source a listing rests on."""

    source_id: str
    record_key: str
    url: str = ""
    page: str = ""
    """The publisher of the page where the facts stand, when the source is a compilation."""
    facts_date: str = ""
    """The date the source itself gives for its facts: YYYY, YYYY-MM or YYYY-MM-DD."""
    retrieved_on: str = ""
    gone_since: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """One listing, complete, as the registry holds it. Only `disclosure.for_public` may show it."""

    id: str
    organization: Organization
    name: Text
    description: Text = Text()
    categories: tuple[str, ...] = ()
    populations: tuple[Population, ...] = ()
    exploitation: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    """Kinds of work it knows, codes of data/taxonomy/sectors.csv."""
    accessibility: tuple[str, ...] = ()
    """What makes it usable with a disability, codes of data/taxonomy/accessibility.csv."""
    delivery: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    eligibility: tuple[tuple[str, str], ...] = ()
    """(field, value) pairs of data/taxonomy/eligibility.csv, sorted; a field not stated is absent."""
    age_min: int | None = None
    age_max: int | None = None
    province: str = ""
    """Two letters; empty for a national line."""
    locations: tuple[Location, ...] = ()
    service_area: tuple[str, ...] = ()
    """Codes of public areas the service says it serves: CA, PR:35, CD:3558, CSD:3558004."""
    phones: tuple[Phone, ...] = ()
    hours: tuple[Hours, ...] = ()
    email: str = ""
    website: str = ""
    status: Status = Status.PUBLISHED
    verification: Verification = Verification.UNVERIFIED
    confirmed_on: date | None = None
    confirmed_by: str = ""
    origin: Origin = field(default_factory=lambda: Origin("", ""))
    revision: int = 0
    """0 until it is stored; then counts up by one with each change."""

    @property
    def disclosure(self) -> Disclosure | None:
        """The narrowest level among its locations; None when it has no place at all."""
        return max((place.disclosure for place in self.locations), key=NARROWNESS.__getitem__, default=None)
