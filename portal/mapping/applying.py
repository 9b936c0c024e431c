"""From an agreed proposal to the listings it makes. The only place where what people suggest reaches the registry."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from portal.registry import rules
from portal.registry.disclosure import SHOWN
from portal.registry.model import Origin, Service, Status, Verification
from portal.registry.store import Broken

from .checks import Faulty
from .desk import PROVIDERS, Desk
from .fields import applied, is_wider, organization_row, rank, read_row
from .proposal import Kind, Proposal, Reason, Refused


def publish(proposal: Proposal, desk: Desk) -> None:
    """Store what the proposal makes of its listings. Stands inside `together`, after everyone has agreed.

    Raises Refused when the result breaks a rule.
    """
    try:
        made = [result(proposal, desk), *others(proposal, desk)]
        before = {service.id: service for service in desk.store.services([service.id for service in made])}
        if proposal.kind is Kind.NEW:
            desk.store.add_source(PROVIDERS)
        desk.store.publish(made, desk.day, f"proposal:{proposal.number}")
    except (Faulty, Broken) as error:
        raise Refused(Reason.BREAKS_RULES) from error
    if proposal.kind is Kind.MERGE:
        desk.proposals.merge(proposal.service_id, proposal.other_id)
    for service in made:
        if service.status in SHOWN:
            desk.proposals.split(service.id)
    for service in made:
        if service.id in before and is_wider(before[service.id].disclosure, service.disclosure):
            desk.proposals.forget_places(service.id)


def result(proposal: Proposal, desk: Desk) -> Service:
    """The listing as the proposal would have it. Raises Faulty or Refused; stores nothing."""
    if proposal.kind is Kind.NEW:
        return new_listing(proposal, desk)
    service = desk.service(proposal.service_id)
    if proposal.kind is Kind.MERGE:
        return no_wider_than(service, desk.service(proposal.other_id))
    if proposal.kind is Kind.SPLIT:
        return service
    made = applied(service, proposal.changes, desk.check)
    return vouched_for(made, proposal, desk)


def new_listing(proposal: Proposal, desk: Desk) -> Service:
    """A listing that was not there before."""
    held = desk.store.organization(proposal.organization_id) if proposal.organization_id else None
    if proposal.organization_id and held is None:
        raise Refused(Reason.NO_SUCH_LISTING)
    row = {"status": Status.PUBLISHED.value} | proposal.wanted | {"record_key": proposal.service_id}
    read = read_row(row | organization_row(held) if held else row, proposal.wanted, desk.check)
    made = replace(
        read,
        id=proposal.service_id,
        organization=held or replace(read.organization, id=f"{proposal.service_id}-org", website="", email=""),
        status=Status(row["status"]),
        origin=Origin(PROVIDERS.id, proposal.service_id, retrieved_on=desk.day),
    )
    return vouched_for(made, proposal, desk)


def vouched_for(service: Service, proposal: Proposal, desk: Desk) -> Service:
    """The listing with what this proposal says of how far it was checked.

    What its own organization wrote counts as confirmed by it. What others wrote shows that somebody looked.
    """
    own = any(service.organization.id in author.organizations for author in proposal.authors)
    if own:
        return replace(
            service, verification=Verification.CONFIRMED, confirmed_on=date.fromisoformat(desk.day),
            confirmed_by=service.organization.name.prefer("en")[0],
        )  # fmt: skip
    by_people = any(not author.id.startswith("import:") for author in proposal.authors)
    if by_people and service.verification is Verification.UNVERIFIED:
        return replace(service, verification=Verification.EXISTENCE_CHECKED)
    return service


def no_wider_than(service: Service, other: Service) -> Service:
    """The listing that stays, showing no more of its places than the narrower of the two does."""
    level = max(filter(None, (service.disclosure, other.disclosure)), key=rank, default=None)
    if level is None:
        return service
    places = tuple(rules.narrowed(one, level) if is_wider(one.disclosure, level) else one for one in service.locations)
    return replace(service, locations=places)


def others(proposal: Proposal, desk: Desk) -> list[Service]:
    """Further listings that change with it: the other one of a pair; all those of a renamed organization."""
    if proposal.kind is Kind.MERGE:
        return [replace(desk.service(proposal.other_id), status=Status.WITHDRAWN)]
    if proposal.kind is Kind.SPLIT:
        return [replace(desk.service(proposal.other_id), status=Status.PUBLISHED)]
    made = result(proposal, desk)
    return [
        replace(one, organization=made.organization)
        for one in desk.store.services_of(made.organization.id)
        if one.id != made.id and one.organization != made.organization
    ]
