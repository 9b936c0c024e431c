"""Broken builds: reads the table, makes a copy of the checkout that is broken in one way, and asks its judges.

A judge catches a mutant when it fails for the reason that stands in the table. One that fails otherwise, for a typing
error of ours say, has caught nothing.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
COPIED = ("portal", "geo", "search_index", "tests", "bench", "setup.cfg", "pyproject.toml", "README.md")
"""What is copied; what only is read is linked."""
LINKED = ("data", "docs", ".ci", "Makefile", "CHANGELOG.md")
PATIENCE = 900
"""Seconds a judge may take."""


class NoLongerThere(Exception):
    """The text a mutant replaces does not stand there exactly once: the code has moved on, and the mutant has not."""


@dataclass(frozen=True, slots=True)
class Change:
    """One replacement."""

    file: str
    old: str
    new: str

    def made_in(self, root: Path) -> None:
        """Replace the text. Raises NoLongerThere unless it stands there exactly once."""
        path = root / self.file
        text = path.read_text(encoding="utf-8")
        if text.count(self.old) != 1:
            raise NoLongerThere(f"{self.file} holds {self.old[:60]!r} {text.count(self.old)} times")
        path.write_text(text.replace(self.old, self.new), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One broken build."""

    id: str
    does: str
    judges: tuple[str, ...]
    because: str
    changes: tuple[Change, ...]
    """Its own, after those of the mutants it builds on."""


def mutants() -> dict[str, Mutant]:
    """Every row of mutants.toml, by id."""
    table = tomllib.loads(Path(__file__).with_name("mutants.toml").read_text(encoding="utf-8"))["mutant"]
    rows = {row["id"]: row for row in table}
    assert len(rows) == len(table), "an id stands twice in mutants.toml"
    return {
        row["id"]: Mutant(row["id"], row["does"], tuple(row["judges"]), row["because"], changes_of(row, rows))
        for row in table
    }


def changes_of(row: dict, rows: dict[str, dict]) -> tuple[Change, ...]:
    """The changes of a row, after those of the rows it builds on."""
    every = [*(rows[name] for name in row.get("builds_on", ())), row]
    return tuple(Change(**change) for one in every for change in one["change"])


def copied(target: Path) -> Path:
    """A copy of the checkout in which tests can run."""
    for name in COPIED:
        source = CHECKOUT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__", "results"))
        else:
            shutil.copy2(source, target / name)
    for name in LINKED:
        (target / name).symlink_to(CHECKOUT / name)
    return target


def broken(mutant: Mutant, target: Path) -> Path:
    """A copy of the checkout that is broken in this way."""
    root = copied(target)
    for change in mutant.changes:
        change.made_in(root)
    return root


def judged(mutant: Mutant, root: Path) -> str:
    """Why the judges did not catch it; empty when they did."""
    # The copy stands first on the path, before the checkout that is installed.
    environment = os.environ | {"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1", "ATTACKS": ""}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--tb=short", *mutant.judges]
    outcome = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, timeout=PATIENCE)
    reasons = "\n".join(re.findall(r"^E .*$", outcome.stdout, re.MULTILINE))
    if outcome.returncode != 1:
        return (
            f"{mutant.id}: its judges ended with {outcome.returncode}\n{outcome.stdout[-800:]}{outcome.stderr[-400:]}"
        )
    if mutant.because not in reasons:
        return f"{mutant.id}: failed for another reason than {mutant.because!r}:\n{reasons[:800]}"
    return ""
