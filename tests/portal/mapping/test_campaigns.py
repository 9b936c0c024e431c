"""Somebody is asked to look, they alone say what they found, and anyone can see how far it is but not where."""

import csv
from dataclasses import replace

import pytest

from geo import demand
from geo.places import Places
from portal.accounts.people import Role
from portal.mapping import campaigns, progress
from portal.mapping.campaigns import NoSuchArea, by_code, communities_named
from portal.mapping.proposal import Reason, Refused
from portal.registry import audit, survey, tasks
from portal.registry.model import Text
from portal.registry.survey import Said, State
from portal.registry.tasks import Asked
from tests.conftest import DATA

from .conftest import person

KENORA = "place:gn:1"


@pytest.fixture(scope="module")
def places():
    return Places.load(DATA / "places")


@pytest.fixture
def task(team, rosewood):
    """Legal aid in Kenora, asked of Rosewood House."""
    campaigns.ask([KENORA], ["legal.aid"], Asked(organization_id=rosewood.organization.id), "", "erin", team.desk())
    return tasks.tasks(team.store)[0].number


def refused(act, *given):
    with pytest.raises(Refused) as refusal:
        act(*given)
    return refusal.value.reason


def test_what_whoever_is_asked_finds_is_what_coverage_reads(team, task, rosewood):
    campaigns.record(task, State.NONE_FOUND, "phoned", "alice", team.desk())

    (found,) = survey.surveys(team.store)
    assert (found.community, found.category, found.state, found.note) == (
        KENORA,
        "legal.aid",
        "surveyed_none_found",
        "phoned",
    )
    assert found.said == Said("2026-11-27", "partner", rosewood.organization.id)


@pytest.mark.parametrize("outsider", ["bob", "charlie", "nobody"])
def test_nobody_outside_a_task_may_record(team, task, outsider):
    assert refused(campaigns.record, task, State.LISTED, "", outsider, team.desk()) is Reason.NOT_ASKED_OF_YOU

    assert survey.surveys(team.store) == []


def test_a_coordinator_who_is_not_asked_may_not_record_either(team, task):
    team.people["frank"] = person("frank", Role.COORDINATOR)

    assert refused(campaigns.record, task, State.LISTED, "", "frank", team.desk()) is Reason.NOT_ASKED_OF_YOU


def test_a_seat_that_is_closed_records_nothing(team, task):
    team.change("alice", active=False)

    assert refused(campaigns.record, task, State.LISTED, "", "alice", team.desk()) is Reason.NOT_ASKED_OF_YOU


def test_a_person_asked_by_name_may_record_and_their_colleagues_may_not(team):
    campaigns.ask([KENORA], ["food"], Asked(person_id="bob"), "", "erin", team.desk())
    number = tasks.tasks(team.store)[0].number

    assert refused(campaigns.record, number, State.LISTED, "", "denise", team.desk()) is Reason.NOT_ASKED_OF_YOU
    campaigns.record(number, State.LISTED, "", "bob", team.desk())

    assert survey.surveys(team.store)[0].said == Said("2026-11-27", "reviewer", "")


def test_only_a_coordinator_asks_hands_over_and_closes(team, task):
    asked = Asked(person_id="bob")

    for name in ("alice", "bob", "nobody"):
        assert refused(campaigns.ask, [KENORA], ["food"], asked, "", name, team.desk()) is Reason.NOT_ALLOWED
        assert refused(campaigns.hand_over, task, asked, name, team.desk()) is Reason.NOT_ALLOWED
        assert refused(campaigns.close, task, name, team.desk()) is Reason.NOT_ALLOWED


def test_what_was_handed_over_is_no_longer_the_first_ones(team, task):
    campaigns.hand_over(task, Asked(person_id="bob"), "erin", team.desk())

    assert refused(campaigns.record, task, State.LISTED, "", "alice", team.desk()) is Reason.NOT_ASKED_OF_YOU
    campaigns.record(task, State.LISTED, "", "bob", team.desk())


def test_what_was_closed_stays_found_and_takes_nothing_new(team, task):
    campaigns.record(task, State.LISTED, "", "alice", team.desk())
    campaigns.close(task, "erin", team.desk())

    assert refused(campaigns.record, task, State.NOT_SURVEYED, "", "alice", team.desk()) is Reason.TASK_CLOSED
    assert [one.state for one in survey.surveys(team.store)] == [State.LISTED]


def test_one_thing_is_asked_of_one_at_a_time(team, task):
    made = campaigns.ask([KENORA], ["legal.aid", "food"], Asked(person_id="bob"), "", "erin", team.desk())

    assert made == 1
    assert tasks.task(team.store, task).asked.organization_id


@pytest.mark.parametrize("asked", [Asked(), Asked(person_id="nobody"), Asked(organization_id="nobody")])
def test_nobody_who_cannot_answer_is_asked(team, asked):
    assert refused(campaigns.ask, [KENORA], ["food"], asked, "", "erin", team.desk()) is Reason.NOBODY_TO_ASK


def test_a_call_that_asks_too_much_makes_nothing(team):
    many = [f"place:{n}" for n in range(campaigns.MOST + 1)]

    assert refused(campaigns.ask, many, ["food"], Asked(person_id="bob"), "", "erin", team.desk()) is Reason.TOO_MUCH
    assert tasks.tasks(team.store) == []


def test_each_act_is_in_the_record_and_what_was_found_is_not(team, task):
    campaigns.record(task, State.NONE_FOUND, "phoned", "alice", team.desk())
    campaigns.close(task, "erin", team.desk())

    rows = [one for one in audit.entries(team.store.db, KENORA)]
    assert [one.details.split('"act":"')[1].split('"')[0] for one in rows] == ["asked", "recorded", "closed"]
    assert not any("none_found" in one.details or "phoned" in one.details for one in rows)


def test_an_area_is_a_community_a_region_or_a_health_region(places):
    known = by_code(places)
    some = sorted(known)[:3]
    with_region = {code: replace(known[code], areas=known[code].areas | {"HR:1"}) for code in some}
    names = {"HR:1": Text("Lakehead Health", "Santé Lakehead")}

    assert communities_named("Kenora, ON", places, known, {}) == [f"place:{places.find('Kenora, ON').place_id}"]
    assert len(communities_named("Labrador", places, known, {})) > 5
    assert communities_named("santé lakehead", places, with_region, names) == some


@pytest.mark.parametrize("line", ["Nowhereville", "Ontario", "P7B"])
def test_what_is_no_community_and_no_region_is_not_asked_about(places, line):
    with pytest.raises(NoSuchArea):
        communities_named(line, places, by_code(places), {})


def standing(**communities):
    """Where one kind of help stands in some communities of each kind."""
    return {(f"{kind}{n}", "food"): State.LISTED for kind, count in communities.items() for n in range(count)}


def kind_of(code):
    return code.rstrip("0123456789")


def test_communities_are_told_by_five_and_never_fewer():
    groups = progress.grouped(standing(ON=9, QC=7, NU=1, YT=2), kind_of)

    assert [(group.names, len(group.communities)) for group in groups] == [(("ON",), 9), (("NU", "YT", "QC"), 10)]


def test_a_small_group_cannot_be_had_by_taking_the_others_from_the_total():
    groups = progress.grouped(standing(ON=9, QC=7, NU=1), kind_of)

    assert [len(group.communities) for group in groups] == [9, 8]
    assert progress.all_together(groups).pairs == 17


def test_too_few_communities_are_not_told_at_all():
    assert progress.grouped(standing(ON=2, QC=2), kind_of) == []


def test_what_nobody_has_looked_for_counts_as_that(team, task):
    asked = progress.asked_for(tasks.tasks(team.store), survey.surveys(team.store))

    assert asked == {(KENORA, "legal.aid"): State.NOT_SURVEYED}


def test_a_health_region_is_all_of_its_communities_by_the_codes_people_are_counted_under(full_geography):
    places = Places.load(DATA / "places", full_geography)
    with (full_geography / "areas.csv").open(encoding="utf-8", newline="") as file:
        names = {line["code"]: Text(line["name_en"], line["name_fr"]) for line in csv.DictReader(file)}
    code, name = next((code, name) for code, name in names.items() if code.startswith("HR:35"))
    known = by_code(places)

    found = communities_named(name.fr, places, known, names)

    assert len(found) >= 5 and all(one.startswith("CSD:35") for one in found)
    assert all(code in known[one].areas for one in found)
    assert set(found) <= set(demand.read(full_geography, DATA / "places").communities.codes)
