"""How a proposal ends, whatever became of it: the stage, the record, and no place left behind."""

from __future__ import annotations

from portal.registry.model import Disclosure

from .desk import Desk
from .proposal import Proposal, Stage

ENDS = {
    Stage.APPROVED: "published",
    Stage.DECLINED: "declined",
    Stage.WITHDRAWN: "withdrawn",
    Stage.SUPERSEDED: "superseded",
}


def close(proposal: Proposal, stage: Stage, by: str, desk: Desk, note: str = "") -> None:
    """End a proposal. Stands inside `together`.

    The street of a house whose listing shows only its region must not survive in a refused suggestion.
    """
    desk.proposals.set_stage(proposal.number, stage)
    desk.note(proposal, ENDS[stage], by, note)
    service = desk.store.service(proposal.service_id)
    shows_its_address = service is not None and service.disclosure is Disclosure.ADDRESS
    if not shows_its_address and desk.proposals.forget_places(proposal.service_id, proposal.number):
        desk.store.erase_afterwards()
