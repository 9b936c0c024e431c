"""Place names and postal areas out of the published files, tied to the communities people are counted in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from geo import sources
from geo.load_communities import Community
from geo.names import everyday_names, key
from geo.place_tables import WIDE_KM
from geo.report import Report
from geo.sphere import Nearest, Point, rough_km

SAME_KM = 10.0
UNCONFIRMED_KM = 40.0
"""An unconfirmed name this close to a confirmed one of the same name is a copy of it with a wrong point."""
LINKED_KM = 25.0
"""A place takes the areas and the remoteness of the community it is tied to, unless that is farther away."""
FAMOUS = 12
"""A place with more spellings than this is written in every alphabet: none of them is kept."""
PUBLISHERS = {
    "GeoNames": ("GeoNames", "CC BY 4.0"),
    "WOF": ("Who's On First", "Who's On First licence"),
    "ISC": ("Indigenous Services Canada", "Open Government Licence – Canada 2.0"),
}


@dataclass(slots=True)
class Town:
    """A place name that is not a census subdivision of its own."""

    place_id: str
    name: str
    other_names: tuple[str, ...]
    province: str
    point: Point
    population: int | None
    publisher: str
    licence: str
    community: Community | None = None
    tier: int = 1


class Known:
    """What is taken already, by name and province."""

    def __init__(self, communities: Iterable[Community]) -> None:
        self._held: dict[tuple[str, str], list[Town | Community]] = defaultdict(list)
        for community in communities:
            self.add(community)

    def add(self, one: Town | Community) -> None:
        for name in {one.name, *([one.name_fr] if isinstance(one, Community) and one.name_fr else [])}:
            self._held[key(name), one.province].append(one)

    def near(self, town: Town, km: float) -> Town | Community | None:
        """A place of the same name and province within `km`."""
        held = self._held.get((key(town.name), town.province), ())
        return next((one for one in held if rough_km(one.point, town.point) <= km), None)


def read(source: Path, communities: list[Community], report: Report) -> list[Town]:
    """Place names, confirmed ones first. A name that a community bears already is added to it, not repeated."""
    by_code = {community.csduid: community for community in communities}
    known, taken = Known(communities), []
    towns = sorted(_all_towns(source, by_code, report), key=lambda one: one[1].tier)
    for file, town in towns:
        table, twin = report.table(file), known.near(town, UNCONFIRMED_KM if town.tier == 3 else SAME_KM)
        if twin is not None:
            new = (name for name in town.other_names if name not in (twin.name, *twin.other_names))
            twin.other_names = (*twin.other_names, *(new if town.tier < 3 else ()))
            table.skip("names a place that is there already")
        else:
            table.take()
            known.add(town)
            taken.append(town)
    _tie(taken, communities)
    return sorted(taken, key=lambda town: town.place_id)


def _all_towns(source: Path, by_code: dict[str, Community], report: Report) -> Iterator[tuple[str, Town]]:
    path = sources.find(source, "gazetteer.csv")
    if path is not None:
        for row in sources.rows_of(path):
            yield path.name, _from_gazetteer(row, by_code, report)
    path = sources.find(source, "isc_inuit_communities*.csv", "*[Ii]nuit*.csv")
    if path is not None:
        for located in sources.inuit_communities(path):
            yield path.name, _from_isc(located, report)
    path = sources.find(source, "isc_first_nations_location*.csv", "*[Ff]irst*[Nn]ation*[Ll]ocation*.csv")
    if path is not None:
        yield from _first_nations(path, by_code, report)


def _from_gazetteer(row: sources.Row, by_code: dict[str, Community], report: Report) -> Town:
    name = _shown(row["name"], row["source_id"], report)
    source = next((short for short in PUBLISHERS if row["source"].startswith(short)), row["source"])
    publisher, licence = PUBLISHERS.get(source, (row["source"], ""))
    close = row["csd_link"] == "name" or (sources.number(row["csd_link_km"]) or 0.0) <= LINKED_KM
    return Town(
        place_id=f"{source.lower()}:{row['source_id']}",
        name=name,
        other_names=(*_spellings(name, row["alt"].split("|")), *everyday_names(name)),
        province=row["prov"],
        point=(float(row["lon"]), float(row["lat"])),
        population=sources.count(row["population"]),
        publisher=publisher,
        licence=licence,
        community=by_code.get(row["csduid"]) if close else None,
        tier=int(row["tier"]),
    )


def _shown(name: str, place_id: str, report: Report) -> str:
    """The name as it may be shown. How it is written is for the community to say, so the report asks."""
    shown = sources.without_lost_letter(name)
    if shown != name:
        report.notes.append(f"{place_id}: a glottal stop was lost at the source; ask how the name is written")
    return shown


def _spellings(name: str, spellings: list[str]) -> tuple[str, ...]:
    """Other spellings that people here may type: with a capital, and not of a place known all over the world."""
    if len(spellings) > FAMOUS:
        return ()
    return tuple(sorted({one for one in spellings if one and one != name and not one[0].islower() and ";" not in one}))


def _first_nations(path: Path, by_code: dict[str, Community], report: Report) -> Iterator[tuple[str, Town]]:
    """Bands. Where the file names no province, the nearest community tells."""
    communities = list(by_code.values())
    nearest = Nearest([community.point for community in communities])
    for located in sources.first_nations(path):
        town = _from_isc(located, report)
        if not town.province:
            rows, km = nearest.nearest(town.point, 1)
            town.province = communities[rows[0]].province if km[0] <= LINKED_KM else ""
        if town.province:
            yield path.name, town
        else:
            report.table(path.name).skip("no province")


def _from_isc(located: sources.Located, report: Report) -> Town:
    name = _shown(located.name, located.place_id, report)
    return Town(
        place_id=located.place_id,
        name=name,
        other_names=(*located.other_names, *everyday_names(name)),
        province=located.province,
        point=(located.longitude, located.latitude),
        population=None,
        publisher=PUBLISHERS["ISC"][0],
        licence=PUBLISHERS["ISC"][1],
    )


def _tie(towns: list[Town], communities: list[Community]) -> None:
    """A town that names no community is tied to the nearest one of its province, when that is near."""
    nearest = Nearest([community.point for community in communities])
    for town in towns:
        if town.community is None:
            rows, km = nearest.nearest(town.point, 1)
            community = communities[rows[0]]
            if km[0] <= LINKED_KM and community.province == town.province:
                town.community = community


def read_postal(source: Path, points: list[Point], owners: list[Community], report: Report) -> list[dict[str, str]]:
    """Postal areas. One small enough to measure from also takes the areas of the community its middle lies in."""
    nearest = Nearest(points)
    taken: dict[str, dict[str, str]] = {}
    for file, row in _postal_rows(source):
        table, fsa = report.table(file), row["fsa"]
        if fsa == "H0H" or fsa in taken or not row["lat"] or not row["lon"]:
            table.skip("not a place" if fsa == "H0H" else "there already" if fsa in taken else "no point")
            continue
        table.take()
        point = (float(row["lon"]), float(row["lat"]))
        radius = sources.number(row["p90_km"])
        areas: tuple[str, ...] = ()
        if radius is not None and radius <= WIDE_KM:
            owner = owners[nearest.nearest(point, 1)[0][0]]
            areas = owner.areas if owner.province == row["prov"] else ()
        taken[fsa] = {
            "fsa": fsa,
            "province": row["prov"],
            "name": row["place"],
            "latitude": row["lat"],
            "longitude": row["lon"],
            "radius_km": row["p90_km"],
            "publisher": "Statistics Canada; GeoNames",
            "licence": "Statistics Canada Open Licence; CC BY 4.0",
            "areas": ";".join(areas),
        }
    return [taken[fsa] for fsa in sorted(taken)]


def _postal_rows(source: Path) -> Iterator[tuple[str, sources.Row]]:
    path = sources.find(source, "fsa.csv")
    if path is not None:
        for row in sources.rows_of(path):
            yield path.name, row
    path = sources.find(source, "geonames_postal_CA.txt", "CA.txt")
    if path is not None:
        for row in sources.postal_text(path):
            yield path.name, row
