"""The table at the end: each attack, how large it was, what was asked of it, what was seen, and whether that holds."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one attack."""

    attack: str
    size: str
    bar: str
    seen: str
    holds: bool

    @property
    def cells(self) -> tuple[str, ...]:
        return (self.attack, self.size, self.bar, self.seen, "holds" if self.holds else "BROKEN")


@dataclass
class Scoreboard:
    """Every row of this run, in the order they came."""

    rows: list[Row] = field(default_factory=list)

    def __call__(self, attack: str, size: str, bar: str, seen: str, holds: bool, why: object = "") -> None:
        """Write down what an attack came to, then fail the test unless it holds; `why` is what to look at."""
        self.rows.append(Row(attack, size, bar, seen, bool(holds)))
        assert holds, f"{attack}: {seen}, where {bar} was asked of {size}. {why}"

    def lines(self) -> list[str]:
        """The table, one line a row."""
        table = [("attack", "size", "bar", "seen", "verdict"), *(row.cells for row in self.rows)]
        widths = [max(len(cells[n]) for cells in table) for n in range(5)]
        return ["  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) for cells in table]


BOARD = Scoreboard()
"""The one of this run."""


@pytest.fixture(scope="session")
def scoreboard() -> Scoreboard:
    return BOARD
