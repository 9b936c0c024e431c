"""Nothing is public before enough different people agree, and what they agreed to is what is published."""

import json
from dataclasses import replace

import pytest

from portal.accounts.people import Role
from portal.mapping import review
from portal.mapping.checks import Faulty
from portal.mapping.hiding import hide, propose_showing
from portal.mapping.proposal import Answer, Consent, Giver, Outcome, Reason, Refused, Stage, Why
from portal.mapping.review import agree, ask, decline, publish_due
from portal.mapping.submit import MOST_OPEN, Wanted, draft, send, submit, withdraw
from portal.registry import audit
from portal.registry.decisions import Part
from portal.registry.freshness import Facet, How
from portal.registry.model import Disclosure, Status, Verification

CONSENT = Consent(Giver.DIRECTOR, "2026-11-26")


class DiskFull(Exception):
    pass


def failing(*_args):
    raise DiskFull


def content(store):
    return [line for line in store.db.conn.iterdump() if "proposal" not in line and "agreement" not in line]


def everything(store):
    return list(store.db.conn.iterdump())


def refused(act, *args):
    with pytest.raises(Refused) as refusal:
        act(*args)
    return refusal.value.reason


def phone_of(team, service):
    return team.store.service(service.id).phones[0].number


# Suggesting


def test_a_suggestion_changes_nothing_that_anyone_can_see(team, new_phone):
    before = content(team.store)

    submit(new_phone, "alice", team.desk())

    assert content(team.store) == before


def test_a_form_sent_twice_makes_one_proposal(team, new_phone):
    first = submit(replace(new_phone, token="t1"), "alice", team.desk())
    again = submit(replace(new_phone, token="t1"), "alice", team.desk())

    assert first.number == again.number
    assert len(team.desk().proposals.queue()) == 1


def test_a_token_of_somebody_else_opens_nothing(team, new_phone):
    submit(replace(new_phone, token="t1"), "alice", team.desk())

    assert refused(submit, replace(new_phone, token="t1"), "bob", team.desk()) is Reason.NOT_ALLOWED


@pytest.mark.parametrize("column, value", [("phone_crisis", "12"), ("website", "example"), ("status", "draft")])
def test_what_is_wrong_is_named_and_nothing_is_kept(team, rosewood, column, value):
    before = everything(team.store)

    with pytest.raises(Faulty) as faulty:
        submit(Wanted({column: value}, rosewood.id), "alice", team.desk())

    assert [fault.field for fault in faulty.value.faults] == [column]
    assert everything(team.store) == before


@pytest.mark.parametrize("column", ["address", "community", "postal_code", "latitude"])
def test_a_place_that_may_not_be_held_is_refused_and_kept_nowhere(team, rosewood, column):
    with pytest.raises(Faulty) as faulty:
        submit(Wanted({column: "48.1234567 Quokka"}, rosewood.id), "alice", team.desk())

    assert (column, "place_not_allowed") in [(fault.field, fault.key) for fault in faulty.value.faults]
    assert "Quokka" not in str(faulty.value) + "".join(everything(team.store))


def test_only_whoever_speaks_for_a_listing_or_reviews_may_suggest(team, new_phone):
    assert refused(submit, new_phone, "charlie", team.desk()) is Reason.NOT_ALLOWED
    assert refused(submit, new_phone, "nobody", team.desk()) is Reason.NOT_ALLOWED


def test_a_suggestion_that_changes_nothing_is_not_one(team, rosewood):
    same = Wanted({"phone_crisis": "807-555-0123"}, rosewood.id)

    assert refused(submit, same, "alice", team.desk()) is Reason.NOTHING_CHANGED


def test_a_draft_is_for_its_author_until_it_is_sent(team, rosewood):
    kept = draft(Wanted({"phone_crisis": "12"}, rosewood.id), "alice", team.desk())
    assert team.desk().proposals.queue() == []

    sent = submit(Wanted({"phone_crisis": "807-555-0188"}, number=kept.number, seen=1), "alice", team.desk())

    assert (sent.number, sent.stage) == (kept.number, Stage.WAITING)


def test_a_draft_that_is_sent_twice_is_sent_once(team, rosewood):
    kept = draft(Wanted({"phone_crisis": "807-555-0188"}, rosewood.id), "alice", team.desk())

    first = send(kept.number, 1, "alice", team.desk())
    again = send(kept.number, 1, "alice", team.desk())

    assert first == again and first.stage is Stage.WAITING
    assert refused(send, kept.number, 2, "bob", team.desk()) is Reason.NOT_ALLOWED


NIGHT_LINE = {"service_name_en": "Night line", "categories": "crisis.line", "phone_crisis": "807-555-0150"}


def test_a_partner_sends_a_new_listing_of_their_own_organization(team, rosewood):
    wanted = Wanted(NIGHT_LINE | {"province": "ON"}, organization_id=rosewood.organization.id, consent=CONSENT)
    kept = draft(wanted, "alice", team.desk())

    sent = send(kept.number, kept.edition, "alice", team.desk())

    assert (sent.stage, sent.organization_id) == (Stage.WAITING, rosewood.organization.id)


def test_a_new_listing_is_edited_by_nobody_who_speaks_for_another_organization(team, rosewood, clinique):
    wanted = Wanted(NIGHT_LINE | {"province": "ON"}, organization_id=rosewood.organization.id, consent=CONSENT)
    sent = submit(wanted, "alice", team.desk())
    other = replace(wanted, number=sent.number, seen=sent.edition, organization_id=clinique.organization.id)

    with pytest.raises(Refused) as refused:
        submit(other, "charlie", team.desk())

    assert refused.value.reason is Reason.NOT_ALLOWED


def test_not_even_a_draft_holds_a_place_that_may_not_be_held(team, rosewood):
    values = {
        "address": "9 Quokka Lane",
        "phone_crisis": "12",
        "latitude": "48.1",
        "description_en": "On 9 Quokka Lane.",
    }
    kept = draft(Wanted(values, rosewood.id, note="It is on 9 Quokka Lane."), "alice", team.desk())

    assert kept.wanted == {"phone_crisis": "12"}
    assert "Quokka" not in "".join(everything(team.store))


def test_one_person_cannot_fill_the_queue(team, rosewood):
    for n in range(MOST_OPEN):
        submit(Wanted({"description_en": f"Number {n}."}, rosewood.id), "alice", team.desk())

    assert refused(submit, Wanted({"description_en": "More."}, rosewood.id), "alice", team.desk()) is Reason.TOO_MANY


def test_the_safety_fields_come_first_however_many_others_wait(team, rosewood, clinique):
    for name in ("bob", "denise", "erin"):
        for n in range(MOST_OPEN):
            submit(Wanted({"description_en": f"{name} {n}."}, clinique.id), name, team.desk())
    phone = submit(Wanted({"phone_crisis": "807-555-0199"}, rosewood.id), "alice", team.desk())

    assert team.desk().proposals.queue(10)[0].number == phone.number


def test_another_spelling_of_the_same_number_is_no_change(team, rosewood):
    same = Wanted({"phone_crisis": "(807) 555 0123"}, rosewood.id)

    assert refused(submit, same, "alice", team.desk()) is Reason.NOTHING_CHANGED


# Agreeing


def test_an_ordinary_change_needs_one_person(team, rosewood, new_words):
    sent = submit(new_words, "alice", team.desk())

    assert agree(sent.number, 1, "bob", team.desk()) is Outcome.PUBLISHED
    assert team.store.service(rosewood.id).description.en == "A quiet house."


def test_a_new_phone_waits_for_a_second_person_and_for_the_hold(team, rosewood, new_phone):
    sent = submit(new_phone, "alice", team.desk())

    assert agree(sent.number, 1, "bob", team.desk()) is Outcome.WAITING
    assert agree(sent.number, 1, "denise", team.desk()) is Outcome.HELD
    assert phone_of(team, rosewood) == "8075550123"

    assert publish_due(team.later(23.9)) == []
    assert publish_due(team.later(0.1)) == [sent.number]
    assert phone_of(team, rosewood) == "8075550199"


def test_after_the_hold_the_second_person_publishes_at_once(team, rosewood, new_phone):
    sent = submit(new_phone, "alice", team.desk())
    agree(sent.number, 1, "bob", team.desk())

    assert agree(sent.number, 1, "denise", team.later(24)) is Outcome.PUBLISHED
    assert phone_of(team, rosewood) == "8075550199"


@pytest.mark.parametrize(
    "column, value",
    [
        ("phone_crisis", "807-555-0188"),
        ("website", "https://rosewood.example/"),
        ("email", "hello@rosewood.example"),
        ("status", "closed"),
        ("status", "paused"),
        ("disclosure", "community"),
    ],
)
def test_each_safety_field_needs_two_people(team, rosewood, column, value):
    sent = submit(Wanted({column: value}, rosewood.id, consent=CONSENT), "alice", team.desk())

    assert sent.agreements_needed == 2
    assert agree(sent.number, 1, "bob", team.later(30)) is Outcome.WAITING
    assert publish_due(team.desk()) == []


def test_a_moved_office_needs_two_people(team, clinique):
    sent = submit(Wanted({"address": "14 Zibeline Street"}, clinique.id), "charlie", team.desk())

    assert sent.agreements_needed == 2
    assert sent.wanted == {"address": "14 Zibeline Street", "latitude": "", "longitude": ""}


def test_whoever_wrote_it_cannot_agree(team, rosewood):
    sent = submit(Wanted({"description_en": "New."}, rosewood.id), "bob", team.desk())

    assert refused(agree, sent.number, 1, "bob", team.desk()) is Reason.SAME_ORGANIZATION


def test_a_colleague_of_the_author_cannot_agree(team, new_words):
    sent = submit(new_words, "alice", team.desk())

    assert refused(agree, sent.number, 1, "erin", team.desk()) is Reason.SAME_ORGANIZATION


def test_leaving_the_organization_does_not_make_an_author_a_stranger(team, new_words):
    sent = submit(new_words, "alice", team.desk())
    team.change("alice", organizations=frozenset({"elsewhere"}))

    assert refused(agree, sent.number, 1, "erin", team.desk()) is Reason.SAME_ORGANIZATION


def test_a_new_seat_for_the_same_mailbox_is_no_second_person(team, new_phone):
    sent = submit(new_phone, "alice", team.desk())
    team.people["bob2"] = replace(team.people["bob"], id="bob2")
    agree(sent.number, 1, "bob", team.desk())

    assert agree(sent.number, 1, "bob2", team.later(25)) is Outcome.WAITING


def test_a_partner_cannot_agree(team, new_words):
    sent = submit(new_words, "alice", team.desk())

    assert refused(agree, sent.number, 1, "charlie", team.desk()) is Reason.NOT_ALLOWED


def test_agreeing_twice_counts_once(team, rosewood, new_phone):
    sent = submit(new_phone, "alice", team.desk())
    agree(sent.number, 1, "bob", team.desk())

    assert refused(agree, sent.number, 1, "bob", team.later(25)) is Reason.ALREADY_AGREED
    assert phone_of(team, rosewood) == "8075550123"


def test_what_is_decided_is_decided_once(team, new_words):
    sent = submit(new_words, "alice", team.desk())
    agree(sent.number, 1, "bob", team.desk())
    before = everything(team.store)

    for act, args in [
        (agree, (sent.number, 1, "denise")),
        (decline, (sent.number, 1, "denise", Answer.UNSAFE, "")),
        (withdraw, (sent.number, "alice")),
        (submit, (Wanted({"description_en": "x"}, number=sent.number, seen=1), "alice")),
    ]:
        assert refused(act, *args, team.desk()) is Reason.ALREADY_DECIDED
    assert everything(team.store) == before


def test_an_edit_clears_what_was_agreed_and_starts_the_hold_again(team, rosewood, new_phone):
    sent = submit(new_phone, "alice", team.desk())
    agree(sent.number, 1, "bob", team.desk())
    agree(sent.number, 1, "denise", team.desk())

    edit = Wanted({"phone_crisis": "807-555-0177"}, number=sent.number, seen=1)
    assert submit(edit, "alice", team.later(23)).edition == 2
    assert publish_due(team.later(2)) == []
    assert refused(agree, sent.number, 1, "bob", team.desk()) is Reason.EDITED_SINCE
    assert agree(sent.number, 2, "bob", team.desk()) is Outcome.WAITING
    assert agree(sent.number, 2, "denise", team.desk()) is Outcome.HELD
    assert phone_of(team, rosewood) == "8075550123"


def test_a_reviewer_who_edits_becomes_an_author(team, new_phone):
    sent = submit(new_phone, "alice", team.desk())
    submit(Wanted({"phone_crisis": "807-555-0177"}, number=sent.number, seen=1), "bob", team.desk())

    assert refused(agree, sent.number, 2, "bob", team.desk()) is Reason.SAME_ORGANIZATION


@pytest.mark.parametrize(
    "loss",
    [
        {"active": False},
        {"role": Role.PARTNER},
        {"organizations": "author's"},
    ],
    ids=str,
)
def test_an_agreement_counts_only_while_whoever_gave_it_may_give_it(team, rosewood, new_phone, loss):
    if loss.get("organizations"):
        loss = {"organizations": team.people["alice"].organizations}
    sent = submit(new_phone, "alice", team.desk())
    agree(sent.number, 1, "bob", team.desk())
    agree(sent.number, 1, "denise", team.desk())
    team.change("bob", **loss)

    assert publish_due(team.later(25)) == []
    assert phone_of(team, rosewood) == "8075550123"


def test_a_disabled_reviewer_cannot_agree(team, new_words):
    sent = submit(new_words, "alice", team.desk())
    team.change("bob", active=False)

    assert refused(agree, sent.number, 1, "bob", team.desk()) is Reason.NOT_ALLOWED


def test_a_change_whose_listing_moved_is_refused_and_shown_again(team, rosewood, new_phone, new_words):
    phone = submit(new_phone, "alice", team.desk())
    agree(phone.number, 1, "bob", team.desk())
    words = submit(new_words, "alice", team.desk())
    agree(words.number, 1, "bob", team.desk())

    assert refused(agree, phone.number, 1, "denise", team.later(25)) is Reason.LISTING_HAS_MOVED
    review.show_again(phone.number, team.desk())

    shown = team.desk().proposal(phone.number)
    assert (shown.edition, shown.agreements, shown.based_on) == (2, (), 2)
    assert agree(phone.number, 2, "bob", team.desk()) is Outcome.WAITING


def test_a_change_that_came_true_meanwhile_is_closed(team, new_words):
    first, second = (submit(new_words, "alice", team.desk()) for _ in range(2))
    agree(first.number, 1, "bob", team.desk())

    review.show_again(second.number, team.desk())

    assert team.desk().proposal(second.number).stage is Stage.SUPERSEDED


def test_an_approval_that_stops_half_way_leaves_nothing_behind(team, new_words, monkeypatch):
    sent = submit(new_words, "alice", team.desk())
    before = everything(team.store)
    monkeypatch.setattr(review, "close", failing)

    with pytest.raises(DiskFull):
        agree(sent.number, 1, "bob", team.desk())

    assert everything(team.store) == before


# Levels


def test_telling_more_of_a_place_needs_the_providers_consent(team, rosewood):
    wider = Wanted({"disclosure": "community", "community": "Larchville"}, rosewood.id)

    assert refused(submit, wider, "alice", team.desk()) is Reason.NO_CONSENT
    assert submit(replace(wider, consent=CONSENT), "alice", team.desk()).consent == CONSENT


def test_a_level_changes_with_two_people(team, rosewood):
    wider = Wanted({"disclosure": "community", "community": "Larchville"}, rosewood.id, consent=CONSENT)
    sent = submit(wider, "alice", team.desk())
    agree(sent.number, 1, "bob", team.desk())
    agree(sent.number, 1, "denise", team.later(24))

    assert team.store.service(rosewood.id).disclosure is Disclosure.COMMUNITY


def test_a_narrowed_address_is_left_nowhere_not_even_in_suggestions(team, clinique):
    moved = submit(Wanted({"address": "14 Zibeline Street"}, clinique.id), "charlie", team.desk())
    decline(moved.number, 1, "bob", Answer.NOT_CONFIRMED, "", team.desk())
    assert "Zibeline" in "".join(everything(team.store))

    sent = submit(Wanted({"disclosure": "region"}, clinique.id), "charlie", team.desk())
    agree(sent.number, 1, "bob", team.desk())
    agree(sent.number, 1, "denise", team.later(24))

    held = "".join(everything(team.store))
    assert team.store.service(clinique.id).disclosure is Disclosure.REGION
    for secret in ("Zibeline", "Larchville", "48.3809", "89.2477", "P7B 1A1"):
        assert secret not in held.replace("Legal Clinic of Larchville", "").replace("juridique de Larchville", "")


def test_a_place_in_a_declined_widening_is_forgotten(team, rosewood):
    wider = Wanted({"disclosure": "community", "community": "Quillwort"}, rosewood.id, consent=CONSENT)
    sent = submit(wider, "alice", team.desk())

    decline(sent.number, 1, "bob", Answer.UNSAFE, "", team.desk())

    assert "Quillwort" not in "".join(everything(team.store))


# Answers


def test_a_declined_change_says_why_and_never_comes_true(team, rosewood, new_phone):
    sent = submit(new_phone, "alice", team.desk())
    decline(sent.number, 1, "bob", Answer.NOT_CONFIRMED, "Nobody answered.", team.desk())

    assert team.desk().proposal(sent.number).stage is Stage.DECLINED
    assert team.desk().proposals.events(sent.number)[-1].note == "not_confirmed\nNobody answered."
    assert publish_due(team.later(48)) == []


def test_a_question_waits_for_the_author(team, new_phone):
    sent = submit(new_phone, "alice", team.desk())
    ask(sent.number, 1, "bob", "Which line is this?", team.desk())

    assert refused(agree, sent.number, 1, "denise", team.desk()) is Reason.NOT_WAITING
    edit = Wanted({"phone_crisis": "807-555-0199"}, number=sent.number, seen=1, note="The night line.")
    assert submit(edit, "alice", team.desk()).stage is Stage.WAITING


def test_an_author_takes_it_back(team, new_phone):
    sent = submit(new_phone, "alice", team.desk())

    assert refused(withdraw, sent.number, "bob", team.desk()) is Reason.NOT_ALLOWED
    withdraw(sent.number, "alice", team.desk())
    assert refused(agree, sent.number, 1, "bob", team.desk()) is Reason.ALREADY_DECIDED


# New listings, hiding


def new_listing(team, **changes):
    values = {
        "service_name_en": "Night line",
        "categories": "crisis.line",
        "phone_crisis": "807-555-0150",
        "province": "ON",
    }
    organization = next(iter(team.people["alice"].organizations))
    return Wanted(values | changes, organization_id=organization, consent=CONSENT, why=Why.NEW_SERVICE)


def test_a_new_listing_appears_after_two_people_and_the_hold(team):
    sent = submit(new_listing(team), "alice", team.desk())
    agree(sent.number, 1, "bob", team.desk())
    assert agree(sent.number, 1, "denise", team.desk()) is Outcome.HELD
    assert team.store.service(sent.service_id) is None

    publish_due(team.later(24))

    made = team.store.service(sent.service_id)
    assert made.organization.name.en == "Rosewood House"
    assert (made.verification, made.status) == (Verification.CONFIRMED, Status.PUBLISHED)
    assert team.store.public(made.id).source.id == "providers"


def test_a_new_listing_needs_consent_to_be_listed(team):
    assert refused(submit, replace(new_listing(team), consent=None), "alice", team.desk()) is Reason.NO_CONSENT


def test_a_partner_adds_listings_to_its_own_organization_alone(team):
    assert refused(submit, new_listing(team), "charlie", team.desk()) is Reason.NOT_ALLOWED


def test_one_person_hides_at_once_and_two_show_again(team, rosewood):
    hide(rosewood.id, Part.LISTING, "bob", team.desk())
    assert team.store.public(rosewood.id) is None

    sent = propose_showing(rosewood.id, Part.LISTING, "bob", team.desk())
    assert agree(sent.number, 1, "denise", team.later(25)) is Outcome.WAITING
    assert team.store.public(rosewood.id) is None

    team.change("erin", organizations=frozenset())
    assert agree(sent.number, 1, "erin", team.desk()) is Outcome.PUBLISHED
    assert team.store.public(rosewood.id) is not None


def test_hiding_what_is_hidden_changes_nothing(team, rosewood):
    hide(rosewood.id, Part.LISTING, "bob", team.desk())
    before = everything(team.store)

    hide(rosewood.id, Part.LISTING, "denise", team.desk())

    assert everything(team.store) == before


def test_a_number_can_be_hidden_alone(team, rosewood):
    hide(rosewood.id, Part.PHONE, "alice", team.desk(), "8075550123")

    assert team.store.public(rosewood.id).phones == ()
    assert refused(hide, rosewood.id, Part.PHONE, "alice", team.desk(), "1") is Reason.NO_SUCH_LISTING


def test_the_provider_hides_its_own_listing_and_no_other(team, rosewood, clinique):
    hide(rosewood.id, Part.LISTING, "alice", team.desk())

    assert team.store.public(rosewood.id) is None
    assert refused(hide, clinique.id, Part.LISTING, "alice", team.desk()) is Reason.NOT_ALLOWED


def test_every_act_is_in_the_record_once(team, rosewood, new_words):
    sent = submit(new_words, "alice", team.desk())
    agree(sent.number, 1, "bob", team.desk())

    acts = [json.loads(entry.details) for entry in audit.entries(team.store.db, rosewood.id)]
    assert [one.get("act") for one in acts if "act" in one] == ["submitted", "agreed", "published"]
    assert audit.faults(team.store.db) == []


def test_a_renamed_organization_is_renamed_everywhere(team, rosewood, listing):
    sister = replace(listing(record_key="sister", disclosure="address"), organization=rosewood.organization)
    team.store.publish([sister], "2026-11-24", "test")
    sent = submit(Wanted({"organization_name_en": "Rosewood"}, rosewood.id), "alice", team.desk())
    agree(sent.number, 1, "bob", team.desk())

    assert team.store.service("" + sister.id).organization.name.en == "Rosewood"
    assert {rosewood.id, sister.id} <= set(team.store.unindexed())
    assert team.store.service(sister.id).revision == 2


# What an agreed change confirms


def said(team, service):
    return {check.facet: (str(check.day), check.how) for check in team.store.public(service.id).checks}


def test_an_agreed_change_confirms_what_it_changed_and_nothing_else(team, new_words, rosewood):
    number = submit(new_words, "alice", team.desk()).number

    agree(number, 1, "bob", team.desk())

    assert said(team, rosewood) == {Facet.HELP: ("2026-11-27", How.SEAT)}


def test_what_they_said_on_the_phone_is_their_own_word(team, clinique):
    wanted = Wanted({"description_en": "A quiet office."}, clinique.id, why=Why.PHONED, consent=CONSENT)
    number = submit(wanted, "bob", team.desk()).number

    agree(number, 1, "denise", team.desk())

    assert said(team, clinique) == {Facet.HELP: ("2026-11-27", How.CALL)}


def test_what_others_wrote_is_the_word_of_the_team(team, clinique):
    number = submit(Wanted({"description_en": "A quiet office."}, clinique.id), "bob", team.desk()).number

    agree(number, 1, "denise", team.desk())

    assert said(team, clinique) == {Facet.HELP: ("2026-11-27", How.TEAM)}
