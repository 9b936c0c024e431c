"""Somebody has looked, or nobody has; a community has agreed, or it has not."""

import pytest

from portal.registry import survey
from portal.registry.survey import Road, Said, State, Surveyed

WHO = Said("2026-01-05", "coordinator", "org-clinique")


def found(state, community="CSD:3558004", category="legal.aid", note="phoned"):
    return Surveyed(community, category, state, WHO, note)


def test_what_was_found_is_kept_with_its_day_and_who_said_so(registry):
    survey.record(registry, [found(State.NONE_FOUND)])

    assert survey.surveys(registry) == [found(State.NONE_FOUND)]


def test_a_later_finding_takes_the_place_of_the_earlier(registry):
    survey.record(registry, [found(State.IN_PROGRESS), found(State.LISTED)])

    assert [one.state for one in survey.surveys(registry)] == [State.LISTED]


def test_not_surveyed_is_the_absence_of_a_finding(registry):
    survey.record(registry, [found(State.LISTED)])

    survey.record(registry, [found(State.NOT_SURVEYED)])

    assert survey.surveys(registry) == []


def test_one_finding_that_breaks_a_rule_keeps_none(registry):
    with pytest.raises(Exception, match="CHECK"):
        survey.record(registry, [found(State.LISTED), found(State.LISTED, category="food", note="she told me")])

    assert survey.surveys(registry) == []


def test_how_a_community_is_reached_is_unknown_until_somebody_says_so(registry):
    assert survey.roads(registry) == {}

    survey.record_road(registry, "CSD:6204003", Road.AIR, WHO)
    assert survey.roads(registry) == {"CSD:6204003": Road.AIR}

    survey.record_road(registry, "CSD:6204003", Road.UNKNOWN, WHO)
    assert survey.roads(registry) == {}


def test_a_consent_can_be_given_taken_back_and_run_out(registry):
    assert survey.consents(registry, "2026-01-05") == {}

    survey.record_consent(registry, "CSD:6204003", True, WHO, until="2026-06-30")
    assert survey.consents(registry, "2026-06-30") == {"CSD:6204003": True}
    assert survey.consents(registry, "2026-07-01") == {"CSD:6204003": False}

    survey.record_consent(registry, "CSD:6204003", False, WHO)
    assert survey.consents(registry, "2026-01-05") == {"CSD:6204003": False}


def test_no_column_could_hold_a_person(registry):
    for table in ("community_survey", "community_road", "community_consent"):
        columns = {column.name for column in registry.db.table(table).columns}
        assert columns & {"person", "person_id", "name", "email", "by"} == set()
