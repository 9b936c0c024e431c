"""What an import did, row by row, for a person to read. Never repeats a value that was dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from portal.mapping.duplicates import Pair
from portal.registry.model import Text
from portal.registry.rules import Problem

REASONS = {
    "residence": Text(
        "people's homes: long-term care and residences are not services of this kind",
        "lieux de vie : les soins de longue durée et les résidences ne sont pas des services de ce genre",
    ),
    "broken_text": Text(
        "the name was damaged before it was published; it cannot be told what it was",
        "le nom a été abîmé avant sa publication; on ne peut savoir ce qu'il était",
    ),
    "unknown_kind": Text(
        "a kind of shelter the importer does not know; it needs a line in layouts.py",
        "un genre de refuge inconnu de l'importateur; il faut l'ajouter à layouts.py",
    ),
}


@dataclass(frozen=True, slots=True)
class Refused:
    """One fault of one row, under the file's own name for the column."""

    row: int
    column: str
    problem: Problem
    file: str = ""
    """The file, where several were read together."""

    def said(self, language: str) -> str:
        """The row, the column and the cure."""
        file = f"{self.file}, " if self.file else ""
        if language == "fr":
            return f"{file}ligne {self.row}, colonne {self.column} : {self.problem.said('fr')}"
        return f"{file}row {self.row}, column {self.column}: {self.problem.said('en')}"


@dataclass
class Report:
    """The counts of one import. read = created + changed + unchanged + skipped + refused rows + suppressed."""

    source_id: str
    dry_run: bool = False
    read: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    proposed: int = 0
    """Rows that differ in what only people may change, and wait for them. Counted above as well."""
    skipped: Counter[str] = field(default_factory=Counter)
    refused: list[Refused] = field(default_factory=list)
    cautious: int = 0
    """Rows of a confidential kind, taken with disclosure `region`."""
    places_dropped: int = 0
    """Of these, rows that came with a place, which was dropped."""
    sentences_dropped: int = 0
    """Rows whose texts told where a hidden place is, and lost those sentences or parts of a name."""
    kept_narrow: int = 0
    """Rows that say more of a place than people let it say; they were taken at the level it has."""
    suppressed: int = 0
    """Rows of listings that were asked to stay out; they were left out."""
    gone: int = 0
    returned: int = 0
    duplicates: list[Pair] = field(default_factory=list)
    kept: bool = True
    """False when nothing was stored: a dry run, or a row was refused."""

    @property
    def refused_rows(self) -> int:
        """How many rows were refused, each counted once however many faults it has."""
        return len({(fault.file, fault.row) for fault in self.refused})

    @property
    def taken(self) -> int:
        """Rows that became listings, new, changed or as they were."""
        return self.created + self.changed + self.unchanged

    def lines(self, language: str) -> Iterator[str]:
        """The report, a line at a time."""
        french = language == "fr"
        labels = FRENCH if french else ENGLISH
        for name in ("read", "created", "changed", "unchanged", "proposed"):
            yield f"{labels[name]:<24}{getattr(self, name):>8}"
        yield f"{labels['skipped']:<24}{sum(self.skipped.values()):>8}"
        for reason, count in self.skipped.most_common():
            yield f"    {count:>6}  {REASONS[reason].prefer(language)[0]}"
        yield f"{labels['refused']:<24}{self.refused_rows:>8}"
        for fault in self.refused:
            yield f"    {fault.said(language)}"
        for name in (
            "cautious",
            "places_dropped",
            "sentences_dropped",
            "kept_narrow",
            "suppressed",
            "gone",
            "returned",
        ):
            yield f"{labels[name]:<24}{getattr(self, name):>8}"
        yield f"{labels['duplicates']:<24}{len(self.duplicates):>8}"
        for pair in self.duplicates[:20]:
            yield f"    {pair.said(language)}"
        if not self.kept:
            yield labels["nothing_kept"]


COUNTS = ("cautious", "places_dropped", "sentences_dropped", "kept_narrow", "suppressed", "gone", "returned")
ENGLISH = {
    "read": "rows read",
    "created": "new listings",
    "changed": "changed listings",
    "unchanged": "unchanged",
    "proposed": "left to reviewers",
    "skipped": "skipped",
    "refused": "refused",
    "cautious": "shown by region only",
    "places_dropped": "places dropped",
    "sentences_dropped": "texts shortened",
    "kept_narrow": "kept at their level",
    "suppressed": "left out as asked",
    "gone": "gone from the source",
    "returned": "back in the source",
    "duplicates": "possible duplicates",
    "nothing_kept": "Nothing was stored.",
}
FRENCH = {
    "read": "lignes lues",
    "created": "nouvelles fiches",
    "changed": "fiches modifiées",
    "unchanged": "inchangées",
    "proposed": "laissées à la révision",
    "skipped": "laissées de côté",
    "refused": "refusées",
    "cautious": "région seulement",
    "places_dropped": "lieux effacés",
    "sentences_dropped": "textes abrégés",
    "kept_narrow": "gardées à leur niveau",
    "suppressed": "exclues sur demande",
    "gone": "disparues de la source",
    "returned": "de retour",
    "duplicates": "doublons possibles",
    "nothing_kept": "Rien n'a été enregistré.",
}
