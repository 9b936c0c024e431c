"""Tells from a name whether a place may be one that must not be found. Errs on the side of silence."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from portal.registry.folding import folded


@dataclass(frozen=True)
class Caution:
    """Words that mark a confidential kind of place, and phrases that look like them and are not."""

    always: re.Pattern[str]
    """Names of places where people hide: region only, whatever the row says of itself."""
    unless_stated: re.Pattern[str]
    """Names of places that may be confidential: region only, unless the row states another level."""
    exceptions: re.Pattern[str]

    @classmethod
    def load(cls, path: Path) -> Caution:
        """Read data/taxonomy/shelter_words.csv."""
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        if strange := {row["kind"] for row in rows} - set(KINDS):
            raise ValueError(f"{path.name}: kind {strange.pop()!r} is none of {', '.join(KINDS)}")
        return cls(*(any_of([row["word"] for row in rows if row["kind"] == kind]) for kind in KINDS))

    def warns(self, names: str, stated: bool) -> bool:
        """Whether a place of this name may show no more than its region."""
        text = self.exceptions.sub(" ", folded(names))
        return bool(self.always.search(text) or (not stated and self.unless_stated.search(text)))


KINDS = ("always", "unless_stated", "exclude")


def any_of(phrases: list[str]) -> re.Pattern[str]:
    """A pattern that finds any of these phrases as whole words, whatever the accents; never matches on none."""
    if not phrases:
        return re.compile(r"(?!)")
    wanted = sorted((r"\s+".join(map(re.escape, folded(p).split())) for p in phrases), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(wanted)})(?!\w)")
