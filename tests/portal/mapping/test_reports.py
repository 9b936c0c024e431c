"""What readers say is kept by day, without a trace of who said it, and not for long."""

import pytest

from portal.mapping.proposal import Reason, Refused
from portal.mapping.reports import handled, purge, say


def test_a_report_keeps_a_day_a_kind_a_listing_and_words(team, rosewood):
    say("2026-11-27", "legal.aid", rosewood.id, " The number\u202e rings \n nowhere. ", team.desk().proposals)

    assert [(one.day, one.category, one.service_id, one.text) for one in team.desk().proposals.reports()] == [
        ("2026-11-27", "legal.aid", rosewood.id, "The number rings nowhere.")
    ]


def test_a_report_is_handled_once_and_erased_a_week_later(team):
    say("2026-11-27", "legal.aid", "", "A clinic on the hill.", team.desk().proposals)
    handled(1, "bob", team.desk())

    with pytest.raises(Refused) as again:
        handled(1, "denise", team.desk())
    assert again.value.reason is Reason.ALREADY_DECIDED
    assert purge(team.later(6 * 24)) == 0
    assert purge(team.later(24)) == 1
    assert "hill" not in "".join(team.store.db.conn.iterdump())


def test_what_nobody_looked_into_is_not_erased(team):
    say("2026-11-27", "legal.aid", "", "A clinic on the hill.", team.desk().proposals)

    assert purge(team.later(365 * 24)) == 0


def test_a_partner_handles_no_report(team):
    say("2026-11-27", "legal.aid", "", "A clinic on the hill.", team.desk().proposals)

    with pytest.raises(Refused):
        handled(1, "alice", team.desk())
