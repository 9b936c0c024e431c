"""Holds coverage against what is known for certain: another way to measure, counts of the census, its own bytes.

Says what was seen beside what was asked. Access scores are held against PySAL by `python -m bench.coverage`, which
needs it installed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from geo import measures
from geo.demand import Demand
from geo.geodesic import nearest_of_all
from geo.remoteness import REMOTENESS
from portal.registry.store import Store

from .build import Ground, build
from .files import Outlines
from .latest import Coverage
from .need import Need

PEOPLE = 36_991_981
"""Counted in 2021."""
SHARES = (67.1, 19.5, 7.6, 5.0, 0.7)
"""Per cent of people by class of remoteness, from easily accessible to very remote; of the index's own file."""
SHARE_OFF = 0.06
COMMUNITIES = 5_161
NORTH = 60.0
SAMPLE, SEED = 200, 1
"""Points measured the slow way, half of them north of NORTH."""
CLOSE = 1e-5
NEED = Need("component:health")
"""The kind of help with the most public addresses."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One check."""

    what: str
    seen: str
    asked: str
    holds: bool


def checks(coverage: Coverage, store: Store, ground: Ground) -> Iterator[Seen]:
    """Every check, one after the other. Those of the census need the full geography."""
    yield from distances(coverage)
    if coverage.about["full_geography"]:
        yield from census(coverage.demand)
        yield drawn(coverage, Outlines(ground.geography, ground.embedded.parent / "boundaries"))
    yield same_bytes(store, ground, coverage.about["day"])


def distances(coverage: Coverage) -> Iterator[Seen]:
    """The nearest service of some points, north and south, beside every distance along the ellipsoid."""
    demand, supply = coverage.demand, coverage.supply
    services = supply.spots[supply.meeting(NEED)[supply.spot_rows]]
    if not len(services):
        yield Seen("nearest service", "no listing with a public address", "some", False)
        return
    some = sample(demand)
    km, row = nearest_of_all(demand.lonlat[some], services)
    ours, chosen = measures.nearest(demand, supply.xyz[supply.meeting(NEED)[supply.spot_rows]])
    off = np.abs(ours[some] - km) / np.maximum(km, 1e-3)
    # Two doors of one house are equally near: the distance decides.
    same = (chosen[some] == row) | (off <= CLOSE)
    north = int((demand.lonlat[some, 1] >= NORTH).sum())
    yield Seen(
        f"nearest service of {len(some)} points, {north} of them north of {NORTH:g}°",
        f"{int(same.sum())} the same, at most {off.max():.1e} off",
        f"all, at most {CLOSE:g}",
        bool(same.all() and off.max() <= CLOSE),
    )
    degrees = np.array([np.argmin(((services - point) ** 2).sum(axis=1)) for point in demand.lonlat[some]])
    wrong = int((degrees != row).sum())
    yield Seen("the same points, measured in degrees", f"{wrong} wrong", "some, or this check sees nothing", wrong > 0)


def sample(demand: Demand) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Points to measure the slow way: half of them in the far north, where there are so many."""
    dice = np.random.default_rng(SEED)
    north = np.flatnonzero(demand.lonlat[:, 1] >= NORTH)
    far = dice.choice(north, min(SAMPLE // 2, len(north)), replace=False)
    rest = dice.choice(len(demand), min(SAMPLE - len(far), len(demand)), replace=False)
    return np.unique(np.concatenate([far, rest])).astype(np.int64)


def census(demand: Demand) -> Iterator[Seen]:
    """People, in all and by how remote they live, as the census and the index count them."""
    people = np.nan_to_num(demand.communities.people)
    total = round(float(people.sum()))
    yield Seen("people of all communities", f"{total:,}", f"{PEOPLE:,}", total == PEOPLE)
    points = round(float(demand.people.sum()))
    yield Seen("people at all points", f"{points:,}", f"{PEOPLE:,}", points == PEOPLE)
    remoteness = demand.communities.remoteness
    known = people[remoteness >= 0].sum()
    shares = [100 * people[remoteness == number].sum() / known for number in range(len(REMOTENESS))]
    near = all(abs(seen - asked) <= SHARE_OFF for seen, asked in zip(shares, SHARES, strict=True))
    said = " / ".join(f"{share:.1f}" for share in shares)
    yield Seen("people by remoteness, %", said, " / ".join(f"{share:g}" for share in SHARES), near)


def drawn(coverage: Coverage, where: Outlines) -> Seen:
    """Every community of the tables has one outline with something in it, and no outline is of another."""
    outlines = where.of("communities")
    codes = Counter(coverage.demand.communities.codes)
    whole = {code for code, one in outlines.items() if not one.shape.is_empty}
    holds = set(codes) == whole and max(codes.values(), default=0) == 1 and len(codes) == COMMUNITIES
    return Seen("communities drawn once", f"{len(whole & set(codes)):,}", f"{COMMUNITIES:,}", holds)


def same_bytes(store: Store, ground: Ground, day: str) -> Seen:
    """Two builds of the registry as it stands."""
    with TemporaryDirectory() as folder:
        first, second = (build(store, ground, Path(folder) / name, day, lambda _step: None) for name in ("a", "b"))
        one, other = (contents(built.folder) for built in (first, second))
    differing = sum(one.get(name) != other.get(name) for name in one.keys() | other.keys())
    return Seen(f"two builds, {len(one)} files", f"{differing} differ", "0 differ", differing == 0)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a build by its path in it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
