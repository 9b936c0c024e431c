"""Every broken build is caught, by the test that is meant to, for the reason that is meant.

Each replacement is looked for in every run, so that none outlives the code it was written for. `make attacks` builds
and judges them all; other runs take a few, others every day. MUTANTS=id,id judges those.
"""

from __future__ import annotations

import os
from datetime import date

import pytest

from tests.attacks.size import FULL

from .broken import Change, NoLongerThere, broken, copied, judged, mutants

MUTANTS = mutants()
FEWEST = 25
A_DAY = 2
"""How many are judged in a run that is not full."""


def chosen() -> list[str]:
    """The mutants of this run."""
    ids = sorted(MUTANTS)
    if named := os.environ.get("MUTANTS"):
        return named.split(",")
    first = date.today().toordinal() * A_DAY % len(ids)
    return ids if FULL else [*ids, *ids][first : first + A_DAY]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory):
    return copied(tmp_path_factory.mktemp("copy"))


@pytest.mark.parametrize("name", MUTANTS)
def test_every_replacement_still_matches_exactly_once(root, name):
    changed = {change.file: (root / change.file).read_text(encoding="utf-8") for change in MUTANTS[name].changes}
    try:
        for change in MUTANTS[name].changes:
            change.made_in(root)
    finally:
        for file, text in changed.items():
            (root / file).write_text(text, encoding="utf-8")


def test_a_replacement_that_matches_nothing_is_refused(root):
    with pytest.raises(NoLongerThere):
        Change("setup.cfg", "no such words", "others").made_in(root)


def test_there_are_enough_of_them():
    assert len(MUTANTS) >= FEWEST


def test_a_judge_is_content_with_the_copy_as_it_is(root):
    """The control: what a judge says of a mutant is about the mutant, not about the copy."""
    sound = next(iter(MUTANTS.values()))
    said = judged(sound, root)

    assert "ended with 0" in said, said


def test_every_broken_build_is_caught(tmp_path, scoreboard):
    missed = []
    for name in chosen():
        (tmp_path / name).mkdir()
        said = judged(MUTANTS[name], broken(MUTANTS[name], tmp_path / name))
        print(f"MISSED {said}" if said else f"caught {name}", flush=True)
        missed += [said] if said else []

    count = len(chosen())
    seen = f"{count - len(missed)} of {count} caught"
    scoreboard("broken builds", f"{count} of {len(MUTANTS)}", "all caught", seen, not missed, "\n".join(missed))
