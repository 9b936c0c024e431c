"""Areas that services declare as theirs, by name. What has no name we know is said to be part of its province."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from flask_babel import gettext as _

from geo.place import Place
from portal.registry.disclosure import PublicService
from portal.registry.model import Text

from .language import listed
from .reader import Reader

MOST_NAMED = 4
"""Areas named one by one in a line; more of them are said as a part of the province."""


def names_of_areas(places: Iterable[Place], embedded: Path, full: Path) -> dict[str, Text]:
    """Names by area code, the widest first: what people call a region, before the name it is counted under.

    `embedded` and `full` are tables of areas: ours, and that of the full geography, which names all it holds. A region
    of several census divisions stands under all their codes, joined by plus signs. Two regions of the same divisions
    (Nunavik, Eeyou Istchee) name neither.
    """
    regions: dict[str, list[Place]] = {}
    for place in places:
        if place.kind == "region":
            regions.setdefault("+".join(divisions(place.areas)), []).append(place)
    called = {codes: Text(one[0].name_en, one[0].name_fr) for codes, one in regions.items() if codes and not one[1:]}
    names = names_in(embedded) | called | names_in(full)
    return {codes: names[codes] for codes in sorted(names, key=lambda codes: (-codes.count("+"), codes))}


def names_in(table: Path) -> dict[str, Text]:
    """The names of a table of areas by their codes; nothing where there is no table."""
    if not table.is_file():
        return {}
    with table.open(encoding="utf-8", newline="") as file:
        return {row["code"]: Text(row["name_en"], row["name_fr"]) for row in csv.DictReader(file)}


def divisions(codes: Iterable[str]) -> list[str]:
    """The census divisions among area codes, in order."""
    return sorted(code for code in codes if code.startswith("CD:"))


def area_text(service: PublicService, reader: Reader) -> str:
    """What it says it serves: all of Canada, provinces, named areas, or a part of its province."""
    if "CA" in service.service_area:
        return _("All of Canada")
    provinces = [code for code in service.service_area if code in reader.terms["provinces"]]
    smaller = [code for code in service.service_area if code not in provinces]
    if provinces or not smaller:
        return reader.labels("provinces", provinces) or reader.province_name(service.province)
    named, complete = named_areas(smaller, reader)
    province = reader.province_name(service.province)
    if named and complete and len(named) <= MOST_NAMED:
        return f"{listed(named, reader.language)} ({province})"
    if named:
        return _("%(province)s, in part: %(area)s", province=province, area=listed(named[:2], reader.language))
    return _("%(province)s, in part: ask which", province=province) if province else _("Ask which area")


def named_areas(codes: Iterable[str], reader: Reader) -> tuple[list[str], bool]:
    """The names of these areas, the widest first, and whether nothing was left without a name."""
    left, named = set(codes), []
    for several, name in reader.areas.items():
        if "+" not in several:
            break
        if left.issuperset(parts := several.split("+")):
            named.append(reader.words(name).text)
            left.difference_update(parts)
    for code in sorted(left & reader.areas.keys()):
        named.append(reader.words(reader.areas[code]).text)
        left.discard(code)
    return named, not left
