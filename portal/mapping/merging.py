"""Two listings that are one, and back. Both keep their history and their source; the narrower level counts."""

from __future__ import annotations

from portal.accounts.rights import Act
from portal.registry.disclosure import SHOWN
from portal.registry.model import Service

from .desk import Desk
from .proposal import Author, Kind, Proposal, Reason, Refused, Why
from .submit import added


def propose_merge(service_id: str, other_id: str, by: str, desk: Desk, token: str = "") -> Proposal:
    """Suggest that the other listing is the same service as this one, which stays. Publishes nothing.

    The other keeps its rows and is no longer shown, so that its source, when it comes again, finds it there.
    """
    with desk.together():
        if already := desk.proposals.of_token(token):
            return already
        service, other = desk.service(service_id), desk.service(other_id)
        if service_id == other_id:
            raise Refused(Reason.SAME_LISTING)
        if service.status not in SHOWN or other.status not in SHOWN:
            raise Refused(Reason.NO_SUCH_LISTING)
        return put(Kind.MERGE, service, other, by, desk, token)


def propose_split(other_id: str, by: str, desk: Desk, token: str = "") -> Proposal:
    """Suggest that a merged listing is shown again on its own. Publishes nothing."""
    with desk.together():
        if already := desk.proposals.of_token(token):
            return already
        service_id = desk.proposals.merged_into(other_id)
        if not service_id:
            raise Refused(Reason.NOT_MERGED)
        return put(Kind.SPLIT, desk.service(service_id), desk.service(other_id), by, desk, token)


def put(kind: Kind, service: Service, other: Service, by: str, desk: Desk, token: str) -> Proposal:
    """A proposal about a pair of listings. Stands inside `together`."""
    person = desk.person(by, Act.DECIDE)
    proposal = Proposal(
        number=0,
        kind=kind,
        service_id=service.id,
        changes=(),
        based_on=service.revision,
        authors=(Author(by, person.organizations),),
        other_id=other.id,
        other_based_on=other.revision,
        why=Why.DUPLICATE if kind is Kind.MERGE else Why.UNDO,
        edited_at=desk.now,
    )
    return added(proposal, by, desk, token)
