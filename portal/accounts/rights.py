"""Who may do what: one table, read across. What does not stand in it is not allowed."""

from __future__ import annotations

from collections.abc import Set
from enum import StrEnum

from .people import Person, Role

P, R, C, A, S = Role.PARTNER, Role.REVIEWER, Role.COORDINATOR, Role.ADMINISTRATOR, Role.SURVIVOR_ADVISOR


class Act(StrEnum):
    """Something a signed-in person can do."""

    SUGGEST = "suggest"
    """Propose a change to a listing, or a new one. Publishes nothing."""
    CONFIRM = "confirm"
    """Say that a listing is still right."""
    COMMENT = "comment"
    """Say privately that a listing is unsafe or unkind."""
    DECIDE = "decide"
    """Agree to or decline what somebody else proposed."""
    WITHHOLD = "withhold"
    """Take a place, phone or listing out of view at once."""
    APPLY = "apply"
    """Ask for one's organization to be looked at against the published criteria."""
    VET = "vet"
    """Say that an organization meets them, or that this no longer counts."""
    CAMPAIGN = "campaign"
    """Call to map, and see how far it is."""
    SURVEY = "survey"
    """Record what one was asked to look for, and nothing that was asked of others."""
    HAND_OVER = "hand_over"
    """Ask another service to take somebody, and answer for one's own."""
    SEE_GAPS = "see_gaps"
    """Read what is missing, due or waiting."""
    SEE_SEATS = "see_seats"
    """Read who has a seat."""
    KEEP_SEATS = "keep_seats"
    """Invite, change, close: partners, reviewers and survivor advisors."""
    KEEP_ALL_SEATS = "keep_all_seats"
    """The same for coordinators and administrators."""
    READ_RECORD = "read_record"
    """Read the record of what was done."""


EVERYWHERE: dict[Act, Set[Role]] = {
    Act.SUGGEST:        {R, C},
    Act.CONFIRM:        {R, C},
    Act.COMMENT:        {S},
    Act.DECIDE:         {R, C},
    Act.WITHHOLD:       {R, C},
    Act.APPLY:          set(),
    Act.VET:            {R, C},
    Act.CAMPAIGN:       {C},
    Act.SURVEY:         {R, C},
    Act.HAND_OVER:      set(),
    Act.SEE_GAPS:       {R, C},
    Act.SEE_SEATS:      {C, A},
    Act.KEEP_SEATS:     {C, A},
    Act.KEEP_ALL_SEATS: {A},
    Act.READ_RECORD:    {C, A},
}  # fmt: skip
"""What a role may do whatever it concerns."""

AT_HOME: dict[Act, Set[Role]] = {
    Act.SUGGEST:   {P},
    Act.CONFIRM:   {P},
    Act.WITHHOLD:  {P},
    Act.APPLY:     {P},
    Act.SURVEY:    {P},
    Act.HAND_OVER: {P},
}  # fmt: skip
"""What a role may do for the organizations the person speaks for, and no other."""


def may(person: Person, act: Act, organization: str = "") -> bool:
    """Whether this person may do this; `organization` is the id of the one it concerns, where it concerns one."""
    if not person.active:
        return False
    if person.role in EVERYWHERE.get(act, ()):
        return True
    return person.role in AT_HOME.get(act, ()) and organization in person.organizations


def may_somewhere(person: Person, act: Act) -> bool:
    """Whether there is anything for which they may do this: whether to offer it at all."""
    return may(person, act) or any(may(person, act, organization) for organization in person.organizations)


def keeper_of(role: Role) -> Act:
    """What one must be allowed in order to keep the seats of this role."""
    return Act.KEEP_SEATS if role in (P, R, S) else Act.KEEP_ALL_SEATS
