"""From an agreed proposal to the listings it makes. The only place where what people suggest reaches the registry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from portal.registry import rules
from portal.registry.decisions import NoSuchPart, Part
from portal.registry.disclosure import SHOWN
from portal.registry.freshness import Facet, How, stated_otherwise
from portal.registry.levels import Consent, Widening, is_narrower, narrowest, too_wide
from portal.registry.model import Location, Origin, Service, Status, Verification
from portal.registry.rules import Broken

from .checks import Faulty
from .desk import PROVIDERS, Desk
from .fields import applied, organization_row, read_row
from .proposal import Kind, Proposal, Reason, Refused, Why


def publish(proposal: Proposal, agreed: Sequence[str], desk: Desk) -> None:
    """Store what the proposal makes of its listings. Stands inside `together`, after everyone has agreed.

    `agreed` are the ids of the people whose agreement counts. Raises Refused when the result breaks a rule.
    """
    if proposal.kind is Kind.SHOW:
        show(proposal, agreed, desk)
        return
    if not still_a_pair(proposal, desk):
        raise Refused(Reason.NO_SUCH_LISTING)
    try:
        made = [result(proposal, desk), *others(proposal, desk)]
        before = {service.id: service for service in desk.store.services([service.id for service in made])}
        if proposal.kind is Kind.NEW:
            desk.store.add_source(PROVIDERS)
        leave = widenings(made, before, proposal, agreed, desk)
        desk.store.publish(made, desk.day, f"proposal:{proposal.number}", leave)
        confirm(made[0], before.get(made[0].id), proposal, desk)
    except (Faulty, Broken) as error:
        raise Refused(Reason.BREAKS_RULES) from error
    if proposal.kind is Kind.MERGE:
        desk.proposals.merge(proposal.service_id, proposal.other_id)
    for service in made:
        if service.status in SHOWN:
            desk.proposals.split(service.id)
    for service in made:
        if service.id in before and is_narrower(service, before[service.id]):
            desk.proposals.forget_places(service.id)


def confirm(service: Service, before: Service | None, proposal: Proposal, desk: Desk) -> None:
    """What the proposal made the listing say was looked at by its author and by whoever agreed. Nothing else was."""
    if proposal.kind not in {Kind.CHANGE, Kind.NEW}:
        return
    facets = stated_otherwise(service, before) if before else list(Facet)
    desk.store.confirm(service.id, facets, how_known(service, proposal), f"proposal:{proposal.number}", desk.day)


def how_known(service: Service, proposal: Proposal) -> How:
    """Whose word a proposal rests on: the organization's own, the team's, or that of the list it was read in."""
    if is_its_own(service, proposal):
        return How.SEAT
    if proposal.why is Why.PHONED:
        return How.CALL
    return How.LIST if all(author.id.startswith("import:") for author in proposal.authors) else How.TEAM


def is_its_own(service: Service, proposal: Proposal) -> bool:
    """Whether somebody who speaks for the listing's organization wrote it."""
    return any(service.organization.id in author.organizations for author in proposal.authors)


def still_a_pair(proposal: Proposal, desk: Desk) -> bool:
    """Whether both listings of a merge are still shown apart, or those of a split still merged; true for all others."""
    if proposal.kind is Kind.MERGE:
        pair = desk.store.services([proposal.service_id, proposal.other_id])
        return len(pair) == 2 and all(service.status in SHOWN for service in pair)
    return proposal.kind is not Kind.SPLIT or desk.proposals.merged_into(proposal.other_id) == proposal.service_id


def show(proposal: Proposal, agreed: Sequence[str], desk: Desk) -> None:
    """Show again what was withheld, as two people agreed."""
    part, _colon, which = proposal.changes[0].old.partition(":")
    try:
        desk.store.show_again(proposal.service_id, Part(part), (agreed[0], agreed[-1]), desk.day, which)
    except NoSuchPart as error:
        raise Refused(Reason.LISTING_HAS_MOVED) from error


def told_more(service: Service, before: Service | None, desk: Desk) -> Iterator[Location]:
    """The places of a listing that would be told more exactly than may be without the provider's consent."""
    floors = desk.store.floors([service.id])[service.id]
    return (place for place, _most in too_wide(service, before, floors, desk.store.terms.shelter_categories))


def widenings(
    made: Iterable[Service], before: Mapping[str, Service], proposal: Proposal, agreed: Sequence[str], desk: Desk
) -> list[Widening]:
    """Leave to tell places more exactly: the provider's consent, written down, and the two who agreed to use it."""
    found = []
    for service in made if proposal.consent else ():
        for place in told_more(service, before.get(service.id), desk):
            given = (proposal.consent.by.value, proposal.author, proposal.consent.on)  # type: ignore[union-attr]
            consent = desk.store.record_consent(Consent(0, service.id, place.id, place.disclosure, *given))
            found.append(Widening(consent, (agreed[0], agreed[-1])))
    return found


def result(proposal: Proposal, desk: Desk) -> Service:
    """The listing as the proposal would have it. Raises Faulty or Refused; stores nothing."""
    if proposal.kind is Kind.NEW:
        return new_listing(proposal, desk)
    service = desk.service(proposal.service_id)
    if proposal.kind is Kind.MERGE:
        return no_wider_than(service, desk.service(proposal.other_id))
    if proposal.kind in {Kind.SPLIT, Kind.SHOW}:
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
    if is_its_own(service, proposal):
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
    level = narrowest(service.disclosure, other.disclosure)
    places = (rules.narrowed(place, narrowest(place.disclosure, level)) for place in service.locations)
    return replace(service, locations=tuple(places))


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
