"""Coverage, built ahead: what the site shows of it is worked out here, aside, and renamed into place.

Two builds of one revision on one day are the same bytes. A build that stops half way leaves the last one standing.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from geo import demand as demands
from geo.catchments import CATCHMENT_KM, CATCHMENT_UNKNOWN_KM, DECAY, catchments
from geo.demand import Demand
from geo.nested import Nested, Reach
from geo.places import Places
from geo.remoteness import NORTH_FROM, REMOTENESS_CUTS
from geo.sphere import Floats, as_xyz, chord_of, fitting_radius
from portal.registry import survey
from portal.registry.store import Store

from . import files, history, tables
from . import supply as supplies
from .answers import Answer, people_sharing
from .latest import REACH_KM, SHARING, Coverage
from .need import Need
from .supply import Mask, Supply

COMPONENTS = ("shelter", "health", "counselling", "legal", "income", "indigenous", "interpretation", "migrant_worker")
HALF = 0.5
"""A part of a full response is within reach of a community when it is so for at least this share of its people."""
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Ground:
    """Where people live: the folders to read it from."""

    geography: Path
    embedded: Path


def build(store: Store, ground: Ground, folder: Path, day: str, progress: Progress) -> Coverage:
    """Work everything out from the registry as it stands and put it at `folder`; tell `progress` each step."""
    aside = folder.parent / f".{folder.name}.making"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    progress("supply")
    coverage = gather(store, ground, aside, day)
    supplies.save(coverage.supply, aside / "supply.json")
    np.save(aside / SHARING, coverage.sharing)
    write(aside / "communities.json", told_of(coverage))
    write_needs(coverage, aside, progress)
    write_files(coverage, ground, aside, progress)
    progress("around")
    write(aside / "around.json", [tables.said(value) for value in parts_around(coverage)])
    progress("thin")
    write(aside / "thin.json", [row for need in needs_of(coverage) for row in thin_ice(coverage, need)])
    progress("history")
    history.keep(folder, aside, coverage, store)
    write(aside / "built.json", coverage.about | {"digest": digest(aside)})
    put_in_place(aside, folder)
    coverage.folder = folder
    return coverage


def gather(store: Store, ground: Ground, folder: Path, day: str) -> Coverage:
    """The registry, people and the mapping exercise as they stand."""
    places = Places.load(ground.embedded, ground.geography)
    terms = store.terms
    states: dict[str, dict[str, str]] = {}
    for one in survey.surveys(store):
        states.setdefault(one.category, {})[one.community] = one.state.value
    members: dict[str, list[str]] = {name: [] for name in COMPONENTS}
    for code, term in terms["categories"].items():
        if (part := term.more.get("component", "")) in members:
            members[part].append(code)
    supply = supplies.of_services(store.published(), places, terms)
    demand = demands.read(ground.geography, ground.embedded)
    return Coverage(
        folder=folder,
        about=about(store, demand, supply, day),
        demand=demand,
        supply=supply,
        states=states,
        consents=dict(survey.consents(store, day)),
        roads={code: road.value for code, road in survey.roads(store).items()},
        members={name: tuple(codes) for name, codes in members.items()},
        sharing=people_sharing(supply, demand),
    )


def about(store: Store, demand: Demand, supply: Supply, day: str) -> dict[str, Any]:
    """What a build rests on: goes with every table and file."""
    people = demand.communities.people
    return {
        "revision": store.revision(),
        # What is shown: a revision counts changes that nobody outside may feel, those of drafts among them.
        "version": supplies.version(supply),
        "day": day,
        "points": len(demand),
        "communities": len(demand.communities),
        "people": round(float(np.nansum(people))),
        "uncounted": int(np.isnan(people).sum()),
        "full_geography": demand.communities.codes[:1] != () and demand.communities.codes[0].startswith("CSD:"),
        "listings": len(supply),
        "listings_hidden": tables.at_least(int(supply.has("hidden").sum())),
        "remoteness_cuts": list(REMOTENESS_CUTS),
        "north_from": NORTH_FROM,
        "decay": [list(step) for step in DECAY],
        "catchment_km": [*CATCHMENT_KM, CATCHMENT_UNKNOWN_KM],
        "reach_km": REACH_KM,
        "sources": [[source.id, source.name, source.publisher, source.licence] for source in store.sources()],
    }


def told_of(coverage: Coverage) -> dict[str, Any]:
    """What communities' rows need besides figures."""
    return {
        "states": coverage.states,
        "consents": coverage.consents,
        "roads": coverage.roads,
        "members": coverage.members,
    }


def needs_of(coverage: Coverage) -> list[Need]:
    """The needs built ahead: each part of a full response, and each category that has a listing."""
    offered = sorted(name for name in coverage.supply.with_feature if name.startswith("category:"))
    return [*(Need(f"component:{name}") for name in COMPONENTS), *(Need(name) for name in offered)]


def write_needs(coverage: Coverage, aside: Path, progress: Progress) -> None:
    """One table per need, every grouping, day and after dark."""
    (aside / "needs").mkdir()
    for need in needs_of(coverage):
        progress(need.kind)
        rows = []
        for one in (need, need.at_night()):
            for name in tables.GROUPINGS:
                rows += [{"after_dark": one.after_dark, "by": name, **row} for row in coverage.table(one, name)]
        write(aside / "needs" / f"{need.token}.json", rows)
        write_csv(aside / "needs" / f"{need.token}.csv", rows)


def write_files(coverage: Coverage, ground: Ground, aside: Path, progress: Progress) -> None:
    """What can be taken away of each part of a full response."""
    (aside / "files").mkdir()
    where = files.Outlines(ground.geography, ground.embedded.parent / "boundaries")
    for name in COMPONENTS:
        progress(f"files of {name}")
        files.write(coverage, Need(f"component:{name}"), where, aside / "files")


def parts_around(coverage: Coverage) -> Floats:
    """How many parts of a full response are within reach of each community; NaN where nobody lives."""
    demand = coverage.demand
    count, weight = len(demand.communities), demand.any_weight
    everybody = np.bincount(demand.community, weight, count)
    parts = np.zeros(count)
    for name in COMPONENTS:
        reached = reached_by_class(coverage.answer(Need(f"component:{name}")), demand)
        parts += np.bincount(demand.community, weight * reached, count) >= HALF * everybody
    return np.where(everybody > 0, parts, np.nan)


def reached_by_class(found: Answer, demand: Demand) -> Mask:
    """Which points have the need met within the reach of their remoteness class."""
    reached: Mask = (found.km <= catchments(demand)) | found.in_area
    return reached


def thin_ice(coverage: Coverage, need: Need) -> Iterator[dict[str, Any]]:
    """Communities with exactly one place within reach that meets a need, and what is uncertain about it.

    Counts places with a public point alone: a house that shows none is never the one that a row is about.
    """
    found, supply, communities = coverage.answer(need), coverage.supply, coverage.demand.communities
    spots = np.flatnonzero((found.counted & ~supply.has("hidden"))[supply.spot_rows])
    if not len(spots):
        return
    here = as_xyz(communities.lonlat)
    reach = Reach(chord_of(np.full((len(here), 1), REACH_KM), fitting_radius(communities.lonlat)[:, None]), np.ones(1))
    places = supply.xyz[spots]
    count = Nested(places, np.ones(len(places))).sums(here, reach)[:, 0]
    # Where there is one, the sum of the rows is its row.
    which = Nested(places, supply.spot_rows[spots].astype(float)).sums(here, reach)[:, 0]
    doubts = {name: supply.has(name) for name in ("unverified", "seasonal")}
    for row in np.flatnonzero((count == 1) & ~coverage.withheld & (np.nan_to_num(communities.people) > 0)):
        listing = int(which[row])
        yield {
            "kind": need.kind,
            "community": communities.codes[row],
            "listing": supply.ids[listing],
            "doubts": [name for name, mask in doubts.items() if mask[listing]],
        }


def write(path: Path, content: object) -> None:
    """JSON, the same bytes for the same content."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")


def write_csv(path: Path, rows: Iterable[tables.Row]) -> None:
    """A table with its columns named; empty where a figure is not known."""
    rows = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]) if rows else [], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def digest(aside: Path) -> str:
    """One name for everything a build holds."""
    found = hashlib.sha256()
    for path in sorted(aside.rglob("*")):
        if path.is_file():
            found.update(str(path.relative_to(aside)).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
            with path.open("rb") as file:
                os.fsync(file.fileno())
    return found.hexdigest()


def put_in_place(aside: Path, folder: Path) -> None:
    """The new build in the place of the old."""
    former = folder.parent / f".{folder.name}.former"
    shutil.rmtree(former, ignore_errors=True)
    if folder.exists():
        folder.rename(former)
    aside.rename(folder)
    shutil.rmtree(former, ignore_errors=True)
