"""Two registries that differ in one thing: which of two communities that have not agreed has the only service.

Both are alike in everything else: people, region, class, and how far they are from everybody. So whatever is told of
groups of people is the same, and any byte that differs is about one of the two.
"""

import json
from dataclasses import replace

import numpy as np
import pytest

from geo.places import Places
from geo.sphere import distances_km
from portal.coverage import files, tables
from portal.coverage import supply as supplies
from portal.coverage.answers import people_sharing
from portal.coverage.latest import Coverage
from portal.coverage.need import Need
from portal.registry.disclosure import for_public
from portal.registry.vocabulary import Vocabularies
from tests.conftest import DATA, SOURCE, at, listing
from tests.countries import country
from tests.portal.coverage.conftest import DAY

LEGAL = Need("component:legal")
WEST, EAST = (-80.5, 50.0), (-79.5, 50.0)
MIDDLE = [(-80.0, 45.0), (-80.0, 47.0), (-80.0, 52.0)]
"""Others live where both are equally far."""


def coverage_of(served, consents, folder) -> Coverage:
    """Coverage of a country in which only one of two reserves has legal help."""
    ground = country([WEST, EAST, *MIDDLE], [400, 400, 9000, 700, 80])
    communities = replace(ground.communities, kinds=("IRI", "IRI", "T", "T", "T"))
    demand = replace(ground, communities=communities)
    supply = supply_of(listing("help", "Help", "legal.aid", place=at("help", "1 Band Office Road", served)))
    return Coverage(
        folder=folder,
        # The version names the public list, in which the two differ; what is told beside it must not.
        about={
            "revision": 1, "version": "the same", "day": DAY,
            "people": 10_580, "communities": 5, "listings": 1, "reach_km": 50.0,
            "full_geography": False, "remoteness_cuts": [], "catchment_km": [], "decay": [], "sources": [],
        },
        demand=demand,
        supply=supply,
        states={},
        consents=consents,
        roads={},
        members={"legal": ("legal.aid",)},
        sharing=people_sharing(supply, demand),
    )  # fmt: skip


def supply_of(service):
    """What one listing offers, on the places that come with the site."""
    places = Places.load(DATA / "places", None)
    return supplies.of_services([for_public(service, SOURCE)], places, Vocabularies(DATA / "taxonomy"))


def told(coverage: Coverage) -> dict[str, object]:
    """Everything that is told of the need: tables, communities, files."""
    coverage.folder.mkdir(parents=True, exist_ok=True)
    files.write(coverage, LEGAL, files.Outlines(coverage.folder, coverage.folder), coverage.folder)
    found: dict[str, object] = {path.name: path.read_bytes() for path in sorted(coverage.folder.iterdir())}
    for name in tables.GROUPINGS:
        for reach in (25.0, 50.0, 100.0, 200.0):
            found[f"{name} {reach:g}"] = json.dumps(coverage.table(LEGAL, name, reach))
    found["communities"] = json.dumps(coverage.communities(LEGAL, 50.0, range(5)))
    return found


def test_nothing_tells_which_of_two_communities_without_consent_has_a_service(tmp_path):
    west, east = (told(coverage_of(spot, {}, tmp_path / name)) for name, spot in (("w", WEST), ("e", EAST)))

    assert [name for name in west if west[name] != east[name]] == []


def test_with_their_consent_the_same_two_are_told_apart(tmp_path):
    agreed = {"CSD:0000000": True, "CSD:0000001": True}
    west, east = (told(coverage_of(spot, agreed, tmp_path / name)) for name, spot in (("w", WEST), ("e", EAST)))

    assert {name for name in west if west[name] != east[name]} == {
        "communities", "component-legal.csv.gz", "component-legal.geojson.gz", "component-legal.gpkg",
    }  # fmt: skip


def test_the_two_are_alike_in_everything_else():
    for spot in MIDDLE:
        west, east = distances_km(np.array([WEST, EAST]), spot)
        assert west == pytest.approx(east, abs=1e-6)
