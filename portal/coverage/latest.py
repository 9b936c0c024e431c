"""Coverage as it was last built: opens the folder and answers from it. No geopandas in here.

Results are those of one revision of the registry. A need that was not built is worked out on the spot and kept in
memory, never on the disk: what somebody asked is nobody's business.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Any

import numpy as np

from geo import demand as demands
from geo.demand import Demand
from geo.sphere import Floats

from . import consent, tables
from .answers import Answer, answer
from .need import Need
from .supply import Mask, Supply
from .supply import load as load_supply
from .tables import Grouping, Known, Row

KEPT = 32
"""Answers held in memory at most: about 2 MB each with the full geography."""
REACH_KM = 50.0
"""The reach that tables are told for where nobody chose another."""
SHARING = "sharing.npy"
SURVEYED = frozenset({"surveyed_none_found", "surveyed_listed"})


IN_LINE = 3
"""Questions of one process that are worked out or wait for it; the next is turned away, so that others get answers."""


class NotBuilt(Exception):
    """Nothing has been built yet, or for another geography or site; `portal coverage build` does it."""


class Busy(Exception):
    """Other questions are being worked out, or this one took too long."""


class Turns:
    """One question after the other, with a short line: each takes every core of the machine already."""

    def __init__(self) -> None:
        self._line, self._turn = BoundedSemaphore(IN_LINE), Lock()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Somebody's turn. Raises Busy when the line is full."""
        if not self._line.acquire(blocking=False):
            raise Busy
        try:
            with self._turn:
                yield
        finally:
            self._line.release()


TURNS = Turns()


@dataclass(eq=False)
class Coverage:
    """One build, opened. Safe to share between threads."""

    folder: Path
    about: dict[str, Any]
    demand: Demand
    supply: Supply
    states: dict[str, dict[str, str]]
    """Category to community to the state of the search there."""
    consents: dict[str, bool]
    roads: dict[str, str]
    members: dict[str, tuple[str, ...]]
    """Component to its categories."""
    sharing: Floats
    """How many people share each public point of the supply; see `answers.people_sharing`."""
    as_built: bool = True
    """Whether it still holds all that it was built from; see `withdrawn`."""
    _answers: OrderedDict[Need, Answer] = field(default_factory=OrderedDict)
    _groupings: dict[str, Grouping] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    @property
    def revision(self) -> int:
        """The revision of the registry it was built from."""
        return int(self.about["revision"])

    @cached_property
    def withheld(self) -> Mask:
        """Which communities are not shown by themselves."""
        communities = self.demand.communities
        regions = [communities.health_region(row) or communities.provinces[row] for row in range(len(communities))]
        return consent.withheld(communities, self.consents, regions)

    def grouping(self, name: str) -> Grouping:
        """One way to tell people apart."""
        if name not in self._groupings:
            self._groupings[name] = tables.grouping(name, self.demand.communities)
        return self._groupings[name]

    def rows_in(self, groups: Mapping[str, str]) -> list[int]:
        """The communities that lie in all of these groups, each named by its grouping and its code in it."""
        inside = np.ones(len(self.demand.communities), dtype=bool)
        for name, code in groups.items():
            group = self.grouping(name)
            inside &= group.of_community == group.codes.index(code)
        return [int(row) for row in np.flatnonzero(inside)]

    def answer(self, need: Need) -> Answer:
        """The answer to a need, worked out once. Raises Busy when too many others wait."""
        found = self._known_answer(need)
        if found is not None:
            return found
        with TURNS.one():
            # Whoever was in line before may have asked the same.
            found = self._known_answer(need) or answer(need, self.supply, self.demand, self.sharing)
        with self._lock:
            self._answers[need] = found
            while len(self._answers) > KEPT:
                self._answers.popitem(last=False)
        return found

    def _known_answer(self, need: Need) -> Answer | None:
        with self._lock:
            if need in self._answers:
                self._answers.move_to_end(need)
            return self._answers.get(need)

    def states_for(self, need: Need) -> dict[str, str]:
        """Community to the state of the search for the kind of help of a need.

        A component is as far as the farthest of its categories: somebody has looked for a part of it.
        """
        kind, _colon, code = need.kind.partition(":")
        found: dict[str, str] = {}
        for category in [code] if kind == "category" else self.members.get(code, ()):
            for community, state in self.states.get(category, {}).items():
                if state in SURVEYED or community not in found:
                    found[community] = state
        return found

    def known(self, need: Need) -> Known:
        """What tables need to know of communities."""
        looked = {code for code, state in self.states_for(need).items() if state in SURVEYED}
        surveyed = np.array([code in looked for code in self.demand.communities.codes], dtype=bool)
        return Known(surveyed, self.withheld)

    def table(self, need: Need, group: str, reach_km: float = REACH_KM) -> list[Row]:
        """A need by one grouping."""
        found = self.answer(need)
        return tables.group_rows(found, self.demand, self.grouping(group), self.known(need), self.supply, reach_km)

    def rows(self, need: Need, group: str, reach_km: float = REACH_KM) -> list[Row]:
        """The same out of what was built where it is there, else worked out. Raises Busy."""
        kept = self.folder / "needs" / f"{replace(need, after_dark=False).token}.json"
        if reach_km != REACH_KM or not self.as_built or not kept.is_file():
            return self.table(need, group, reach_km)
        rows: list[Row] = json.loads(kept.read_text(encoding="utf-8"))
        return [row for row in rows if row["by"] == group and row["after_dark"] == need.after_dark]

    def communities(self, need: Need, reach_km: float, among: Sequence[int]) -> list[Row]:
        """A need community by community, those among which are rows."""
        columns = tables.community_columns(self.answer(need), self.demand, reach_km)
        return tables.community_rows(columns, self.demand.communities, self.withheld, self.states_for(need), among)

    def around(self) -> Floats:
        """How many parts of a full response are within reach of each community, as built; NaN where not told."""
        if not self.as_built:
            return np.full(len(self.demand.communities), np.nan)
        kept = json.loads((self.folder / "around.json").read_text(encoding="utf-8"))
        parts = np.array([np.nan if part is None else part for part in kept], dtype=float)
        return np.where(self.withheld, np.nan, parts)

    def thin(self) -> list[dict[str, Any]]:
        """Communities that depend on one service, as built."""
        found: list[dict[str, Any]] = json.loads((self.folder / "thin.json").read_text(encoding="utf-8"))
        return found if self.as_built else []


def open_folder(folder: Path, geography: Path, embedded: Path) -> Coverage:
    """The coverage built in a folder. Raises NotBuilt."""
    about = folder / "built.json"
    if not about.is_file():
        raise NotBuilt
    told = json.loads((folder / "communities.json").read_text(encoding="utf-8"))
    rests_on = json.loads(about.read_text(encoding="utf-8"))
    demand = demands.read(geography, embedded)
    sizes = len(demand), len(demand.communities)
    if not is_whole(folder, rests_on) or (rests_on["points"], rests_on["communities"]) != sizes:
        raise NotBuilt
    return Coverage(
        folder=folder,
        about=rests_on,
        demand=demand,
        supply=load_supply(folder / "supply.json"),
        states=told["states"],
        consents=told["consents"],
        roads=told["roads"],
        members={name: tuple(codes) for name, codes in told["members"].items()},
        sharing=np.load(folder / SHARING),
    )


def is_whole(folder: Path, rests_on: dict[str, Any]) -> bool:
    """Whether a build has all that this version of the site reads."""
    return "version" in rests_on and (folder / SHARING).is_file()


def stamp(folder: Path) -> str:
    """What tells one build from another; '' where there is none."""
    about = folder / "built.json"
    return about.read_text(encoding="utf-8") if about.is_file() else ""
