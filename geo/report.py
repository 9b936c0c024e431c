"""What was read, taken and left out while the full geography was loaded: the contents of built.json."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

ATTRIBUTION = (
    "Adapted from Statistics Canada, 2021 Census of Population, 2021 Census Boundary Files, Index of Remoteness "
    "(2016, 2021) and 2016 Geographic Attribute File. This does not constitute an endorsement by Statistics Canada "
    "of this product.",
    "Contains information licensed under the Open Government Licence – Canada (Indigenous Services Canada).",
    "Place and postal data © GeoNames, CC BY 4.0.",
    "Data from Who's On First (https://whosonfirst.org/docs/licenses/).",
)


@dataclass(slots=True)
class Table:
    """One file that was read."""

    read: int = 0
    taken: int = 0
    skipped: Counter[str] = field(default_factory=Counter)

    def take(self) -> None:
        self.read += 1
        self.taken += 1

    def skip(self, reason: str) -> None:
        self.read += 1
        self.skipped[reason] += 1


@dataclass(slots=True)
class Report:
    """The whole load. `digest` is the SHA-256 over every file written, so two loads of one source agree."""

    tables: dict[str, Table] = field(default_factory=dict)
    written: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    population_2021: int = 0
    digest: str = ""

    def table(self, name: str) -> Table:
        return self.tables.setdefault(name, Table())

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for built.json."""
        tables = {
            name: {"read": one.read, "taken": one.taken, "skipped": dict(sorted(one.skipped.items()))}
            for name, one in self.tables.items()
        }
        return {
            "tables": tables,
            "written": self.written,
            "notes": self.notes,
            "population_2021": self.population_2021,
            "attribution": list(ATTRIBUTION),
            "digest": self.digest,
        }
