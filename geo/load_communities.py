"""Census subdivisions out of the published files: where people are counted, and how remote that is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from geo import boundaries, sources
from geo.names import everyday_names
from geo.report import Report
from geo.sphere import Point

RESERVES = frozenset({"IRI", "S-É"})
PUBLISHER = "Statistics Canada"
LICENCE = "Statistics Canada Open Licence"


@dataclass(slots=True)
class Community:
    """A census subdivision. `population` is None where nobody counted."""

    csduid: str
    name: str
    name_fr: str
    csd_type: str
    point: Point
    population: int | None
    year: str
    remoteness: float | None
    radius_km: float | None = None
    other_names: tuple[str, ...] = ()
    health_region: str = ""
    cma_code: str | None = None
    """Its metropolitan area or agglomeration; '' outside all of them, None where nobody looked it up."""

    @property
    def province(self) -> str:
        return sources.LETTERS[self.csduid[:2]]

    @property
    def areas(self) -> tuple[str, ...]:
        """Codes of the public areas around it, below its province."""
        region = (f"HR:{self.health_region}",) if self.health_region else ()
        return (f"CD:{self.csduid[:4]}", f"CSD:{self.csduid}", *region)


def read(source: Path, report: Report) -> list[Community]:
    """The census subdivisions of a folder, by csduid; from the joined table, or from the official files alone."""
    joined = sources.find(source, "communities.csv")
    found = _from_table(joined, report) if joined else _from_official(source, report)
    _add_index(found, source, report)
    _add_health_regions(found, source)
    report.population_2021 = sum(c.population or 0 for c in found if c.year == "2021")
    unknown, earlier = sum(c.population is None for c in found), sum(c.year == "2016" for c in found)
    report.notes.append(f"{unknown} communities have no count: unknown, not empty; {earlier} have that of 2016 only")
    return sorted(found, key=lambda community: community.csduid)


def _from_table(path: Path, report: Report) -> list[Community]:
    """The joined table: population of 2021, else of 2016, else unknown."""
    table, found = report.table(path.name), []
    for row in sources.rows_of(path):
        counted = sources.count(row["population_2021"])
        earlier = sources.count(row["population_2016"]) if counted is None else None
        population = counted if counted is not None else earlier
        table.take()
        found.append(
            Community(
                csduid=row["csduid"],
                name=sources.one_line(row["name"]),
                name_fr=sources.one_line(row["name_fr"]),
                csd_type=row["csd_type"],
                point=(float(row["lon"]), float(row["lat"])),
                population=population,
                year="" if population is None else "2021" if counted is not None else "2016",
                remoteness=sources.number(row["ir"]),
                radius_km=sources.number(row["spread_km"]),
                other_names=everyday_names(row["name"]) if row["csd_type"] in RESERVES else (),
                cma_code=row.get("cma_ca_code_2021"),
            )
        )
    return found


def _from_official(source: Path, report: Report) -> list[Community]:
    """The Index of Remoteness for names and counts, the official boundary file for a point inside each."""
    index = sources.find(source, "2021IR_DATABASE.csv", "2016IR_DATABASE.csv")
    shapes = sources.find(source, "lcsd*.shp", "lcsd*.gpkg", "csd_*.geojson")
    if index is None or shapes is None:
        raise FileNotFoundError("neither communities.csv nor an Index of Remoteness with a boundary file (lcsd…)")
    frame = boundaries.read(shapes)
    inside = frame.geometry.representative_point()
    codes = frame["CSDUID" if "CSDUID" in frame else "csduid"].astype(str)
    points = {code: (round(p.x, 5), round(p.y, 5)) for code, p in zip(codes, inside, strict=True)}
    table, found = report.table(index.name), []
    for csduid, one in sources.index_of_remoteness(index).items():
        if csduid not in points:
            table.skip("no boundary for it")
            continue
        table.take()
        year = one.year if one.population is not None else ""
        others = everyday_names(one.name) if one.csd_type in RESERVES else ()
        found.append(
            Community(
                csduid, one.name, "", one.csd_type, points[csduid], one.population, year, one.remoteness, None, others
            )
        )
    return found


def _add_index(found: list[Community], source: Path, report: Report) -> None:
    """The index where the table has none: of 2021, else of 2016."""
    for name in ("2021IR_DATABASE.csv", "2016IR_DATABASE.csv"):
        path = sources.find(source, name)
        if path is None:
            continue
        index = sources.index_of_remoteness(path)
        for community in found:
            one = index.get(community.csduid)
            if one is not None and community.remoteness is None and one.remoteness is not None:
                community.remoteness = one.remoteness
        known = {community.csduid: community for community in found}
        differing = sum(
            one.population != known[code].population
            for code, one in index.items()
            if one.population is not None and code in known and known[code].year == one.year
        )
        report.notes.append(f"{name}: {differing} populations differ from the table")


def _add_health_regions(found: list[Community], source: Path) -> None:
    path = sources.find(source, "health_regions*.geojson", "HR_*.shp", "health_regions*.shp")
    if path is None:
        return
    frame = boundaries.read(path).rename(columns=str.lower)
    if "prov" not in frame:
        frame["prov"] = frame["hruid"].astype(str).str[:2].map(sources.LETTERS)
    asked = np.array([(*community.point, community.province) for community in found], dtype=object)
    for community, code in zip(found, boundaries.codes_at(asked, frame, "hruid", "prov"), strict=True):
        community.health_region = code
