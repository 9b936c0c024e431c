"""Whether the team keeps up, as figures."""

from datetime import date, timedelta

import pytest

from portal.mapping.harm import Standing
from portal.mapping.pace import pace
from portal.registry.freshness import DUE_DAYS, How

TODAY = date(2026, 11, 24)


def listings(fresh, old):
    days = [10] * fresh + [DUE_DAYS + 1] * old
    return [Standing(str(n), 1000, 0, TODAY - timedelta(days=age)) for n, age in enumerate(days)]


def test_five_thousand_listings_need_some_two_hundred_confirmations_a_week():
    said = pace(listings(0, 5000), {}, TODAY)

    assert said.needed == pytest.approx(194.4, abs=0.1)
    assert (said.calls_needed, said.keeps_up, said.weeks_behind) == (said.needed, False, None)


def test_what_providers_answer_need_not_be_phoned():
    said = pace(listings(0, 5000), {How.LINK: 400, How.SEAT: 80, How.CALL: 240, How.LIST: 9999}, TODAY)

    assert (said.answered, said.called) == (120, 60)
    assert said.calls_needed == pytest.approx(74.4, abs=0.1)
    assert not said.keeps_up


def test_a_team_that_keeps_up_is_told_when_it_is_done():
    said = pace(listings(100, 80), {How.CALL: 40}, TODAY)

    assert said.keeps_up
    assert 10 < said.weeks_behind < 20


def test_where_everything_is_fresh_nothing_is_behind():
    assert pace(listings(100, 0), {How.CALL: 40}, TODAY).weeks_behind == 0
    assert pace([], {}, TODAY).keeps_up
