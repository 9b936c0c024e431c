"""What a decision rests on: the registry, the proposals, who people are now, and the moment. No clock of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from portal.accounts import rights
from portal.accounts.people import Person
from portal.accounts.rights import Act
from portal.registry.model import Disclosure, Service, Source
from portal.registry.side_facts import without_side_facts
from portal.registry.store import Store

from .checks import Check
from .events import OnProposal
from .proposal import Event, Proposal, Reason, Refused, Stage
from .store import Proposals

HOLD = 24 * 3600
"""Seconds for which a change to a safety field is held after its last edit, so that the provider can object."""
PROVIDERS = Source("providers", "Sent in by organizations", "Waypoint", "provider_supplied", "", "")
"""The source of listings that people write here."""


@dataclass(frozen=True)
class Desk:
    """Where proposals are written and decided."""

    store: Store
    proposals: Proposals
    who: Callable[[str], Person | None]
    """A person as they are now, read on the connection of the registry so that it stays true inside `together`."""
    check: Check
    """Of the source PROVIDERS, with `chosen`: people choose levels here."""
    now: int
    """Unix seconds."""
    hold: int = HOLD

    @property
    def day(self) -> str:
        """Today, YYYY-MM-DD."""
        return datetime.fromtimestamp(self.now, UTC).date().isoformat()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Keep every write inside, or none."""
        with self.store.together():
            yield

    def person(self, person_id: str, act: Act, organization_id: str = "") -> Person:
        """Whoever acts, as they are now. Raises Refused unless they may do this."""
        person = self.who(person_id)
        if person is None or not rights.may(person, act, organization_id):
            raise Refused(Reason.NOT_ALLOWED)
        return person

    def proposal(self, number: int) -> Proposal:
        """One proposal. Raises Refused when there is none."""
        found = self.proposals.proposal(number)
        if found is None:
            raise Refused(Reason.NO_SUCH_PROPOSAL)
        return found

    def service(self, service_id: str) -> Service:
        """One listing as the registry holds it. Raises Refused when there is none."""
        found = self.store.service(service_id)
        if found is None:
            raise Refused(Reason.NO_SUCH_LISTING)
        return found

    def fit_to_keep(self, text: str, service: Service | None) -> str:
        """What people write beside a listing, without what would tell a place that the listing does not tell."""
        shows_its_address = service is not None and service.disclosure is Disclosure.ADDRESS
        return text if shows_its_address else without_side_facts(text)

    def note(self, proposal: Proposal, act: str, by: str, note: str = "") -> None:
        """Record one act on a proposal; stands inside the same `together` as the act. A draft is nobody's business."""
        fit = self.fit_to_keep(note, self.store.service(proposal.service_id)) if note else ""
        self.proposals.add_event(proposal.number, Event(self.now, act, by, fit, proposal.edition))
        if proposal.stage is not Stage.DRAFT:
            self.store.audit(OnProposal(self.day, by, proposal.service_id, act, proposal.number, proposal.edition))
