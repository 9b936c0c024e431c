"""What happens to a proposal whose listing changed while it waited: it is brought up to date and shown again."""

from __future__ import annotations

from dataclasses import replace

from .applying import still_a_pair
from .closing import close
from .desk import Desk
from .fields import as_row, differences
from .proposal import Kind, Proposal, Stage


def has_moved(proposal: Proposal, desk: Desk) -> bool:
    """Whether a listing it is about has changed since its author saw it."""
    return (proposal.based_on, proposal.other_based_on) != revisions(proposal, desk)


def revisions(proposal: Proposal, desk: Desk) -> tuple[int, int]:
    """The present revisions of the listings it is about; 0 for none."""
    service, other = desk.store.service(proposal.service_id), desk.store.service(proposal.other_id)
    return (service.revision if service else 0, other.revision if other else 0)


def show_again(number: int, desk: Desk) -> None:
    """Set the proposal against the listing as it is now; earlier agreements no longer count.

    What has come true meanwhile falls away; when nothing is left to change, the proposal is closed.
    """
    with desk.together():
        proposal = desk.proposal(number)
        if proposal.stage is not Stage.WAITING or not has_moved(proposal, desk):
            return
        service = desk.store.service(proposal.service_id)
        again = service is not None and proposal.kind is Kind.CHANGE
        changes = differences(as_row(service), proposal.wanted) if again and service else proposal.changes
        based_on, other_based_on = revisions(proposal, desk)
        fresh = replace(
            proposal, changes=changes, based_on=based_on, other_based_on=other_based_on,
            edition=proposal.edition + 1, edited_at=desk.now,
        )  # fmt: skip
        desk.proposals.change(fresh)
        desk.note(fresh, "shown_again", "site")
        came_true = not changes and proposal.kind is Kind.CHANGE
        if came_true or not still_a_pair(fresh, desk):
            close(fresh, Stage.SUPERSEDED, "site", desk)
