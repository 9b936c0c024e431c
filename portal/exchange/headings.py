"""Which column of ours a heading of somebody's file means, and which code the words in a cell mean.

Templates name the code beside the words, "Community [community]", so that they mean the same in both languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from portal.mapping.checks import ELIGIBILITY, PLACE
from portal.mapping.fields import LISTS, PROPOSED
from portal.registry.folding import folded
from portal.registry.model import PROVINCES
from portal.registry.vocabulary import CODED, Vocabularies

from . import hsds

TAKEN = ("record_key", *PROPOSED)
"""The columns an upload may fill; where a listing comes from is known: from whoever uploads it."""
OF_A_PLACE = frozenset(PLACE)
"""Of these, those that tell where a house is."""
SEVERAL = frozenset({*LISTS, "populations", "immigration_status_accepted"})
"""Columns that take a list, with `;` between."""
IN_BRACKETS = re.compile(r"\[([\w.:\-]{1,60})\]$", re.ASCII)
ALIKE: Mapping[str, str] = {
    "id": "record_key", "key": "record_key", "cle": "record_key", "identifiant": "record_key",
    "organization": "organization_name", "organisation": "organization_name", "agency": "organization_name",
    "organization name": "organization_name", "agency name": "organization_name", "organisme": "organization_name",
    "nom de l organisme": "organization_name", "name": "service_name", "nom": "service_name",
    "service": "service_name", "service name": "service_name", "program": "service_name",
    "nom du service": "service_name", "description": "description", "category": "categories",
    "categories": "categories", "categorie": "categories", "type": "categories", "street": "address",
    "address": "address", "adresse": "address", "rue": "address", "city": "community", "town": "community",
    "municipality": "community", "ville": "community", "municipalite": "community", "collectivite": "community",
    "prov": "province", "province": "province", "territory": "province", "state province": "province",
    "postal code": "postal_code", "postcode": "postal_code", "code postal": "postal_code", "lat": "latitude",
    "y": "latitude", "lon": "longitude", "lng": "longitude", "long": "longitude", "x": "longitude",
    "phone": "phone_office", "phone number": "phone_office", "telephone": "phone_office",
    "numero de telephone": "phone_office", "crisis line": "phone_crisis", "ligne de crise": "phone_crisis",
    "email": "email", "e mail": "email", "courriel": "email", "url": "website", "web": "website",
    "website": "website", "site web": "website", "hours": "hours_site", "opening hours": "hours_site",
    "heures": "hours_site", "heures d ouverture": "hours_site", "languages": "languages", "langues": "languages",
    "minimum age": "age_min", "maximum age": "age_max", "age minimum": "age_min", "age maximum": "age_max",
}  # fmt: skip
"""What people call these columns; a name alone stands for its column in the language of the file."""
YES_NO = {"yes": "yes", "oui": "yes", "y": "yes", "o": "yes", "no": "no", "non": "no", "n": "no"}


def suggested(headings: Iterable[str], labels: Mapping[str, Iterable[str]], language: str) -> dict[str, str]:
    """The column each heading likely means, where one can be told; no column twice.

    `labels` are the names of our columns in both languages, `language` that of texts whose heading does not say.
    """
    known = {bare(label): column for column, names in labels.items() for label in names} | dict(ALIKE)
    found: dict[str, str] = {}
    for heading in headings:
        column = column_of(heading, known, language)
        if column in TAKEN and column not in found.values():
            found[heading] = column
    return found


def column_of(heading: str, known: Mapping[str, str], language: str) -> str:
    """The column one heading likely means; empty when nothing can be told."""
    if coded := IN_BRACKETS.search(heading):
        return coded[1]
    if heading in TAKEN:
        return heading
    if heading in hsds.HEADINGS:
        return hsds.HEADINGS[heading][language == "fr"]
    column = known.get(bare(heading), "")
    return f"{column}_{language}" if f"{column}_{language}" in TAKEN else column


def bare(heading: str) -> str:
    """A heading without case, accents and marks."""
    return " ".join(re.findall(r"\w+", folded(heading).replace("_", " ")))


def headed(column: str, label: str) -> str:
    """How a template names a column: in words, with the code beside them."""
    return f"{label} [{column}]"


class Codes:
    """What the words in a cell mean, in the vocabularies of the site."""

    def __init__(self, terms: Vocabularies) -> None:
        self._terms = terms
        self._known: dict[str, Mapping[str, str]] = {}

    def of(self, column: str, text: str) -> str:
        """A cell as codes: given as code, as label in either language, or as label with its code beside it."""
        if column not in CODED and column not in ELIGIBILITY and column not in ("province", "status"):
            return text
        parts = text.split(";") if column in SEVERAL else [text]
        return ";".join(self.one(column, part.strip()) for part in parts if part.strip())

    def one(self, column: str, text: str) -> str:
        """One code; what is none of ours stays as it is, for the rules to refuse."""
        if column == "populations" and ":" in text:
            label, _colon, relation = text.rpartition(":")
            return f"{self.one(column, label.strip())}:{relation.strip()}"
        found = IN_BRACKETS.search(text)
        return found[1] if found else self.labels(column).get(bare(text), text)

    def labels(self, column: str) -> Mapping[str, str]:
        """The codes of a column by their labels in both languages, without case and accents."""
        if column not in self._known:
            self._known[column] = by_label(column, self._terms)
        return self._known[column]


def by_label(column: str, terms: Vocabularies) -> Mapping[str, str]:
    """See Codes.labels."""
    if column == "province":
        provinces = terms["provinces"].values()
        named = {bare(name): row.more["letters"] for row in provinces for name in (row.label.en, row.label.fr)}
        return named | {bare(letters): letters for letters in PROVINCES}
    if column in CODED:
        rows = terms[CODED[column]].values()
        return {bare(name): row.code for row in rows for name in (row.label.en, row.label.fr)}
    return YES_NO
