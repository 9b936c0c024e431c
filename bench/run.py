"""Measures the site beside named peers, in one run on one machine: ratios matter, the seconds are this machine's.

    python -m bench.run [--size 5000 --size 100000] [--state FOLDER] [--only words,pages]

Prints a table with what was aimed for (docs/performance.md) and whether it is met, and writes
bench/results/latest.json. Every listing is invented (portal/demo.py, seed 1). Every design compared has to give the
same answers as brute force, or the run stops. A figure never fails a test.

At 1,000,000 only P1 and P12 are measured, over ten copies of the arrays of 100,000: the rest would take hours.
`--state` keeps the registry in FOLDER, or takes the one that is there (of the one size given).
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from bench import approvals, building, changes, large, map, needs, pages, registry, starting, words
from bench.figures import Figure, show, write

SIZES = [5_000, 100_000]
LARGEST = 1_000_000
SLOW_PEERS = 20_000
"""Above this size peers that take minutes are measured too; below it they say little."""

Lines = Iterator[Figure | str]


def main() -> None:
    """Measure each size in turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, action="append", help="listings; may be given again")
    parser.add_argument("--state", type=Path, help="a folder to keep the registry in, or that holds one")
    parser.add_argument("--only", default="", help="subjects: " + ", ".join(["words", *SUBJECTS]))
    parser.add_argument("--quick", action="store_true", help="leave out Whoosh alone, which takes minutes to build")
    given = parser.parse_args()
    figures: list[Figure] = []
    left_out: list[str] = []
    for size in given.size or SIZES:
        subjects = [name for name in given.only.split(",") if name] or ["words", *SUBJECTS]
        for line in measured(size, given.state, subjects, given.quick):
            if isinstance(line, str):
                left_out.append(line)
                print(f"    {line}")
            else:
                figures.append(line)
                show(line)
    write(figures, left_out)


def measured(size: int, state: Path | None, subjects: list[str], quick: bool) -> Lines:
    """Every figure for one size of registry."""
    if size >= LARGEST:
        yield f"all but P12 at {size:,}: building its index alone takes over half an hour"
        size, subjects = size // large.TIMES, ["large"]
    with ExitStack() as held:
        scratch = Path(held.enter_context(tempfile.TemporaryDirectory()))
        site = held.enter_context(registry.opened(state or scratch / "state"))
        if not site.store.count():
            yield from building.importing(site, size)
            registry.build(site)
        for name in subjects:
            if name == "words":
                yield from words.figures(site, size, scratch, slow_peers=size > SLOW_PEERS and not quick)
            else:
                yield from SUBJECTS[name](site, size, scratch)


SUBJECTS: dict[str, Callable[[registry.Site, int, Path], Lines]] = {
    "large": lambda site, size, scratch: large.figures(site, size) if size > SLOW_PEERS else iter(()),
    "pages": lambda site, size, scratch: pages.figures(site, size),
    "map": lambda site, size, scratch: map.as_figures(),
    "starting": lambda site, size, scratch: starting.figures(site, size),
    "needs": lambda site, size, scratch: needs.figures(site, size),
    "changes": lambda site, size, scratch: changes.figures(site, size),
    "approvals": lambda site, size, scratch: approvals.figures(site, size),
    "building": lambda site, size, scratch: building.figures(site, size, scratch),
}
"""What is measured, in this order: changes leave the registry a little changed, and so come late."""


if __name__ == "__main__":
    main()
