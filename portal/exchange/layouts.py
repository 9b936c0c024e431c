"""Other people's layouts, translated row by row into our own. One class per layout, alike in shape.

A layout says which rows are not for us and why; it never decides what may be shown.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from portal.mapping.checks import ADDED, COLUMNS
from portal.registry.cells import unquoted
from portal.registry.model import PROVINCES, Disclosure, Source

from .reading import Row, csv_rows, geojson_rows

Canonical = dict[str, str]
"""A row in the columns of docs/csv-layout.md."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is not for this registry; `reason` is a key of report.REASONS."""

    reason: str


class Layout(ABC):
    """What an import needs to know about one kind of file."""

    source: Source
    default_level: Disclosure | None
    names: Mapping[str, str]
    """Our column to the file's own, for messages; a column not named here has the same name in both."""

    @abstractmethod
    def rows(self, path: Path) -> Iterator[Row]:
        """The records of a file. Raises Unreadable when it is not such a file."""

    @abstractmethod
    def translated(self, row: Row) -> Canonical | Skipped:
        """One record in our own columns, or why it is not for us."""


class Plain(Layout):
    """Our own documented CSV layout."""

    default_level = None
    names: Mapping[str, str] = {}

    def __init__(self, source: Source) -> None:
        self.source = source

    def rows(self, path: Path) -> Iterator[Row]:
        return csv_rows(path, [column for column in COLUMNS if column not in ADDED])

    def translated(self, row: Row) -> Canonical | Skipped:
        return {column: unquoted(row.values.get(column, "")) for column in COLUMNS}


class Odhf(Layout):
    """Statistics Canada, Open Database of Healthcare Facilities v1.1."""

    source = Source(
        "odhf",
        "Open Database of Healthcare Facilities, version 1.1",
        "Statistics Canada",
        "ogl-canada-2.0",
        "https://www.statcan.gc.ca/en/lode/databases/odhf",
        "2020-08",
    )
    default_level = Disclosure.ADDRESS
    names: Mapping[str, str] = {
        "record_key": "index",
        "organization_name_en": "facility_name",
        "organization_name_fr": "facility_name",
        "organization_name": "facility_name",
        "address": "street_name",
        "community": "city",
    }

    def rows(self, path: Path) -> Iterator[Row]:
        wanted = "index facility_name source_facility_type odhf_facility_type street_no street_name postal_code"
        return csv_rows(path, [*wanted.split(), *"city province CSDname latitude longitude".split()])

    def translated(self, row: Row) -> Canonical | Skipped:
        get = row.values.__getitem__
        kind = get("odhf_facility_type").strip().lower()
        if kind.startswith("nursing"):
            return Skipped("residence")
        if any(word in get("source_facility_type") for word in RESIDENTIAL):
            return Skipped("residence")
        if looks_broken(get("facility_name")):
            return Skipped("broken_text")
        service = "hospital" if kind == "hospitals" else health_service(get("source_facility_type"))
        name = tidy_name(get("facility_name"))
        province = get("province").strip().upper()
        return {
            "record_key": get("index"),
            "organization_name_fr" if province == "QC" else "organization_name_en": name,
            "organization_type": "health",
            **HEALTH[service],
            "delivery": "in_person",
            "address": tidy_name(f"{get('street_no')} {get('street_name')}".strip()),
            "community": tidy_name(get("CSDname") or get("city")),
            "province": province,
            "postal_code": own_postal_code(get("postal_code"), province),
            "latitude": get("latitude"),
            "longitude": get("longitude"),
            "source_date": "2020-08",
        }


# Quebec's codes for residences of young people and of mothers, and for long-term care: people's homes.
RESIDENTIAL = ("CRJDA", "CRMDA", "CHSLD")

HEALTH: Mapping[str, Canonical] = {
    "hospital": {
        "service_name_en": "Hospital",
        "service_name_fr": "Hôpital",
        "categories": "health.primary",
    },
    "clinic": {
        "service_name_en": "Health centre or clinic",
        "service_name_fr": "Centre de santé ou clinique",
        "categories": "health.primary",
    },
    "addiction": {
        "service_name_en": "Mental health and substance use services",
        "service_name_fr": "Services en santé mentale et en toxicomanie",
        "categories": "addiction.treatment;health.primary",
    },
    "sexual": {
        "service_name_en": "Sexual health clinic",
        "service_name_fr": "Clinique de santé sexuelle",
        "categories": "health.sexual",
    },
}


def health_service(kind: str) -> str:
    """The key of HEALTH for the source's own type of facility."""
    text = kind.lower()
    if "addiction" in text or "crdpa" in text:
        return "addiction"
    return "sexual" if "sexual" in text or "aids" in text else "clinic"


def looks_broken(name: str) -> bool:
    """Whether a name was damaged before it was published: accents read in the wrong encoding."""
    return bool(re.search(r"Ã.|\?Æ|ã[©«¨]|�", name))


def tidy_name(text: str) -> str:
    """A name written in small or capital letters only, with ordinary capitals; of others, the first letter."""
    text = " ".join(text.split())
    if text != text.lower() and text != text.upper():
        return text[:1].upper() + text[1:]
    return re.sub(r"(?<![\w'’])[^\W\d_]", lambda match: match[0].upper(), text.lower())


FIRST_LETTERS = {
    "NL": "A", "NS": "B", "PE": "C", "NB": "E", "QC": "GHJ", "ON": "KLMNP", "MB": "R", "SK": "S", "AB": "T",
    "BC": "V", "NT": "X", "NU": "X", "YT": "Y",
}  # fmt: skip


def own_postal_code(code: str, province: str) -> str:
    """The postal code, or nothing when its first letter belongs to another province: one of the two is wrong."""
    return code if code[:1] in FIRST_LETTERS.get(province, "") else ""


class Nspl(Layout):
    """The National Service Provider List: shelters, 18 bilingual columns, city only."""

    source = Source(
        "nspl",
        "National Service Provider List 2024",
        "Housing, Infrastructure and Communities Canada",
        "ogl-canada-2.0",
        "https://open.canada.ca/data/en/dataset/7e0189e3-8595-4e62-a4e9-4fed6f265e10",
        "2024-06",
    )
    default_level = None
    names: Mapping[str, str] = {
        "record_key": "ServiceProviderID",
        "service_name": "Name",
        "organization_name": "Name",
        "organization_name_en": "Umbrella",
        "community": "City__Ville",
        "province": "ProvCode",
        "categories": "Shelter_Type",
        "populations": "Gender_Served",
    }

    def rows(self, path: Path) -> Iterator[Row]:
        return csv_rows(
            path,
            "ServiceProviderID Shelter_Type ProvName ProvCode City__Ville Target_Clientele Gender_Served Name"
            " Umbrella Type_de_refuge".split(),
        )

    def translated(self, row: Row) -> Canonical | Skipped:
        get = row.values.__getitem__
        name, umbrella = get("Name").strip(), get("Umbrella").strip()
        kind = NSPL_KINDS.get(get("Shelter_Type").strip())
        if kind is None:
            return Skipped("unknown_kind")
        # The code is trusted where the name of the province disagrees: some Yellowknife rows say "Yukon".
        province = get("ProvCode").strip().upper()
        return {
            "record_key": get("ServiceProviderID").strip(),
            "organization_name_en": umbrella or name,
            "organization_type": "",
            "service_name_en": name,
            "service_name_fr": name,
            "description_en": f"{get('Shelter_Type').strip()} in the National Service Provider List.",
            "description_fr": f"{get('Type_de_refuge').strip()} figurant à la Liste nationale des fournisseurs.",
            "categories": kind,
            "populations": ";".join(clientele(get("Target_Clientele").strip(), get("Gender_Served").strip())),
            "delivery": "in_person",
            "community": get("City__Ville").strip(),
            "province": province if province in PROVINCES else get("ProvCode"),
            "source_date": "2024-06",
        }


NSPL_KINDS = {"Emergency": "shelter.emergency", "Transitional Housing": "shelter.first_stage"}
NSPL_PEOPLE = {"Youth": "youth_16_24", "Family": "with_children", "Indigenous": "first_nations;inuit;metis"}
NSPL_GENDERS = {"Women": "women", "Men": "men", "All genders": "all_genders"}


def clientele(people: str, gender: str) -> list[str]:
    """Population codes for what the list says of who is served; a word it does not know says nothing."""
    return [code for code in (NSPL_PEOPLE.get(people, ""), NSPL_GENDERS.get(gender, "")) if code]


class TorontoShelters(Layout):
    """City of Toronto shelters, GeoJSON. "CONFIDENTI = N" in it is not a leave to show an address."""

    source = Source(
        "toronto-shelters",
        "Shelters",
        "City of Toronto",
        "ogl-toronto",
        "https://open.toronto.ca/",
        "2017-06",
    )
    default_level = None
    names: Mapping[str, str] = {
        "record_key": "OBJECTID",
        "organization_name": "NAME",
        "organization_name_en": "NAME",
        "address": "ADDRESS_FU",
        "postal_code": "POSTAL_COD",
    }

    def rows(self, path: Path) -> Iterator[Row]:
        return geojson_rows(path, "OBJECTID NAME TYPE TYPE2 CITY".split())

    def translated(self, row: Row) -> Canonical | Skipped:
        get = row.values.__getitem__
        return {
            "record_key": get("OBJECTID"),
            "organization_name_en": get("NAME"),
            "service_name_en": "Emergency shelter",
            "service_name_fr": "Hébergement d'urgence",
            "categories": "shelter.emergency",
            "populations": ";".join(TORONTO_PEOPLE.get(get("TYPE2"), [])),
            "delivery": "in_person",
            "address": row.values.get("ADDRESS_FU", ""),
            "community": "Toronto",
            "province": "ON",
            "postal_code": row.values.get("POSTAL_COD", ""),
            "latitude": get("latitude"),
            "longitude": get("longitude"),
            "source_date": "2012-02",
        }


TORONTO_PEOPLE = {
    "Single Women": ["women"],
    "Single Men": ["men"],
    "Single Youth": ["youth_16_24"],
    "Youth": ["youth_16_24"],
    "Family": ["with_children"],
}


class TorontoDropIns(Layout):
    """Drop-ins of the Toronto Drop-In Network, GeoJSON."""

    source = Source(
        "toronto-drop-ins",
        "Drop-ins",
        "City of Toronto",
        "ogl-toronto",
        "https://open.toronto.ca/",
        "2017-06",
    )
    default_level = Disclosure.ADDRESS
    names: Mapping[str, str] = {
        "record_key": "OBJECTID",
        "organization_name": "ORGANIZATI",
        "organization_name_en": "ORGANIZATI",
        "service_name": "NAME",
        "address": "Address",
        "postal_code": "POSTAL_COD",
    }

    def rows(self, path: Path) -> Iterator[Row]:
        return geojson_rows(path, "OBJECTID NAME ORGANIZATI CITY Address POSTAL_COD".split())

    def translated(self, row: Row) -> Canonical | Skipped:
        get = row.values.__getitem__
        return {
            "record_key": get("OBJECTID"),
            "organization_name_en": get("ORGANIZATI") or get("NAME"),
            "service_name_en": get("NAME"),
            "service_name_fr": get("NAME"),
            "categories": "drop_in",
            "delivery": "in_person",
            "address": get("Address"),
            "community": "Toronto",
            "province": "ON",
            "postal_code": get("POSTAL_COD"),
            "latitude": get("latitude"),
            "longitude": get("longitude"),
            "source_date": "2017-06",
        }


class TorontoYouth(Layout):
    """City of Toronto youth services, GeoJSON. Hours and phones are free text there; only plain ones are taken."""

    source = Source(
        "toronto-youth",
        "Youth services",
        "City of Toronto",
        "ogl-toronto",
        "https://open.toronto.ca/",
        "2017-06",
    )
    default_level = Disclosure.ADDRESS
    names: Mapping[str, str] = {
        "record_key": "OBJECTID",
        "organization_name": "AGENCY_NAM",
        "organization_name_en": "AGENCY_NAM",
        "address": "ORGANIZATI",
        "phone_office": "OFFICE_PHO",
    }

    def rows(self, path: Path) -> Iterator[Row]:
        return geojson_rows(path, "OBJECTID AGENCY_NAM ORGANIZATI OFFICE_PHO DATE_UPDAT".split())

    def translated(self, row: Row) -> Canonical | Skipped:
        get = row.values.__getitem__
        street, postal_code = street_and_code(get("ORGANIZATI"))
        return {
            "record_key": get("OBJECTID"),
            "organization_name_en": get("AGENCY_NAM"),
            "service_name_en": "Youth services",
            "service_name_fr": "Services à la jeunesse",
            "categories": "youth_services",
            "populations": "youth_16_24",
            "delivery": "in_person",
            "address": street,
            "community": "Toronto",
            "province": "ON",
            "postal_code": postal_code,
            "latitude": get("latitude"),
            "longitude": get("longitude"),
            "phone_office": first_phone(get("OFFICE_PHO")),
            "source_date": get("DATE_UPDAT").replace("/", "-"),
        }


def street_and_code(address: str) -> tuple[str, str]:
    """The street line and the postal code of a one-line Toronto address."""
    code = re.search(r"[A-Z]\d[A-Z] ?\d[A-Z]\d", address)
    return address.split(",")[0].strip(), code[0] if code else ""


def first_phone(text: str) -> str:
    """The first ten-digit number of a free text, or nothing: the words around others cannot be told apart."""
    found = re.search(r"\d{3}-\d{3}-\d{4}", text)
    return found[0] if found else ""


LAYOUTS: Mapping[str, Layout] = {
    "odhf": Odhf(),
    "nspl": Nspl(),
    "toronto-shelters": TorontoShelters(),
    "toronto-drop-ins": TorontoDropIns(),
    "toronto-youth": TorontoYouth(),
}
"""Importers by the name a command gives them; the plain layout takes a source of its own."""
