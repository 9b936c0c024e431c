"""What somebody without an account says: this is wrong, or a place is missing. The only module that keeps it.

A day, a kind of help, a listing and a short text. Nothing tells who wrote it, and it is erased a week after it
was handled.
"""

from __future__ import annotations

from datetime import date, timedelta

from portal.accounts.rights import Act
from portal.registry.rules import HIDDEN_MARKS
from portal.registry.side_facts import without_side_facts

from .desk import Desk
from .proposal import Reason, Refused, Report
from .store import Proposals

LONGEST = 500
KEPT_DAYS = 7


def say(day: str, category: str, service_id: str, text: str, proposals: Proposals) -> None:
    """Keep what a reader said, by day alone, and without where a place is. Changes no listing."""
    said = without_side_facts(" ".join(HIDDEN_MARKS.sub(" ", text).split())[:LONGEST])
    proposals.add_report(Report(0, day, category, service_id, said))


def handled(number: int, by: str, desk: Desk) -> None:
    """Somebody has looked into it; a second time changes nothing. Raises Refused when this person may not."""
    with desk.together():
        desk.person(by, Act.DECIDE)
        if not desk.proposals.handle_report(number, desk.day):
            raise Refused(Reason.ALREADY_DECIDED)


def purge(desk: Desk) -> int:
    """Erase what was handled a week ago or more; returns how many."""
    before = (date.fromisoformat(desk.day) - timedelta(days=KEPT_DAYS)).isoformat()
    if not desk.proposals.has_old_reports(before):
        return 0
    with desk.together():
        desk.store.erase_afterwards()
        return desk.proposals.erase_reports(before)
