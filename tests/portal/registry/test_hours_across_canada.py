"""What a timetable says in every Canadian time zone, on nights when clocks change, and on holidays of each province.

The zone of each place comes from data/places, so a wrong row there turns a case red. Moments with a Z are UTC, the
others are what a clock on the wall shows.
"""

from __future__ import annotations

import csv
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from geo.places import Places
from portal.registry import clocks, hours
from portal.registry.model import PROVINCES

DATA = Path(__file__).parents[3] / "data"
OFFICE = "Mo-Fr 09:00-17:00"
OFFICE_OFF = "Mo-Fr 09:00-17:00; PH off"
NIGHT = "Mo-Su 20:00-08:00"
WINTER_ROAD = "Dec 15-Apr 05: Mo-Fr 09:00-16:00"
BY_APPOINTMENT = 'Mo-Fr 09:00-17:00 unknown "by_appointment"'
CALL_FIRST = 'Mo-Fr 09:00-17:00 unknown "call_first"'
HOLIDAY = "holiday_call_to_check"


@pytest.fixture(scope="module")
def places():
    return Places.load(DATA / "places")


def said(rule, name, moment, places):
    """What a rule says in a community at a moment."""
    place = places.find(name)
    at = datetime.fromisoformat(moment)
    if at.tzinfo is None:
        at = at.replace(tzinfo=clocks.clock(place.timezone))
    return hours.now(rule, at.astimezone(UTC), place.timezone, place.province)


# One moment, everywhere: Wednesday 2027-01-13, 22:30 UTC in winter; Wednesday 2027-07-14, 21:30 UTC in summer


@pytest.mark.parametrize(
    "name, winter, summer",
    [
        ("St. John's, NL", "19:00", "19:00"),
        ("Corner Brook, NL", "19:00", "19:00"),
        ("Mary's Harbour, NL", "19:00", "19:00"),
        ("Black Tickle, NL", "19:00", "19:00"),
        ("Happy Valley-Goose Bay, NL", "18:30", "18:30"),
        ("Nain, NL", "18:30", "18:30"),
        ("Labrador City, NL", "18:30", "18:30"),
        ("Cartwright, NL", "18:30", "18:30"),
        ("Halifax, NS", "18:30", "18:30"),
        ("Sydney, NS", "18:30", "18:30"),
        ("Charlottetown, PE", "18:30", "18:30"),
        ("Moncton, NB", "18:30", "18:30"),
        ("Campbellton, NB", "18:30", "18:30"),
        ("Cap-aux-Meules, QC", "18:30", "18:30"),
        ("Blanc-Sablon, QC", "18:30", "17:30"),
        ("Pakua Shipi, QC", "18:30", "17:30"),
        ("Kegaska, QC", "18:30", "17:30"),
        ("Natashquan, QC", "17:30", "17:30"),
        ("Montréal, QC", "17:30", "17:30"),
        ("Kuujjuaq, QC", "17:30", "17:30"),
        ("Toronto, ON", "17:30", "17:30"),
        ("Thunder Bay, ON", "17:30", "17:30"),
        ("Upsala, ON", "17:30", "17:30"),
        ("Walpole Island, ON", "17:30", "17:30"),
        ("Moosonee, ON", "17:30", "17:30"),
        ("Atikokan, ON", "17:30", "16:30"),
        ("Pickle Lake, ON", "17:30", "16:30"),
        ("Mishkeegogamang, ON", "17:30", "16:30"),
        ("Kenora, ON", "17:30", "16:30"),
        ("Sioux Lookout, ON", "17:30", "16:30"),
        ("Fort Frances, ON", "17:30", "16:30"),
        ("Pikangikum, ON", "17:30", "16:30"),
        ("Winnipeg, MB", "17:30", "16:30"),
        ("Churchill, MB", "17:30", "16:30"),
        ("Flin Flon, MB", "17:30", "16:30"),
        ("Creighton, SK", "17:30", "16:30"),
        ("Denare Beach, SK", "17:30", "16:30"),
        ("Regina, SK", "16:30", "15:30"),
        ("Swift Current, SK", "16:30", "15:30"),
        ("Cumberland House, SK", "16:30", "15:30"),
        ("Lloydminster, SK", "16:30", "15:30"),
        ("Lloydminster, AB", "16:30", "15:30"),
        ("Calgary, AB", "16:30", "15:30"),
        ("Fort Chipewyan, AB", "16:30", "15:30"),
        ("Cranbrook, BC", "16:30", "15:30"),
        ("Golden, BC", "16:30", "15:30"),
        ("Creston, BC", "15:30", "14:30"),
        ("Dawson Creek, BC", "15:30", "14:30"),
        ("Fort St. John, BC", "15:30", "14:30"),
        ("Fort Nelson, BC", "15:30", "14:30"),
        ("Vancouver, BC", "15:30", "14:30"),
        ("Prince Rupert, BC", "15:30", "14:30"),
        ("Whitehorse, YT", "15:30", "14:30"),
        ("Dawson City, YT", "15:30", "14:30"),
        ("Yellowknife, NT", "16:30", "15:30"),
        ("Inuvik, NT", "16:30", "15:30"),
        ("Iqaluit, NU", "17:30", "17:30"),
        ("Sanikiluaq, NU", "17:30", "17:30"),
        ("Grise Fiord, NU", "17:30", "17:30"),
        ("Coral Harbour, NU", "17:30", "16:30"),
        ("Rankin Inlet, NU", "16:30", "16:30"),
        ("Naujaat, NU", "16:30", "16:30"),
        ("Resolute, NU", "16:30", "16:30"),
        ("Cambridge Bay, NU", "15:30", "15:30"),
        ("Kugaaruk, NU", "15:30", "15:30"),
        ("Gjoa Haven, NU", "15:30", "15:30"),
    ],
)
def test_at_one_moment_each_place_is_judged_by_its_own_clock(name, winter, summer, places):
    for moment, clock in (("2027-01-13T22:30Z", winter), ("2027-07-14T21:30Z", summer)):
        assert said(f"Mo-Fr {clock}-23:00", name, moment, places).state == "open"
        assert said(f"Mo-Fr 09:00-{clock}", name, moment, places).state == "closed"


@pytest.mark.parametrize(
    "name, before, after",
    [
        ("Vancouver, BC", "2026-02-10T16:30Z", "2026-12-08T16:30Z"),
        ("Calgary, AB", "2026-02-10T15:30Z", "2026-12-08T15:30Z"),
        ("Yellowknife, NT", "2026-02-10T15:30Z", "2026-12-08T15:30Z"),
        ("Winnipeg, MB", "2026-02-10T14:30Z", "2026-12-08T14:30Z"),
        ("Kenora, ON", "2026-02-10T14:30Z", "2026-12-08T14:30Z"),
    ],
)
def test_where_clocks_stopped_changing_in_2026_winter_is_an_hour_later_by_the_wall(name, before, after, places):
    assert said(OFFICE, name, before, places).state == "opens_later_today"
    assert said(OFFICE, name, after, places).state == "open"


def test_the_tables_of_the_clocks_are_those_of_late_2026_or_newer():
    assert clocks.VERSION >= "2026f"


# Nights when clocks change


@pytest.mark.parametrize(
    "name, rule, moment, state, until",
    [
        # 2027-03-14: two o'clock is skipped.
        ("Toronto, ON", NIGHT, "2027-03-14T06:59Z", "open", "2027-03-14T12:00Z"),
        ("Toronto, ON", NIGHT, "2027-03-14T11:30Z", "closes_soon", "2027-03-14T12:00Z"),
        ("Toronto, ON", "Mo-Su 22:00-03:30", "2027-03-14T06:10Z", "open", "2027-03-14T07:30Z"),
        ("Toronto, ON", "Mo-Su 22:00-03:30", "2027-03-14T06:45Z", "closes_soon", "2027-03-14T07:30Z"),
        ("Toronto, ON", "Mo-Su 02:30-06:00", "2027-03-14T06:59Z", "opens_later_today", "2027-03-14T07:00Z"),
        ("Toronto, ON", "Mo-Su 02:30-06:00", "2027-03-14T07:00Z", "open", "2027-03-14T10:00Z"),
        ("Toronto, ON", "Mo-Su 20:00-02:30", "2027-03-14T06:30Z", "closes_soon", "2027-03-14T07:00Z"),
        ("Toronto, ON", "Mo-Su 20:00-02:30", "2027-03-14T07:00Z", "opens_later_today", "2027-03-15T00:00Z"),
        ("St. John's, NL", NIGHT, "2027-03-14T05:29Z", "open", "2027-03-14T10:30Z"),
        ("Halifax, NS", NIGHT, "2027-03-14T10:30Z", "closes_soon", "2027-03-14T11:00Z"),
        ("Iqaluit, NU", NIGHT, "2027-03-14T11:30Z", "closes_soon", "2027-03-14T12:00Z"),
        ("Cambridge Bay, NU", NIGHT, "2027-03-14T13:30Z", "closes_soon", "2027-03-14T14:00Z"),
        # The same night where clocks do not move.
        ("Regina, SK", NIGHT, "2027-03-14T13:30Z", "closes_soon", "2027-03-14T14:00Z"),
        ("Winnipeg, MB", NIGHT, "2027-03-14T12:30Z", "closes_soon", "2027-03-14T13:00Z"),
        ("Vancouver, BC", NIGHT, "2027-03-14T14:30Z", "closes_soon", "2027-03-14T15:00Z"),
        ("Whitehorse, YT", NIGHT, "2027-03-14T14:30Z", "closes_soon", "2027-03-14T15:00Z"),
        ("Atikokan, ON", NIGHT, "2027-03-14T12:30Z", "closes_soon", "2027-03-14T13:00Z"),
        ("Blanc-Sablon, QC", NIGHT, "2027-03-14T11:30Z", "closes_soon", "2027-03-14T12:00Z"),
        # 2027-11-07: one o'clock comes twice.
        ("Toronto, ON", NIGHT, "2027-11-07T05:30Z", "open", "2027-11-07T13:00Z"),
        ("Toronto, ON", NIGHT, "2027-11-07T06:30Z", "open", "2027-11-07T13:00Z"),
        ("Toronto, ON", "Mo-Su 20:00-02:15", "2027-11-07T05:30Z", "open", "2027-11-07T07:15Z"),
        ("Toronto, ON", "Mo-Su 20:00-02:15", "2027-11-07T06:30Z", "closes_soon", "2027-11-07T07:15Z"),
        ("Toronto, ON", "Mo-Su 20:00-01:45", "2027-11-07T05:30Z", "closes_soon", "2027-11-07T05:45Z"),
        ("Toronto, ON", "Mo-Su 20:00-01:45", "2027-11-07T06:30Z", "unknown", None),
        ("St. John's, NL", NIGHT, "2027-11-07T04:00Z", "open", "2027-11-07T11:30Z"),
    ],
)
def test_on_the_night_clocks_change_an_hour_is_an_hour(name, rule, moment, state, until, places):
    now = said(rule, name, moment, places)

    assert now.state == state
    # A time that comes twice equals no other one in Python, so both are compared in UTC.
    assert (now.until and now.until.astimezone(UTC)) == (until and datetime.fromisoformat(until))


# Holidays


@pytest.mark.parametrize(
    "day, name",
    [
        ("2026-01-01", "Yellowknife, NT"),
        ("2026-02-16", "Toronto, ON"),
        ("2026-02-16", "Winnipeg, MB"),
        ("2026-02-16", "Halifax, NS"),
        ("2026-02-16", "Charlottetown, PE"),
        ("2026-02-16", "Moncton, NB"),
        ("2026-02-16", "Vancouver, BC"),
        ("2026-04-03", "Iqaluit, NU"),
        ("2026-05-18", "Montréal, QC"),
        ("2026-06-24", "Montréal, QC"),
        ("2026-07-01", "St. John's, NL"),
        ("2026-07-09", "Iqaluit, NU"),
        ("2026-08-03", "Regina, SK"),
        ("2026-08-03", "Yellowknife, NT"),
        ("2026-08-17", "Whitehorse, YT"),
        ("2026-09-30", "Vancouver, BC"),
        ("2026-10-12", "Kenora, ON"),
        ("2026-11-11", "Calgary, AB"),
        ("2026-12-28", "Toronto, ON"),
        ("2027-12-27", "Vancouver, BC"),
        ("2028-06-21", "Yellowknife, NT"),
        ("2028-06-21", "Whitehorse, YT"),
    ],
)
def test_on_a_holiday_of_the_province_only_a_rule_that_names_holidays_is_believed(day, name, places):
    assert said(OFFICE, name, f"{day} 10:00", places).state == HOLIDAY
    assert said(OFFICE_OFF, name, f"{day} 10:00", places).state == "closed"
    assert said("PH off; Mo-Fr 09:00-17:00", name, f"{day} 10:00", places).state == "closed"
    assert said("Mo-Fr 09:00-17:00; PH 10:00-12:00", name, f"{day} 10:30", places).state == "open"
    assert said("Mo-Fr 09:00-17:00; PH 10:00-12:00", name, f"{day} 13:00", places).state == "closed"
    assert said("Sa,PH 09:00-17:00", name, f"{day} 10:00", places).state == "open"
    assert said("24/7", name, f"{day} 10:00", places).state == "open"
    assert said("24/7; PH off", name, f"{day} 10:00", places).state == "closed"
    assert said(BY_APPOINTMENT, name, f"{day} 10:00", places).state == HOLIDAY


@pytest.mark.parametrize(
    "day, name",
    [
        ("2026-02-16", "Montréal, QC"),
        ("2026-02-16", "Whitehorse, YT"),
        ("2026-06-24", "Ottawa, ON"),
        ("2026-07-09", "Yellowknife, NT"),
        ("2026-08-17", "Vancouver, BC"),
        ("2028-06-21", "Iqaluit, NU"),
    ],
)
def test_a_holiday_of_another_province_is_an_ordinary_day(day, name, places):
    assert said(OFFICE, name, f"{day} 10:00", places).state == "open"
    assert said(OFFICE_OFF, name, f"{day} 10:00", places).state == "open"


@pytest.mark.parametrize(
    "day, name",
    [
        ("2026-08-03", "Toronto, ON"),  # Civic Holiday
        ("2026-08-03", "Calgary, AB"),  # Heritage Day
        ("2026-04-06", "Montréal, QC"),  # Easter Monday
        ("2026-09-30", "Toronto, ON"),  # National Day for Truth and Reconciliation
        ("2026-06-22", "St. John's, NL"),  # Discovery Day
    ],
)
def test_on_a_day_when_only_some_offices_close_nobody_is_told_that_one_is_open(day, name, places):
    assert said(OFFICE, name, f"{day} 10:00", places).state == HOLIDAY
    assert said(OFFICE_OFF, name, f"{day} 10:00", places).state == HOLIDAY
    assert said(OFFICE_OFF, name, f"{day} 18:00", places).state == "closed"


@pytest.mark.parametrize(
    "rule, moment, state",
    [
        (OFFICE, "2026-07-01 08:00", HOLIDAY),  # would open later on Canada Day
        (OFFICE, "2026-07-01 18:00", "closed"),
        (NIGHT, "2026-07-01 21:00", HOLIDAY),
        (NIGHT, "2026-07-02 03:00", HOLIDAY),  # the night that began on Canada Day
        (NIGHT, "2026-07-02 21:00", "open"),
        ("Mo-Su 20:00-08:00; PH off", "2026-07-02 03:00", HOLIDAY),
        ("Mo-Su 20:00-08:00; PH 20:00-08:00", "2026-07-02 03:00", "open"),
        ("24/7; PH off", "2026-07-02 13:00", "open"),
        ("Jun-Sep: PH 10:00-12:00", "2026-07-01 10:30", HOLIDAY),  # named in a way that cannot be dated
    ],
)
def test_what_begins_on_a_holiday_is_no_surer_after_midnight(rule, moment, state, places):
    assert said(rule, "Toronto, ON", moment, places).state == state


def test_no_opening_is_promised_on_a_holiday(places):
    before_family_day = said(OFFICE, "Toronto, ON", "2026-02-14 10:00", places)
    elsewhere = said(OFFICE, "Montréal, QC", "2026-02-14 10:00", places)

    assert before_family_day.until == datetime(2026, 2, 17, 9, tzinfo=ZoneInfo("America/Toronto"))
    assert elsewhere.until == datetime(2026, 2, 16, 9, tzinfo=ZoneInfo("America/Toronto"))


def test_every_province_has_holidays_of_its_own_calendar():
    calendars = {province: hours.days_off(province, 2028) for province in PROVINCES}

    assert all(date(2028, 7, 1) in days and len(days) >= 6 for days in calendars.values())
    assert date(2028, 6, 24) in calendars["QC"] and date(2028, 6, 24) not in calendars["ON"]


# Other rules


@pytest.mark.parametrize(
    "rule, name, moment, state",
    [
        (NIGHT, "Whitehorse, YT", "2026-12-02 23:59", "open"),
        (NIGHT, "Whitehorse, YT", "2026-12-03 00:00", "open"),
        ("Fr 20:00-26:00", "Iqaluit, NU", "2026-12-05 01:30", "closes_soon"),
        ("Fr 20:00-26:00", "Iqaluit, NU", "2026-12-05 02:00", "closed"),
        (WINTER_ROAD, "Pikangikum, ON", "2027-01-13 10:00", "open"),
        (WINTER_ROAD, "Pikangikum, ON", "2027-04-05 10:00", "open"),
        (WINTER_ROAD, "Pikangikum, ON", "2027-04-06 10:00", "closed"),
        (WINTER_ROAD, "Pikangikum, ON", "2026-12-14 10:00", "closed"),
        ("We[1] 13:00-15:00", "Nain, NL", "2026-12-02 13:30", "open"),
        ("We[1] 13:00-15:00", "Nain, NL", "2026-12-09 13:30", "closed"),
        (BY_APPOINTMENT, "Nain, NL", "2026-12-02 13:30", "by_appointment"),
        (CALL_FIRST, "Nain, NL", "2026-12-02 13:30", "call_first"),
        (CALL_FIRST, "Nain, NL", "2026-12-02 18:30", "closed"),
        ("Mo-Fr 09:00-17:00 unknown", "Nain, NL", "2026-12-02 13:30", "call_first"),
        ('Mo-Fr 09:00-17:00 "by appointment"', "Nain, NL", "2026-12-02 13:30", "by_appointment"),
        ('Mo-Fr 09:00-17:00 "sur rendez-vous"', "Gatineau, QC", "2026-12-02 13:30", "by_appointment"),
        ('Mo-Fr 09:00-17:00 open "please call first"', "Nain, NL", "2026-12-02 13:30", "call_first"),
        ('Mo-Fr 09:00-17:00 "ring the bell"', "Nain, NL", "2026-12-02 13:30", "open"),
        ('"by appointment"', "Nain, NL", "2026-12-02 13:30", "unknown"),
        ("sunrise-sunset", "Nain, NL", "2026-12-02 13:30", "unknown"),
        ("Mo-Fr 09:00-17:00; SH off", "Nain, NL", "2026-12-02 13:30", "unknown"),
        ("", "Nain, NL", "2026-12-02 13:30", "unknown"),
        ("any day", "Nain, NL", "2026-12-02 13:30", "unknown"),
    ],
)
def test_past_midnight_seasons_appointments_and_what_is_not_known(rule, name, moment, state, places):
    assert said(rule, name, moment, places).state == state


@pytest.mark.parametrize("rule", [BY_APPOINTMENT, CALL_FIRST, "Mo-Su 00:00-24:00 unknown", "", "sunset-sunrise"])
def test_what_is_not_known_is_open_at_no_hour_of_a_week(rule, places):
    start = datetime(2026, 11, 23, tzinfo=UTC)
    moments = [start + timedelta(minutes=37 * step) for step in range(280)]

    assert not any(hours.now(rule, one, "America/St_Johns", "NL").is_open for one in moments)


# Where the zone is not known


def everywhere(rule, moment, places, area="CA", province=""):
    return hours.now_anywhere(rule, datetime.fromisoformat(moment), places.zones_in(area), province)


@pytest.mark.parametrize(
    "rule, moment, area, province, state",
    [
        ("24/7", "2026-12-02T08:00Z", "CA", "", "open"),
        ("24/7", "2026-12-25T08:00Z", "CA", "", "open"),
        ("Mo-Fr 06:00-22:00", "2026-12-02T16:00Z", "CA", "", "open"),
        (OFFICE, "2026-12-02T15:00Z", "CA", "", "unknown"),
        (OFFICE, "2026-12-06T15:00Z", "CA", "", "closed"),
        (OFFICE, "2026-02-16T19:00Z", "CA", "", HOLIDAY),  # Family Day in half of the provinces
        (OFFICE, "2027-07-14T13:30Z", "PR:35", "ON", "unknown"),  # 9:30 in Toronto, 8:30 in Kenora
        (OFFICE, "2027-01-13T14:30Z", "PR:35", "ON", "open"),  # 9:30 in both
        (OFFICE, "2027-07-14T15:30Z", "PR:62", "NU", "open"),
        (OFFICE, "2027-07-14T14:30Z", "PR:62", "NU", "unknown"),
        (OFFICE, "2027-07-14T11:30Z", "PR:24", "QC", "opens_later_today"),
        (OFFICE, "2027-07-14T12:45Z", "PR:10", "NL", "open"),
        (OFFICE, "2027-07-14T11:45Z", "PR:10", "NL", "unknown"),
        (BY_APPOINTMENT, "2027-07-14T16:00Z", "PR:10", "NL", "by_appointment"),
        (OFFICE, "2027-07-14T16:00Z", "nowhere", "", "unknown"),
    ],
)
def test_without_a_known_zone_something_is_said_only_where_it_is_the_same_in_all(
    rule, moment, area, province, state, places
):
    assert everywhere(rule, moment, places, area, province).state == state


def test_a_time_is_said_only_where_it_is_one_and_the_same_moment(places):
    in_winter = everywhere(OFFICE, "2027-01-13T14:30Z", places, "PR:35", "ON")
    in_summer = everywhere(OFFICE, "2027-07-14T15:30Z", places, "PR:35", "ON")

    assert in_winter.until == datetime.fromisoformat("2027-01-13T22:00Z")
    assert (in_summer.state, in_summer.until) == ("open", None)


def test_each_province_has_its_zones_and_the_usual_one_first(places):
    with (DATA / "taxonomy" / "provinces.csv").open(encoding="utf-8") as file:
        usual = {row["code"]: row["timezone"] for row in csv.DictReader(file)}

    assert {code: places.zones_in(code)[0] for code in usual} == usual
    assert [letters for letters, code in PROVINCES.items() if len(places.zones_in(code)) > 1] == [
        "NL", "QC", "ON", "SK", "BC", "NU",
    ]  # fmt: skip


# Kinds of hours


@pytest.mark.parametrize(
    "rule, expected",
    [
        ("24/7", {"24_7", "evenings", "nights", "weekends", "business"}),
        ("Mo-Su 00:00-24:00", {"24_7", "evenings", "nights", "weekends", "business"}),
        (OFFICE_OFF, {"business"}),
        ("Mo-Fr 09:00-19:00", {"business"}),
        ("Mo-Fr 09:00-20:00", {"business", "evenings"}),
        (NIGHT, {"evenings", "nights", "weekends"}),
        ("Sa 10:00-14:00", {"weekends"}),
        ("Fr 20:00-02:00", {"evenings", "nights"}),
        ("We[1] 13:00-15:00", {"business"}),
        (WINTER_ROAD, {"business", "seasonal"}),
        ("Sep-Nov Sa 19:00-22:00", {"evenings", "weekends", "seasonal"}),
        ("Nov-Apr Mo-Su 20:00-08:00; May-Oct Mo-Su 22:00-06:00", {"evenings", "nights", "weekends"}),
        (BY_APPOINTMENT, {"by_appointment"}),
        (f"Sa 10:00-14:00; {BY_APPOINTMENT}", {"by_appointment", "weekends"}),
        (CALL_FIRST, {"unknown"}),
        ("sunrise-sunset", {"unknown"}),
        ("", {"unknown"}),
    ],
)
def test_a_rule_has_the_classes_that_its_hours_bear_out(rule, expected):
    assert hours.classes(rule) == expected


def test_every_class_and_state_is_a_code_of_its_table():
    def codes(name):
        with (DATA / "taxonomy" / name).open(encoding="utf-8") as file:
            return {row["code"] for row in csv.DictReader(file)}

    rules = ("24/7", NIGHT, OFFICE, WINTER_ROAD, BY_APPOINTMENT, "Sa 10:00-14:00", "")
    assert {code for rule in rules for code in hours.classes(rule)} == codes("hours_classes.csv")
    assert {*hours.OPEN, *hours.SHUT} <= codes("hours_states.csv")


def test_each_timetable_is_classed_once_however_many_listings_have_it():
    starts = [(hour, minute) for hour in range(5, 15) for minute in range(20)]
    rules = [f"Mo-Fr {hour:02}:{minute:02}-{hour + 8}:00; Sa 10:00-14:00" for hour, minute in starts]
    hours.classes.cache_clear()

    start = time.perf_counter()
    for _ in range(500):
        for rule in rules:
            hours.classes(rule)

    assert len(set(rules)) == 200
    assert hours.classes.cache_info().misses == 200
    print(f"100,000 listings classed in {time.perf_counter() - start:.2f} s; aimed at 1")


@pytest.mark.parametrize("rule", ["Mo-Su 00:00-24:00", "Mo-Su 00:00-24:00 unknown", "00:00-12:00,12:00-24:00"])
def test_a_rule_that_never_changes_is_not_followed_to_the_end_of_time(rule):
    timetable = hours.readable(rule)

    assert timetable is not None
    assert timetable.next_change(datetime(2026, 11, 1, 15)) is None
