"""Deciding: agree, decline, ask. Publishing happens here and nowhere else, when enough different people agreed.

Two people for each number, address and level, because one of them may be mistaken, bribed, threatened or an impostor.
"""

from __future__ import annotations

from contextlib import suppress

from portal.accounts.people import Person
from portal.accounts.rights import Act, may

from . import applying
from .closing import close
from .desk import Desk
from .moving import has_moved, show_again
from .proposal import Answer, Outcome, Proposal, Reason, Refused, Stage


def agree(number: int, edition: int, by: str, desk: Desk) -> Outcome:
    """Record one reviewer's agreement to the edition they saw; publish when enough different people have agreed.

    Raises Refused, and changes nothing. Agreeing twice counts once.
    """
    with desk.together():
        proposal = waiting(number, edition, desk)
        reviewer = desk.person(by, Act.DECIDE)
        if stands_with_an_author(reviewer, proposal, desk):
            raise Refused(Reason.SAME_ORGANIZATION)
        if any(agreement.person_id == by for agreement in proposal.agreements):
            raise Refused(Reason.ALREADY_AGREED)
        if has_moved(proposal, desk):
            raise Refused(Reason.LISTING_HAS_MOVED)
        desk.proposals.add_agreement(number, edition, by, desk.now)
        desk.note(proposal, "agreed", by)
        return settle(desk.proposal(number), by, desk)


def waiting(number: int, edition: int, desk: Desk) -> Proposal:
    """A proposal that can be decided, as the reviewer saw it. Raises Refused."""
    proposal = desk.proposal(number)
    if proposal.stage in {Stage.DRAFT, Stage.QUESTION}:
        raise Refused(Reason.NOT_WAITING)
    if proposal.stage is not Stage.WAITING:
        raise Refused(Reason.ALREADY_DECIDED)
    if proposal.edition != edition:
        raise Refused(Reason.EDITED_SINCE)
    return proposal


def stands_with_an_author(reviewer: Person, proposal: Proposal, desk: Desk) -> bool:
    """Whether the reviewer wrote it, or speaks for an organization of whoever wrote it, then or now."""
    authors = [desk.who(author.id) for author in proposal.authors]
    then = frozenset().union(*(author.organizations for author in proposal.authors))
    now = any(author is not None and reviewer.stands_with(author) for author in authors)
    return now or bool(reviewer.organizations & then)


def settle(proposal: Proposal, by: str, desk: Desk) -> Outcome:
    """Publish if nothing is missing. Stands inside `together`."""
    agreed = counted(proposal, desk)
    if len(agreed) < proposal.agreements_needed:
        return Outcome.WAITING
    if proposal.touches_safety and desk.now < proposal.edited_at + desk.hold:
        return Outcome.HELD
    applying.publish(proposal, agreed, desk)
    close(proposal, Stage.APPROVED, by, desk)
    return Outcome.PUBLISHED


def counted(proposal: Proposal, desk: Desk) -> list[str]:
    """The ids of the people whose agreement counts now, one for each mailbox.

    Whoever has since lost the seat or the role, or joined the author's organization, no longer counts.
    """
    people = [desk.who(agreement.person_id) for agreement in proposal.agreements]
    different = {
        person.email: person.id
        for person in people
        if person and may(person, Act.DECIDE) and not stands_with_an_author(person, proposal, desk)
    }
    return sorted(different.values())


def publish_due(desk: Desk) -> list[int]:
    """Publish what enough people agreed to and whose hold is over; returns the numbers. Safe to run at any time."""
    waiting = [desk.proposal(number) for number in desk.proposals.agreed_numbers()]
    return [one.number for one in waiting if is_ripe(one, desk) and publish_ripe(one.number, desk)]


def is_ripe(proposal: Proposal, desk: Desk) -> bool:
    """Whether nobody has to agree any more, and the hold is over."""
    held = proposal.touches_safety and desk.now < proposal.edited_at + desk.hold
    return not held and len(counted(proposal, desk)) >= proposal.agreements_needed


def publish_ripe(number: int, desk: Desk) -> bool:
    """Publish one proposal if it is still ripe; whether it was.

    One that cannot be published as it is waits for a person, and must not keep the others.
    """
    with suppress(Refused), desk.together():
        proposal = desk.proposal(number)
        if proposal.stage is not Stage.WAITING or not is_ripe(proposal, desk):
            return False
        if has_moved(proposal, desk):
            show_again(number, desk)
            return False
        return settle(proposal, "hold", desk) is Outcome.PUBLISHED
    return False


def decline(number: int, edition: int, by: str, answer: Answer, note: str, desk: Desk) -> None:
    """Say no, with a reason that the submitter reads. Raises Refused, and changes nothing."""
    with desk.together():
        proposal = open_for_answer(number, edition, by, desk)
        close(proposal, Stage.DECLINED, by, desk, f"{answer.value}\n{note}".strip())


def ask(number: int, edition: int, by: str, question: str, desk: Desk) -> None:
    """Ask the submitter something; the proposal waits for their edit. Raises Refused, and changes nothing."""
    with desk.together():
        proposal = open_for_answer(number, edition, by, desk)
        desk.proposals.set_stage(number, Stage.QUESTION)
        desk.note(proposal, "asked", by, question)


def open_for_answer(number: int, edition: int, by: str, desk: Desk) -> Proposal:
    """A waiting proposal, once whoever answers is known to be a reviewer who did not write it."""
    proposal = waiting(number, edition, desk)
    reviewer = desk.person(by, Act.DECIDE)
    if stands_with_an_author(reviewer, proposal, desk):
        raise Refused(Reason.SAME_ORGANIZATION)
    return proposal
