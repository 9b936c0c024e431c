"""Which listings are open now: judged by the clock of their community, by the hours at which they take people in."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import numpy as np
import pytest

from portal.finding import catalogue as catalogues
from portal.finding.catalogue import Catalogue
from portal.finding.openings import Kept, coded, zones

EVENING_IN_TORONTO = datetime.fromisoformat("2027-07-14T22:30Z")  # 18:30 there, 17:30 in Kenora, 15:30 in Vancouver
OFFICE = "Mo-Fr 09:00-18:00"
IN = {"disclosure": "community", "hours_intake": OFFICE}
LINE = {"delivery": "phone", "hours_line": "24/7"}


@pytest.fixture
def catalogue(store, places):
    return lambda: Catalogue.build(store.revision(), store.published(), places)


def names(catalogue, mask):
    """The listings of a mask, by the names they were added under."""
    return {catalogue.columns.names["en"][row].split(" legal")[0] for row in np.flatnonzero(mask)}


def zones_of(store, places, service_id):
    return zones(store.public_many([service_id])[0], places)


# Which clock


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"community": "Kenora", "disclosure": "community"}, ["America/Winnipeg"]),
        ({"community": "Pickle Lake", "disclosure": "community"}, ["America/Atikokan"]),
        ({"community": "Toronto", "address": "1 Street"}, ["America/Toronto"]),
        ({"community": "Blanc-Sablon", "province": "QC", "disclosure": "community"}, ["America/Blanc-Sablon"]),
        ({"community": "Îles-de-la-Madeleine", "province": "QC", "disclosure": "community"}, ["America/Halifax"]),
        ({"province": "MB", "disclosure": "region"}, ["America/Winnipeg"]),
        ({"disclosure": "region"}, ["America/Atikokan", "America/Toronto", "America/Winnipeg"]),
        ({"community": "No such village", "disclosure": "community"},
         ["America/Atikokan", "America/Toronto", "America/Winnipeg"]),
        ({"community": "Listuguj", "province": "QC", "disclosure": "community"},
         ["America/Blanc-Sablon", "America/Halifax", "America/Toronto"]),
        ({"delivery": "phone", "service_area": "PR:46"}, ["America/Winnipeg"]),
        ({"delivery": "phone", "province": "YT", "service_area": "CA"}, ["America/Whitehorse"]),
    ],
)  # fmt: skip
def test_a_listing_keeps_the_clock_of_what_it_publishes(add, store, places, values, expected):
    assert list(zones_of(store, places, add("One", **values))) == expected


def test_a_hidden_community_lends_no_clock(add, store, places):
    hidden = add("House", community="Kenora", disclosure="region")

    assert len(zones_of(store, places, hidden)) == 3


def test_a_national_line_may_keep_any_clock_of_the_country(add, store, places):
    line = add("Line", province="", service_area="CA", **LINE)

    assert set(zones_of(store, places, line)) == set(places.zones_in("CA"))


# Open now


def test_each_listing_is_open_by_the_clock_of_its_own_community(add, catalogue):
    for town, province in (("Toronto", "ON"), ("Kenora", "ON"), ("Vancouver", "BC"), ("Iqaluit", "NU")):
        add(town, community=town, province=province, **IN)

    built = catalogue()

    assert names(built, built.open_at(EVENING_IN_TORONTO)) == {"kenora", "vancouver"}
    assert names(built, built.shut_at(EVENING_IN_TORONTO)) == {"toronto", "iqaluit"}


def test_a_listing_that_hides_its_community_is_open_only_when_its_whole_province_is(add, catalogue):
    add("House", disclosure="region", hours_intake=OFFICE)

    built = catalogue()
    noon, half_past_six = EVENING_IN_TORONTO - timedelta(hours=6), EVENING_IN_TORONTO

    assert names(built, built.open_at(noon)) == {"house"}
    assert not built.open_at(half_past_six).any() and not built.shut_at(half_past_six).any()


def test_only_hours_at_which_people_are_taken_in_count_where_there_is_a_place(add, catalogue):
    add("Reception", community="Toronto", disclosure="community", hours_site="24/7")
    add("Telephone", community="Toronto", disclosure="community", hours_line="24/7")
    add("Intake", community="Toronto", disclosure="community", hours_intake="24/7")
    add("Line", province="", service_area="CA", **LINE)

    built = catalogue()

    assert names(built, built.open_at(EVENING_IN_TORONTO)) == {"intake", "line"}


@pytest.mark.parametrize("rule", ["", 'Mo-Su 00:00-24:00 unknown "by_appointment"', '24/7 unknown "call_first"'])
def test_what_is_not_known_is_neither_open_nor_shut(add, catalogue, rule):
    add("House", community="Toronto", disclosure="community", hours_intake=rule)

    built = catalogue()

    assert not built.open_at(EVENING_IN_TORONTO).any()
    assert not built.shut_at(EVENING_IN_TORONTO).any()


def test_the_answer_moves_with_the_minute(add, catalogue):
    add("Office", community="Toronto", **IN)

    built = catalogue()
    answers = [built.open_at(EVENING_IN_TORONTO + timedelta(minutes=late)).any() for late in (-31, -30, 0, -31)]

    assert answers == [True, False, False, True]


# Kinds of hours


def test_listings_are_kept_by_the_kind_of_their_hours(add, catalogue):
    add("Always", community="Toronto", disclosure="community", hours_intake="24/7")
    add("Late", community="Toronto", disclosure="community", hours_intake="Mo-Fr 18:00-23:00")
    add("Saturday", community="Toronto", disclosure="community", hours_intake="Sa 10:00-14:00")
    add("Asked", community="Toronto", disclosure="community", hours_intake='Mo-Fr 09:00-17:00 unknown "by_appointment"')
    add("Silent", community="Toronto", disclosure="community", hours_site="24/7")

    built = catalogue()

    assert names(built, built.with_hours("24_7")) == {"always"}
    assert names(built, built.with_hours("evenings")) == {"always", "late"}
    assert names(built, built.with_hours("nights")) == {"always"}
    assert names(built, built.with_hours("weekends")) == {"always", "saturday"}
    assert names(built, built.with_hours("by_appointment")) == {"asked"}
    assert names(built, built.with_hours("unknown")) == {"silent"}


# The column


def spread(add, count):
    for number in range(count):
        town, province = (("Toronto", "ON"), ("Kenora", "ON"), ("Nain", "NL"), ("Vancouver", "BC"))[number % 4]
        rule = ("24/7", OFFICE, "Mo-Su 18:00-23:00", "")[number % 3]
        add(f"Office {number:03}", community=town, province=province, disclosure="community", hours_intake=rule)


def told(built):
    moments = [EVENING_IN_TORONTO + timedelta(hours=hour) for hour in range(0, 24, 3)]
    return [names(built, mask) for one in moments for mask in (built.open_at(one), built.shut_at(one))] + [
        names(built, built.with_hours(code)) for code in ("24_7", "evenings", "unknown")
    ]


def test_extended_by_what_changed_the_hours_equal_those_built_anew(add, store, places):
    spread(add, 70)
    held = Catalogue.build(store.revision(), store.published(), places)
    add("Office 003", community="Iqaluit", province="NU", disclosure="community", hours_intake="Mo-Su 10:00-22:00")
    add("Office 004", community="Kenora", disclosure="community", hours_intake="")
    add("New office", community="Nain", province="NL", **IN)

    extended = catalogues.current(store, places, held)

    assert len(extended) > len(held)
    assert told(extended) == told(Catalogue.build(store.revision(), store.published(), places))


def test_hours_come_back_from_a_snapshot(add, store, places, tmp_path):
    spread(add, 70)
    saved = catalogues.publish(store, places, tmp_path / "catalogue")

    opened = catalogues.opened(tmp_path / "catalogue", places, store.revision())

    assert opened is not None and told(opened) == told(saved)


def test_a_hundred_thousand_listings_are_asked_within_half_a_second():
    rules = [f"Mo-Fr {hour:02}:{minute:02}-{hour + 8}:00; PH off" for hour in range(5, 15) for minute in range(20)]
    where = [(("America/Toronto",), "ON"), (("America/Winnipeg",), "ON"), (("America/St_Johns",), "NL"),
             (("America/Toronto", "America/Halifax"), "QC"), (("America/Vancouver",), "BC")]  # fmt: skip
    kept = [Kept(rules[row % 200], *where[row % 7 % 5]) for row in range(100_000)]
    column = coded(range(100_000), kept)
    column.states(EVENING_IN_TORONTO - timedelta(days=1))

    start = time.perf_counter()
    states = column.states(EVENING_IN_TORONTO)
    rows = column.rows_of(state == "open" for state in states)

    assert len(column.kept) == 1000 and 0 < len(rows) < 100_000
    assert time.perf_counter() - start < 0.5
