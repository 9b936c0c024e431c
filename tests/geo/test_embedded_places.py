"""The places, postal areas and outlines that come with the site: whole, in bounds, and near the census."""

import csv
import json
import math
import os
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely

from geo.embedded import Area, Code, Row, all_cities, as_people_write, lines_of, post_offices, where_it_is
from geo.embedded_outlines import province_shapes
from geo.names import keys
from geo.provinces import FIRST_POSTAL_LETTER, PROVINCES
from geo.sphere import Nearest, distances_km

CHECKOUT = Path(__file__).parents[2]
PLACES = CHECKOUT / "data" / "places"
OUTLINES = CHECKOUT / "data" / "boundaries" / "provinces.geojson"
SHARED = CHECKOUT.parent / "shared"

TERRITORIES = {
    "NU": """Arctic Bay; Arviat; Baker Lake; Cambridge Bay; Cape Dorset; Chesterfield Inlet; Clyde River;
        Coral Harbour; Gjoa Haven; Grise Fiord; Hall Beach; Igloolik; Iqaluit; Kimmirut; Kinngait; Kugaaruk;
        Kugluktuk; Naujaat; Pangnirtung; Pond Inlet; Qikiqtarjuaq; Rankin Inlet; Resolute; Sanikiluaq; Sanirajak;
        Taloyoak; Whale Cove; Frobisher Bay; Broughton Island; Coppermine; Eskimo Point; Repulse Bay; Spence Bay;
        Pelly Bay; ᐃᖃᓗᐃᑦ""",
    "NT": """Aklavik; Behchokǫ̀; Colville Lake; Délı̨nę; Dettah; Enterprise; Fort Good Hope; Fort Liard;
        Fort McPherson; Fort Providence; Fort Resolution; Fort Simpson; Fort Smith; Gamètì; Hay River; Inuvik;
        Jean Marie River; Kakisa; Lutselk'e; Nahanni Butte; Norman Wells; Paulatuk; Sachs Harbour; Sambaa K'e;
        Tsiigehtchic; Tuktoyaktuk; Tulita; Ulukhaktok; Wekweètì; Whatì; Wrigley; Yellowknife; N'Dilo; Holman;
        Fort Franklin; Fort Norman; Rae Lakes; Snare Lake; Rae-Edzo; Snowdrift; Arctic Red River""",
    "YT": """Beaver Creek; Burwash Landing; Carcross; Carmacks; Champagne; Dawson City; Destruction Bay; Faro;
        Haines Junction; Ibex Valley; Johnsons Crossing; Keno City; Lake Laberge; Marsh Lake; Mayo; Mount Lorne;
        Old Crow; Pelly Crossing; Ross River; Stewart Crossing; Swift River; Tagish; Teslin; Upper Liard;
        Watson Lake; Whitehorse""",
    "QC": """Akulivik; Aupaluk; Inukjuak; Ivujivik; Kangiqsualujjuaq; Kangiqsujuaq; Kangirsuk; Kuujjuaq;
        Kuujjuarapik; Puvirnituq; Quaqtaq; Salluit; Tasiujaq; Umiujaq; Whapmagoostui; Chisasibi; Eastmain;
        Mistissini; Nemaska; Oujé-Bougoumou; Waskaganish; Waswanipi; Wemindji; Kawawachikamach; Opitciwan;
        Port Harrison; Great Whale; Poste-de-la-Baleine; Fort Chimo; Seven Islands; Three Rivers; Quebec City""",
    "NL": "Nain; Hopedale; Makkovik; Postville; Rigolet; Natuashish; Sheshatshiu; Saint-Jean de Terre-Neuve",
    "ON": "Moose Factory; Attawapiskat; Fort Severn; Peawanuck; Kashechewan; Webequie; Pikangikum; Big Trout Lake",
    "MB": "Shamattawa; Tadoule Lake; Lac Brochet; Pukatawagan; Churchill; Little Grand Rapids; God's River",
    "SK": "Fond-du-Lac; Black Lake; Wollaston Lake; Stony Rapids; Patuanak; Cumberland House",
    "AB": "Fort Chipewyan; Fox Lake; John D'Or Prairie; Chateh; Janvier",
    "BC": "Kwadacha; Tsay Keh Dene; Telegraph Creek; Kyuquot; Klemtu; Rivers Inlet; Port Simpson; Gitwinksihlkw",
    "NB": "Saint John; Saint-Jean; Elsipogtog",
}


@pytest.fixture(scope="module")
def places() -> list[Row]:
    return [Row(**line) for name in ("places.csv", "communities.csv") for line in lines_of(PLACES / name)]


@pytest.fixture(scope="module")
def areas() -> list[Area]:
    return [Area(**line) for line in lines_of(PLACES / "postal_areas.csv")]


@pytest.fixture(scope="module")
def outlines() -> dict[str, shapely.Geometry]:
    features = json.loads(OUTLINES.read_text(encoding="utf-8"))["features"]
    return {one["properties"]["code"]: shapely.from_geojson(json.dumps(one["geometry"])) for one in features}


@pytest.fixture(scope="module")
def names(places: list[Row]) -> set[tuple[str, str]]:
    return {(place.province, line) for place in places for name in place.every_name for line in keys(name)}


def test_every_place_has_an_id_of_its_own(places):
    ids = [place.place_id for place in places]

    assert len(places) > 8000
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"gn:\d+|(gp|wp):[a-z]{2}-[\w-]+", place_id) for place_id in ids)


def test_every_place_says_who_published_it_and_under_which_terms(places):
    assert all(place.name and place.publisher and place.licence for place in places)
    assert all(place.province in PROVINCES for place in places)
    assert not any("?" in name for place in places for name in place.every_name)


def test_a_count_of_people_is_a_number_with_its_year_or_nothing(places):
    by_hand = [place for place in places if place.place_id.startswith("wp:")]

    assert all(re.fullmatch(r"\d*", place.population) for place in places)
    assert all(bool(place.population) == bool(place.population_year) for place in by_hand)
    assert all(place.population_year in ("", "2021") for place in by_hand)


def test_an_approximate_point_says_how_far_off_it_may_be(places):
    unsure = [place for place in places if place.radius_km]

    assert all(5 < float(place.radius_km) <= 25 for place in unsure)
    assert not any(place.radius_km for place in places if place.place_id.startswith("gn:"))


def test_every_point_is_in_canada(places, areas):
    for one in [*places, *areas]:
        assert 41.6 <= float(one.latitude) <= 83.2, one
        assert -141.1 <= float(one.longitude) <= -52.5, one


def test_every_place_is_in_its_province_or_just_off_its_shore(places, outlines):
    """The outlines leave out small islands: Campobello is 15 km from the drawn coast of New Brunswick."""
    far = [place for place in places if km_outside(outlines[place.province], place.point) > 20]

    assert far == []


@pytest.mark.parametrize("province", TERRITORIES)
def test_northern_and_remote_communities_are_found_under_old_and_new_names(province, names):
    wanted = [" ".join(name.split()) for name in TERRITORIES[province].split(";")]

    assert [name for name in wanted if not any((province, line) in names for line in keys(name))] == []


def test_every_postal_area_is_listed_once_and_begins_with_its_province_s_letter(areas):
    assert len({area.fsa for area in areas}) == len(areas) >= 1640
    assert {area.fsa[0] for area in areas} == set(FIRST_POSTAL_LETTER)
    assert [area for area in areas if PROVINCES[area.province].code not in FIRST_POSTAL_LETTER[area.fsa[0]]] == []
    assert all(area.publisher and area.licence and area.name for area in areas)


def test_a_rural_postal_area_is_a_region_and_has_no_radius(areas):
    rural = [area for area in areas if area.fsa[1] == "0"]

    assert len(rural) >= 180
    assert all(area.radius_km == "" for area in rural)
    assert all(0 < int(area.radius_km) <= 25 for area in areas if area.radius_km)


def test_the_eastern_arctic_s_postal_area_lies_where_its_people_live(areas):
    (x0a,) = [area for area in areas if area.fsa == "X0A"]

    assert distances_km([(-68.52, 63.75)], (float(x0a.longitude), float(x0a.latitude)))[0] < 5


def test_thirteen_outlines_share_their_borders_and_stay_small(outlines):
    assert set(outlines) == set(PROVINCES)
    assert all(shape.is_valid for shape in outlines.values())
    assert bool(shapely.coverage_is_valid(list(outlines.values())))
    assert OUTLINES.stat().st_size < 400_000


def test_an_outline_carries_its_codes_and_both_names():
    properties = [one["properties"] for one in json.loads(OUTLINES.read_text(encoding="utf-8"))["features"]]

    assert {one["code"]: (one["pruid"], one["name_en"], one["name_fr"]) for one in properties} == {
        letters: (province.code[3:], province.en, province.fr) for letters, province in PROVINCES.items()
    }


def test_the_towns_are_what_the_package_gives_today():
    written = {line["place_id"]: line for line in lines_of(PLACES / "places.csv")}
    cities = list(all_cities(lines_of(PLACES / "other_names.csv")))

    assert len(cities) == 3250
    assert [city for city in cities if written.get(city.place_id) != vars(city)] == []


def test_an_office_is_where_most_of_its_codes_agree():
    office = [code("P0L 0A2", -80.593), code("P0L 1W0", -80.614), code("P0L 1W1", -85.0)]

    assert where_it_is(office) == pytest.approx((-80.6035, 51.26))


def test_an_office_is_where_its_new_code_is_when_an_old_one_disagrees():
    assert where_it_is([code("P0L 0A2", -80.6), code("P0L 1W0", -86.0)]) == (-80.6, 51.26)


def test_nobody_is_sure_of_an_office_with_one_old_code():
    assert where_it_is([code("S0C 1A0", -103.5)]) is None


def test_an_office_whose_old_code_points_far_off_is_still_the_village_that_bears_its_name():
    def known(place_id, latitude):
        return Row(place_id, "Moose Factory", "", "", "ON", latitude, "-80.6000", "", "", "", "")

    office = [code("P0L 1W0", -80.6)]

    assert [row.name for row in post_offices(office, [])] == ["Moose Factory"]
    assert post_offices(office, [known("gn:1", "51.8000")]) == []
    assert len(post_offices(office, [known("gn:1", "52.5000")])) == 1
    assert post_offices(office, [known("wp:on-moose-factory", "57.0000")]) == []


def test_post_office_names_lose_their_needless_capitals():
    assert as_people_write("Fort Mcpherson") == "Fort McPherson"
    assert as_people_write("Mulgrave-Et-Derry") == "Mulgrave-et-Derry"
    assert as_people_write("Lutselk'E") == "Lutselk'e"


def test_two_provinces_read_from_one_file_share_their_border():
    unit = {"properties": {"gu": "CAN"}, "type": "Polygon"}
    two = [unit | {"id": "AB", "arcs": [[0, 1]]}, unit | {"id": "SK", "arcs": [[2, -1]]}]
    topology = {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": [[[1, 0], [0, 1]], [[1, 1], [-1, 0], [0, -1], [1, 0]], [[1, 0], [1, 0], [0, 1], [-1, 0]]],
        "objects": {"subunits": {"geometries": two}},
    }

    shapes = province_shapes(topology)

    assert {letters: shape.area for letters, shape in shapes.items()} == {"AB": 1, "SK": 1}
    assert shapes["AB"].intersection(shapes["SK"]).length == 1


@pytest.mark.shared_data
def test_the_places_cover_the_census(places, names):
    communities = list(census())
    big = [one for one in communities if one.people >= 500]
    territorial = [one for one in communities if one.province in ("YT", "NT", "NU") and one.kind != "NO"]
    remote = [one for one in communities if one.is_remote]
    villages = [one for one in remote if one.kind not in COUNTRYSIDE]
    near = km_to_nearest([place.point for place in places])
    counted = km_to_nearest([place.point for place in places if int(place.population or 0)])

    def found(one: "Community", km: float) -> bool:
        return one.is_named(names) or near(one) <= km

    figures = {
        "500 people or more: subdivisions found": share(big, lambda one: found(one, 5)),
        "500 people or more: by people": share(big, lambda one: found(one, 5), by_people=True),
        "territorial communities found": share(territorial, lambda one: found(one, 10)),
        "remote and very remote: a place within 10 km": share(remote, lambda one: near(one) <= 10),
        "remote and very remote: a counted place within 10 km": share(remote, lambda one: counted(one) <= 10),
        "remote and very remote: found, by people": share(remote, lambda one: found(one, 10), by_people=True),
        "remote towns, villages, hamlets, reserves: found": share(villages, lambda one: found(one, 10)),
        "the same, by people": share(villages, lambda one: found(one, 10), by_people=True),
    }
    bars = [0.90, 0.975, 1.0, 0.86, 0.78, 0.95, 0.95, 0.99]
    for (what, figure), bar in zip(figures.items(), bars, strict=True):
        print(f"{what}: {figure:.1%} (bar {bar:.1%})")

    assert [what for (what, figure), bar in zip(figures.items(), bars, strict=True) if figure < bar] == []


@pytest.mark.shared_data
def test_the_points_are_near_the_census(places):
    apart: dict[str, list[float]] = {"gn": [], "wp": [], "gp": []}
    twins: dict[tuple[str, str], list[Row]] = {}
    for place in places:
        twins.setdefault((place.province, keys(place.name)[0]), []).append(place)
    for one in census():
        same = twins.get((one.province, keys(one.name)[0]), [])
        if len(same) == 1:
            apart[same[0].place_id[:2]].append(distances_km([same[0].point], one.point)[0])
    medians = {kind: float(np.median(found)) for kind, found in apart.items()}
    print({kind: (len(found), f"{medians[kind]:.1f} km") for kind, found in apart.items()})

    assert medians["gn"] < 1.2
    assert medians["wp"] < 1.6
    assert medians["gp"] < 3.5


@pytest.mark.shared_data
def test_known_names_have_a_place_near_them(places):
    near = Nearest([place.point for place in places])
    official = [line for line in shared_table("gazetteer.csv") if line["tier"] == "1"]
    apart = [near.nearest((float(line["lon"]), float(line["lat"])))[1][0] for line in official]
    print(f"official names with a place of ours within 10 km: {np.mean(np.array(apart) <= 10):.1%} of {len(apart)}")

    assert np.mean(np.array(apart) <= 10) > 0.98


@pytest.mark.shared_data
def test_postal_areas_are_near_their_people(areas):
    ours = {area.fsa: area for area in areas}
    town, missing = [], []
    for line in shared_table("fsa.csv"):
        area = ours.get(line["fsa"])
        if area is None:
            missing.append(line["fsa"])
        elif line["rural"] != "True":
            here = (float(area.longitude), float(area.latitude))
            town.append(distances_km([(float(line["lon"]), float(line["lat"]))], here)[0])
    middle, most = np.percentile(town, [50, 90])
    print(f"town postal areas: median {middle:.2f} km, nine in ten within {most:.2f} km; {missing=}")

    assert len(missing) <= 2
    assert middle < 0.6
    assert most < 2.5


COUNTRYSIDE = set("RM MD SM SO SNO NO RDA SA SC ID FD RMU GR RGM TP MU M P CT NL".split())
"""Kinds of subdivision that are a stretch of country with farms, not one settlement."""


class Community:
    """One census subdivision where somebody lives, as the comparison sees it."""

    def __init__(self, line: dict[str, str]) -> None:
        self.name, self.name_fr, self.kind = line["name"], line["name_fr"], line["csd_type"]
        self.province = line["prov"]
        self.point = (float(line["lon"]), float(line["lat"]))
        self.people = float(line["population_est"] or 0)
        self.is_remote = line["remoteness_class"] in ("remote", "very remote")

    def is_named(self, names: set[tuple[str, str]]) -> bool:
        return any((self.province, line) in names for form in self.forms() for line in keys(form))

    def forms(self) -> Iterator[str]:
        """ "Lake Laberge 1", "Churchbridge No. 211", "Greater Sudbury / Grand Sudbury": the names inside a name."""
        for name in filter(None, (self.name, self.name_fr)):
            bare = re.sub(r"\s*\(.*?\)|,.*| No\. ?\d+| \d+[A-Z]*$| (County|Regional Municipality)$", "", name)
            yield from {name, bare, *re.split(r" / |--", bare)}


def census() -> list[Community]:
    return [one for one in map(Community, shared_table("communities.csv")) if one.people > 0]


def shared_table(name: str) -> list[dict[str, str]]:
    """A table of the full geography that may stand beside a checkout. CI must not pass by missing it."""
    path = SHARED / "data" / "geo" / name
    if not path.exists():
        if os.environ.get("CI") == "true" and SHARED.exists():
            pytest.fail(f"../shared stands beside this checkout, but data/geo/{name} is not in it")
        pytest.skip("the full geography, ../shared/data/geo, does not stand beside this checkout")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def share(communities, is_true, by_people: bool = False) -> float:
    weights = np.array([one.people if by_people else 1 for one in communities], dtype=float)
    return float(weights @ np.array([is_true(one) for one in communities], dtype=float) / weights.sum())


def km_to_nearest(points):
    index = Nearest(points)
    return lambda one: index.nearest(one.point)[1][0]


def km_outside(shape: shapely.Geometry, point: tuple[float, float]) -> float:
    """Kilometres from a point to the nearest part of a shape; 0 inside. Flat, which is near enough at 20 km."""
    squeeze = math.cos(math.radians(point[1]))
    flat = shapely.transform(shape, lambda points: points * [squeeze, 1])
    return float(shapely.distance(flat, shapely.Point(point[0] * squeeze, point[1]))) * 111.2


def code(written: str, longitude: float) -> Code:
    return Code(written, "Moose Factory", "ON", (longitude, 51.26))
