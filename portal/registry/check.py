"""Holds what is stored, and the tables that come with the site, against the rules. Reads; changes nothing."""

from __future__ import annotations

import csv
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from . import audit
from .disclosure import SHOWN
from .levels import Consent, is_shelter
from .model import NARROWNESS, Disclosure, Location, Service
from .rules import inside_bounds, problems
from .store import Store
from .vocabulary import Vocabularies

SAFE_WITH_TWO_WRITERS = (3, 51, 3)
"""The first SQLite release in which two writers cannot damage the log of a registry."""


def registry(store: Store, today: str = "") -> list[str]:
    """Every fault of the registry, each in one line that names the listing and the field.

    With `today` (YYYY-MM-DD), consents that have run out count as none.
    """
    faults = [fault for service in store.all_services() for fault in listing_faults(service, store.terms)]
    faults += [f"listing {fault}" for fault in (*disclosure_faults(store, today), *trace_faults(store))]
    faults += [f"listing {i}, source: is missing; import it again" for i in store.without_source()]
    for row in store.broken_references():
        faults.append(f"table {row}: refers to a record that does not exist; restore a backup")
    for service_id in store.unrecorded():
        faults.append(f"listing {service_id}, record: has no row for its revision; it was changed past the registry")
    faults += map(str, audit.faults(store.db))
    return faults + [f"file: {text}" for text in store.damage()]


def disclosure_faults(store: Store, today: str) -> Iterator[str]:
    """Places that are told more exactly than people let them be, and listings that were to stay away."""
    gone, suppressed = store.withdrawn(), store.suppressed()
    for service in store.all_services():
        if service.status in SHOWN and (service.id in gone or suppressed.holds(service)):
            yield f"{service.id}, status: is shown and was to stay away; withdraw it again"
        floors = store.floors([service.id])[service.id]
        consents = store.consents(service.id) if is_shelter(service, store.terms.shelter_categories) else None
        for place in service.locations:
            hidden = NARROWNESS[place.disclosure] < NARROWNESS[floors.get(place.id, place.disclosure)]
            if hidden or (consents is not None and not may_be_told(place, consents, today)):
                yield f"{service.id}, disclosure: says more of a place than its provider consented to; narrow it"


def trace_faults(store: Store) -> Iterator[str]:
    """Earlier states that tell more than the listing itself does now."""
    for service in store.all_services():
        for number, levels in store.levels_before(service.id).items():
            now = {place.id: place.disclosure for place in service.locations}
            if any(NARROWNESS[level] < NARROWNESS[now.get(i, level)] for i, level in levels.items()):
                yield f"{service.id}, history: state {number} tells more of a place than may be known; empty it"


def may_be_told(place: Location, consents: Sequence[Consent], today: str) -> bool:
    """Whether a place of a shelter-type listing is at its region, or a consent that was not taken back covers it."""
    if place.disclosure is Disclosure.REGION:
        return True
    return any(one.covers(one.service_id, place, today) for one in consents)


def listing_faults(service: Service, terms: Vocabularies) -> Iterator[str]:
    """What is wrong with one listing."""
    for problem in problems(service, terms):
        yield f"listing {service.id}, {problem}"
    if not service.origin.source_id or not service.origin.retrieved_on:
        yield f"listing {service.id}, source: is missing; every listing names its source and date"


def tables(folder: Path) -> list[str]:
    """Every fault of the shipped tables in `folder`, each naming file, row and column."""
    faults: list[str] = []
    for path in sorted(folder.rglob("*.csv")):
        faults += [f"{path.relative_to(folder)}, {fault}" for fault in table_faults(path)]
    for path in sorted(p for p in folder.iterdir() if p.is_dir()):
        if not (path / "README.md").is_file():
            faults.append(f"{path.name}/README.md: is missing; say where the tables come from and under which terms")
    return faults


def table_faults(path: Path) -> Iterator[str]:
    """The faults of one table: its encoding, its keys, its sources, its coordinates."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, strict=True))
    except (UnicodeDecodeError, csv.Error):
        yield "row 1: is not UTF-8 CSV; save it again"
        return
    seen: set[str] = set()
    for number, row in enumerate(rows, 2):
        for fault in row_faults(row, seen):
            yield f"row {number}, {fault}"


def row_faults(row: Mapping[str, str], seen: set[str]) -> Iterator[str]:
    """The faults of one row of a shipped table."""
    if None in row or None in row.values():
        yield "column 1: has another number of cells than the header; check the commas"
        return
    key = next(iter(row.values()))
    if not key:
        yield f"column {next(iter(row))}: is missing; fill it in"
    elif key in seen and next(iter(row)) in UNIQUE:
        yield f"column {next(iter(row))}: stands in an earlier row too; give each row its own"
    seen.add(key)
    for column in row.keys() & SOURCED:
        if not row[column]:
            yield f"column {column}: is missing; every fact names its source and date"
    for column in row.keys() & {"retrieved_on"}:
        if row[column] and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", row[column]):
            yield f"column {column}: is not a date; write it as 2026-11-24"
    if row.get("latitude") or row.get("longitude"):
        yield from point_faults(row.get("longitude", ""), row.get("latitude", ""))


UNIQUE = frozenset({"code", "record_key", "place_id", "fsa"})
SOURCED = frozenset({"source_name", "source_url", "retrieved_on", "publisher", "licence"})


def point_faults(longitude: str, latitude: str) -> Iterator[str]:
    """What is wrong with the coordinates of a row."""
    try:
        inside = inside_bounds(float(longitude), float(latitude))
    except ValueError:
        inside = False
    if not inside:
        yield "column latitude: is no point in Canada; check latitude and longitude"


def sqlite_note() -> str:
    """The SQLite in use, and a warning where two writing processes could harm the file."""
    version = sqlite3.sqlite_version
    if tuple(map(int, version.split("."))) >= SAFE_WITH_TWO_WRITERS:
        return f"SQLite {version}."
    return f"SQLite {version}: releases before 3.51.3 need one writer at a time, which the lock file sees to."
