"""Which clock each place keeps: the table, the exceptions kept by hand, and places the table does not name."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from geo import timezones
from geo.embedded import zones_of_cities
from geo.place import Place
from geo.place_tables import Named
from geo.places import Places
from portal.registry.clocks import clock

DATA = Path(__file__).parents[2] / "data"
PLACES = DATA / "places"


@pytest.fixture(scope="module")
def places():
    return Places.load(PLACES)


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_table_is_what_is_made_from_geonames_and_the_exceptions(tmp_path):
    for path in PLACES.glob("*.csv"):
        shutil.copy(path, tmp_path)
    (tmp_path / timezones.TABLE).unlink()

    timezones.write(tmp_path, DATA / "taxonomy" / "provinces.csv", zones_of_cities())

    assert (tmp_path / timezones.TABLE).read_bytes() == (PLACES / timezones.TABLE).read_bytes()


def test_every_exception_names_a_place_we_know_and_says_why(places):
    for row in rows(PLACES / timezones.EXCEPTIONS):
        place = places.by_id(row["place_id"])
        assert place is not None and place.province == row["province"]
        assert place.timezone == row["timezone"]
        assert row["reason"] and row["publisher"]


def test_every_zone_is_one_of_canada_and_has_a_clock():
    zones = {row["timezone"] for row in rows(PLACES / timezones.TABLE)} - {""}

    assert all(clock(zone).key == zone for zone in zones)
    assert not zones & timezones.SAME_CLOCK.keys()


def test_every_community_keeps_a_clock_but_those_that_keep_two(places):
    without = {place.place_id for place in places if place.kind == "community" and not place.timezone}

    assert without == {row["place_id"] for row in rows(PLACES / timezones.EXCEPTIONS) if not row["timezone"]}


def test_a_place_from_elsewhere_keeps_the_clock_of_its_nearest_neighbour_in_the_province(places):
    def named(letters, point):
        place = Place("CSD:1", "New", "New", letters, point)
        return Named(place, ("New",))

    # Beside Kenora; in Manitoba beside Ontario's border; in Alberta, which has one clock; beside Blanc-Sablon.
    asked = [named("ON", (-94.4, 49.8)), named("MB", (-95.2, 49.8)), named("AB", (-119.0, 59.0)),
             named("QC", (-57.2, 51.5)), named("NL", (-57.0, 51.5))]  # fmt: skip

    found = [one.place.timezone for one in timezones.as_nearest(asked, places)]

    assert found == [
        "America/Winnipeg", "America/Winnipeg", "America/Edmonton", "America/Blanc-Sablon", "America/St_Johns",
    ]  # fmt: skip


def test_an_area_has_the_clocks_of_its_communities(places):
    assert places.zones_in("PR:46") == ("America/Winnipeg",)
    assert set(places.zones_in("PR:35")) == {"America/Toronto", "America/Winnipeg", "America/Atikokan"}
    assert places.zones_in(f"place:{places.find('Kenora, ON').place_id}") == ("America/Winnipeg",)
    assert places.zones_in("place:none") == places.zones_in("XX:1") == ()


def test_a_region_has_the_clocks_of_its_divisions_and_a_place_of_two_clocks_those_of_its_province(places):
    assert places.zones_of(places.find("Îles-de-la-Madeleine, QC")) == ("America/Halifax",)
    assert set(places.zones_of(places.find("Labrador, NL"))) == {"America/St_Johns", "America/Goose_Bay"}
    assert len(places.zones_of(places.find("Listuguj, QC"))) == 3


def test_without_a_table_nobody_knows(tmp_path):
    assert timezones.read(tmp_path) == {}
