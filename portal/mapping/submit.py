"""Suggesting: a draft, a proposal, an edit, a withdrawal. Nothing here changes what anyone can see."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from portal.accounts.people import Person
from portal.accounts.rights import Act
from portal.registry.model import Service
from portal.registry.rules import Problem

from . import applying
from .checks import clean
from .closing import close
from .desk import Desk
from .fields import as_row, differences, forbidden, giving_away
from .proposal import OPEN, Author, Consent, Kind, Proposal, Reason, Refused, Stage, Why

MOST_OPEN = 100
"""Undecided proposals one person may have: a flood must not bury what others sent."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for, as they wrote it."""

    values: Mapping[str, str]
    """Columns with what they are to say; a column that is not there stays."""
    service_id: str = ""
    """Empty for a listing that is new."""
    organization_id: str = ""
    """Of a new listing; empty when its organization is new too."""
    number: int = 0
    """Of the draft or proposal that is being edited; 0 for a new one."""
    seen: int = 0
    """The edition of it that the author edited."""
    based_on: int | None = None
    """The revision of the listing that the author saw; None for the present one."""
    why: Why = Why.CORRECTION
    note: str = ""
    source: str = ""
    consent: Consent | None = None
    token: str = field(default="", kw_only=True)
    """Made with the form, so that a form sent twice makes one proposal."""


def submit(wanted: Wanted, by: str, desk: Desk) -> Proposal:
    """Put a proposal before the reviewers. Publishes nothing.

    Raises Faulty with what is wrong column by column, or Refused. A form sent again gives the proposal it made.
    """
    with desk.together():
        return keep(wanted, by, desk, Stage.WAITING)


def draft(wanted: Wanted, by: str, desk: Desk) -> Proposal:
    """Keep a proposal for its author alone, checked for nothing but the right to write it."""
    with desk.together():
        return keep(wanted, by, desk, Stage.DRAFT)


def keep(wanted: Wanted, by: str, desk: Desk, stage: Stage) -> Proposal:
    """A proposal in a stage, new or edited. Stands inside `together`."""
    if already := desk.proposals.of_token(wanted.token):
        return already if already.author == by else refuse(Reason.NOT_ALLOWED)
    before = editable(wanted, desk) if wanted.number else None
    service = listing_of(wanted, before, desk)
    spoken_for = before.organization_id if before and not service else wanted.organization_id
    person = desk.person(by, Act.SUGGEST, service.organization.id if service else spoken_for)
    proposal = written(wanted, person, before, service, desk)
    if stage is Stage.WAITING:
        proposal = examined(proposal, service, desk)
    else:
        proposal = without_forbidden_places(proposal, service)
    proposal = replace(proposal, stage=stage)
    return edited(proposal, by, desk) if before else added(proposal, by, desk, wanted.token)


def editable(wanted: Wanted, desk: Desk) -> Proposal:
    """The proposal being edited, as its editor saw it. Raises Refused when it was decided or edited meanwhile."""
    before = desk.proposal(wanted.number)
    if before.stage not in OPEN:
        raise Refused(Reason.ALREADY_DECIDED)
    if before.kind not in {Kind.CHANGE, Kind.NEW}:
        raise Refused(Reason.NOT_EDITABLE)
    if before.edition != wanted.seen:
        raise Refused(Reason.EDITED_SINCE)
    return before


def listing_of(wanted: Wanted, before: Proposal | None, desk: Desk) -> Service | None:
    """The listing it is about; None for a new one."""
    if before and before.kind is Kind.NEW:
        return None
    service_id = before.service_id if before else wanted.service_id
    return desk.service(service_id) if service_id else None


def written(wanted: Wanted, person: Person, before: Proposal | None, service: Service | None, desk: Desk) -> Proposal:
    """The proposal that the author's words make."""
    author, row = Author(person.id, person.organizations), as_row(service) if service else {}
    authors = (*(before.authors if before else ()), author)
    based_on = wanted.based_on if wanted.based_on is not None else (service.revision if service else 0)
    return Proposal(
        number=before.number if before else 0,
        kind=before.kind if before else (Kind.CHANGE if service else Kind.NEW),
        service_id=service.id if service else (before.service_id if before else str(uuid.uuid4())),
        changes=differences(row, with_the_point(wanted.values, row)),
        based_on=based_on if service else 0,
        authors=tuple(dict.fromkeys(authors)),
        organization_id=before.organization_id if before else ("" if service else wanted.organization_id),
        other_id=before.other_id if before else "",
        other_based_on=before.other_based_on if before else 0,
        why=wanted.why,
        note=desk.fit_to_keep(wanted.note, service),
        source=desk.fit_to_keep(wanted.source, service),
        consent=wanted.consent,
        edition=before.edition + 1 if before else 1,
        edited_at=desk.now,
    )


def with_the_point(values: Mapping[str, str], row: Mapping[str, str]) -> Mapping[str, str]:
    """What is wanted; where the street changes and no new point is given, the old point goes too."""
    moved = "address" in values and clean(values["address"]) != row.get("address", "")
    if not moved or "latitude" in values:
        return values
    return {**values, "latitude": "", "longitude": ""}


def without_forbidden_places(proposal: Proposal, service: Service | None) -> Proposal:
    """A draft may be wrong in every way but this one: a place that may not be held is not held even there."""
    dropped = {fault.field for fault in not_kept(proposal.wanted, service)}
    return replace(proposal, changes=tuple(one for one in proposal.changes if one.column not in dropped))


def not_kept(wanted: Mapping[str, str], service: Service | None) -> list[Problem]:
    """What of these columns no draft keeps, because it tells a place that may not be told."""
    before = as_row(service) if service else {}
    row, changed = {**before, **wanted}, {name: text for name, text in wanted.items() if text != before.get(name, "")}
    places = [Problem(column, "place_not_allowed") for column in forbidden(row, changed)]
    return [*places, *(Problem(column, "side_fact") for column in giving_away(row, changed))]


def send(number: int, edition: int, by: str, desk: Desk) -> Proposal:
    """Put one's draft, or an answered question, before the reviewers as it stands. Publishes nothing.

    Raises Faulty or Refused. Sending what was sent already gives it back.
    """
    with desk.together():
        draft = desk.proposal(number)
        if by not in {author.id for author in draft.authors}:
            raise Refused(Reason.NOT_ALLOWED)
        if draft.stage is Stage.WAITING and draft.edition == edition + 1:
            return draft
        wanted = Wanted(
            draft.wanted, number=number, seen=edition, based_on=draft.based_on, why=draft.why, note=draft.note,
            source=draft.source, consent=draft.consent,
        )  # fmt: skip
        return keep(wanted, by, desk, Stage.WAITING)


def examined(proposal: Proposal, service: Service | None, desk: Desk) -> Proposal:
    """The proposal in the registry's own spelling. Raises Refused or Faulty unless it could be published as it is."""
    if service and proposal.based_on != service.revision:
        raise Refused(Reason.LISTING_HAS_MOVED)
    if proposal.kind not in {Kind.CHANGE, Kind.NEW}:
        return proposal
    result = applying.result(proposal, desk)
    changes = differences(as_row(service) if service else {}, as_row(result))
    if not changes:
        raise Refused(Reason.NOTHING_CHANGED)
    needs_consent = (
        proposal.kind is Kind.NEW or proposal.why is Why.PHONED or any(applying.told_more(result, service, desk))
    )
    if needs_consent and not proposal.consent:
        raise Refused(Reason.NO_CONSENT)
    if proposal.consent and proposal.consent.on > desk.day:
        raise Refused(Reason.CONSENT_TO_COME)
    return replace(proposal, changes=changes)


def added(proposal: Proposal, by: str, desk: Desk, token: str = "") -> Proposal:
    """Keep a new proposal. Stands inside `together`."""
    if desk.proposals.open_count(by) >= MOST_OPEN and not by.startswith("import:"):
        raise Refused(Reason.TOO_MANY)
    kept = replace(proposal, number=desk.proposals.add(proposal, token))
    desk.note(kept, "drafted" if kept.stage is Stage.DRAFT else "submitted", by)
    return kept


def edited(proposal: Proposal, by: str, desk: Desk) -> Proposal:
    """Keep an edit: whoever agreed agreed to something else. Stands inside `together`."""
    before = desk.proposal(proposal.number).stage
    desk.proposals.change(proposal)
    sent = "submitted" if before is Stage.DRAFT else "edited"
    desk.note(proposal, "drafted" if proposal.stage is Stage.DRAFT else sent, by)
    return replace(proposal, agreements=())


def withdraw(number: int, by: str, desk: Desk) -> None:
    """Take one's own proposal back. Once it is closed, doing so again changes nothing and is refused."""
    with desk.together():
        proposal = desk.proposal(number)
        if by not in {author.id for author in proposal.authors}:
            raise Refused(Reason.NOT_ALLOWED)
        if proposal.stage not in OPEN:
            raise Refused(Reason.ALREADY_DECIDED)
        close(proposal, Stage.WITHDRAWN, by, desk)


def refuse(reason: Reason) -> Proposal:
    """Raise Refused where an expression is needed."""
    raise Refused(reason)
