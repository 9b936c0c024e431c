"""Going back, joining two listings and parting them again: each through the same door as any other change."""

from dataclasses import replace

import pytest

from portal.mapping import applying
from portal.mapping.merging import propose_merge, propose_split
from portal.mapping.moving import show_again
from portal.mapping.proposal import Consent, Giver, Outcome, Reason, Refused, Stage
from portal.mapping.review import agree, publish_due
from portal.mapping.submit import Wanted, submit
from portal.mapping.twins import beside
from portal.mapping.undoing import propose_undo
from portal.registry.model import Disclosure, Location, Source, Status

CONSENT = Consent(Giver.DIRECTOR, "2026-11-26")


def approved(proposal, team):
    for name in ("bob", "denise", "erin", "fatima"):
        if proposal.author != name:
            try:
                agree(proposal.number, proposal.edition, name, team.later(24))
            except Refused:
                continue


def refused(act, *args):
    with pytest.raises(Refused) as refusal:
        act(*args)
    return refusal.value.reason


def test_going_back_is_a_proposal_and_needs_the_same_two_people(team, rosewood, new_phone):
    approved(submit(new_phone, "alice", team.desk()), team)
    assert team.store.service(rosewood.id).phones[0].number == "8075550199"

    undo = propose_undo(rosewood.id, 1, "alice", team.desk())

    assert undo.agreements_needed == 2
    assert team.store.service(rosewood.id).phones[0].number == "8075550199"
    approved(undo, team)
    assert team.store.service(rosewood.id).phones[0].number == "8075550123"
    assert [number for number, _day, _by in team.store.history(rosewood.id)] == [3, 2, 1]


def test_a_place_that_was_hidden_cannot_come_back_by_going_back(team, clinique):
    approved(submit(Wanted({"disclosure": "region"}, clinique.id), "charlie", team.desk()), team)

    assert refused(propose_undo, clinique.id, 1, "charlie", team.desk()) is Reason.NOTHING_TO_GO_BACK_TO


def test_going_back_to_a_wider_level_asks_for_consent_again(team, rosewood):
    wider = Wanted({"disclosure": "community", "community": "Larchville"}, rosewood.id, consent=CONSENT)
    approved(submit(wider, "alice", team.desk()), team)
    approved(propose_undo(rosewood.id, 1, "alice", team.desk()), team)

    assert team.store.service(rosewood.id).disclosure is Disclosure.REGION
    assert refused(propose_undo, rosewood.id, 2, "alice", team.desk()) is Reason.NOTHING_TO_GO_BACK_TO


def test_every_listing_comes_out_of_its_history_as_it_went_in(team, rosewood, clinique):
    for service in (rosewood, clinique):
        assert team.store.earlier(service.id, 1) == replace(service, revision=0)


def test_a_merge_keeps_one_listing_both_sources_and_the_narrower_level(team, rosewood, clinique):
    merge = propose_merge(clinique.id, rosewood.id, "erin", team.desk())
    assert team.store.public(rosewood.id) is not None

    approved(merge, team)

    kept, other = team.store.service(clinique.id), team.store.service(rosewood.id)
    assert (kept.disclosure, other.status) == (Disclosure.REGION, Status.WITHDRAWN)
    assert not kept.locations[0].address and not kept.locations[0].point
    assert team.store.public(rosewood.id) is None
    assert team.desk().proposals.merged_from(clinique.id) == [rosewood.id]
    assert {"rosewood", "on-clinique-juridique"} <= set(team.store.keys("test-list"))


def test_a_merge_that_narrows_nothing_leaves_the_place(team, clinique):
    twin = replace(
        clinique,
        id="twin",
        locations=(Location("twin-at", Disclosure.ADDRESS, "ON", "Larchville"),),
        origin=replace(clinique.origin, record_key="twin"),
    )
    team.store.publish([twin], "2026-11-24", "test")

    approved(propose_merge(clinique.id, twin.id, "erin", team.desk()), team)

    assert team.store.service(clinique.id).locations == clinique.locations


def test_a_merge_is_undone_by_a_proposal_of_its_own(team, rosewood, clinique):
    approved(propose_merge(clinique.id, rosewood.id, "erin", team.desk()), team)

    split = propose_split(rosewood.id, "erin", team.desk())
    assert team.store.public(rosewood.id) is None
    approved(split, team)

    assert team.store.public(rosewood.id) is not None
    assert team.desk().proposals.merged_into(rosewood.id) == ""
    assert refused(propose_split, rosewood.id, "erin", team.desk()) is Reason.NOT_MERGED


def test_a_listing_is_not_merged_with_itself_or_with_what_is_gone(team, rosewood):
    assert refused(propose_merge, rosewood.id, rosewood.id, "erin", team.desk()) is Reason.SAME_LISTING
    assert refused(propose_merge, rosewood.id, "nothing", "erin", team.desk()) is Reason.NO_SUCH_LISTING


def test_a_second_merge_of_the_same_listing_is_no_longer_one(team, rosewood, clinique, listing):
    third = listing(record_key="third")
    team.store.publish([third], "2026-11-24", "test")
    first = propose_merge(clinique.id, rosewood.id, "erin", team.desk())
    second = propose_merge(third.id, rosewood.id, "erin", team.desk())
    approved(first, team)

    show_again(second.number, team.desk())

    assert team.desk().proposal(second.number).stage is Stage.SUPERSEDED


def test_what_cannot_be_published_does_not_keep_the_others(team, rosewood, clinique, new_phone, monkeypatch):
    broken, good = submit(new_phone, "alice", team.desk()), propose_merge(clinique.id, rosewood.id, "erin", team.desk())
    for one in (broken, good):
        agree(one.number, 1, "bob", team.desk())
        agree(one.number, 1, "denise", team.desk())
    apply = applying.result
    monkeypatch.setattr(
        applying, "result", lambda one, desk: fail() if one.number == broken.number else apply(one, desk)
    )

    assert publish_due(team.later(24)) == [good.number]


def fail():
    raise Refused(Reason.BREAKS_RULES)


def test_a_merge_is_not_edited_into_something_else(team, rosewood, clinique):
    merge = propose_merge(clinique.id, rosewood.id, "erin", team.desk())
    edit = Wanted({"phone_office": "807-555-0131"}, number=merge.number, seen=1)

    assert refused(submit, edit, "erin", team.desk()) is Reason.NOT_EDITABLE


def test_what_may_be_the_same_service_is_named_with_its_reasons(team, clinique, listing):
    other = Source("other", "Other list", "Other", "facts_compiled")
    twin = replace(clinique, id="twin", locations=(), origin=replace(clinique.origin, source_id="other"))
    team.store.add_source(other)
    team.store.publish([twin, listing(record_key="far", phone_office="807-555-0177")], "2026-11-24", "test")

    pairs = beside(clinique.id, team.desk())

    assert [({pair.first, pair.second} - {clinique.id}, pair.reasons) for pair in pairs] == [
        ({"twin"}, ("name", "phone"))
    ]


def test_a_merge_waits_for_two_people_and_the_hold(team, rosewood, clinique):
    merge = propose_merge(clinique.id, rosewood.id, "erin", team.desk())

    assert agree(merge.number, 1, "bob", team.desk()) is Outcome.WAITING
    assert agree(merge.number, 1, "denise", team.desk()) is Outcome.HELD
    assert publish_due(team.later(24)) == [merge.number]
