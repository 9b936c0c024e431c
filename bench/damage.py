"""Damages the word index and the kept catalogue at random: what is damaged is refused, or answers as before.

    python -m bench.damage [--count 1000] [--listings 300] [--seed 1]

Bits flipped, files cut, emptied in part, deleted, and swapped with one another. Ends with code 1 when a damaged copy
answered differently from the whole one, or with an error other than the one that has it set aside.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from bench import registry
from portal.finding.catalogue import stamp_of
from portal.finding.snapshot import NoSnapshot, arrays_of, load
from search_index.index import Index, IndexUnusable

QUESTIONS = ("legal aid", "shelter", "hébergement d'urgence", "cedar house", "night", "interprètes", "settlement")

Answers = tuple[object, ...]


def flip(path: Path, dice: random.Random, folder: Path) -> None:
    """One bit."""
    content = bytearray(path.read_bytes())
    content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
    path.write_bytes(content)


def truncate(path: Path, dice: random.Random, folder: Path) -> None:
    """The end cut off."""
    path.write_bytes(path.read_bytes()[: dice.randrange(path.stat().st_size)])


def delete(path: Path, dice: random.Random, folder: Path) -> None:
    """The file gone."""
    path.unlink()


def zero(path: Path, dice: random.Random, folder: Path) -> None:
    """Some of it overwritten with zeros, as after a power cut."""
    content = bytearray(path.read_bytes())
    start = dice.randrange(len(content))
    stop = min(len(content), start + dice.choice((1, 64, 4096)))
    content[start:stop] = bytes(stop - start)
    path.write_bytes(content)


def swap(path: Path, dice: random.Random, folder: Path) -> None:
    """The contents of two files exchanged."""
    other = dice.choice(targets(folder))
    mine, theirs = path.read_bytes(), other.read_bytes()
    path.write_bytes(theirs)
    other.write_bytes(mine)


DAMAGES: tuple[Callable[[Path, random.Random, Path], None], ...] = (flip, truncate, delete, zero, swap)


def main() -> int:
    """Damage, ask, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000)
    parser.add_argument("--listings", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, registry.made(Path(folder), given.listings) as site:
        busy(site)
        stamp = stamp_of(site.places)
        dice = random.Random(given.seed)
        wrong = 0
        for what, whole, ask, refusal, share in (
            ("index", site.settings.index, index_answers, IndexUnusable, 0.8),
            ("catalogue", site.settings.catalogue, lambda place: catalogue_answers(place, stamp), NoSnapshot, 0.2),
        ):
            outcomes = damaged(whole, ask, refusal, round(given.count * share), dice)
            wrong += outcomes["wrong"]
            print(f"seed {given.seed}, {what}: " + ", ".join(f"{n} {outcome}" for outcome, n in outcomes.items()))
    return int(wrong > 0)


def busy(site: registry.Site) -> None:
    """Leave the index with several segments and documents that were dropped."""
    documents = site.documents()
    index = Index.open(site.settings.index)
    for start in range(0, 40, 10):
        index.put([document | {"version": 9} for document in documents[start : start + 10]])
    index.drop([documents[50]["id"]])
    index.close()


def damaged(
    whole: Path, ask: Callable[[Path], Answers], refusal: type[Exception], count: int, dice: random.Random
) -> Counter[str]:
    """Damage a copy so many times; how often it was refused, answered as before, or wrongly."""
    right = ask(whole)
    outcomes: Counter[str] = Counter(refused=0, harmless=0, wrong=0)
    for number in range(count):
        copy = whole.with_name(f"damaged-{number}")
        shutil.copytree(whole, copy)
        damage, path = dice.choice(DAMAGES), dice.choice(targets(copy))
        damage(path, dice, copy)
        outcome = outcome_of(copy, ask, refusal, right)
        if outcome == "wrong":
            print(f"    wrong: {number}, {damage.__name__} {path.relative_to(copy)}")
        outcomes[outcome] += 1
        shutil.rmtree(copy)
    return outcomes


def outcome_of(copy: Path, ask: Callable[[Path], Answers], refusal: type[Exception], right: Answers) -> str:
    """What became of one damaged copy."""
    try:
        return "harmless" if ask(copy) == right else "wrong"
    except refusal:
        return "refused"
    except Exception as error:
        print(f"    {type(error).__name__}")
        return "wrong"


def targets(folder: Path) -> list[Path]:
    """Every file of a folder that holds anything."""
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and path.stat().st_size]


def index_answers(folder: Path) -> Answers:
    """What the index in a folder says to some questions."""
    index = Index.open(folder)
    try:
        hits = [index.search(question) for question in QUESTIONS]
        said = tuple((tuple(one.ids), tuple(one.scores), one.matched_all) for one in hits)
        return (index.documents_digest(), tuple(index.suggest("shleter", "en")), *said)
    finally:
        index.close()


def catalogue_answers(folder: Path, stamp: str) -> Answers:
    """All that the kept catalogue in a folder holds."""
    revision, columns = load(folder, stamp)
    return (revision, *((name, array.tobytes()) for name, array in sorted(arrays_of(columns).items())))


if __name__ == "__main__":
    sys.exit(main())
