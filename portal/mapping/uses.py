"""What an owner lets be done with a listing: a no at once, by one person; a yes once two others have agreed.

The two are neither whoever wrote the yes down nor of their organization, as for everything that tells more.
"""

from __future__ import annotations

from dataclasses import replace

from portal.accounts.people import Person
from portal.accounts.rights import Act, may
from portal.registry.governance import Use
from portal.registry.stewardship import UseConsent, UseRequest

from .desk import Desk
from .proposal import Giver, Reason, Refused


def refuse(service_id: str, use: Use, by: str, desk: Desk) -> None:
    """The owner says no. Works from this moment on. Raises Refused unless the person may hide the listing."""
    with desk.together():
        person = desk.person(by, Act.WITHHOLD, desk.service(service_id).organization.id)
        desk.store.record_use(UseConsent(service_id, use, False, person.role.value, (by, ""), desk.day))


def allow(service_id: str, use: Use, given_by: Giver, by: str, desk: Desk) -> None:
    """The owner says yes; nothing changes until two people agree. Raises Refused unless the person may suggest."""
    with desk.together():
        person = desk.person(by, Act.SUGGEST, desk.service(service_id).organization.id)
        desk.store.keep_request(UseRequest(service_id, use, given_by.value, by, person.organizations))


def agree(service_id: str, use: Use, by: str, desk: Desk) -> bool:
    """Agree to an owner's yes; whether it holds now. Raises Refused, and changes nothing."""
    with desk.together():
        waiting = desk.store.request(service_id, use)
        person = desk.person(by, Act.DECIDE)
        if waiting is None:
            raise Refused(Reason.ALREADY_DECIDED)
        if stands_with_author(person, waiting, desk):
            raise Refused(Reason.SAME_ORGANIZATION)
        first = desk.who(waiting.first) if waiting.first else None
        if first and first.email == person.email:
            raise Refused(Reason.ALREADY_AGREED)
        if first is None or not may(first, Act.DECIDE) or stands_with_author(first, waiting, desk):
            desk.store.keep_request(replace(waiting, first=by))
            return False
        people = (first.id, by)
        desk.store.record_use(UseConsent(service_id, use, True, waiting.given_by, people, desk.day))
    return True


def stands_with_author(person: Person, waiting: UseRequest, desk: Desk) -> bool:
    """Whether they wrote the yes down, or speak for an organization of whoever did, then or now."""
    author = desk.who(waiting.author)
    return bool(person.organizations & waiting.organizations) or (author is not None and person.stands_with(author))
