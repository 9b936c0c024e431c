"""Codes and their labels, read from data/taxonomy. The only reader of those tables.

A label that has no French is a fault of the table, found by a test; it never falls back in silence.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .model import Text

CODED = {
    "categories": "categories", "populations": "populations", "exploitation": "exploitation", "delivery": "delivery",
    "languages": "languages", "sectors": "sectors", "accessibility": "accessibility", "disclosure": "disclosure",
    "governance": "governance", "organization_type": "organization_types",
    "immigration_status_accepted": "immigration_status",
}  # fmt: skip
"""Columns of codes, and the vocabulary of each."""


@dataclass(frozen=True, slots=True)
class Term:
    """One code of a vocabulary."""

    code: str
    label: Text
    definition: Text
    parent: str
    more: Mapping[str, str]
    """The table's further columns, such as `shelter` or `own_name`."""


class Vocabulary(Mapping[str, Term]):
    """One table: code to term, in the order of the file."""

    def __init__(self, terms: Iterator[Term]) -> None:
        self._terms = {term.code: term for term in terms}

    def __getitem__(self, code: str) -> Term:
        return self._terms[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms)

    def __len__(self) -> int:
        return len(self._terms)

    def label(self, code: str) -> Text:
        """The label of a code; an unknown code is shown as itself rather than hidden."""
        term = self._terms.get(code)
        return term.label if term else Text(code, code)


KNOWN = frozenset({"code", "en", "fr", "definition_en", "definition_fr", "parent"})


def read_terms(path: Path) -> Iterator[Term]:
    """The rows of one table, as terms."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Term(
                code=row["code"],
                label=Text(row["en"], row["fr"]),
                definition=Text(row.get("definition_en", ""), row.get("definition_fr", "")),
                parent=row.get("parent", ""),
                more={key: value for key, value in row.items() if key not in KNOWN},
            )


class Vocabularies:
    """All tables of one folder, each read when first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[str, Vocabulary] = {}

    def __getitem__(self, name: str) -> Vocabulary:
        if name not in self._read:
            self._read[name] = Vocabulary(read_terms(self.folder / f"{name}.csv"))
        return self._read[name]

    def names(self) -> list[str]:
        """The names of all tables in the folder that hold terms."""
        return sorted(p.stem for p in self.folder.glob("*.csv") if p.stem not in {"shelter_words", "synonyms"})

    @cached_property
    def shelter_categories(self) -> frozenset[str]:
        """Categories whose listings start at disclosure `region`."""
        return frozenset(c for c, term in self["categories"].items() if term.more.get("shelter") == "yes")

    @cached_property
    def people(self) -> Mapping[str, int]:
        """How many people live in each census division and health region, by its code: from data/places/areas.csv."""
        with (self.folder.parent / "places" / "areas.csv").open(encoding="utf-8", newline="") as file:
            return {row["code"]: int(row["population"]) for row in csv.DictReader(file)}
