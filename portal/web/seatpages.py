"""What the pages of those who keep seats show, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.accounts import rights
from portal.accounts.links import Purpose
from portal.accounts.people import SEATED, Person, Seat, State
from portal.accounts.seats import Fault
from portal.accounts.store import Named

from .accountpages import named, organization_names
from .seatbar import role_label

Organizations = Sequence[Named]


@dataclass(frozen=True, slots=True)
class SeatLine:
    """One seat of the list."""

    id: str
    name: str
    email: str
    role: str
    organizations: str
    state: str
    is_invited: bool
    is_active: bool
    may_change: bool
    """Whether the reader may act on it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose."""

    value: str
    label: str
    chosen: bool


def seat_line(seat: Seat, reader: Person, organizations: Organizations, lang: str) -> SeatLine:
    """A seat as somebody who keeps seats sees it."""
    person = seat.person
    return SeatLine(
        person.id,
        person.name,
        person.email,
        role_label(person.role),
        organization_names(person, organizations, lang),
        state_label(seat.state),
        seat.state is State.INVITED,
        seat.state is State.ACTIVE,
        seat.state is not State.DISABLED
        and reader.id != person.id
        and rights.may(reader, rights.keeper_of(person.role)),
    )


def state_label(state: State) -> str:
    """How far a seat is."""
    labels = {
        State.INVITED: _("Invited, not accepted yet"),
        State.ACTIVE: _("In use"),
        State.DISABLED: _("Closed"),
    }
    return labels[state]


def role_choices(reader: Person, chosen: str) -> list[Choice]:
    """The roles this reader may give."""
    given = [role for role in SEATED if rights.may(reader, rights.keeper_of(role))]
    return [Choice(role.value, role_label(role), role.value == chosen) for role in given]


def organization_choices(chosen: Organizations, found: Organizations, lang: str) -> list[Choice]:
    """The organizations chosen, then those found beside them."""
    kept = {one.id for one in chosen}
    more = [Choice(one.id, named(one, lang), False) for one in found if one.id not in kept]
    return [Choice(one.id, named(one, lang), True) for one in chosen] + more


def what_to_mend(fault: Fault) -> str:
    """Why a seat cannot be made or changed like this, and what to do."""
    lines = {
        Fault.NAME: _("Please write the name of one person."),
        Fault.EMAIL: _("Please write one e-mail address, such as name@example.org."),
        Fault.SHARED: _(
            "Several people read a mailbox of this name. A seat belongs to one person: write the address that only "
            "this person reads, even if it is at another provider."
        ),
        Fault.TAKEN: _("There is a seat with this e-mail already. Look for it in the list."),
        Fault.NO_ORGANIZATION: _("A partner speaks for an organization: choose at least one."),
        Fault.UNKNOWN_ORGANIZATION: _("One of these organizations is not in the list any more. Please choose again."),
        Fault.NOT_YOURS: _("Only an administrator can give or change this role."),
        Fault.OWN_SEAT: _("Nobody changes their own seat. Ask somebody else who keeps seats."),
        Fault.LAST_ADMINISTRATOR: _("This is the last administrator. Invite another one first."),
        Fault.CLOSED: _("This seat is closed, or not accepted yet, so this is not possible."),
    }
    return lines[fault]


def link_label(purpose: Purpose) -> str:
    """What a link is for."""
    labels = {
        Purpose.INVITATION: _("A new invitation"),
        Purpose.PASSWORD: _("A new password"),
        Purpose.FACTOR: _("A new authenticator"),
    }
    return labels[purpose]


def offered_links(line: SeatLine) -> list[tuple[str, str]]:
    """The links that can be handed out for a seat: value and words."""
    if line.is_invited:
        return [(Purpose.INVITATION.value, link_label(Purpose.INVITATION))]
    return [(one.value, link_label(one)) for one in (Purpose.PASSWORD, Purpose.FACTOR)]
