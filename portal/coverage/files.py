"""Files for other people's programs: one need as CSV, GeoJSON and GeoPackage, with what its figures rest on inside.

Columns have the same English names in every file and language. Nothing stands here that no page shows: a community
that may not be told of by itself is drawn without a figure.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo.layers import Layer, Outline, as_geojson, outlines, points, write_geopackage
from geo.remoteness import REMOTENESS
from portal.registry.cells import plain

from .latest import Coverage
from .need import Need
from .tables import Row

AREAS = {"provinces": "province", "health_regions": "health_region"}
"""Layer to the grouping whose rows it holds; its outlines stand in the file of its name."""
YES_NO = ("no", "yes")


@dataclass(frozen=True, slots=True)
class Outlines:
    """The folders outlines are read from: of the full geography where it is loaded, and those that come with us."""

    geography: Path
    embedded: Path

    def of(self, layer: str) -> dict[str, Outline]:
        """The areas of a layer by their codes; none where no file tells of them."""
        name = f"{layer}.geojson"
        files = (path for path in (self.geography / name, self.embedded / name) if path.is_file())
        return next(map(outlines, files), {})


def stem(need: Need) -> str:
    """The name of the files of a need, without what kind they are."""
    return need.kind.replace(":", "-")


def write(coverage: Coverage, need: Need, where: Outlines, folder: Path) -> None:
    """The three files of a need; text is kept compressed, as most readers are sent it."""
    about, layers = about_need(coverage, need), list(layers_of(coverage, need, where))
    name = stem(need)
    for kind, text in (("csv", as_csv(layers, about)), ("geojson", as_geojson(layers[-1], about))):
        # A fixed time keeps the bytes equal for equal text.
        (folder / f"{name}.{kind}.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    write_geopackage(folder / f"{name}.gpkg", layers, about, coverage.about["day"])


def layers_of(coverage: Coverage, need: Need, where: Outlines) -> Iterator[Layer]:
    """Provinces, health regions where they are known, and communities last."""
    for name, group in AREAS.items():
        drawn = where.of(name)
        rows = [row for row in side_by_side(coverage.table(need, group)) if row["code"] in drawn]
        if rows:
            yield Layer(
                name, [named(row, drawn[row["code"]]) for row in rows], [drawn[row["code"]].shape for row in rows]
            )
    rows, drawn = community_rows(coverage, need), where.of("communities")
    spots = points(coverage.demand.communities.lonlat)
    shapes = [drawn[row["code"]].shape if row["code"] in drawn else spot for row, spot in zip(rows, spots, strict=True)]
    yield Layer("communities", rows, shapes)


def side_by_side(rows: Sequence[Row]) -> list[Row]:
    """One row for each group: its figures over all communities, then over those where somebody has looked."""
    whole: dict[str, Row] = {}
    for row in rows:
        end = "" if row["scope"] == "all" else "_surveyed"
        told = {f"{name}{end}": value for name, value in row.items() if name not in ("group", "scope")}
        whole.setdefault(row["group"], {"code": row["group"]}).update(told)
    return list(whole.values())


def named(row: Row, area: Outline) -> Row:
    """The row of an area with its names."""
    return {"code": row["code"], "name_en": area.name_en, "name_fr": area.name_fr} | row


def community_rows(coverage: Coverage, need: Need) -> list[Row]:
    """One row for each community: what is known of it, then the figures."""
    communities = coverage.demand.communities
    told = coverage.communities(need, float(coverage.about["reach_km"]), range(len(communities)))
    return [known_of(coverage, number) | figures(row) for number, row in enumerate(told)]


def known_of(coverage: Coverage, row: int) -> Row:
    """What anybody may know of a community."""
    communities = coverage.demand.communities
    remoteness = int(communities.remoteness[row])
    return {
        "code": communities.codes[row],
        "name_en": communities.names_en[row],
        "name_fr": communities.names_fr[row],
        "province": communities.provinces[row],
        "health_region": communities.health_region(row),
        "remoteness": REMOTENESS[remoteness] if remoteness >= 0 else "",
        "rural": yes_no(int(communities.rural[row])),
        "northern": yes_no(int(communities.northern[row])),
        "road_access": coverage.roads.get(communities.codes[row], "unknown"),
    }


def figures(row: Row) -> Row:
    """The columns of a community's row, under the names they have in every file."""
    return {name: value for name, value in row.items() if name != "group"}


def yes_no(answer: int) -> str:
    """yes, no, or nothing where it is not known."""
    return YES_NO[answer] if answer >= 0 else ""


def about_need(coverage: Coverage, need: Need) -> dict[str, str]:
    """What the figures rest on, as short texts by name."""
    about = coverage.about
    found = coverage.answer(need)
    surveyed = int(coverage.known(need).surveyed.sum())
    return {
        "need": need.kind,
        "need_fields": need.token,
        "day": about["day"],
        "data_version": about["version"],
        "listings_considered": str(about["listings"]),
        "listings_counted": str(int((found.counted & ~coverage.supply.has("hidden")).sum())),
        "communities": str(about["communities"]),
        "communities_surveyed": str(surveyed),
        "people": str(about["people"]),
        "distances": "straight line over the ground, km",
        "reach_km": f"{about['reach_km']:g}",
        "remoteness_cuts": " / ".join(f"{cut:g}" for cut in about["remoteness_cuts"]),
        "catchment_km": " / ".join(f"{km:g}" for km in about["catchment_km"]),
        "decay": " / ".join(f"{weight:g} to {share:.2f} of the reach" for share, weight in about["decay"]),
        "withheld": "no figure is about one First Nation, Inuit or Métis community without its consent",
        "sources": "; ".join(f"{name} ({publisher}, {licence})" for _id, name, publisher, licence in about["sources"]),
        "census": "Adapted from Statistics Canada, 2021 Census of Population; this does not constitute an endorsement "
        "by Statistics Canada of this product.",
    }


def as_csv(layers: Sequence[Layer], about: dict[str, str]) -> str:
    """Every layer in one table, under lines that say what it rests on; empty where a figure is not known."""
    target = io.StringIO()
    target.writelines(f"# {name}: {text}\n" for name, text in about.items())
    columns = list(dict.fromkeys(["layer", *(name for layer in layers for row in layer.rows[:1] for name in row)]))
    writer = csv.DictWriter(target, columns, restval="", lineterminator="\n")
    writer.writeheader()
    for layer in layers:
        writer.writerows({"layer": layer.name, **in_cells(row)} for row in layer.rows)
    return target.getvalue()


def in_cells(row: Any) -> dict[str, object]:
    """A row as it stands in CSV: yes and no for flags, and names that no spreadsheet takes for a formula."""
    return {name: in_cell(value) for name, value in row.items()}


def in_cell(value: object) -> object:
    """One figure, name or flag."""
    if isinstance(value, bool):
        return YES_NO[value]
    return plain(value) if isinstance(value, str) else value
