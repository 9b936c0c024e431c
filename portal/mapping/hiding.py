"""Taking something out of view at once. One person is enough to hide; showing again is a proposal, and needs two."""

from __future__ import annotations

from portal.accounts.rights import Act
from portal.registry.decisions import NoSuchPart, Part
from portal.registry.disclosure import NOTHING, Held, phone_mark

from .desk import Desk
from .fields import Change
from .proposal import Author, Kind, Proposal, Reason, Refused, Why
from .submit import added


def hide(service_id: str, part: Part, by: str, desk: Desk, which: str = "") -> None:
    """Stop showing a listing, one of its numbers or one of its places, from this moment on.

    Any reviewer may, and whoever speaks for its organization. `which` is the digits or the id of the location.
    Hiding what is hidden changes nothing. Raises Refused.
    """
    with desk.together():
        service = desk.service(service_id)
        desk.person(by, Act.WITHHOLD, service.organization.id)
        if is_hidden(service_id, part, which, desk):
            return
        try:
            desk.store.withhold(service_id, part, by, desk.day, which)
        except NoSuchPart as error:
            raise Refused(Reason.NO_SUCH_LISTING) from error


def is_hidden(service_id: str, part: Part, which: str, desk: Desk) -> bool:
    """Whether a part of a listing is withheld now."""
    held: Held = desk.store.withheld([service_id]).get(service_id, NOTHING)
    if part is Part.LISTING:
        return held.listing
    return which in held.places if part is Part.PLACE else phone_mark(service_id, which) in held.phones


def propose_showing(service_id: str, part: Part, by: str, desk: Desk, which: str = "", token: str = "") -> Proposal:
    """Suggest that what was withheld is shown again. Shows nothing. Raises Refused."""
    with desk.together():
        if already := desk.proposals.of_token(token):
            return already
        service = desk.service(service_id)
        person = desk.person(by, Act.SUGGEST, service.organization.id)
        if not is_hidden(service_id, part, which, desk):
            raise Refused(Reason.NOTHING_CHANGED)
        proposal = Proposal(
            number=0,
            kind=Kind.SHOW,
            service_id=service_id,
            changes=(Change("withheld", f"{part.value}:{which}", ""),),
            based_on=service.revision,
            authors=(Author(by, person.organizations),),
            why=Why.SAFETY,
            edited_at=desk.now,
        )
        return added(proposal, by, desk, token)
