"""Communities that hang by one place for a kind of help, as built: who would be left if it closed."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.coverage.latest import Coverage
from portal.coverage.need import Need
from portal.web.reader import Reader

from . import words

MOST = 50
"""Communities told one by one."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A community that hangs by one place."""

    code: str
    name: str
    listing: str
    doubts: str


def threads(coverage: Coverage, need: Need, among: Container[int], reader: Reader) -> list[Thread]:
    """The communities among these rows that depend on one place for this kind of help, as built; the largest first."""
    communities = coverage.demand.communities
    kept = [one for one in coverage.thin() if Need(one["kind"]) == need]
    rows = [(communities.row_of[one["community"]], one) for one in kept]
    ranked = sorted((pair for pair in rows if pair[0] in among), key=lambda pair: -communities.people[pair[0]])
    return [
        Thread(
            one["community"],
            words.community_text(coverage, row, reader),
            one["listing"],
            ", ".join(doubt_text(doubt) for doubt in one["doubts"]),
        )
        for row, one in ranked[:MOST]
    ]


def doubt_text(doubt: str) -> str:
    """What is uncertain about a place."""
    return {"unverified": _("not confirmed by its provider"), "seasonal": _("only in season")}[doubt]
