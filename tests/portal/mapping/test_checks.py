"""One row to one listing, or everything that is wrong with it, column by column."""

import unicodedata

import pytest

from portal.mapping.checks import COLUMNS, Check, Faulty
from portal.registry.model import Disclosure, Hours, Phone, Population
from portal.registry.rules import MESSAGES

NO_PLACE = dict.fromkeys("disclosure address community postal_code latitude longitude".split(), "")
SHELTER = {"categories": "shelter.emergency"}
PLACE = {
    "address": "77 Quokka Lane",
    "community": "Quillwort",
    "postal_code": "P7B 9Z9",
    "latitude": "48.1234567",
    "longitude": "-89.7654321",
}

HIDDEN = {"disclosure": "region"}
FAULTS = [
    ("record_key", "required", {"record_key": " "}),
    ("organization_name", "required", {"organization_name_en": "", "organization_name_fr": ""}),
    ("service_name", "required", {"service_name_en": "", "service_name_fr": ""}),
    ("categories", "required", {"categories": " ; "}),
    ("categories", "unknown_code", {"categories": "legal.aid;legal.unheard_of"}),
    ("organization_type", "unknown_code", {"organization_type": "club"}),
    ("governance", "unknown_code", {"governance": "some_nation"}),
    ("populations", "unknown_code", {"populations": "women;martians"}),
    ("populations", "unknown_code", {"populations": "women:adores"}),
    ("exploitation", "unknown_code", {"exploitation": "everything"}),
    ("delivery", "unknown_code", {"delivery": "in_person;pigeon"}),
    ("languages", "unknown_code", {"languages": "english"}),
    ("province", "unknown_code", {"province": "Ontario"}),
    ("province", "required", {"province": ""}),
    ("service_area", "bad_area", {"service_area": "Thunder Bay"}),
    ("disclosure", "bad_choice", {"disclosure": "hidden"}),
    ("disclosure", "required", {"disclosure": ""}),
    ("postal_code", "bad_postal_code", {"postal_code": "90210"}),
    ("postal_code", "bad_postal_code", {"postal_code": "D1A 1A1"}),
    ("latitude", "half_a_point", {"longitude": ""}),
    ("longitude", "half_a_point", {"latitude": ""}),
    ("latitude", "not_a_number", {"latitude": "nan"}),
    ("longitude", "not_a_number", {"longitude": "inf"}),
    ("latitude", "not_a_number", {"latitude": "48,3809"}),
    ("latitude", "not_a_number", {"latitude": "4.8e1"}),
    ("longitude", "not_a_number", {"longitude": "89°14' W"}),
    ("latitude", "swapped", {"latitude": "-89.2477", "longitude": "48.3809"}),
    ("latitude", "outside_canada", {"latitude": "0", "longitude": "0"}),
    ("latitude", "outside_canada", {"latitude": "40.7", "longitude": "-74.0"}),
    ("latitude", "outside_canada", {"longitude": "89.2477"}),
    ("phone_office", "bad_phone", {"phone_office": "807-555-0100;555-0101"}),
    ("phone_crisis", "bad_phone", {"phone_crisis": "1-800-HELP"}),
    ("phone_text", "bad_phone", {"phone_text": "12"}),
    ("hours_site", "bad_hours", {"hours_site": "weekdays"}),
    ("hours_intake", "bad_hours", {"hours_intake": '"by appointment"'}),
    ("age_min", "bad_age", {"age_min": "sixteen"}),
    ("age_max", "bad_age", {"age_max": "-1"}),
    ("age_min", "bad_age", {"age_min": "30", "age_max": "20"}),
    ("accepts_children", "bad_choice", {"accepts_children": "Y"}),
    ("referral_required", "bad_choice", {"referral_required": "doctor"}),
    ("immigration_status_accepted", "unknown_code", {"immigration_status_accepted": "any;martian"}),
    ("email", "bad_email", {"email": "clinic at clinic.example"}),
    ("website", "bad_url", {"website": "www.clinic.example"}),
    ("source_url", "bad_url", {"source_url": "list"}),
    ("source_date", "bad_date", {"source_date": "24/11/2026"}),
    ("source_date", "bad_date", {"source_date": "2026-13"}),
    ("retrieved_on", "bad_date", {"retrieved_on": "2026-02-30"}),
    ("service_name", "hidden_marks", {"service_name_en": "Legal\u202eecivda"}),
    ("service_name", "formula", {"service_name_fr": "=1+1"}),
    ("description", "formula", {"description_en": "@SUM(1)"}),
    ("service_name", "side_fact", HIDDEN | {"service_name_en": "Behind the arena"}),
    ("organization_name", "side_fact", HIDDEN | {"organization_name_fr": "12, rue Zibeline"}),
    ("website", "side_fact", HIDDEN | {"website": "https://maps.app.goo.gl/abc"}),
    ("description", "too_long", {"description_en": "a" * 8001}),
]


def faults(check: Check, row: dict[str, str]) -> list[tuple[str, str]]:
    with pytest.raises(Faulty) as refusal:
        check.listing(row)
    return [(fault.field, fault.key) for fault in refusal.value.faults]


@pytest.mark.parametrize("column, key, changes", FAULTS, ids=lambda value: value if isinstance(value, str) else "")
def test_a_fault_is_named_by_its_column_and_key(check, row, column, key, changes):
    assert faults(check, row(**changes)) == [(column, key)]


def test_every_fault_a_row_can_have_is_tried_here():
    tried = {key for _column, key, _changes in FAULTS}

    assert set(MESSAGES) - tried == {
        "place_not_allowed", "outside_province", "repeated_key", "too_wide", "suppressed", "area_too_small",
        # Faults of a file and not of a listing: tests/portal/web/test_malformed.py
        "ragged", "broken_text", "not_a_record", "named_twice", "not_yours", "not_active",
    }  # fmt: skip


def test_everything_that_is_wrong_is_said_at_once(check, row):
    wrong = row(categories="x", phone_office="1", age_min="old", longitude="")

    assert {column for column, _key in faults(check, wrong)} == {"categories", "phone_office", "age_min", "latitude"}


def test_a_point_outside_the_province_of_its_row_is_refused(check, row):
    check.stands_in = lambda point, letters: (letters == "ON") and point == (-89.2477, 48.3809)

    assert check.listing(row()).service.locations[0].point == (-89.2477, 48.3809)
    assert faults(check, row(province="QC", postal_code="")) == [("latitude", "outside_province")]


def test_a_whole_row_is_read_column_by_column(check, row):
    service = check.listing(
        row(
            categories="legal.aid; legal.family;legal.aid",
            populations="women; youth_16_24:welcomes ;men:not_for",
            phone_crisis="1-800-555-0100 ext. 12; 988",
            phone_text="45645",
            phone_tty="807-555-0103",
            hours_line="24/7",
            hours_intake="Mo-Fr 08:30-16:30",
            age_min="16",
            accepts_pets="no",
            immigration_status_accepted="pr;any",
            source_date="2026-11",
            service_area="PR:35;CD:3558",
        )
    ).service

    assert service.categories == ("legal.aid", "legal.family")
    assert service.populations == (
        Population("women"), Population("youth_16_24", "welcomes"), Population("men", "not_for"),
    )  # fmt: skip
    assert service.phones == (
        Phone("8005550100", "crisis", extension="12"), Phone("988", "crisis"), Phone("8075550100"),
        Phone("45645", kind="text"), Phone("8075550103", kind="tty"),
    )  # fmt: skip
    assert service.hours == (Hours("intake", "Mo-Fr 08:30-16:30"), Hours("line", "24/7"))
    assert (service.age_min, service.age_max) == (16, None)
    assert service.eligibility == (
        ("accepts_pets", "no"), ("immigration_status_accepted", "any"), ("immigration_status_accepted", "pr"),
    )  # fmt: skip
    assert (service.origin.facts_date, service.origin.record_key) == ("2026-11", "on-clinique-juridique")


def test_a_postal_code_gets_its_space_and_text_one_form_of_unicode(check, row):
    decomposed = unicodedata.normalize("NFD", "Clinique éclairée")
    service = check.listing(row(postal_code="p7b1a1", organization_name_fr=f"  {decomposed} ")).service

    assert service.locations[0].postal_code == "P7B 1A1"
    assert service.organization.name.fr == "Clinique éclairée"


def test_ids_come_from_source_and_key_and_from_nothing_that_could_be_guessed_back(check, row, terms, caution):
    one = check.listing(row()).service
    moved = check.listing(row(**PLACE, phone_office="807-555-0111")).service
    other_key = check.listing(row(record_key="other")).service
    other_source = Check("other", terms, caution).listing(row()).service

    assert one.id == moved.id and one.locations[0].id == moved.locations[0].id
    assert len({one.id, other_key.id, other_source.id, one.locations[0].id, other_key.locations[0].id}) == 5


@pytest.mark.parametrize("stated", ["", "address", "community", "region"])
def test_a_shelter_shows_its_region_only_whatever_its_row_says(check, row, stated):
    checked = check.listing(row(**SHELTER, **PLACE, disclosure=stated))

    place = checked.service.locations[0]
    assert checked.cautious and checked.place_dropped
    assert (place.disclosure, place.province) == (Disclosure.REGION, "ON")
    assert (place.community, place.address, place.postal_code, place.point) == ("", "", "", None)


def test_every_category_marked_as_shelter_is_treated_so(check, row, terms):
    assert len(terms.shelter_categories) >= 5
    for category in terms.shelter_categories:
        checked = check.listing(row(categories=f"food;{category}"))
        assert checked.service.disclosure is Disclosure.REGION, category


NAMES = ("organization_name_en", "organization_name_fr", "service_name_en", "service_name_fr")


@pytest.mark.parametrize("column", NAMES)
@pytest.mark.parametrize(
    "name", ["Women's Shelter of Larchville", "WOMEN’S SHELTER", "Maison d’hébergement du Havre", "Transition House"]
)
def test_a_name_of_a_hiding_place_is_believed_whatever_else_the_row_says(check, row, column, name):
    assert check.listing(row(**{column: name}, disclosure="address")).service.disclosure is Disclosure.REGION


@pytest.mark.parametrize("column", NAMES)
def test_a_name_that_may_be_one_counts_unless_the_row_states_a_level(check, row, column):
    check.default_level = Disclosure.ADDRESS

    assert check.listing(row(**{column: "Cedar Shelter"}, disclosure="")).service.disclosure is Disclosure.REGION
    assert check.listing(row(**{column: "Cedar Shelter"})).service.disclosure is Disclosure.ADDRESS


def test_a_name_that_only_looks_like_one_does_not_count(check, row):
    check.default_level = Disclosure.ADDRESS
    animals = check.listing(row(organization_name_en="Larchville Animal Shelter", disclosure=""))

    assert animals.service.disclosure is Disclosure.ADDRESS and not animals.cautious


def test_a_shelter_reached_by_phone_alone_has_no_place_at_all(check, row):
    service = check.listing(row(**SHELTER, **NO_PLACE, delivery="phone")).service

    assert service.locations == () and service.disclosure is None


def test_an_ordinary_place_takes_the_level_of_its_source_when_the_row_states_none(check, row):
    check.default_level = Disclosure.COMMUNITY

    place = check.listing(row(disclosure="")).service.locations[0]

    assert (place.disclosure, place.community, place.address, place.point) == (
        Disclosure.COMMUNITY, "Larchville", "", None,
    )  # fmt: skip


@pytest.mark.parametrize("level, dropped", [("community", True), ("region", True), ("address", False)])
def test_a_place_below_the_address_level_is_dropped_and_counted(check, row, level, dropped):
    checked = check.listing(row(**PLACE, disclosure=level))

    assert checked.place_dropped is dropped and not checked.cautious


def test_a_community_that_may_be_known_is_not_counted_as_dropped(check, row):
    assert not check.listing(row(**NO_PLACE | {"community": "Quillwort", "disclosure": "community"})).place_dropped
    assert check.listing(row(**NO_PLACE | {"community": "Quillwort", "disclosure": "region"})).place_dropped


@pytest.mark.parametrize("level", ["community", "region"])
def test_what_was_dropped_is_neither_checked_nor_named(check, row, level):
    nonsense = dict.fromkeys(PLACE, "Quokka \u202e nonsense")
    if level == "community":
        nonsense["community"] = "Quillwort"

    service = check.listing(row(**nonsense, disclosure=level)).service

    assert "Quokka" not in repr(service)


@pytest.mark.parametrize("level", ["community", "region"])
def test_a_refused_row_does_not_name_what_was_dropped(check, row, level):
    with pytest.raises(Faulty) as refusal:
        check.listing(row(**PLACE, disclosure=level, categories="x", phone_office="1", age_min="q"))

    said = " ".join([str(refusal.value), repr(refusal.value.faults), *(p.said("fr") for p in refusal.value.faults)])
    assert not any(value in said for value in PLACE.values())


def test_no_message_repeats_the_value_it_complains_of(check, row):
    for _column, _key, changes in FAULTS:
        with pytest.raises(Faulty) as refusal:
            check.listing(row(**changes))
        said = " ".join(fault.said(language) for fault in refusal.value.faults for language in ("en", "fr"))
        for value in changes.values():
            assert len(value.strip()) < 6 or value not in said


def test_the_note_for_reviewers_is_not_part_of_the_listing(check, row):
    assert "Quokka" not in repr(check.listing(row(note="Seen at 77 Quokka Lane")).service)


def test_the_columns_are_each_there_once():
    assert len(COLUMNS) == len(set(COLUMNS))


def test_a_shelter_that_says_it_serves_one_community_alone_loses_that_from_a_file(check, row):
    checked = check.listing(row(categories="shelter.emergency", service_area="CSD:3558004;CD:3558;FN:123"))

    assert checked.service.service_area == ("CD:3558",) and checked.place_dropped


def test_a_shelter_that_says_it_serves_one_small_county_loses_that_from_a_file(check, row):
    checked = check.listing(row(categories="shelter.emergency", province="NS", service_area="CD:1201;PR:12"))

    assert checked.service.service_area == ("PR:12",) and checked.place_dropped
