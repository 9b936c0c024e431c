"""The drawing of a place that would move: how far, which way, and nothing that may not be shown."""

from __future__ import annotations

import pytest

from portal.mapping.shifts import shift
from tests import seated
from tests.reading import Page

HERE = (-89.25, 48.4)


@pytest.mark.parametrize(
    "there, wind, km",
    [
        ((-89.25, 48.41), "n", 1.11),
        ((-89.24, 48.4), "e", 0.74),
        ((-89.25, 48.39), "s", 1.11),
        ((-89.26, 48.4), "w", 0.74),
        ((-89.235, 48.41), "ne", 1.57),
        ((-89.265, 48.39), "sw", 1.57),
    ],
)
def test_a_move_has_a_length_and_a_direction(there, wind, km):
    moved = shift(HERE, there)

    assert moved.wind == wind
    assert moved.km == pytest.approx(km, abs=0.01)


def test_what_stays_does_not_move():
    assert shift(HERE, HERE) is None


def suggested(browser, service_id, lang="en", **changes):
    """Propose changes; the address of the page that reviews them."""
    page = f"/{lang}/partner/listing/{service_id}"
    looked = browser.post(page, data=Page(browser.get(page).text).filled() | {"do": "look"} | changes)
    assert looked.status_code == 303, Page(looked.text).text
    proposal = looked.headers["Location"]
    browser.post(f"{proposal}/send", data={"csrf_token": seated.token_of(browser, proposal), "edition": 1})
    return f"/{lang}/review/{proposal.rpartition('/')[2]}"


def test_a_new_street_is_drawn_against_the_middle_of_its_community(charlie, bob):
    page = bob.get(suggested(charlie, "clinique", c_address="99 Invented Road")).text

    assert '<svg viewBox="0 0 600.0 360.0" role="img"' in page
    assert "It would move about" in Page(page).text and "the middle of a community" in Page(page).text
    assert "Thunder Bay, ON" in page.split("<svg")[1].split("</svg>")[0]


def test_another_community_is_drawn_with_its_distance_in_both_languages(charlie, bob):
    address = suggested(charlie, "clinique", c_address="1 Invented Road", c_community="Kenora")

    assert "km to the west" in Page(bob.get(address).text).text
    assert "vers l’ouest" in Page(bob.get(address.replace("/en/", "/fr/")).text).text


def test_a_change_that_moves_nothing_is_not_drawn(charlie, bob):
    assert "<svg" not in bob.get(suggested(charlie, "clinique", c_phone_office="807-555-0199")).text


def test_a_place_that_is_to_be_known_by_its_region_alone_is_not_drawn(charlie, bob):
    narrower = {"c_disclosure": "region", "c_address": "", "c_postal_code": "", "c_community": ""}

    assert "<svg" not in bob.get(suggested(charlie, "clinique", **narrower)).text
