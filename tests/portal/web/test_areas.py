"""Areas by name: what is known is named, what is not is never made larger than it was said to be."""

from __future__ import annotations

import pytest

from geo.place import Place
from portal.registry.disclosure import for_public
from portal.registry.vocabulary import Vocabularies
from portal.web.areas import area_text, names_of_areas
from portal.web.reader import Reader
from tests.conftest import DATA, SOURCE, listing
from tests.portal.web.test_cards import TUESDAY_MORNING

TERMS = Vocabularies(DATA / "taxonomy")


def region(name, *codes):
    return Place(f"region:{name}", name, f"{name} (fr)", "ON", (-85.0, 48.0), kind="region", areas=frozenset(codes))


REGIONS = (
    region("North", "CD:3551", "CD:3552", "PR:35", "CA"),
    region("Bay", "CD:3558"),
    region("One name", "CD:3599"),
    region("Another name", "CD:3599"),
)


@pytest.fixture(autouse=True)
def request_in_english(app):
    with app.test_request_context("/en/"):
        yield


NONE = DATA / "none.csv"


def said(*codes, embedded=NONE, table=NONE, language="en", **about):
    service = for_public(listing("x", "X", "food", service_area=codes, **about), SOURCE)
    return area_text(service, Reader(language, TERMS, TUESDAY_MORNING, names_of_areas(REGIONS, embedded, table)))


@pytest.mark.parametrize(
    ("codes", "text"),
    [
        (("CA",), "All of Canada"),
        (("PR:35", "PR:46"), "Ontario, Manitoba"),
        ((), "Ontario"),
        (("CD:3558",), "Bay (Ontario)"),
        (("CD:3551", "CD:3552", "CD:3558"), "North and Bay (Ontario)"),
        (("CD:3551",), "Ontario, in part: ask which"),
        (("CD:3558", "CD:3560"), "Ontario, in part: Bay"),
        (("CD:3599",), "Ontario, in part: ask which"),
    ],
)
def test_an_area_is_named_as_far_as_it_is_known(codes, text):
    assert said(*codes) == text


def test_the_table_of_the_full_geography_names_divisions_and_health_regions(tmp_path):
    table = tmp_path / "areas.csv"
    table.write_text(
        "code,name_en,name_fr\nCD:3551,Ottawa,Ottawa\nHR:3551,Ottawa Public Health,Santé publique Ottawa\n"
    )

    assert said("CD:3551", table=table) == "Ottawa (Ontario)"
    assert said("HR:3551", table=table, language="fr") == "Santé publique Ottawa (Ontario)"


def test_what_people_call_a_region_goes_before_the_name_it_is_counted_under():
    ours = DATA / "places" / "areas.csv"

    assert said("CD:3558", embedded=ours) == "Bay (Ontario)"
    assert said("CD:3556", "CD:3560", embedded=ours) == "Cochrane and Kenora (Ontario)"
    assert (
        said("HR:3575", embedded=ours, language="fr")
        == "Circonscription sanitaire d’Oxford, Elgin et St. Thomas (Ontario)"
    )
