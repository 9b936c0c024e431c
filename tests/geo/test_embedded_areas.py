"""Names and people of census divisions and health regions, in the table that comes with the site."""

from __future__ import annotations

import csv

from geo import embedded_areas, sources
from geo.provinces import PROVINCES
from tests.countries import EMBEDDED

FULL = """code,kind,name_en,name_fr,parent,population
HR:3562,health region,Northwestern,Nord-Ouest,PR:35,77338
CD:3558,census division,Thunder Bay,Thunder Bay,PR:35,146862
CSD:3558004,community,Thunder Bay,Thunder Bay,CD:3558,108843
PR:35,province,Ontario,Ontario,CA,14223942
"""


def rows():
    with (EMBEDDED / "areas.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_table_holds_divisions_and_health_regions_of_the_full_geography_alone(tmp_path):
    full, ours = tmp_path / "full", tmp_path / "ours"
    full.mkdir()
    ours.mkdir()
    (full / "areas.csv").write_text(FULL, encoding="utf-8")

    embedded_areas.write(ours, full)

    assert (ours / "areas.csv").read_text(encoding="utf-8").splitlines()[1:] == [
        "CD:3558,Thunder Bay,Thunder Bay,146862,2021,Statistics Canada",
        "HR:3562,Northwestern,Nord-Ouest,77338,2021,Statistics Canada",
    ]


def test_the_people_of_all_divisions_and_those_of_all_health_regions_are_the_people_of_canada():
    people = {
        kind: sum(int(row["population"]) for row in rows() if row["code"].startswith(kind)) for kind in ("CD", "HR")
    }

    assert people["CD"] == people["HR"] == sum(province.population for province in PROVINCES.values())
    assert len({row["code"] for row in rows()}) == 293 + 104


def test_every_area_is_named_in_both_languages_in_characters_that_can_be_read():
    names = [row[column] for row in rows() for column in ("name_en", "name_fr")]

    assert all(names) and all(name == sources.one_line(name) and name.isprintable() for name in names)


def test_dashes_and_apostrophes_that_were_read_in_the_wrong_alphabet_come_back():
    assert (
        sources.one_line("Gaspésie\x97Îles-de-la-Madeleine ,  d\x92Oxford")
        == "Gaspésie—Îles-de-la-Madeleine , d’Oxford"
    )
