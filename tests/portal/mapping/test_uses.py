"""An owner's no holds at once; a yes once two people agreed who are neither its author nor of their organization."""

import pytest

from portal.accounts.people import Role
from portal.mapping import uses
from portal.mapping.proposal import Giver, Reason, Refused
from portal.registry.governance import Owner, Use
from portal.registry.model import Text

EXPORT = Use.EXPORT


@pytest.fixture
def owned(team, rosewood):
    """Rosewood House's listing has an owner of record: it asks first."""
    team.store.set_owner(rosewood.id, Owner("nation-1", Text("Xanadu Nation")), "test", "2026-11-24")
    return team


@pytest.fixture
def asked(owned, rosewood):
    """Alice has written down that the council agrees to export."""
    uses.allow(rosewood.id, EXPORT, Giver.COUNCIL, "alice", owned.desk())
    return owned


def allowed(team, listing):
    return team.store.uses_of(listing.id)


def refused(act, *given):
    with pytest.raises(Refused) as refusal:
        act(*given)
    return refusal.value.reason


def test_a_yes_holds_once_two_people_agreed(asked, rosewood):
    assert EXPORT not in allowed(asked, rosewood)
    assert uses.agree(rosewood.id, EXPORT, "bob", asked.desk()) is False
    assert EXPORT not in allowed(asked, rosewood)
    assert uses.agree(rosewood.id, EXPORT, "denise", asked.desk()) is True

    assert allowed(asked, rosewood) == {Use.LISTED, EXPORT}
    assert asked.store.request(rosewood.id, EXPORT) is None


def test_the_same_person_does_not_agree_twice(asked, rosewood):
    uses.agree(rosewood.id, EXPORT, "bob", asked.desk())

    assert refused(uses.agree, rosewood.id, EXPORT, "bob", asked.desk()) is Reason.ALREADY_AGREED
    assert EXPORT not in allowed(asked, rosewood)


def test_one_mailbox_is_one_person(asked, rosewood):
    asked.change("denise", email=asked.people["bob"].email)
    uses.agree(rosewood.id, EXPORT, "bob", asked.desk())

    assert refused(uses.agree, rosewood.id, EXPORT, "denise", asked.desk()) is Reason.ALREADY_AGREED


def test_neither_the_author_nor_a_colleague_agrees(asked, rosewood):
    assert refused(uses.agree, rosewood.id, EXPORT, "alice", asked.desk()) is Reason.NOT_ALLOWED
    # Erin is a coordinator, and of Rosewood House.
    assert refused(uses.agree, rosewood.id, EXPORT, "erin", asked.desk()) is Reason.SAME_ORGANIZATION


def test_a_colleague_of_the_author_as_they_were_then_does_not_agree(asked, rosewood):
    asked.change("alice", organizations=frozenset())

    assert refused(uses.agree, rosewood.id, EXPORT, "erin", asked.desk()) is Reason.SAME_ORGANIZATION


def test_a_reviewer_who_wrote_the_yes_down_does_not_agree_to_it(owned, rosewood):
    uses.allow(rosewood.id, EXPORT, Giver.COUNCIL, "bob", owned.desk())

    assert refused(uses.agree, rosewood.id, EXPORT, "bob", owned.desk()) is Reason.SAME_ORGANIZATION


@pytest.mark.parametrize("change", [{"active": False}, {"role": Role.PARTNER}])
def test_whoever_lost_the_right_since_no_longer_counts(asked, rosewood, change):
    uses.agree(rosewood.id, EXPORT, "bob", asked.desk())
    asked.change("bob", **change)

    assert uses.agree(rosewood.id, EXPORT, "denise", asked.desk()) is False
    assert EXPORT not in allowed(asked, rosewood)


def test_a_no_holds_at_once_and_ends_what_waits(asked, rosewood):
    uses.agree(rosewood.id, EXPORT, "bob", asked.desk())
    uses.refuse(rosewood.id, EXPORT, "alice", asked.desk())

    assert refused(uses.agree, rosewood.id, EXPORT, "denise", asked.desk()) is Reason.ALREADY_DECIDED
    assert EXPORT not in allowed(asked, rosewood)


def test_a_yes_that_is_written_anew_needs_both_again(asked, rosewood):
    uses.agree(rosewood.id, EXPORT, "bob", asked.desk())
    uses.allow(rosewood.id, EXPORT, Giver.BOARD, "alice", asked.desk())

    assert uses.agree(rosewood.id, EXPORT, "denise", asked.desk()) is False


def test_nobody_speaks_for_another_organization(owned, rosewood):
    desk = owned.desk()

    assert refused(uses.allow, rosewood.id, EXPORT, Giver.COUNCIL, "charlie", desk) is Reason.NOT_ALLOWED
    assert refused(uses.refuse, rosewood.id, Use.LISTED, "charlie", desk) is Reason.NOT_ALLOWED
    assert refused(uses.agree, rosewood.id, EXPORT, "charlie", desk) is Reason.NOT_ALLOWED
