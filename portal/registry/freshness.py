"""How old what we know is: each fact with the day it was last confirmed and how. Pure; the only place with the limits.

Whoever confirmed is never named in public: how it was confirmed says whether the provider or the team did.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .model import Service

DUE_DAYS = 180
"""Days after which a fact is due to be confirmed again."""
OLD_DAYS = 365
"""Days after which a listing is shown with a warning, and after its equals. It is never hidden for it."""


class Facet(StrEnum):
    """One fact, or a few that are confirmed together; those that people act on first stand first."""

    PHONE = "phone"
    ONLINE = "online"
    PLACE = "place"
    HOURS = "hours"
    CONDITIONS = "conditions"
    HELP = "help"


class How(StrEnum):
    """How a fact was confirmed, which also says by whom."""

    LINK = "link"
    """The provider, by the link it was sent."""
    SEAT = "seat"
    """The provider, signed in."""
    CALL = "call"
    """The team, on the phone with the provider."""
    WEB = "web"
    """The team, on the provider's own web page."""
    TEAM = "team"
    """Two or more people of the team, who looked into it another way."""
    LIST = "list"
    """The publisher of the list it comes from."""


STATED_IN: Mapping[Facet, tuple[str, ...]] = {
    Facet.PHONE: ("phones",),
    Facet.ONLINE: ("email", "website"),
    Facet.PLACE: ("locations",),
    Facet.HOURS: ("hours",),
    Facet.CONDITIONS: ("eligibility", "populations", "age_min", "age_max"),
    Facet.HELP: ("categories", "description", "languages", "delivery", "service_area"),
}
"""The fields of a listing that state each fact."""

BY_PROVIDER = frozenset({How.LINK, How.SEAT, How.CALL})
"""Ways in which the provider itself has said so."""


class Age(StrEnum):
    """How a fact stands today."""

    CURRENT = "current"
    DUE = "due"
    OLD = "old"


@dataclass(frozen=True, slots=True)
class Check:
    """One fact of one listing was confirmed on a day."""

    facet: Facet
    day: date
    how: How


def stated_otherwise(service: Service, before: Service) -> list[Facet]:
    """The facts that a listing states otherwise than before."""
    return [
        facet
        for facet, names in STATED_IN.items()
        if any(getattr(service, name) != getattr(before, name) for name in names)
    ]


def age(day: date | None, today: date) -> Age:
    """How old a fact of this day is. One of which no day is known counts as old."""
    days = (today - day).days if day else OLD_DAYS + 1
    if days <= DUE_DAYS:
        return Age.CURRENT
    return Age.DUE if days <= OLD_DAYS else Age.OLD


def first_day(iso: str) -> date | None:
    """The first day of a day, month or year (YYYY, YYYY-MM, YYYY-MM-DD): a fact is never taken to be younger."""
    try:
        return date.fromisoformat(iso + "-01-01"[len(iso) - 4 :] if len(iso) in (4, 7) else iso)
    except ValueError:
        return None


def day_known(facet: Facet, checks: Iterable[Check], otherwise: date | None) -> date | None:
    """The day a fact was last confirmed; `otherwise` is that of the whole listing, where it is the later one."""
    days = [check.day for check in checks if check.facet is facet]
    return max([*days, *([otherwise] if otherwise else [])], default=None)
