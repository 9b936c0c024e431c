"""Other people's layouts, row by row: what is taken over, what is left out and why."""

import pytest

from portal.exchange.layouts import LAYOUTS, Skipped, own_postal_code, tidy_name
from portal.exchange.reading import Row
from portal.exchange.report import REASONS
from portal.mapping.checks import COLUMNS

ODHF = dict.fromkeys(
    "index facility_name source_facility_type odhf_facility_type street_no street_name postal_code city province"
    " CSDname latitude longitude".split(),
    "",
) | {
    "index": "7",
    "facility_name": "larchville health centre",
    "odhf_facility_type": "Ambulatory health care services",
    "street_no": "12",
    "street_name": "invented st",
    "city": "larchville",
    "province": "on",
    "postal_code": "P7B 1A1",
    "latitude": "48.38",
    "longitude": "-89.24",
}
NSPL = {
    "ServiceProviderID": "N1",
    "Shelter_Type": "Emergency",
    "ProvName": "Yukon",
    "ProvCode": "NT",
    "City__Ville": "Larchville",
    "Target_Clientele": "Youth",
    "Gender_Served": "Women",
    "Name": "Cedar House",
    "Umbrella": "",
    "Type_de_refuge": "Urgence",
}


def translated(layout, values):
    return LAYOUTS[layout].translated(Row(2, values))


def test_a_health_centre_keeps_its_name_place_and_date():
    row = translated("odhf", ODHF)

    assert row["organization_name_en"] == "Larchville Health Centre"
    assert (row["address"], row["community"], row["province"]) == ("12 Invented St", "Larchville", "ON")
    assert (row["categories"], row["source_date"]) == ("health.primary", "2020-08")


def test_a_quebec_name_is_kept_as_french():
    row = translated("odhf", ODHF | {"province": "qc", "facility_name": "clsc de larchville"})

    assert row["organization_name_fr"] == "Clsc De Larchville" and "organization_name_en" not in row


@pytest.mark.parametrize(
    "changes, reason",
    [
        ({"odhf_facility_type": "Nursing and residential care facilities"}, "residence"),
        ({"odhf_facility_type": "nursing and residential care facilities"}, "residence"),
        ({"source_facility_type": "CRJDA"}, "residence"),
        ({"source_facility_type": "CHSLD"}, "residence"),
        ({"facility_name": "LA COOPÃ‰RATIVE"}, "broken_text"),
    ],
)
def test_a_row_that_is_not_for_us_is_skipped_with_its_reason(changes, reason):
    assert translated("odhf", ODHF | changes) == Skipped(reason)


@pytest.mark.parametrize(
    "kind, category",
    [
        ("addictions treatment", "addiction.treatment;health.primary"),
        ("sexual health clinic", "health.sexual"),
        ("CRDPA", "addiction.treatment;health.primary"),
        ("clinic", "health.primary"),
    ],
)
def test_the_kind_of_a_facility_becomes_a_category(kind, category):
    assert translated("odhf", ODHF | {"source_facility_type": kind})["categories"] == category


def test_the_code_of_a_province_is_trusted_where_its_name_disagrees():
    row = translated("nspl", NSPL)

    assert (row["province"], row["categories"], row["populations"]) == ("NT", "shelter.emergency", "youth_16_24;women")


def test_a_kind_of_shelter_nobody_knows_is_skipped_and_not_guessed():
    assert translated("nspl", NSPL | {"Shelter_Type": "Floating"}) == Skipped("unknown_kind")


def test_every_reason_for_skipping_has_its_words():
    assert set(REASONS) == {"residence", "broken_text", "unknown_kind"}
    assert all(text.en and text.fr for text in REASONS.values())


def test_a_name_in_one_size_of_letters_gets_ordinary_capitals_and_others_keep_theirs():
    assert tidy_name("  CLINIQUE DE L'ÉRABLE ") == "Clinique De L'érable"
    assert tidy_name("the Grove, McBride Site") == "The Grove, McBride Site"
    assert tidy_name("") == ""


def test_a_postal_code_of_another_province_is_left_out():
    assert own_postal_code("J0S 1K0", "NB") == ""
    assert own_postal_code("E1A 1A1", "NB") == "E1A 1A1"


def test_each_layout_names_a_source_with_a_licence_we_know_and_columns_we_have(terms):
    for name, layout in LAYOUTS.items():
        assert layout.source.id == name
        assert layout.source.licence in terms["sources_licences"], name
        assert set(layout.names) - {"organization_name", "service_name"} <= set(COLUMNS), name
