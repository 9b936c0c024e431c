"""What may be done with a listing, finished for a template."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from portal.mapping.proposal import Giver
from portal.registry.governance import Use

from . import context
from .refusals import giver_label


@dataclass(frozen=True, slots=True)
class Line:
    """One use."""

    use: str
    what: str
    is_allowed: bool
    waits: str
    """Who agreed for the owner, where that waits for two people."""
    has_first: bool


def lines(service_id: str) -> list[Line]:
    """Each use of a listing and where it stands."""
    allowed = context.store().uses_of(service_id)
    return [line(service_id, use, use in allowed) for use in Use]


def line(service_id: str, use: Use, is_allowed: bool) -> Line:
    """One use, and what waits about it."""
    waiting = context.store().request(service_id, use)
    giver = giver_label(Giver(waiting.given_by)) if waiting else ""
    return Line(use.value, use_label(use), is_allowed, giver, bool(waiting and waiting.first))


def use_label(use: Use) -> str:
    """What is done."""
    labels = {
        Use.LISTED: _("Shown on this site"),
        Use.EXPORT: _("Copied into files that anyone may take"),
        Use.STATISTICS: _("Counted in published figures"),
    }
    return labels[use]
