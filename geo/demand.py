"""Where people live, and how many: points with a weight, each belonging to one community. Read once, then only read.

A point is (longitude, latitude); xyz are WGS84 geocentric metres. People are those counted in 2021 and no others: a
community that nobody counted has points but weighs nothing, so it can never raise or lower a figure, and its own
count is NaN, never 0.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geo import place_tables
from geo.nested import along_a_curve
from geo.place import Place
from geo.remoteness import REMOTENESS, UNKNOWN, is_northern
from geo.sphere import Floats, as_xyz, fitting_radius

Codes = NDArray[np.int32]
"""A whole number per row; -1 is unknown."""
Mask = NDArray[np.bool_]

COUNTED = "2021"
SAID = {"yes": True, "no": False, "": None}


@dataclass(frozen=True)
class Communities:
    """One entry per community in each column, in the order of codes."""

    codes: tuple[str, ...]
    """CSD:3558004 where the full geography is loaded, else place:gn:6166142, the id of a place."""
    names_en: tuple[str, ...]
    names_fr: tuple[str, ...]
    provinces: tuple[str, ...]
    """Two letters."""
    areas: tuple[frozenset[str], ...]
    """Every public area each lies in, itself included."""
    kinds: tuple[str, ...]
    """Statistics Canada's type of a census subdivision: T, IRI, NH; '' where not known."""
    lonlat: Floats
    people: Floats
    """Counted in 2021; NaN where nobody counted."""
    people_before: Floats
    """Where nobody counted in 2021, the count of 2016; NaN where there is none either, and for all others."""
    remoteness: Codes
    """0 (easily accessible) to 4 (very remote)."""
    rural: Codes
    """1 rural, 0 urban."""
    northern: Codes

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def row_of(self) -> dict[str, int]:
        """Code to row."""
        return {code: row for row, code in enumerate(self.codes)}

    def health_region(self, row: int) -> str:
        """The code of the health region of a community; '' where not known."""
        return next((code for code in sorted(self.areas[row]) if code.startswith("HR:")), "")


@dataclass(frozen=True)
class Demand:
    """People at points; neighbours on the ground stand close together in the columns."""

    lonlat: Floats
    xyz: Floats
    people: Floats
    community: Codes
    """The row of each point's community."""
    communities: Communities

    def __len__(self) -> int:
        return len(self.people)

    @cached_property
    def any_weight(self) -> Floats:
        """The people at each point; where nobody counted a community or nobody lives in it, 1 for each of its points.

        For distances within one community, which a community has whoever counted it.
        """
        total = np.bincount(self.community, self.people, len(self.communities))
        return np.where(total[self.community] > 0, self.people, 1.0)

    @cached_property
    def radius(self) -> Floats:
        """See `sphere.fitting_radius`, at each point."""
        return fitting_radius(self.lonlat)

    def inside(self, codes: Iterable[str]) -> Mask:
        """Which points lie in any of these public areas."""
        wanted = frozenset(codes)
        lies_in = np.array([not wanted.isdisjoint(areas) for areas in self.communities.areas], dtype=bool)
        return lies_in[self.community]


def read(full: Path, embedded: Path) -> Demand:
    """The full geography of a folder where it was loaded, else the tables that come with the site."""
    if place_tables.is_complete(full):
        return _full(full)
    return of_places(one.place for one in place_tables.named_in(embedded) if one.place.kind == "community")


def _full(folder: Path) -> Demand:
    """56,590 dissemination areas, and each community that none of them stands for as its own point."""
    with (folder / "communities.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    places = [one.place for one in place_tables.communities(folder / "communities.csv")]
    communities = _columns(
        places,
        codes=[f"CSD:{row['csduid']}" for row in rows],
        years=[row["population_year"] for row in rows],
        kinds=[row["csd_type"] for row in rows],
        rural=[SAID[row.get("rural", "")] for row in rows],
    )
    with np.load(folder / "demand.npz") as kept:
        lonlat = np.column_stack([kept["lon"], kept["lat"]])
        weight, community = kept["weight"], kept["community"].astype(np.int32)
    return as_demand(lonlat, weight, community, communities)


def of_places(places: Iterable[Place]) -> Demand:
    """Places by name as points, one each: what the site knows without the full geography.

    Counts are GeoNames', of no stated year, and a suburb may be counted with its city: good for distances, and for
    shares only roughly. Nothing says how remote a place is.
    """
    known = sorted((place for place in places if place.population), key=lambda place: place.place_id)
    communities = _columns(
        known,
        codes=[f"place:{place.place_id}" for place in known],
        years=[COUNTED] * len(known),
        kinds=[""] * len(known),
        rural=[None] * len(known),
    )
    return as_demand(communities.lonlat, communities.people, np.arange(len(known), dtype=np.int32), communities)


def as_demand(lonlat: Floats, weight: Floats, community: Codes, communities: Communities) -> Demand:
    """Points as demand. The points of a community share the people counted there by their weights."""
    xyz = as_xyz(lonlat)
    order = along_a_curve(xyz)
    weight, community = weight[order], community[order]
    total = np.bincount(community, weight, len(communities))
    counted = np.nan_to_num(communities.people)
    each = np.divide(counted, total, out=np.zeros(len(total)), where=total > 0)
    return Demand(lonlat[order], xyz[order], weight * each[community], community, communities)


def _columns(
    places: Sequence[Place],
    codes: Sequence[str],
    years: Sequence[str],
    kinds: Sequence[str],
    rural: Sequence[bool | None],
) -> Communities:
    """Communities in columns."""
    people = np.array([np.nan if place.population is None else place.population for place in places], dtype=float)
    now = np.array([year == COUNTED for year in years], dtype=bool)
    classes = [REMOTENESS.index(place.remoteness) if place.remoteness else UNKNOWN for place in places]
    north = [is_northern(place.province, place.point[1], place.remoteness) for place in places]
    return Communities(
        codes=tuple(codes),
        names_en=tuple(place.name_en for place in places),
        names_fr=tuple(place.name_fr for place in places),
        provinces=tuple(place.province for place in places),
        areas=tuple(place.areas | {code} for place, code in zip(places, codes, strict=True)),
        kinds=tuple(kinds),
        lonlat=np.array([place.point for place in places], dtype=np.float64).reshape(-1, 2),
        people=np.where(now, people, np.nan),
        people_before=np.where(now, np.nan, people),
        remoteness=np.array(classes, dtype=np.int32),
        rural=_known(rural),
        northern=_known(north),
    )


def _known(answers: Sequence[bool | None]) -> Codes:
    """Yes, no and unknown as 1, 0 and -1."""
    return np.array([UNKNOWN if answer is None else int(answer) for answer in answers], dtype=np.int32)
