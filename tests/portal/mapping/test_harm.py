"""What is confirmed first: where a wrong fact would mislead most people."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from portal.mapping.harm import HALF_LIFE_DAYS, MOST_REPORTS, Standing, by_harm, chance_wrong, harm, oldest_first

TODAY = date(2026, 11, 24)
ONE = Standing("b", people=8000, others=3, day=TODAY - timedelta(days=400))


def test_a_fact_is_as_likely_wrong_as_right_after_its_half_life():
    assert (chance_wrong(0), chance_wrong(HALF_LIFE_DAYS)) == (0.0, 0.5)
    assert chance_wrong(-5) == 0.0


@pytest.mark.parametrize(
    "worse",
    [
        {"people": 9000}, {"others": 2}, {"day": TODAY - timedelta(days=401)}, {"day": None}, {"reports": 1},
    ],
)  # fmt: skip
def test_each_of_these_makes_it_more_urgent(worse):
    assert harm(replace(ONE, **worse), TODAY) > harm(ONE, TODAY)


def test_the_only_service_of_a_small_place_comes_before_one_of_many_in_a_city():
    small = Standing("iqaluit", people=7_400, others=0, day=ONE.day)
    city = Standing("toronto", people=2_794_000, others=500, day=ONE.day)

    assert [one.service_id for one in by_harm([city, small], TODAY)] == ["iqaluit", "toronto"]


def test_a_flood_of_reports_counts_no_more_than_a_few():
    assert harm(replace(ONE, reports=MOST_REPORTS), TODAY) == harm(replace(ONE, reports=10_000), TODAY)


def test_a_report_counts_though_the_fact_was_confirmed_today():
    assert harm(replace(ONE, day=TODAY), TODAY) == 0 < harm(replace(ONE, day=TODAY, reports=1), TODAY)


def test_the_order_is_the_same_whatever_order_they_come_in():
    same = [replace(ONE, service_id=key) for key in "cab"]

    assert [one.service_id for one in by_harm(same, TODAY)] == ["a", "b", "c"]


def test_mail_goes_to_the_oldest_first_whoever_lives_there():
    village = replace(ONE, service_id="village", people=90, day=ONE.day - timedelta(days=1))
    unknown = replace(ONE, service_id="unknown", day=None)

    assert [one.service_id for one in oldest_first([ONE, village, unknown], TODAY)] == ["unknown", "village", "b"]
