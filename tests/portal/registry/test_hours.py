"""What a timetable says of a moment. Whoever relies on it at night must not be sent to a locked door."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from portal.registry import hours

ZONES = {"ON": "America/Toronto", "QC": "America/Montreal", "NL": "America/St_Johns", "BC": "America/Vancouver"}
BY_APPOINTMENT = 'Mo-Fr 09:00-17:00 unknown "by_appointment"'


def at(rule, moment, province="ON"):
    zone = ZONES[province]
    return hours.now(rule, datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone)), zone, province)


def test_day_and_night_is_always_open_even_on_a_holiday():
    assert at("24/7", "2026-07-01 03:00").state == "open"


@pytest.mark.parametrize(
    "moment, state",
    [
        ("2026-11-24 19:30", "opens_later_today"),
        ("2026-11-24 20:00", "open"),
        ("2026-11-25 02:00", "open"),
        ("2026-11-25 07:30", "closes_soon"),
        ("2026-11-25 08:00", "opens_later_today"),
    ],
)
def test_an_overnight_timetable_is_open_across_midnight(moment, state):
    assert at("Mo-Su 20:00-08:00", moment).state == state


def test_a_place_closed_for_the_day_says_when_it_opens_next():
    saturday = at("Mo-Fr 08:30-16:30", "2026-11-28 10:00")

    monday = datetime(2026, 11, 30, 8, 30, tzinfo=ZoneInfo("America/Toronto"))
    assert (saturday.state, saturday.until) == ("closed", monday)


def test_it_closes_soon_in_its_last_hour():
    assert at("Mo-Fr 08:30-16:30", "2026-11-24 15:29").state == "open"
    assert at("Mo-Fr 08:30-16:30", "2026-11-24 15:30").state == "closes_soon"


def test_the_hour_is_that_of_the_place_and_not_of_the_reader():
    moment = datetime(2026, 11, 24, 19, 0, tzinfo=ZoneInfo("UTC"))

    assert hours.now("Mo-Fr 08:30-15:15", moment, ZONES["NL"], "NL").state == "closed"  # 15:30 in St. John's
    assert hours.now("Mo-Fr 08:30-15:15", moment, ZONES["BC"], "BC").state == "open"  # 11:00 in Vancouver


@pytest.mark.parametrize("rule", [BY_APPOINTMENT, '24/7 unknown "call_first"', "Mo-Fr 09:00-17:00 unknown"])
def test_unknown_is_never_open(rule):
    for hour in range(24):
        now = at(rule, f"2026-11-24 {hour:02}:10")
        assert now.state in {"by_appointment", "call_first", "closed"}
        assert now.until is None


def test_by_appointment_is_said_during_its_hours():
    assert at(BY_APPOINTMENT, "2026-11-24 10:00").state == "by_appointment"
    assert at('24/7 unknown "call_first"', "2026-11-24 10:00").state == "call_first"


@pytest.mark.parametrize(
    "rule", ["weekdays", '"by appointment"', 'Mo-Fr "by appointment"', 'Mo-Fr 09:00-17:00; "by appointment"']
)
def test_a_rule_that_cannot_be_trusted_is_refused_and_never_open(rule):
    assert not hours.is_valid(rule)
    assert at(rule, "2026-11-24 10:00").state == "unknown"


@pytest.mark.parametrize(
    "rule",
    [
        "24/7",
        "Mo-Fr 08:30-12:00,13:00-16:30; PH off",
        "We[1] 13:00-15:00",
        "Dec 15-Apr 05: Mo-Fr 09:00-16:00",
        'Mo-Fr 09:00-17:00 "ring the bell"; Sa off "closed"',
        BY_APPOINTMENT,
    ],
)
def test_the_rules_of_the_documentation_are_valid(rule):
    assert hours.is_valid(rule)


@pytest.mark.parametrize("day, province", [("2026-02-16", "ON"), ("2026-06-24", "QC"), ("2026-08-03", "BC")])
def test_on_a_provincial_holiday_nothing_is_taken_for_open(day, province):
    assert at("Mo-Fr 08:30-16:30", f"{day} 10:00", province).state == "holiday_call_to_check"


@pytest.mark.parametrize("day, province", [("2026-02-16", "ON"), ("2026-06-24", "QC"), ("2026-08-03", "BC")])
def test_on_a_provincial_holiday_the_rule_is_believed_when_it_speaks_of_holidays(day, province):
    assert at("Mo-Fr 08:30-16:30; PH off", f"{day} 10:00", province).state == "closed"
    assert at("Mo-Fr 08:30-16:30; PH 10:00-12:00", f"{day} 10:30", province).state == "open"


def test_a_provincial_holiday_is_an_ordinary_day_elsewhere():
    assert at("Mo-Fr 08:30-16:30", "2026-06-24 10:00", "ON").state == "open"


def test_on_a_national_holiday_the_rule_is_believed_when_it_speaks_of_holidays():
    assert at("Mo-Fr 08:30-16:30", "2026-07-01 10:00").state == "holiday_call_to_check"
    assert at("Mo-Fr 08:30-16:30; PH off", "2026-07-01 10:00").state == "closed"
    assert at("Mo-Fr 08:30-16:30; PH 10:00-12:00", "2026-07-01 10:30").state == "open"


def test_every_state_has_its_words(terms):
    rules = ("24/7", "Mo-Su 20:00-08:00", "Mo-Fr 08:30-16:30", BY_APPOINTMENT, '24/7 unknown "call_first"', "nonsense")
    said = {
        at(rule, f"2026-{day} {hour:02}:40").state
        for rule in rules
        for day in ("07-01", "11-24", "11-28")
        for hour in range(24)
    }

    assert said == set(terms["hours_states"]) - {"by_appointment_or_call_first"}
