"""Taking a listing out of view at once. One person is enough to hide; showing again is a proposal, and needs two."""

from __future__ import annotations

from dataclasses import replace

from portal.accounts.rights import Act
from portal.registry.disclosure import SHOWN
from portal.registry.model import Status

from .closing import close
from .desk import Desk
from .proposal import Author, Kind, Proposal, Stage, Why


def hide(service_id: str, by: str, note: str, desk: Desk) -> None:
    """Stop showing a listing, from this moment on. Any reviewer may, and whoever speaks for its organization.

    Hiding what is hidden changes nothing. Raises Refused when this person may not.
    """
    with desk.together():
        service = desk.service(service_id)
        person = desk.person(by, Act.WITHHOLD, service.organization.id)
        if service.status not in SHOWN:
            return
        author = Author(by, person.organizations)
        record = Proposal(
            0, Kind.CHANGE, service_id, (), service.revision, (author,), why=Why.SAFETY, edited_at=desk.now
        )
        record = replace(record, number=desk.proposals.add(record), note=note)
        desk.note(record, "hidden", by, note)
        desk.store.publish([replace(service, status=Status.WITHDRAWN)], desk.day, f"hidden:{record.number}")
        close(record, Stage.APPROVED, by, desk)
