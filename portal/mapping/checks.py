"""One raw row to one listing, or the list of what is wrong with it. The same for every way in.

A raw row is a mapping of the columns in docs/csv-layout.md to text. Importers of other layouts translate
their rows into this one first, so a rule written here holds for all of them.
"""

from __future__ import annotations

import math
import re
import unicodedata
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from portal.registry import phones, rules
from portal.registry.model import (
    PROVINCES,
    Disclosure,
    Hours,
    Location,
    Organization,
    Origin,
    Phone,
    Point,
    Population,
    Service,
    Text,
)
from portal.registry.rules import Problem
from portal.registry.side_facts import name_without_side_facts, without_side_facts
from portal.registry.vocabulary import Vocabularies

from .caution import Caution

NAMESPACE = uuid.UUID("6f0a1e0c-7d1b-4d0e-9b57-2a6a5cf0b7d3")
"""Under which ids of imported records are made: from source and record key, never from a place or a number."""

COLUMNS = (
    "record_key organization_name_en organization_name_fr organization_own_name organization_type governance "
    "service_name_en service_name_fr description_en description_fr categories populations exploitation sectors "
    "delivery languages accessibility disclosure address community province postal_code latitude longitude "
    "service_area phone_crisis "
    "phone_intake phone_office phone_text phone_tty email website hours_line hours_intake hours_site age_min "
    "age_max accepts_children accepts_pets id_required police_report_required self_identification_required "
    "referral_required immigration_status_accepted source_name source_url source_date retrieved_on note"
).split()
"""The plain CSV layout, in its order."""
ADDED = frozenset({"sectors", "accessibility"})
"""Columns that a list made before there were any may leave out."""

PLACE = ("address", "postal_code", "latitude", "longitude", "community")
ELIGIBILITY = {
    "accepts_children": {"yes", "no"},
    "accepts_pets": {"yes", "no"},
    "id_required": {"yes", "no"},
    "police_report_required": {"yes", "no"},
    "self_identification_required": {"yes", "no"},
    "referral_required": {"none", "any_professional", "police", "hotline", "court"},
}
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)

StandsIn = Callable[[Point, str], bool]
"""Whether a point lies in a province, given by its two letters, or so near it that it may."""


class Faulty(Exception):
    """A row cannot become a listing."""

    def __init__(self, faults: list[Problem]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Checked:
    """A listing made from a row, and whether a place was dropped on the way because it may not be held."""

    service: Service
    place_dropped: bool
    cautious: bool
    """Treated as a confidential kind of place, whatever the row says of itself."""
    shortened: bool = False
    """Sentences, or parts of a name, were dropped because they told where a hidden place is."""


@dataclass
class Check:
    """Turns rows of one source into listings."""

    source_id: str
    terms: Vocabularies
    caution: Caution
    default_level: Disclosure | None = None
    """The level of an ordinary place whose row states none; None asks the row to state one."""
    stands_in: StandsIn | None = None
    """Given where the outlines are at hand; then a point must lie in or near the province its row names."""
    chosen: bool = False
    """Whether the level of a row is what its provider chose and people decide on, not what a list says of others."""

    def listing(self, row: Mapping[str, str]) -> Checked:
        """The listing of one row. Raises Faulty with everything that is wrong, not only the first."""
        return Reading(self, {key: clean(value) for key, value in row.items()}).listing()

    def id(self, kind: str, key: str) -> str:
        """A stable id for a record of this source."""
        return str(uuid.uuid5(NAMESPACE, f"{self.source_id}/{kind}/{key}"))


@dataclass
class Reading:
    """One row being read: faults are gathered, not raised one by one."""

    check: Check
    row: Mapping[str, str]
    faults: list[Problem] = field(default_factory=list)

    def listing(self) -> Checked:
        """See Check.listing."""
        key = self.row.get("record_key", "")
        if not key:
            self.fault("record_key", "required")
        categories = self.codes("categories")
        cautious = self.is_cautious(categories)
        locations, dropped = self.locations(key, cautious)
        areas = self.codes("service_area")
        if cautious and any(place.disclosure is Disclosure.REGION for place in locations):
            small = rules.too_small(areas, self.check.terms)
            areas = tuple(code for code in areas if code not in small)
            dropped = dropped or areas != self.codes("service_area")
        given = self.row
        # Whoever typed it is told what to mend; a file has nobody to ask.
        if not self.check.chosen and any(place.disclosure is not Disclosure.ADDRESS for place in locations):
            self.row = self.told_less()
        service = Service(
            id=self.check.id("service", key),
            organization=self.organization(),
            name=Text(self.get("service_name_en"), self.get("service_name_fr")),
            description=Text(self.get("description_en"), self.get("description_fr")),
            categories=categories,
            populations=self.populations(),
            exploitation=self.codes("exploitation"),
            sectors=self.codes("sectors"),
            accessibility=self.codes("accessibility"),
            delivery=self.codes("delivery"),
            languages=self.codes("languages"),
            eligibility=self.eligibility(),
            age_min=self.age("age_min"),
            age_max=self.age("age_max"),
            province=self.get("province"),
            locations=locations,
            service_area=areas,
            phones=self.phones(),
            hours=self.hours(),
            email=self.get("email"),
            website=self.get("website"),
            origin=self.origin(key),
        )
        self.faults += rules.problems(service, self.check.terms)
        if self.faults:
            raise Faulty(unique(self.faults))
        return Checked(service, dropped, cautious, shortened=any(self.get(c) != given.get(c, "") for c in TOLD))

    def told_less(self) -> dict[str, str]:
        """The row without the sentences and the parts of names that give a hidden place away."""
        told = {column: name_without_side_facts(self.get(column)) for column in NAMES}
        told |= {column: without_side_facts(self.get(column)) for column in DESCRIPTIONS}
        return {**self.row, **told}

    def get(self, column: str) -> str:
        """The text of a column; empty when there is none."""
        return self.row.get(column, "")

    def fault(self, column: str, key: str) -> None:
        """Note what is wrong with a column."""
        self.faults.append(Problem(column, key))

    def codes(self, column: str) -> tuple[str, ...]:
        """The codes of a list cell, in their order, each once."""
        return tuple(dict.fromkeys(part.strip() for part in self.get(column).split(";") if part.strip()))

    def organization(self) -> Organization:
        """Who offers the service."""
        name = Text(self.get("organization_name_en"), self.get("organization_name_fr"))
        for column, vocabulary in (("organization_type", "organization_types"), ("governance", "governance")):
            if self.get(column) and self.get(column) not in self.check.terms[vocabulary]:
                self.fault(column, "unknown_code")
        return Organization(
            id=self.check.id("organization", f"{name.en}|{name.fr}|{self.get('province')}"),
            name=name,
            own_name=self.get("organization_own_name"),
            type=self.get("organization_type"),
            governance=self.get("governance"),
        )

    def populations(self) -> tuple[Population, ...]:
        """The groups of people, each with how the service stands to it."""
        pairs = (code.partition(":") for code in self.codes("populations"))
        return tuple(Population(code, relation or "designed_for") for code, _colon, relation in pairs)

    def eligibility(self) -> tuple[tuple[str, str], ...]:
        """What is asked of people, as far as the row says."""
        pairs = [(column, self.get(column)) for column in ELIGIBILITY if self.get(column)]
        for column, value in pairs:
            if value not in ELIGIBILITY[column]:
                self.fault(column, "bad_choice")
        statuses = self.codes("immigration_status_accepted")
        if any(code not in self.check.terms["immigration_status"] for code in statuses):
            self.fault("immigration_status_accepted", "unknown_code")
        return tuple(sorted([*pairs, *(("immigration_status_accepted", code) for code in statuses)]))

    def age(self, column: str) -> int | None:
        """A whole number of years, or not stated."""
        text = self.get(column)
        if not text:
            return None
        if not re.fullmatch(r"\d{1,3}", text, re.ASCII):
            self.fault(column, "bad_age")
            return None
        return int(text)

    def phones(self) -> tuple[Phone, ...]:
        """Every number of the row, crisis lines first."""
        found = []
        for column in ("phone_crisis", "phone_intake", "phone_office", "phone_text", "phone_tty"):
            purpose = column.removeprefix("phone_")
            kind = purpose if purpose in {"text", "tty"} else "voice"
            for text in self.codes(column):
                phone = phones.parsed(text, kind)
                if phone is None:
                    self.fault(column, "bad_phone")
                else:
                    found.append(replace(phone, purpose=purpose if kind == "voice" else "office"))
        return tuple(dict.fromkeys(found))

    def hours(self) -> tuple[Hours, ...]:
        """The timetables of the row."""
        return tuple(
            Hours(purpose, self.get(f"hours_{purpose}"))
            for purpose in ("intake", "line", "site")
            if self.get(f"hours_{purpose}")
        )

    def origin(self, key: str) -> Origin:
        """Where the facts of the row stand."""
        for column in ("source_date", "retrieved_on"):
            if self.get(column) and not is_date(self.get(column)):
                self.fault(column, "bad_date")
        if self.get("source_url") and not rules.is_url(self.get("source_url")):
            self.fault("source_url", "bad_url")
        return Origin(
            source_id=self.check.source_id,
            record_key=key,
            url=self.get("source_url"),
            page=self.get("source_name"),
            facts_date=self.get("source_date"),
            retrieved_on=self.get("retrieved_on"),
        )

    def is_cautious(self, categories: tuple[str, ...]) -> bool:
        """Whether this is a kind of place whose address could cost a life if it were told."""
        if self.check.chosen and self.get("disclosure"):
            return False
        names = " ".join(self.get(c) for c in NAMES)
        if self.check.terms.shelter_categories.intersection(categories):
            return True
        return self.check.caution.warns(names, stated=bool(self.get("disclosure")))

    def locations(self, key: str, cautious: bool) -> tuple[tuple[Location, ...], bool]:
        """The place of the row, with no more than its level allows, and whether something was dropped.

        What is dropped is dropped here, before anything is checked, reported or stored.
        """
        level = self.level(cautious)
        if level is None:
            return (), False
        place = Location(
            id=self.check.id("location", key),
            disclosure=Disclosure.ADDRESS,
            province=self.get("province"),
            community=self.get("community"),
            address=self.get("address"),
            postal_code=postal(self.get("postal_code")),
            point=None,
        )
        if level is not Disclosure.ADDRESS:
            kept = rules.narrowed(place, level)
            held = [column for column in PLACE if self.get(column)]
            return (kept,), any(column != "community" or not kept.community for column in held)
        return (replace(place, point=self.point()),), False

    def level(self, cautious: bool) -> Disclosure | None:
        """How much may be known of the place; None for a service that has none."""
        text = self.get("disclosure")
        if text and text not in {level.value for level in Disclosure}:
            self.fault("disclosure", "bad_choice")
        has_place = any(self.get(column) for column in PLACE) or "in_person" in self.codes("delivery")
        if cautious and (has_place or text):
            return Disclosure.REGION
        if text in {level.value for level in Disclosure}:
            return Disclosure(text)
        if has_place and not text and self.check.default_level is None:
            self.fault("disclosure", "required")
        return self.check.default_level if has_place and not text else None

    def point(self) -> Point | None:
        """The coordinates of the row, once they are sure to be two numbers in Canada."""
        texts = (self.get("longitude"), self.get("latitude"))
        if not any(texts):
            return None
        if not all(texts):
            self.fault("latitude" if texts[1] else "longitude", "half_a_point")
            return None
        longitude, latitude = number(texts[0]), number(texts[1])
        fault = rules.point_fault(longitude, latitude) or self.province_fault((longitude, latitude))
        if fault:
            self.fault("longitude" if math.isfinite(latitude) and not math.isfinite(longitude) else "latitude", fault)
            return None
        return (longitude, latitude)

    def province_fault(self, point: Point) -> str:
        """A key when the point is in another province than the row says; empty when fine or not known."""
        province = self.get("province")
        if self.check.stands_in is None or province not in PROVINCES:
            return ""
        return "" if self.check.stands_in(point, province) else "outside_province"


NAMES = (
    "organization_name_en",
    "organization_name_fr",
    "service_name_en",
    "service_name_fr",
)
DESCRIPTIONS = ("description_en", "description_fr")
TOLD = (*NAMES, *DESCRIPTIONS)


def clean(text: str) -> str:
    """One form of Unicode, no blanks around."""
    return unicodedata.normalize("NFC", text).strip()


def postal(text: str) -> str:
    """A postal code with its space; anything else as it is, for the rules to refuse."""
    bare = text.replace(" ", "").upper()
    return f"{bare[:3]} {bare[3:]}" if re.fullmatch(r"[A-Z]\d[A-Z]\d[A-Z]\d", bare) else text


def is_date(text: str) -> bool:
    """Whether a text is a year, a month or a day that exists."""
    try:
        return bool(DATE.fullmatch(text) and date.fromisoformat(f"{text}-01-01"[:10]))
    except ValueError:
        return False


def number(text: str) -> float:
    """A decimal number; NaN for anything that is none, including the words nan and infinity."""
    return float(text) if re.fullmatch(r"[+-]?\d{1,4}(\.\d{1,20})?", text, re.ASCII) else math.nan


def unique(faults: list[Problem]) -> list[Problem]:
    """Each fault once, in the order found."""
    return list(dict.fromkeys(faults))
