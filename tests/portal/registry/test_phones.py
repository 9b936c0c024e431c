"""Numbers as typed, as stored, as shown and as dialled."""

import pytest

from portal.registry import phones
from portal.registry.model import Phone


@pytest.mark.parametrize(
    "typed",
    ["807-555-0100", "(807) 555-0100", "807.555.0100", "1-807-555-0100", "+1 807 555 0100", " 807–555–0100 "],
)
def test_a_number_is_stored_as_ten_digits_however_it_is_typed(typed):
    assert phones.parsed(typed) == Phone("8075550100")


@pytest.mark.parametrize("typed", ["ext. 12", "ext 12", "extension 12", "poste 12", "Poste 12", "p. 12", "x12", "#12"])
def test_an_extension_is_kept_in_both_languages(typed):
    assert phones.parsed(f"418-555-0100 {typed}") == Phone("4185550100", extension="12")


def test_short_codes_are_dialled_as_they_are():
    for code in phones.SHORT:
        assert phones.parsed(code) == Phone(code)
        assert phones.dialled(Phone(code)) == f"tel:{code}"


def test_an_extension_of_a_short_code_is_not_lost():
    assert phones.parsed("811 poste 2") == Phone("811", extension="2")


def test_a_text_line_may_have_five_or_six_digits_and_a_voice_line_may_not():
    assert phones.parsed("45645", "text") == Phone("45645", kind="text")
    assert phones.parsed("686868", "text") == Phone("686868", kind="text")
    assert phones.parsed("45645") is None


@pytest.mark.parametrize(
    "typed",
    [
        "", "555-0100", "807-555-01000", "0807-555-0100", "000 807 555 0100", "+44 20 7946 0958", "1-800-HELP-NOW",
        "807-055-0100", "107-555-0100", "911-555-0100", "807-555-0100 or 807-555-0101", "call us", "1234", "999",
        "807-555-0100 ext. 12345678", "807-555-0100\u202e",
    ],
)  # fmt: skip
def test_what_is_no_number_in_canada_is_refused(typed):
    assert phones.parsed(typed) is None


def test_a_number_is_shown_as_it_is_written_in_each_language():
    number = Phone("8075550100", extension="12")

    assert phones.shown(number, "en") == "807-555-0100 ext. 12"
    assert phones.shown(number, "fr") == "807-555-0100 poste 12"
    assert phones.shown(Phone("988"), "fr") == "988"
    assert phones.shown(Phone("45645", kind="text"), "en") == "45645"


def test_only_toll_free_numbers_carry_the_leading_one():
    assert phones.shown(Phone("8335550100"), "en") == "1-833-555-0100"
    assert not phones.is_toll_free("8075550100")


def test_what_is_dialled_are_the_digits_that_are_shown():
    assert phones.dialled(Phone("8075550100")) == "tel:+18075550100"
    assert phones.dialled(Phone("8075550100", extension="12")) == "tel:+18075550100;ext=12"
    assert phones.dialled(Phone("45645", kind="text")) == "sms:45645"


def test_what_is_parsed_is_valid_and_is_shown_so_that_it_is_parsed_again():
    for typed in ("807-555-0100 ext. 7", "1-800-555-0100", "988"):
        phone = phones.parsed(typed)
        assert phones.is_valid(phone.number)
        assert {phones.parsed(phones.shown(phone, language)) for language in ("en", "fr")} == {phone}
