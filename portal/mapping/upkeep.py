"""Asking partners whether a listing is still right, and what their answer does. "Closed" goes before two people.

Whoever holds a link can say "still right" for one listing once, and nothing more dangerous: a mailbox may be read by
somebody else.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.accounts.people import Person
from portal.accounts.rights import Act, may
from portal.accounts.sessions import stored_hash
from portal.registry import upkeep
from portal.registry.disclosure import PublicService
from portal.registry.freshness import DUE_DAYS, How
from portal.registry.store import Store
from portal.registry.upkeep import Line, Mailed

from .desk import Desk
from .harm import Standing, by_harm, days_old
from .proposal import Reason, Refused, Why
from .submit import Wanted, submit

DAY = 24 * 3600
LASTS = 14 * DAY
"""Seconds for which a link is good."""
PAUSE = 60 * DAY
"""Seconds after which a listing nobody answered for is mailed about again; meanwhile somebody has to phone."""

PeopleIn = Callable[[str, str], int]
"""How many people live in a community of a province, or in the province when the first is empty; 0 when unknown."""


class Said(StrEnum):
    """What a partner can answer on the page of a link."""

    RIGHT = "right"
    CHANGE = "change"
    CLOSED = "closed"


class NoSuchLink(Exception):
    """The link was used, is too old, was replaced, or never existed; which one is not said."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A link that is good: whose, and the listing as anyone sees it."""

    mailed: Mailed
    person: Person
    service: PublicService


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to send: to whom, and the token of its link, which is told nowhere else."""

    email: str
    token: str
    service_id: str


def standings(lines: Iterable[Line], people_in: PeopleIn) -> list[Standing]:
    """How urgent each listing is, worked out of how all of them stand together."""
    every = list(lines)
    shared: dict[tuple[str, str, str], int] = {}
    for line in every:
        shared[around(line)] = shared.get(around(line), 0) + 1
    return [
        Standing(one.service_id, people_in(one.community, one.province), shared[around(one)] - 1, one.day, one.reports)
        for one in every
    ]


def around(line: Line) -> tuple[str, str, str]:
    """Those who could turn to each other's clients: one place, one kind of help."""
    return line.province, line.community, line.category


def due(store: Store, people_in: PeopleIn, today: date) -> list[Standing]:
    """The listings whose facts are due, or that a reader reported, the most harmful first."""
    return by_harm(only_due(standings(upkeep.lines(store), people_in), today), today)


def only_due(every: Iterable[Standing], today: date) -> list[Standing]:
    """Those whose first fact is due, or that a reader reported."""
    return [one for one in every if one.reports or days_old(one.day, today) > DUE_DAYS]


def to_phone(store: Store, queue: Iterable[Standing], now: int) -> list[Standing]:
    """Whom of a queue to phone: not those who may yet answer by their link, unless a reader reported them."""
    waiting = upkeep.waiting(store, now)
    return [one for one in queue if one.reports or one.service_id not in waiting]


def letters(desk: Desk, queue: Sequence[Standing], most: int) -> list[Letter]:
    """Make at most so many links, for the first of a queue that somebody can answer for. Sends nothing.

    Nobody gets a second link while they have one they can use. Only seats are written to: the address of a listing
    may have passed to somebody else.
    """
    made: list[Letter] = []
    home = {line.service_id: line.organization_id for line in upkeep.lines(desk.store)}
    with desk.together():
        speakers, busy = upkeep.speakers(desk.store), upkeep.busy(desk.store, desk.now)
        asked = upkeep.asked_since(desk.store, desk.now - PAUSE)
        for one in queue:
            free = [who for who in speakers.get(home.get(one.service_id, ""), ()) if who[0] not in busy]
            if not free or one.service_id in asked or len(made) >= most:
                continue
            person_id, email = free[0]
            busy.add(person_id)
            token = secrets.token_urlsafe(32)
            upkeep.add_link(
                desk.store, Mailed(stored_hash(token), one.service_id, person_id, desk.now, desk.now + LASTS)
            )
            made.append(Letter(email, token, one.service_id))
    return made


def not_sent(letter: Letter, desk: Desk) -> None:
    """The mail was not taken: its link never existed, and the listing is asked about another time."""
    with desk.together():
        upkeep.spend_link(desk.store, stored_hash(letter.token))


def opened(token: str, desk: Desk) -> Opened:
    """What a link is for. Changes nothing, so a scanner of mail may look. Raises NoSuchLink."""
    mailed = upkeep.mailed(desk.store, stored_hash(token))
    person = desk.who(mailed.person_id) if mailed and desk.now < mailed.expires else None
    service = desk.store.public(mailed.service_id) if mailed and person else None
    if mailed is None or person is None or service is None:
        raise NoSuchLink
    if not may(person, Act.CONFIRM, service.organization.id):
        raise NoSuchLink
    return Opened(mailed, person, service)


def answer(token: str, said: Said, version: int, desk: Desk) -> Opened:
    """Use a link up, and do what its holder said about the listing as they saw it.

    "Still right" confirms every fact that is shown. "Closed" is a proposal that two people decide. "Change" leads to
    the page for it, which asks who one is. Raises NoSuchLink, or Refused when the listing was changed meanwhile or the
    proposal cannot be made; then nothing happens and the link stays.
    """
    with desk.together():
        link = opened(token, desk)
        if link.service.version != version:
            raise Refused(Reason.LISTING_HAS_MOVED)
        if not upkeep.spend_link(desk.store, link.mailed.hash):
            raise NoSuchLink
        if said is Said.RIGHT:
            desk.store.confirm(link.service.id, link.service.facets, How.LINK, link.person.id, desk.day)
        if said is Said.CLOSED:
            submit(Wanted({"status": "closed"}, link.service.id, why=Why.CLOSED), link.person.id, desk)
    return link


def ways(public: PublicService) -> list[How]:
    """How the team can make sure of a listing: by a number it shows, on a page it names, or not at all.

    Nobody can say that they phoned a service that shows no number: readers take that for the provider's own word.
    """
    known = {How.CALL: public.phones, How.WEB: public.website}
    return [how for how, there in known.items() if there]


def made_sure(service_id: str, how: How, version: int, by: str, desk: Desk) -> None:
    """Somebody of the team made sure that every fact that is shown is still right. Raises Refused."""
    with desk.together():
        person = desk.person(by, Act.CONFIRM, desk.service(service_id).organization.id)
        public = desk.store.public(service_id)
        if public is None or not may(person, Act.DECIDE):
            raise Refused(Reason.NOT_ALLOWED)
        if public.version != version or how not in ways(public):
            raise Refused(Reason.LISTING_HAS_MOVED)
        desk.store.confirm(service_id, public.facets, how, by, desk.day)
