"""Published geography files become the tables the site reads; what nobody counted stays unknown."""

import csv
import json
import shutil
from collections import Counter
from pathlib import Path

import geopandas
import numpy as np
import pytest
from shapely.geometry import box

from geo import boundaries, load, sources
from geo.load import load_geography
from geo.outlines import Provinces
from geo.places import Places
from geo.sphere import distances_km

CHECKOUT = Path(__file__).parents[2]
EMBEDDED = CHECKOUT / "data" / "places"
REAL = CHECKOUT.parent / "shared" / "data" / "geo"
needs_real_files = [
    pytest.mark.shared_data,
    pytest.mark.skipif(
        not REAL.is_dir(), reason="the published files may not be shipped; they stand beside a checkout"
    ),
]


def quietly(_):
    pass


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    target = tmp_path_factory.mktemp("state") / "geography"
    return target, load_geography(REAL, target, quietly)


@pytest.fixture
def official(tmp_path):
    """A folder as an operator downloads it: a projected boundary file, byte-order marks, Latin-1, dots."""
    source = tmp_path / "official"
    source.mkdir()
    (source / "2016IR_DATABASE.csv").write_text(
        "Pruid,CSDuid,CSDname,CSDtype,Index_of_remoteness,CSDpop2016,DGUID\n"
        '10,1001101,"Division No.  1, Subd. V",SNO,0.3768,36,2016A00051001101\n'
        "24,2469802,Kanesatake 16,IRI,.,.,2016A00052469802\n"
        "35,3558004,Thunder Bay,CY,0.2888,107909,2016A00053558004\n",
        encoding="utf-8-sig",
    )
    frame = geopandas.GeoDataFrame(
        {"CSDUID": ["1001101", "2469802", "3558004"]},
        geometry=[box(-53.5, 46.6, -53.2, 46.9), box(-74.2, 45.4, -74.0, 45.6), box(-89.4, 48.3, -89.1, 48.5)],
        crs="EPSG:4326",
    )
    frame.to_crs("EPSG:3347").to_file(source / "lcsd000a21a_e.shp")
    provinces = geopandas.GeoDataFrame(
        {"PRUID": ["35", "24"]}, geometry=[box(-95, 42, -76, 56), box(-76, 45, -58, 60)], crs="EPSG:4326"
    )
    provinces.to_crs("EPSG:3347").to_file(source / "lpr_000a21a_e.shp")
    (source / "First_Nations_Location.csv").write_text(
        "BAND_NUMBER,BAND_NAME,LONGITUDE,LATITUDE,COORD_SYS\n"
        "187,Fort William First Nation,-89.26268,48.35434,GCS_North_American_1983_CSRS\n"
        "188,?Esdilagh,-89.3,48.4,GCS_North_American_1983_CSRS\n"
        "602,Far Away,-115.7,49.6,GCS_North_American_1983_CSRS\n",
        encoding="utf-8-sig",
    )
    (source / "Inuit_Communities.csv").write_bytes(
        "ID,NAME,TRADITIONAL_NAME,PROVINCE_CODE,LONGITUDE,LATITUDE\n"
        "IN01,Nain,Nunajnguk,NL,-61.69,56.55\nIN02,Rivière-Été,Kuuk,QC,-76.0,60.0\n".encode("latin-1")
    )
    (source / "geonames_postal_CA.txt").write_text(
        "CA\tP7A\tThunder Bay Central\tOntario\tON\t\t\t\t\t48.44\t-89.22\t6\n"
        "CA\tH0H\tReserved (Santa Claus)\tQuebec\tQC\t\t\t\t\t90\t0\t6\n",
        encoding="utf-8",
    )
    return source


@pytest.mark.parametrize("text", ["", ".", " . ", ".."])
def test_a_dot_is_not_a_number_and_not_zero(text):
    assert sources.count(text) is None
    assert sources.count("0") == 0


def test_official_files_alone_make_a_complete_folder(official, tmp_path):
    report = load_geography(official, tmp_path / "geography", quietly)

    communities = {row["csduid"]: row for row in rows(tmp_path / "geography" / "communities.csv")}
    assert communities["1001101"]["name"] == "Division No. 1, Subd. V"
    assert communities["2469802"]["population"] == communities["2469802"]["population_year"] == ""
    assert communities["2469802"]["remoteness_class"] == ""
    assert communities["3558004"]["remoteness_class"] == "accessible"
    assert communities["3558004"]["areas"] == "CD:3558;CSD:3558004"
    assert float(communities["3558004"]["longitude"]) == pytest.approx(-89.25, abs=0.2)
    assert report.tables["geonames_postal_CA.txt"].skipped == {"not a place": 1}


def test_official_places_are_found_by_every_name(official, tmp_path):
    load_geography(official, tmp_path / "geography", quietly)
    places = Places.load(EMBEDDED, tmp_path / "geography")

    assert places.find("Kanesatake").place_id == "csd:2469802"
    assert places.find("Riviere-Ete").name_en == "Rivière-Été"
    assert "CSD:3558004" in places.find("Fort William First Nation").areas
    assert places.find("Thunder Bay").place_id == "csd:3558004"
    assert places.find("P7A").region_only


def test_a_question_mark_never_stands_for_a_glottal_stop(official, tmp_path):
    report = load_geography(official, tmp_path / "geography", quietly)

    names = {row["place_id"]: row["name"] for row in rows(tmp_path / "geography" / "places.csv")}
    assert names["fn:188"] == "Esdilagh"
    assert any("fn:188" in note for note in report.notes)
    assert report.tables["First_Nations_Location.csv"].skipped == {"no province": 1}


def test_a_folder_that_was_not_finished_is_never_used(official, tmp_path, monkeypatch):
    monkeypatch.setattr(load, "_finish", failing)

    with pytest.raises(DiskFull):
        load_geography(official, tmp_path / "geography", quietly)

    assert not (tmp_path / "geography").exists()


def test_a_failed_second_load_leaves_the_first_one_in_use(official, tmp_path, monkeypatch):
    target = tmp_path / "geography"
    first = load_geography(official, target, quietly)
    monkeypatch.setattr(load, "_write", failing)

    with pytest.raises(DiskFull):
        load_geography(official, target, quietly)

    assert json.loads((target / "built.json").read_text(encoding="utf-8"))["digest"] == first.digest


def test_loading_twice_gives_the_same_bytes_and_leaves_nothing_behind(official, tmp_path):
    first = load_geography(official, tmp_path / "geography", quietly)
    second = load_geography(official, tmp_path / "geography", quietly)

    assert first.digest == second.digest
    assert {path.name for path in tmp_path.iterdir()} == {"official", "geography"}


def test_a_file_that_only_claims_to_be_geojson_is_not_opened(official, tmp_path):
    (official / "provinces_2021.geojson").write_text("<OGRVRTDataSource></OGRVRTDataSource>", encoding="utf-8")

    with pytest.raises(boundaries.NotABoundaryFile):
        load_geography(official, tmp_path / "geography", quietly)


class DiskFull(Exception):
    pass


def failing(*_):
    raise DiskFull


@pytest.mark.parametrize(
    ("point", "letters"),
    [
        ((-89.25, 48.42), "ON"),
        ((-68.52, 63.75), "NU"),
        ((-63.57, 44.65), "NS"),
        ((-75.9, 45.6), "QC"),
        ((-50.0, 45.0), ""),
        ((-80.0, 25.0), ""),
    ],
)
def test_a_point_lies_in_a_province_or_in_none(point, letters):
    assert Provinces(CHECKOUT / "data" / "boundaries" / "provinces.geojson").province_of(point) == letters


def test_the_outlines_that_come_with_the_site_reach_from_coast_to_coast():
    (west, south), (east, north) = boundaries.bounds(
        boundaries.read(CHECKOUT / "data" / "boundaries" / "provinces.geojson")
    )

    assert (west, east) == pytest.approx((-141.0, -52.6), abs=0.2)
    assert (south, north) == pytest.approx((41.7, 83.1), abs=0.3)


def test_simplified_neighbours_still_share_one_border():
    frame = boundaries.read(CHECKOUT / "data" / "boundaries" / "provinces.geojson").set_index("code")
    light = boundaries.simplified(frame, 10_000).to_crs("EPSG:3347").geometry

    assert light["SK"].intersection(light["MB"]).area < 1e6
    assert light["SK"].intersection(light["MB"]).length > 1_000_000


def test_beside_a_border_both_provinces_are_near():
    provinces = Provinces(CHECKOUT / "data" / "boundaries" / "provinces.geojson")

    assert provinces.near((-75.73, 45.43)) == {"ON", "QC"}


class TestTheRealFiles:
    """The 2021 Census, whole."""

    pytestmark = needs_real_files

    def test_everyone_counted_in_2021_is_there(self, real):
        target, report = real
        communities = rows(target / "communities.csv")

        assert report.population_2021 == 36_991_981
        assert sum(int(row["population"]) for row in communities if row["population_year"] == "2021") == 36_991_981
        assert len(communities) == 5161

    def test_those_nobody_counted_are_unknown_and_not_zero(self, real):
        years = Counter(row["population_year"] for row in rows(real[0] / "communities.csv"))
        pikangikum = next(row for row in rows(real[0] / "communities.csv") if row["name"] == "Pikangikum 14")

        assert years == {"2021": 5098, "2016": 48, "": 15}
        assert pikangikum["population"] == ""

    def test_people_by_remoteness_are_the_published_shares(self, real):
        people = Counter()
        for row in rows(real[0] / "communities.csv"):
            people[row["remoteness_class"]] += int(row["population"] or 0) if row["population_year"] == "2021" else 0

        shares = [round(100 * count / 36_991_981, 1) for _, count in people.most_common()]

        assert shares == [67.1, 19.5, 7.6, 5.0, 0.7, 0.0]

    def test_every_community_lies_in_a_census_division_and_a_health_region(self, real):
        assert all(row["areas"].count(":") == 3 for row in rows(real[0] / "communities.csv"))

    def test_every_area_has_both_names_and_a_parent_that_exists(self, real):
        areas = rows(real[0] / "areas.csv")
        codes = {row["code"] for row in areas}

        assert Counter(row["kind"] for row in areas) == {
            "country": 1, "province": 13, "census division": 293, "health region": 104, "community": 5161,
        }  # fmt: skip
        assert all(row["name_en"] and row["name_fr"] for row in areas)
        assert all(row["parent"] in codes for row in areas if row["code"] != "CA")

    def test_demand_points_weigh_as_much_as_the_people_they_stand_for(self, real):
        people = [int(row["population"] or 0) for row in rows(real[0] / "communities.csv")]
        demand = np.load(real[0] / "demand.npz")

        by_community = np.bincount(demand["community"], demand["weight"], minlength=len(people))

        assert len(demand["lon"]) == 56_590 + 9
        assert np.abs(by_community - people).max() < 60
        assert demand["lon"].min() > -142 and demand["lat"].max() < 84

    def test_no_name_shows_a_question_mark(self, real):
        assert not any("?" in row["name"] + row["other_names"] for row in rows(real[0] / "places.csv"))
        lost = {note.split(":")[0] for note in real[1].notes if "glottal stop" in note}
        assert lost >= {"101747319", "FN602", "FN604", "FN709"}

    def test_outlines_are_whole_and_named_in_both_languages(self, real):
        for name, many in (("provinces", 13), ("census_divisions", 293), ("health_regions", 104)):
            features = json.loads((real[0] / f"{name}.geojson").read_text(encoding="utf-8"))["features"]

            assert len(features) == many
            assert all(one["properties"]["name_en"] and one["properties"]["name_fr"] for one in features)

    def test_places_answer_with_the_full_tables(self, real):
        places = Places.load(EMBEDDED, real[0])
        nain, kuujjuaq = places.find("Nain"), places.find("Fort Chimo")

        assert (nain.place_id, nain.remoteness, nain.population) == ("csd:1011035", "very remote", 847)
        assert kuujjuaq.name_en == "Kuujjuaq"
        assert "CSD:3520005" in places.find("M5V 2T6").areas
        assert places.find("X0A 0H0").region_only
        assert places.find("Frobisher Bay").areas >= {"CA", "PR:62", "CD:6204", "CSD:6204003"}

    def test_known_towns_stand_where_they_are(self, real):
        places = Places.load(EMBEDDED, real[0])
        towns = {"Iqaluit": (-68.517, 63.747), "Old Crow": (-139.83, 67.57), "Grise Fiord": (-82.9, 76.42)}

        for name, point in towns.items():
            assert distances_km([places.find(name).point], point)[0] < 5

    def test_the_report_counts_every_row_it_read(self, real):
        built = json.loads((real[0] / "built.json").read_text(encoding="utf-8"))

        for table in built["tables"].values():
            assert table["read"] == table["taken"] + sum(table["skipped"].values())
        assert built["tables"]["gazetteer.csv"]["read"] == 24_807
        assert any("Statistics Canada" in line for line in built["attribution"])

    def test_a_second_load_writes_the_same_bytes(self, real, tmp_path):
        shutil.copytree(real[0], tmp_path / "geography")

        assert load_geography(REAL, tmp_path / "geography", quietly).digest == real[1].digest
