"""The full geography: the only module that turns published files into the tables the site reads.

Written beside the target and renamed into place, with built.json last: a folder without it is never used. Safe to
run twice; two runs over one source write the same bytes. If a run stops between the two renames, the site goes on
with the places it ships with until the next run.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from geo import boundaries, load_communities, load_places, sources
from geo.load_communities import LICENCE, PUBLISHER, Community
from geo.load_places import Town
from geo.place_tables import AREAS
from geo.provinces import PROVINCES
from geo.remoteness import class_of, is_rural
from geo.report import Report
from geo.sphere import Point

NAME_COLUMNS = (
    "place_id name name_fr other_names province latitude longitude population population_year publisher licence "
    "radius_km csduid cduid csd_type remoteness_class remoteness_index rural areas"
).split()
POSTAL_COLUMNS = "fsa province name latitude longitude radius_km publisher licence areas".split()
AREA_COLUMNS = "code kind name_en name_fr parent population".split()
OUTLINE_METRES = 1500
"""Outlines are for drawing. Borders are moved by no more than this."""


def load_geography(source: Path, target: Path, progress: Callable[[str], None]) -> Report:
    """Read the folder `source` and put the finished tables at `target`; tell `progress` what is being done."""
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.parent / f".{target.name}.making"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    report = _build(source, aside, progress)
    _finish(aside, report)
    _put_in_place(aside, target)
    return report


def _build(source: Path, aside: Path, progress: Callable[[str], None]) -> Report:
    report = Report()
    progress("communities")
    communities = load_communities.read(source, report)
    progress("places")
    towns = load_places.read(source, communities, report)
    progress("people")
    points, owners = _write_demand(source, communities, aside / "demand.npz", report)
    progress("postal areas")
    postal = load_places.read_postal(source, points, owners, report)
    progress("outlines")
    areas = _write_outlines(source, aside, communities, report)
    _write(aside / "communities.csv", NAME_COLUMNS, map(_community_row, communities), report)
    _write(aside / "places.csv", NAME_COLUMNS, map(_town_row, towns), report)
    _write(aside / "postal_areas.csv", POSTAL_COLUMNS, postal, report)
    _write(aside / AREAS, AREA_COLUMNS, areas, report)
    return report


def _finish(aside: Path, report: Report) -> None:
    """The report is written last, and only after everything it speaks of is on the disk."""
    digest = hashlib.sha256()
    for path in sorted(aside.iterdir()):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
        with path.open("rb") as file:
            os.fsync(file.fileno())
    report.digest = digest.hexdigest()
    text = json.dumps(report.as_dict(), ensure_ascii=False, indent=1) + "\n"
    with (aside / "built.json").open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _put_in_place(aside: Path, target: Path) -> None:
    former = target.parent / f".{target.name}.former"
    shutil.rmtree(former, ignore_errors=True)
    if target.exists():
        target.rename(former)
    aside.rename(target)
    shutil.rmtree(former, ignore_errors=True)


def _write(path: Path, columns: list[str], rows: Iterable[Mapping[str, Any]], report: Report) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        count = 0
        for row in rows:
            writer.writerow({name: "" if value is None else value for name, value in row.items()})
            count += 1
    report.written[path.name] = count


def _community_row(community: Community) -> dict[str, Any]:
    return {
        "place_id": f"csd:{community.csduid}",
        "name": community.name,
        "name_fr": community.name_fr,
        "other_names": ";".join(community.other_names),
        "province": community.province,
        "latitude": community.point[1],
        "longitude": community.point[0],
        "population": community.population,
        "population_year": community.year,
        "publisher": PUBLISHER,
        "licence": LICENCE,
        "radius_km": community.radius_km,
        "csd_type": community.csd_type,
        **_belonging(community),
    }


def _town_row(town: Town) -> dict[str, Any]:
    return {
        "place_id": town.place_id,
        "name": town.name,
        "other_names": ";".join(town.other_names),
        "province": town.province,
        "latitude": town.point[1],
        "longitude": town.point[0],
        "population": town.population,
        "publisher": town.publisher,
        "licence": town.licence,
        **(_belonging(town.community) if town.community else {}),
    }


def _belonging(community: Community) -> dict[str, Any]:
    return {
        "csduid": community.csduid,
        "cduid": community.csduid[:4],
        "remoteness_class": class_of(community.remoteness),
        "remoteness_index": community.remoteness,
        "rural": {True: "yes", False: "no", None: ""}[is_rural(community.cma_code)],
        "areas": ";".join(community.areas),
    }


def _write_demand(
    source: Path, communities: list[Community], path: Path, report: Report
) -> tuple[list[Point], list[Community]]:
    """Where people live: dissemination areas, and the communities that none of them stands for, as one point each."""
    row_of = {community.csduid: row for row, community in enumerate(communities)}
    points: list[Point] = []
    weights: list[float] = []
    rows: list[int] = []
    file = sources.find(source, "da_points_2016.csv.gz", "da_points*.csv.gz", "da_points*.csv")
    for one in sources.rows_of(file) if file else ():
        if one["csduid"] not in row_of:
            report.table("da_points").skip("no such community")
            continue
        report.table("da_points").take()
        points.append((float(one["lon"]), float(one["lat"])))
        weights.append(sources.number(one["weight"]) or 0.0)
        rows.append(row_of[one["csduid"]])
    missing = sorted(set(range(len(communities))) - set(rows))
    missing = [row for row in missing if communities[row].population]
    points += [communities[row].point for row in missing]
    weights += [float(communities[row].population or 0) for row in missing]
    rows += missing
    longitude, latitude = np.array(points, dtype=np.float64).reshape(-1, 2).T
    with path.open("wb") as target:
        np.savez(target, lon=longitude, lat=latitude, weight=np.array(weights), community=np.array(rows, np.int32))
    report.written[path.name] = len(points)
    report.notes.append(f"{len(missing)} communities without dissemination areas stand for themselves")
    return points, [communities[row] for row in rows]


def _write_outlines(source: Path, aside: Path, communities: list[Community], report: Report) -> list[dict[str, Any]]:
    """Four files to draw from, and every area a service may name as the one it serves."""
    areas = [{"code": "CA", "kind": "country", "name_en": "Canada", "name_fr": "Canada"}]
    areas += [
        {"code": one.code, "kind": "province", "name_en": one.en, "name_fr": one.fr, "parent": "CA"}
        | {"population": str(_people(c for c in communities if c.province == one.letters) or "")}
        for one in PROVINCES.values()
    ]
    drawn = (
        ("provinces.geojson", ("provinces*.geojson", "lpr_*.shp"), "pruid", _province),
        ("census_divisions.geojson", ("census_divisions*.geojson", "lcd_*.shp"), "cduid", _division),
        ("health_regions.geojson", ("health_regions*.geojson", "HR_*.shp"), "hruid", _health_region),
        ("communities.geojson", ("csd*.geojson", "lcsd*.shp"), "csduid", _subdivision),
    )
    for name, patterns, column, describe in drawn:
        path = sources.find(source, *patterns)
        if path is None:
            report.notes.append(f"{name}: no boundary file was found")
            continue
        frame = boundaries.read(path).rename(columns=str.lower)
        # A reserve can be smaller than what a border may be moved by: communities are taken as they are drawn.
        frame = frame if column == "csduid" else boundaries.simplified(frame, OUTLINE_METRES)
        described = [describe(row) for row in frame.sort_values(column).to_dict("records")]
        frame = frame.sort_values(column)[["geometry"]]
        for field in ("code", "pruid", "name_en", "name_fr"):
            frame[field] = [one[field] for one in described]
        text = json.dumps(boundaries.as_outlines(frame), ensure_ascii=False, separators=(",", ":"))
        (aside / name).write_text(text + "\n", encoding="utf-8")
        report.written[name] = len(described)
        if column in ("cduid", "hruid"):
            areas += [_area(one, communities) for one in described]
    return areas + [_community_area(community) for community in communities]


def _province(row: dict[str, Any]) -> dict[str, str]:
    letters = sources.LETTERS[str(row["pruid"])]
    return {"code": letters, "pruid": str(row["pruid"])} | _names(PROVINCES[letters].en, PROVINCES[letters].fr)


def _division(row: dict[str, Any]) -> dict[str, str]:
    name = sources.one_line(str(row.get("name") or row.get("cdname")))
    return {"code": f"CD:{row['cduid']}", "pruid": str(row["cduid"])[:2]} | _names(name, name)


def _subdivision(row: dict[str, Any]) -> dict[str, str]:
    name = sources.one_line(str(row.get("name") or row.get("csdname")))
    return {"code": f"CSD:{row['csduid']}", "pruid": str(row["csduid"])[:2]} | _names(name, name)


def _health_region(row: dict[str, Any]) -> dict[str, str]:
    english = sources.one_line(str(row.get("name_en") or row.get("engname")))
    french = sources.one_line(str(row.get("name_fr") or row.get("frename") or english))
    return {"code": f"HR:{row['hruid']}", "pruid": str(row["hruid"])[:2]} | _names(english, french)


def _names(english: str, french: str) -> dict[str, str]:
    return {"name_en": english, "name_fr": french}


def _area(one: dict[str, str], communities: list[Community]) -> dict[str, str]:
    kind = "census division" if one["code"].startswith("CD:") else "health region"
    people = _people(community for community in communities if one["code"] in community.areas)
    row = {"code": one["code"], "kind": kind, "parent": f"PR:{one['pruid']}", "population": str(people or "")}
    return row | _names(one["name_en"], one["name_fr"])


def _community_area(community: Community) -> dict[str, Any]:
    people = community.population if community.year == "2021" else None
    row = {"code": f"CSD:{community.csduid}", "kind": "community", "parent": f"CD:{community.csduid[:4]}"}
    return row | {"population": people} | _names(community.name, community.name_fr or community.name)


def _people(communities: Iterable[Community]) -> int:
    """People counted in 2021; those nobody counted are not in it."""
    return sum(community.population or 0 for community in communities if community.year == "2021")
