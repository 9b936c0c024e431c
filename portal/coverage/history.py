"""Coverage over time: what each build keeps of its totals, so that gaps can be seen to close or to open.

Of each day one line is kept: for every part of a full response the share of the people of Canada who are too far, in
whole per cent, out of the rows that the tables show, so that what they withhold is withheld here. One house can
seldom be felt in a whole per cent of a country; where a listing was taken back, what was kept of the parts it counted
for is let go of all the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from portal.registry.model import Status
from portal.registry.store import Store

from . import supply as supplies
from .latest import Coverage
from .need import Need
from .supply import Mask, Supply
from .tables import Row

FILE = "history.jsonl"
SCOPES = ("all", "surveyed")
SAID_TO_ALL = frozenset({Status.CLOSED, Status.PAUSED})
"""Why a listing may count no more without having been taken back: its page says so, and the past may."""


@dataclass(frozen=True, slots=True)
class Day:
    """What is kept of one day."""

    day: str
    version: str
    """Names what was public then; see `supply.version`."""
    looked: int
    """Communities where somebody had looked."""
    far: dict[str, list[int | None]]
    """Part of a full response to the per cent of people too far, over each of SCOPES; None where it is not told."""


def read(folder: Path) -> list[Day]:
    """What is kept, the oldest first."""
    kept = folder / FILE
    lines = kept.read_text(encoding="utf-8").splitlines() if kept.is_file() else []
    return [Day(**line) for line in map(json.loads, lines) if "far" in line]


def told(coverage: Coverage) -> list[Day]:
    """What may be shown of it: nothing while something was withdrawn that a build has not let go of yet."""
    return read(coverage.folder) if coverage.as_built else []


def keep(folder: Path, aside: Path, coverage: Coverage, store: Store) -> None:
    """Today's line and the earlier ones of `folder`, into a build that is being made at `aside`."""
    let_go = parts_taken_back(folder, coverage, store)
    today = of_today(coverage)
    days = [without(day, let_go) for day in read(folder) if day.day != today.day]
    text = "".join(json.dumps(asdict(day), sort_keys=True) + "\n" for day in [*days, today])
    (aside / FILE).write_text(text, encoding="utf-8")


def of_today(coverage: Coverage) -> Day:
    """What is kept of a build."""
    looked = {community for one in coverage.states.values() for community in one}
    return Day(
        day=coverage.about["day"],
        version=coverage.about["version"],
        looked=len(looked),
        far={name: far(coverage.table(Need(f"component:{name}"), "country")) for name in coverage.members},
    )


def far(rows: Iterable[Row]) -> list[int | None]:
    """The per cent of people beyond the reach and in no declared area narrower than a province, scope by scope."""
    by_scope = {row["scope"]: row for row in rows}
    return [per_cent(by_scope.get(scope)) for scope in SCOPES]


def per_cent(row: Row | None) -> int | None:
    """The same of one row."""
    if row is None or row["withheld"] or not row["people"]:
        return None
    share: float = (row["beyond"] - row["beyond_in_area"]) / row["people"]
    return round(100 * share)


def without(day: Day, parts: Iterable[str]) -> Day:
    """A day without what was kept of some parts."""
    return Day(day.day, day.version, day.looked, day.far | {name: [None] * len(SCOPES) for name in parts})


def parts_taken_back(folder: Path, coverage: Coverage, store: Store) -> set[str]:
    """The parts of a full response that a listing counted for which was taken back since the build at `folder`."""
    path = folder / "supply.json"
    if not path.is_file():
        return set()
    built = supplies.load(path)
    taken = taken_back(built, coverage.supply, store)
    return {name for name in coverage.members if (built.has(f"component:{name}") & taken).any()}


def taken_back(built: Supply, now: Supply, store: Store) -> Mask:
    """Which listings of an earlier build are listed no more, or show no place any more though they did."""
    listed, placed = set(now.ids), {now.ids[row] for row in now.spot_rows}
    had_place = np.bincount(built.spot_rows, minlength=len(built)) > 0
    of_each = zip(built.ids, had_place, strict=True)
    gone = [id_ not in listed or bool(had and id_ not in placed) for id_, had in of_each]
    ids = [id_ for id_, is_gone in zip(built.ids, gone, strict=True) if is_gone]
    held = store.withheld(ids)
    ended = {id_ for id_, status in store.statuses(ids).items() if status in SAID_TO_ALL and id_ not in held}
    return np.array([is_gone and id_ not in ended for id_, is_gone in zip(built.ids, gone, strict=True)], dtype=bool)
