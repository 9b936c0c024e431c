"""Asking another service to take somebody, without a word about who: offered, accepted, declined, or no space.

A refusal is counted by month, place and kind of help, and becomes a figure of what is missing. The transfer itself
goes when its time is over.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from geo.place import NoSuchPlace, Place, SeveralPlaces
from geo.places import Places
from portal.accounts.rights import Act
from portal.registry import handovers
from portal.registry.handovers import FULL, NO_ANSWER, REASONS, Answer, Around, Handover

from .desk import Desk
from .events import OnTaking
from .proposal import Reason, Refused

SPOKEN = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""What sounds and looks like one thing only."""
WAITS, STAYS = 72 * 3600, 7 * 24 * 3600
"""Seconds a request waits for an answer, and an answer to be read."""
MOST_OPEN = 50
"""Requests of one organization at a time."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a worker asks for: all of it chosen, nothing typed."""

    service_id: str
    category: str
    where: Around
    with_children: bool = False
    tonight: bool = False


def takes(service_id: str, desk: Desk) -> bool:
    """Whether a transfer to a listing may be asked for: it is shown, and its organization is vetted and takes them."""
    public = desk.store.public(service_id)
    if public is None or public.vetted is None or not public.vetted.holds(date.fromisoformat(desk.day)):
        return False
    return handovers.takes(desk.store, public.organization.id)


def where_named(line: str, places: Places) -> Around | None:
    """The province and region of a place that somebody names; None where there is no such place, or several."""
    try:
        place = places.find(line)
    except (NoSuchPlace, SeveralPlaces):
        return None
    return Around(place.province, region_of(place)) if place.province else None


def region_of(place: Place) -> str:
    """The health region of a community, else its census division; '' for what lies in several, or in none known."""
    for kind in ("HR:", "CD:"):
        codes = [code for code in place.areas if code.startswith(kind)]
        if codes:
            return codes[0] if len(codes) == 1 else ""
    return ""


def set_taking(organization_id: str, taking: bool, by: str, desk: Desk) -> None:
    """An organization takes transfers from now on, or no longer. Raises Refused unless the person speaks for it."""
    with desk.together():
        desk.person(by, Act.HAND_OVER, organization_id)
        handovers.set_taking(desk.store, organization_id, taking, desk.day)
        desk.store.audit(OnTaking(desk.day, by, organization_id, "takes" if taking else "takes_none"))


def offer(wanted: Wanted, organization_id: str, by: str, desk: Desk) -> str:
    """Ask a service to take somebody; the code both workers say. Raises Refused unless it is vetted and takes them."""
    with desk.together():
        desk.person(by, Act.HAND_OVER, organization_id)
        service = desk.service(wanted.service_id)
        if not takes(wanted.service_id, desk) or service.organization.id == organization_id:
            raise Refused(Reason.NOT_TAKEN)
        if wanted.category not in service.categories:
            raise Refused(Reason.NOT_OFFERED_THERE)
        if len(handovers.sent_by(desk.store, [organization_id])) >= MOST_OPEN:
            raise Refused(Reason.TOO_MANY_HANDOVERS)
        one = Handover(
            "".join(secrets.choice(SPOKEN) for _ in range(8)), organization_id, wanted.service_id, wanted.where,
            wanted.category, wanted.with_children, wanted.tonight, desk.now + WAITS,
        )  # fmt: skip
        handovers.add(desk.store, one)
    return one.code


def answer(code: str, said: Answer, reason: str, by: str, desk: Desk) -> None:
    """Accept, decline with a reason, or say that there is no space. A refusal is counted once.

    Raises Refused unless the person speaks for the service and nobody has answered.
    """
    with desk.together():
        one = asked_of(code, by, desk)
        if one.answer is not Answer.OFFERED or one.expires <= desk.now:
            raise Refused(Reason.ALREADY_DECIDED)
        if said is Answer.DECLINED and reason not in REASONS:
            raise Refused(Reason.NO_REASON)
        why = {Answer.DECLINED: reason, Answer.NO_SPACE: FULL}.get(said, "")
        handovers.answer(desk.store, code, said, why, desk.now + STAYS)
        if why:
            handovers.count_refusal(desk.store, desk.day[:7], one, why)


def asked_of(code: str, by: str, desk: Desk) -> Handover:
    """A transfer that is asked of a service somebody speaks for. Raises Refused for anybody else's."""
    one = handovers.handover(desk.store, code)
    if one is None:
        raise Refused(Reason.NO_SUCH_HANDOVER)
    desk.person(by, Act.HAND_OVER, desk.service(one.service_id).organization.id)
    return one


def withdraw(code: str, by: str, desk: Desk) -> None:
    """Take a request back; nothing of it is kept. Raises Refused unless the person speaks for who asked."""
    with desk.together():
        one = handovers.handover(desk.store, code)
        if one is None:
            raise Refused(Reason.NO_SUCH_HANDOVER)
        desk.person(by, Act.HAND_OVER, one.from_organization)
        handovers.drop(desk.store, code)


def purge(desk: Desk) -> int:
    """Erase transfers whose time is over; one that nobody answered counts as that. Returns how many."""
    if not handovers.expired(desk.store, desk.now):
        return 0
    with desk.together():
        over = handovers.expired(desk.store, desk.now)
        for one in over:
            if one.answer is Answer.OFFERED:
                handovers.count_refusal(desk.store, desk.day[:7], one, NO_ANSWER)
            handovers.drop(desk.store, one.code)
    return len(over)
