"""What the pages of the desk may see of a listing: its columns, as its level lets them be held, and its past.

Pages never take a listing as the registry holds it. What anyone would see comes from the registry's one door.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.registry.decisions import Part
from portal.registry.disclosure import PublicService
from portal.registry.model import Phone, Service, Status, Text
from portal.registry.rules import Problem

from . import applying, submit
from .checks import Faulty
from .desk import PROVIDERS, Desk
from .fields import as_row
from .hiding import is_hidden
from .proposal import Proposal, Reason, Refused


@dataclass(frozen=True, slots=True)
class Sheet:
    """One listing as its columns."""

    id: str
    organization_id: str
    organization: Text
    name: Text
    row: Mapping[str, str]
    revision: int
    status: Status
    hidden: bool
    """Whether somebody hid it at once, until two people decide."""
    phones: tuple[Phone, ...]
    hidden_phones: tuple[Phone, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """One revision: its number, its day, what made it, and whether what it said is still stored."""

    number: int
    day: str
    by: str
    is_kept: bool


def sheet(service_id: str, desk: Desk) -> Sheet | None:
    """One listing in any state."""
    service = desk.store.service(service_id)
    return as_sheet(service, desk) if service else None


def sheets_of(organizations: Iterable[str], desk: Desk) -> list[Sheet]:
    """Every listing of these organizations."""
    return [as_sheet(service, desk) for one in sorted(organizations) for service in desk.store.services_of(one)]


def as_sheet(service: Service, desk: Desk) -> Sheet:
    """A listing as its columns."""
    return Sheet(
        service.id,
        service.organization.id,
        service.organization.name,
        service.name,
        as_row(service),
        service.revision,
        service.status,
        is_hidden(service.id, Part.LISTING, "", desk),
        service.phones,
        tuple(one for one in service.phones if is_hidden(service.id, Part.PHONE, one.number, desk)),
    )


def organization_names(ids: Iterable[str], desk: Desk) -> list[tuple[str, Text]]:
    """The names of these organizations, those that exist."""
    found = [desk.store.organization(one) for one in sorted(ids)]
    return [(one.id, one.name) for one in found if one]


def past(service_id: str, desk: Desk) -> list[Past]:
    """The revisions of a listing, the newest first."""
    history = desk.store.history(service_id)
    return [Past(*one, desk.store.earlier(service_id, one[0]) is not None) for one in history]


def sources(service_id: str, desk: Desk) -> list[tuple[str, str]]:
    """The sources a listing rests on, those of listings that were merged into it too: name and address."""
    known = {source.id: source.name for source in desk.store.sources()}
    services = desk.store.services([service_id, *desk.proposals.merged_from(service_id)])
    return [(known[one.origin.source_id], one.origin.url) for one in services]


def as_it_would_be(proposal: Proposal, desk: Desk) -> PublicService | None:
    """The listing as anyone would see it; None when nobody would, or when it cannot be made."""
    try:
        made = applying.result(proposal, desk)
    except (Faulty, Refused):
        return None
    return desk.store.seen_by_anyone(made, PROVIDERS)


def wrong_with(proposal: Proposal, desk: Desk) -> tuple[list[Problem], Reason | None]:
    """What is wrong with a proposal column by column, and as a whole."""
    try:
        submit.examined(proposal, desk.store.service(proposal.service_id), desk)
    except Faulty as faulty:
        return list(faulty.faults), None
    except Refused as refused:
        return [], refused.reason
    return [], None


def not_kept(wanted: Mapping[str, str], service_id: str, desk: Desk) -> list[Problem]:
    """What of these columns no draft keeps; see submit.not_kept."""
    return submit.not_kept(wanted, desk.store.service(service_id))
