"""What was measured, beside what was aimed for: one line of the table, and the file the figures are kept in."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np

from portal.config import CHECKOUT

RESULTS = CHECKOUT / "bench" / "results" / "latest.json"
NOTE = 58
"""Characters of a note that fit the table; the file keeps all of it."""


@dataclass(frozen=True)
class Figure:
    """One line: what was seen, beside what, and what was aimed for."""

    code: str
    """P1 to P14 of docs/performance.md; empty where nothing is aimed for."""
    name: str
    size: int
    ours: float
    unit: str
    peer: float | None = None
    beside: str = ""
    aim: float | None = None
    """The most that ours, or the ratio to the peer where there is one, should be."""
    at_least: bool = False
    """Whether the aim is the least instead."""
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours over the peer's."""
        return self.ours / self.peer if self.peer else None

    @property
    def met(self) -> bool | None:
        """Whether the aim is met; None where there is none."""
        if self.aim is None:
            return None
        seen = self.ours if self.ratio is None else self.ratio
        return seen >= self.aim if self.at_least else seen <= self.aim


def show(figure: Figure) -> None:
    """Print one line of the table."""
    ratio = "" if figure.ratio is None else f"x{figure.ratio:.3f}"
    peer = "" if figure.peer is None else f"{figure.peer:,.2f}"
    sign = "" if figure.aim is None else (">=" if figure.at_least else "<=") + f"{figure.aim:g}"
    met = {None: "", True: "met", False: "NOT MET"}[figure.met]
    print(
        f"{figure.code:<4}{figure.size:>9,}  {figure.name:<46}{figure.ours:>12,.2f} {figure.unit:<9}"
        f"{peer:>12}  {figure.beside:<24}{ratio:>9}  {sign:>8}  {met:<8}{figure.note[:NOTE]}",
        flush=True,
    )


def write(figures: Iterable[Figure], left_out: Sequence[str]) -> None:
    """Keep the figures with what they were measured on, and what was not measured."""
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "day": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "machine": f"{platform.machine()}, {cores()} cores",
        "left_out": list(left_out),
        "figures": [{**vars(figure), "ratio": figure.ratio, "met": figure.met} for figure in figures],
    }
    RESULTS.write_text(json.dumps(content, indent=2, ensure_ascii=False), encoding="utf-8")
    print(f"Written to {RESULTS.relative_to(CHECKOUT)}")


def cores() -> int:
    """How many processors this machine has."""
    return os.cpu_count() or 1


def timed(work: Callable[[], object]) -> float:
    """Seconds a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def times(ask: Callable[[Any], object], questions: Sequence[Any], rounds: int = 3) -> list[float]:
    """Seconds of each question, after one round to warm up: the best of a few, since others use the machine too."""
    for question in questions:
        ask(question)
    return [min(timed(lambda q=question: ask(q)) for _ in range(rounds)) for question in questions]  # type: ignore[misc]


def ms(seconds: Sequence[float], percentile: float) -> float:
    """A percentile of some seconds, in milliseconds."""
    return float(np.percentile(seconds, percentile)) * 1000
