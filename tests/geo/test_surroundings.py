"""What lies in an area: sure where somebody knows, possible where nobody does, and never a guess."""

from pathlib import Path

import pytest

from geo.place import Place
from geo.places import Places
from geo.surroundings import NOTHING_KNOWN, Surroundings, by_area

DATA = Path(__file__).parents[2] / "data" / "places"


def community(name, **about):
    return Place(name, name, name, "ON", about.pop("point", (-80.0, 44.0)), **about)


@pytest.fixture(scope="module")
def shipped():
    return Places.load(DATA, None)


def test_an_area_is_of_a_kind_when_one_community_in_it_is():
    city = community("city", rural=False, remoteness="accessible", areas=frozenset({"CD:3501"}))
    hamlet = community("hamlet", rural=True, remoteness="very remote", areas=frozenset({"CD:3501", "CD:3502"}))

    found = by_area([city, hamlet])

    assert found["CD:3501"] == Surroundings(frozenset({"rural", "remote"}), frozenset())
    assert found["CD:3502"] == Surroundings(frozenset({"rural", "remote"}), frozenset())


def test_what_nobody_knows_is_possible_and_not_sure():
    found = by_area([community("village", point=(-90.0, 52.0), areas=frozenset({"CD:3560"}))])

    assert found["CD:3560"] == Surroundings(frozenset(), frozenset({"rural", "remote", "northern"}))


def test_an_area_knows_the_health_regions_of_its_communities():
    one = community("one", areas=frozenset({"PR:35", "HR:3562"}))
    other = community("other", areas=frozenset({"PR:35", "HR:3527"}))

    assert by_area([one, other])["PR:35"].health_regions == {"HR:3562", "HR:3527"}


def test_without_the_full_geography_the_territories_are_known_to_be_northern_and_the_south_not_to_be(shipped):
    assert "northern" in shipped.surroundings_in("PR:62").surely
    assert "northern" not in shipped.surroundings_in("PR:12").surely | shipped.surroundings_in("PR:12").maybe
    assert "northern" in shipped.surroundings_in("PR:35").maybe
    assert "remote" in shipped.surroundings_in("PR:62").maybe


def test_of_an_area_nobody_knows_nothing_is_ruled_out(shipped):
    assert shipped.surroundings_in("CD:9999") == NOTHING_KNOWN
    assert shipped.surroundings_in("place:no-such") == NOTHING_KNOWN
