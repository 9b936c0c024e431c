"""One line of the list: what it says of hours, distance and certainty at a moment we choose."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.finding.answers import Answer
from portal.registry.disclosure import for_public
from portal.registry.hours import Now
from portal.registry.model import Hours, Phone, Status, Verification
from portal.registry.vocabulary import Vocabularies
from portal.web.cards import Reader, card
from portal.web.wording import openness
from tests.conftest import CAST, DATA, SOURCE, at, listing

TUESDAY_MORNING = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
FAMILY_DAY = datetime(2026, 2, 16, 15, 0, tzinfo=UTC)
PLACE = at("here", "1 Invented Street", (-89.25, 48.4))
TERMS = Vocabularies(DATA / "taxonomy")


@pytest.fixture(autouse=True)
def request_in_english(app):
    with app.test_request_context("/en/"):
        yield


def shown(service, moment=TUESDAY_MORNING, **answer):
    return card(Answer(1, for_public(service, SOURCE), **answer), Reader("en", TERMS, moment, zones=zones))


def zones(service):
    return ("America/Toronto",) if service.province else ("America/St_Johns", "America/Toronto", "America/Vancouver")


def hours_said(rule, moment=TUESDAY_MORNING, **more):
    return shown(listing("x", "X", "food", place=PLACE, hours=(Hours("intake", rule),), **more), moment).openings[0]


@pytest.mark.parametrize(
    ("rule", "said", "is_open"),
    [
        ("24/7", "Open day and night", True),
        ("Mo-Fr 08:30-16:30", "Open now, until 4:30 pm", True),
        ("Mo-Fr 08:30-10:30", "Closes soon, at 10:30 am", True),
        ("Mo-Fr 13:00-15:00", "Closed now, opens today at 1 pm", False),
        ("Th 09:00-12:00", "Closed now, opens Thursday at 9 am", False),
        ('Mo-Fr 09:00-17:00 unknown "by_appointment"', "By appointment", False),
        ('24/7 unknown "call_first"', "Call first", False),
    ],
)
def test_hours_are_said_for_this_moment(rule, said, is_open):
    opening = hours_said(rule)

    assert (opening.text.replace("\u00a0", " "), opening.is_open) == (said, is_open)


def test_a_provincial_holiday_is_never_called_open():
    assert hours_said("Mo-Fr 08:30-16:30", FAMILY_DAY).text == "Holiday today, call to check"


def test_a_national_service_is_called_open_when_it_is_in_every_zone():
    assert hours_said("Mo-Fr 06:00-20:00", TUESDAY_MORNING + timedelta(hours=2), province="").text == "Open now"
    assert hours_said("24/7", province="").text == "Open day and night"


def test_a_national_service_with_hours_is_not_called_open_in_a_zone_nobody_stated():
    opening = hours_said("Mo-Fr 08:30-16:30", province="")

    assert (opening.text.replace("\u00a0", " "), opening.is_open) == ("Monday to Friday, 8:30 am to 4:30 pm", False)


def test_no_distance_is_said_of_an_address_that_is_not_public_even_if_one_is_handed_in():
    rosewood = next(service for service in CAST if service.id == "rosewood")

    assert shown(rosewood, km=3.2).distance == ""


def test_a_distance_to_the_middle_of_a_community_says_so():
    clinic = next(service for service in CAST if service.id == "clinique")

    assert shown(clinic, km=3.2).distance == "about 3 km, straight line"
    assert shown(clinic, km=0.4).distance == "less than 1 km, straight line"
    assert shown(clinic, km=1234.0, around=True).distance == "around 1,234 km, roughly measured"


def test_a_text_number_opens_a_message_and_a_fax_is_left_out():
    phones = (Phone("8075550107", kind="fax"), Phone("8075550108", "crisis", "text"))
    numbers = shown(listing("x", "X", "food", phones=phones)).numbers

    assert [(number.label, number.href) for number in numbers] == [("Text message", "sms:+18075550108")]


def test_a_confirmed_listing_says_by_whom_and_when():
    confirmed = listing("x", "X", "food", verification=Verification.CONFIRMED, confirmed_on=date(2026, 3, 3))

    assert shown(confirmed).confirmation.replace("\u00a0", " ") == "Confirmed by this provider on March 3, 2026"


def test_a_confirmation_without_a_date_is_none():
    undated = listing("x", "X", "food", verification=Verification.CONFIRMED)

    assert shown(undated).confirmation == "Not yet confirmed by this provider"


def test_a_paused_service_says_so_before_anyone_calls():
    assert shown(listing("x", "X", "food", status=Status.PAUSED)).notices[0] == "This service has stopped for a time."


def test_every_state_of_the_hours_has_words_of_its_own():
    # "by appointment or call first" is only the heading of the two that follow it.
    states = [state for state in TERMS["hours_states"] if state not in ("unknown", "by_appointment_or_call_first")]
    soon = TUESDAY_MORNING + timedelta(hours=2)

    said = [openness(Now(state, soon), TUESDAY_MORNING, "en") for state in states]

    assert "Hours not known, call to check" not in said
    assert len(set(said)) == len(said)
