"""Which clock each place keeps: the only module that reads and writes timezones.csv.

A province has its main time zone; the table holds one row for each province, and one for each place that keeps
another clock. An empty zone is a place where two clocks are in use, so that nobody can tell.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree

from geo import place_tables
from geo.place import Place
from geo.place_tables import Named
from geo.provinces import PROVINCES
from geo.sphere import as_xyz

TABLE = "timezones.csv"
EXCEPTIONS = "timezone_exceptions.csv"
COLUMNS = ("place_id", "timezone", "publisher")
GEONAMES = "GeoNames"
SAME_CLOCK = {
    "America/Dawson": "America/Whitehorse",
    "America/Detroit": "America/Toronto",
    "America/Glace_Bay": "America/Halifax",
    "America/Inuvik": "America/Edmonton",
    "America/Swift_Current": "America/Regina",
}
"""Zones of one legislature with another, which differ from it in the past only."""


# Reading


def read(folder: Path) -> dict[str, str]:
    """The zone of each province (PR:35) and of each place that keeps another one; nothing where there is no table."""
    path = folder / TABLE
    return {row["place_id"]: row["timezone"] for row in _rows(path)} if path.is_file() else {}


def with_zones(named: Iterable[Named], zones: Mapping[str, str]) -> Iterator[Named]:
    """The same places with their zones. A region or a province may keep several clocks and is given none."""
    for one in named:
        place = one.place
        if place.kind != "community" or place.province not in PROVINCES:
            yield one
            continue
        zone = zones.get(place.place_id, zones.get(PROVINCES[place.province].code, ""))
        yield replace(one, place=replace(place, timezone=zone))


def as_nearest(named: Iterable[Named], known: Iterable[Place]) -> Iterator[Named]:
    """The same places, each with the zone of the nearest community of its province among those known."""
    zones = Neighbours(known)
    every = list(named)
    told = zones.of([one.place for one in every])
    yield from (replace(one, place=replace(one.place, timezone=zone)) for one, zone in zip(every, told, strict=True))


class Neighbours:
    """Communities whose zone is known, by province."""

    def __init__(self, known: Iterable[Place]) -> None:
        self._known: dict[str, list[Place]] = defaultdict(list)
        for place in known:
            if place.kind == "community":
                self._known[place.province].append(place)

    def of(self, places: Sequence[Place]) -> list[str]:
        """The zone of the community nearest to each of these places, in their order; '' in a province without one."""
        found = ["" for _ in places]
        rows: dict[str, list[int]] = defaultdict(list)
        for row, place in enumerate(places):
            if place.kind == "community":
                rows[place.province].append(row)
        for letters, inside in rows.items():
            for row, zone in zip(inside, self._nearest(letters, [places[row] for row in inside]), strict=True):
                found[row] = zone
        return found

    def _nearest(self, letters: str, places: list[Place]) -> Iterator[str]:
        known = self._known[letters]
        if len({place.timezone for place in known}) < 2:
            yield from (known[0].timezone if known else "" for _ in places)
            return
        tree = cKDTree(as_xyz([place.point for place in known]))
        _, nearest = tree.query(as_xyz([place.point for place in places]))
        yield from (known[row].timezone for row in np.atleast_1d(nearest))


# Writing


def write(places: Path, provinces: Path, known: Mapping[str, str]) -> None:
    """Write timezones.csv into `places`, our data/places.

    `provinces` is the table with the main zone of each province; `known` the zone GeoNames gives a place, by id.
    What is kept by hand in timezone_exceptions.csv counts more than GeoNames does.
    """
    main = {row["letters"]: row for row in _rows(provinces)}
    exceptions = {row["place_id"]: row for row in _rows(places / EXCEPTIONS)}
    lines = [(row["code"], row["timezone"], "IANA Time Zone Database") for row in main.values()]
    for place_id, letters, zone in worked_out(places, known, exceptions):
        if zone != main[letters]["timezone"]:
            publisher = exceptions[place_id]["publisher"] if place_id in exceptions else GEONAMES
            lines.append((place_id, zone, publisher))
    with (places / TABLE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(sorted(lines))


def worked_out(
    folder: Path, known: Mapping[str, str], exceptions: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, str, str]]:
    """The id, province and zone of every community of a folder."""
    communities = [one.place for one in place_tables.named_in(folder) if one.place.kind == "community"]
    # An exception stands for itself alone: what is near Pickle Lake does not keep its time.
    zones = {one: SAME_CLOCK.get(zone, zone) for one, zone in known.items() if one not in exceptions}
    placed = [replace(place, timezone=zones[place.place_id]) for place in communities if place.place_id in zones]
    zones |= {place_id: row["timezone"] for place_id, row in exceptions.items()}
    for place, nearest in zip(communities, Neighbours(placed).of(communities), strict=True):
        yield place.place_id, place.province, zones.get(place.place_id, nearest)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
