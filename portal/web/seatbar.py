"""The line under the bar for somebody signed in: who, in which role, where they can go, and the way out."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from portal.accounts.people import Role
from portal.accounts.rights import Act, may, may_somewhere

from . import access, handing


@dataclass(frozen=True, slots=True)
class Bar:
    """What the line says."""

    name: str
    role: str
    links: list[tuple[str, str]]
    """Address and words of each page their role opens."""
    token: str
    """For the form that signs out."""


def bar() -> Bar | None:
    """The line; None for a visitor."""
    person = access.person()
    if person is None:
        return None
    links = [(url_for(page), words) for page, words in pages() if access.is_open(page, person)]
    return Bar(person.name, role_label(person.role), links, generate_csrf())


def pages() -> list[tuple[str, str]]:
    """Where somebody signed in may want to go: view and words, in this order. Shown to those it is open to."""
    return [
        ("partner.home", _("My listings")),
        ("upload.home", _("Lists as files")),
        ("asked.home", _("Asked of me")),
        ("handover.home", _("Requests between services")),
        ("coordinator.home", _("Desk")),
        ("reviewer.queue", _("Review")),
        ("upkeep.home", _("Whom to phone")),
        ("vetting.cases", _("Organizations to look at")),
        ("campaign.home", _("Call to map")),
        ("people.seats_page", _("Seats")),
        ("account.home", _("My account")),
    ]


def listing_links(service_id: str, organization_id: str) -> list[tuple[str, str]]:
    """What whoever is signed in can do about a listing, as addresses and words; nothing for a visitor."""
    person, links = access.person(), []
    if person and may(person, Act.SUGGEST, organization_id):
        links.append((url_for("partner.listing", service_id=service_id), _("Propose a change")))
        links.append((url_for("uses.home", service_id=service_id), _("What may be done with it")))
    if person and may_somewhere(person, Act.HAND_OVER) and handing.is_taken(service_id):
        links.append((url_for("handover.offer", service_id=service_id), _("Ask them to take somebody")))
    if person and may(person, Act.DECIDE):
        links.append((url_for("reviewer.listing", service_id=service_id), _("The listing and its past")))
    return links


def role_label(role: Role) -> str:
    """A role in words."""
    labels = {
        Role.PARTNER: _("Partner"),
        Role.REVIEWER: _("Reviewer"),
        Role.COORDINATOR: _("Coordinator"),
        Role.ADMINISTRATOR: _("Administrator"),
        Role.SURVIVOR_ADVISOR: _("Advisor"),
    }
    return labels[role]
