"""Does this organization meet the published criteria? Two reviewers say so, for a year; one can suspend it at once.

About the organization, never about a fact of its listings: those are confirmed one by one, see upkeep. Nothing here
decides who is found first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portal.accounts.people import Person
from portal.accounts.rights import Act, may
from portal.registry import vetting
from portal.registry.rules import is_url
from portal.registry.vetting import About, Application, Evidence, Finding, Reference, Stage

from .desk import Desk
from .events import OnVetting
from .proposal import Reason, Refused

LASTS = timedelta(days=365)
"""How long a finding holds. Judgement: a year is what a small team can keep up with."""
RENEWED_BEFORE = timedelta(days=60)
"""How long before its end reviewers are told."""
REFERENCES = 2
"""Other organizations that are named."""
LONGEST = 600
"""Characters of one answer."""
CRITERIA = "vetting_criteria"
"""The table of data/taxonomy that is published."""


@dataclass(frozen=True, slots=True)
class Case:
    """How an organization stands: what it applied with, what was found, and how many agree to what is asked."""

    application: Application | None
    finding: Finding | None
    agreed: int
    """People whose agreement to the application counts now."""
    lifting: int
    """People whose agreement to end the suspension counts now."""

    @property
    def waits(self) -> bool:
        """Whether reviewers are asked something."""
        return bool(self.application and self.application.stage is Stage.WAITING)


def apply(
    organization_id: str, evidence: Mapping[str, Evidence], references: Sequence[Reference], by: str, desk: Desk
) -> None:
    """An organization asks to be looked at, or says it in other words; nobody has agreed to those yet.

    Raises Refused unless the person speaks for it and every criterion and reference is answered.
    """
    with desk.together():
        person = desk.person(by, Act.APPLY, organization_id)
        # Whoever runs a house may write where it is without thinking: that is not kept, here as elsewhere.
        words = {code: Evidence(desk.fit_to_keep(said.words, None), said.link) for code, said in evidence.items()}
        named = tuple(Reference(*(desk.fit_to_keep(text, None) for text in (r.name, r.contact))) for r in references)
        if not is_complete(words, named, desk):
            raise Refused(Reason.EVIDENCE_MISSING)
        before = vetting.application(desk.store, organization_id)
        edition = before.edition + 1 if before else 1
        one = Application(organization_id, edition, desk.day, by, person.organizations, words, named)
        vetting.apply(desk.store, one)
        desk.store.audit(OnVetting(desk.day, by, organization_id, "applied", edition))


def is_complete(evidence: Mapping[str, Evidence], references: Sequence[Reference], desk: Desk) -> bool:
    """Whether there is an answer to every criterion and no other, and enough different references."""
    answers = [*(said.words for said in evidence.values()), *(text for r in references for text in (r.name, r.contact))]
    names = {one.name.strip().casefold() for one in references}
    return (
        set(evidence) == set(desk.store.terms[CRITERIA])
        and len(names) == len(references) == REFERENCES
        and all(word.strip() and len(word) <= LONGEST for word in answers)
        and all(not said.link or is_url(said.link) for said in evidence.values())
    )


def agree(organization_id: str, edition: int, by: str, desk: Desk) -> bool:
    """A reviewer finds every criterion met; whether the organization is vetted now, which takes two. Raises Refused."""
    with desk.together():
        one, person = decided_by(organization_id, edition, by, desk)
        finding = vetting.finding(desk.store, organization_id)
        if finding and finding.suspended_on:
            raise Refused(Reason.IS_SUSPENDED)
        agreed = with_one_more(organization_id, About.MEETS, person, desk, one)
        desk.store.audit(OnVetting(desk.day, by, organization_id, "agreed", edition))
        if len(agreed) < 2:
            return False
        until = (date.fromisoformat(desk.day) + LASTS).isoformat()
        desk.store.record_finding(organization_id, desk.day, until, (agreed[0], agreed[1]))
        vetting.close(desk.store, organization_id, Stage.MET)
        desk.store.audit(OnVetting(desk.day, by, organization_id, "vetted", edition))
    return True


def decline(organization_id: str, edition: int, unmet: str, by: str, desk: Desk) -> None:
    """A reviewer finds a criterion not met, and the organization reads which. Raises Refused.

    What was found earlier goes on until its end: whoever doubts that suspends it.
    """
    with desk.together():
        decided_by(organization_id, edition, by, desk)
        if unmet not in desk.store.terms[CRITERIA]:
            raise Refused(Reason.NO_REASON)
        vetting.close(desk.store, organization_id, Stage.DECLINED, unmet)
        desk.store.audit(OnVetting(desk.day, by, organization_id, "declined", edition))


def suspend(organization_id: str, by: str, desk: Desk) -> None:
    """From this moment on nothing says that the organization is vetted. One reviewer is enough. Raises Refused."""
    with desk.together():
        desk.person(by, Act.VET)
        finding = vetting.finding(desk.store, organization_id)
        if finding is None or finding.suspended_on:
            raise Refused(Reason.NOTHING_CHANGED)
        desk.store.suspend(organization_id, desk.day)
        vetting.drop_agreements(desk.store, organization_id, About.LIFT)
        desk.store.audit(OnVetting(desk.day, by, organization_id, "suspended", 0))


def lift(organization_id: str, by: str, desk: Desk) -> bool:
    """A reviewer agrees that the suspension ends; whether it has, which takes two. Raises Refused."""
    with desk.together():
        person = reviewer(organization_id, by, desk)
        finding = vetting.finding(desk.store, organization_id)
        if finding is None or not finding.suspended_on:
            raise Refused(Reason.NOTHING_CHANGED)
        agreed = with_one_more(organization_id, About.LIFT, person, desk)
        desk.store.audit(OnVetting(desk.day, by, organization_id, "lift_agreed", 0))
        if len(agreed) < 2:
            return False
        desk.store.end_suspension(organization_id, (agreed[0], agreed[1]))
        vetting.drop_agreements(desk.store, organization_id, About.LIFT)
        desk.store.audit(OnVetting(desk.day, by, organization_id, "lifted", 0))
    return True


def case(organization_id: str, desk: Desk) -> Case:
    """How an organization stands."""
    one = vetting.application(desk.store, organization_id)
    return Case(
        one,
        vetting.finding(desk.store, organization_id),
        len(counted(organization_id, About.MEETS, desk, one)),
        len(counted(organization_id, About.LIFT, desk)),
    )


def decided_by(organization_id: str, edition: int, by: str, desk: Desk) -> tuple[Application, Person]:
    """The application as a reviewer saw it, and the reviewer, who has nothing to do with it. Raises Refused."""
    one, person = vetting.application(desk.store, organization_id), reviewer(organization_id, by, desk)
    if one is None or one.stage is not Stage.WAITING:
        raise Refused(Reason.ALREADY_DECIDED)
    if one.edition != edition:
        raise Refused(Reason.EDITED_SINCE)
    if stands_with_author(person, one, desk):
        raise Refused(Reason.STANDS_WITH_IT)
    return one, person


def reviewer(organization_id: str, by: str, desk: Desk) -> Person:
    """Somebody who may vet, and does not speak for the organization. Raises Refused."""
    person = desk.person(by, Act.VET)
    if organization_id in person.organizations:
        raise Refused(Reason.STANDS_WITH_IT)
    return person


def with_one_more(
    organization_id: str, about: About, person: Person, desk: Desk, one: Application | None = None
) -> list[str]:
    """Those whose agreement counts now that this person agrees too. Raises Refused when they agreed before."""
    if person.id in vetting.agreements(desk.store, organization_id, about):
        raise Refused(Reason.ALREADY_AGREED)
    vetting.add_agreement(desk.store, organization_id, about, person.id)
    return counted(organization_id, about, desk, one)


def counted(organization_id: str, about: About, desk: Desk, one: Application | None = None) -> list[str]:
    """The ids of the people whose agreement counts now, one for each mailbox.

    Whoever has since lost the seat or the role, or joined the organization or its author's, no longer counts.
    """
    people = [desk.who(person_id) for person_id in vetting.agreements(desk.store, organization_id, about)]
    different = {
        person.email: person.id
        for person in people
        if person and may(person, Act.VET) and organization_id not in person.organizations
        if one is None or not stands_with_author(person, one, desk)
    }
    return sorted(different.values())


def stands_with_author(person: Person, one: Application, desk: Desk) -> bool:
    """Whether they wrote it, or speak for an organization of whoever did, then or now."""
    author = desk.who(one.author)
    return bool(person.organizations & one.organizations) or (author is not None and person.stands_with(author))


def ends_soon(found: Collection[Finding], today: date) -> list[Finding]:
    """What ends within RENEWED_BEFORE or has ended, the first to end in front."""
    last = (today + RENEWED_BEFORE).isoformat()
    return sorted((one for one in found if one.until <= last), key=lambda one: (one.until, one.organization_id))
