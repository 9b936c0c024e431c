"""Going back: a new proposal to what a listing once said, through the same door as any other."""

from __future__ import annotations

from portal.accounts.rights import Act

from .desk import Desk
from .fields import as_row, differences
from .proposal import Author, Consent, Kind, Proposal, Reason, Refused, Why
from .submit import added, examined


def propose_undo(
    service_id: str, revision: int, by: str, desk: Desk, consent: Consent | None = None, token: str = ""
) -> Proposal:
    """Suggest that a listing says again what it said at a revision. Publishes nothing.

    Raises Refused. A place that was hidden since then cannot come back this way: it is no longer stored.
    """
    with desk.together():
        if already := desk.proposals.of_token(token):
            return already
        service = desk.service(service_id)
        person = desk.person(by, Act.SUGGEST, service.organization.id)
        earlier = desk.store.earlier(service_id, revision)
        if earlier is None:
            raise Refused(Reason.NOTHING_TO_GO_BACK_TO)
        proposal = Proposal(
            number=0,
            kind=Kind.CHANGE,
            service_id=service_id,
            changes=differences(as_row(service), as_row(earlier)),
            based_on=service.revision,
            authors=(Author(by, person.organizations),),
            why=Why.UNDO,
            source=f"revision {revision}",
            consent=consent,
            edited_at=desk.now,
        )
        return added(examined(proposal, service, desk), by, desk, token)
