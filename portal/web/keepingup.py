"""Who keeps up: organizations with their listings, and seats with what was asked of them. No other person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.accounts.people import Person, State
from portal.registry import standing, tasks
from portal.registry.freshness import DUE_DAYS
from portal.registry.model import Text
from portal.registry.standing import Kept
from portal.registry.tasks import Task

from . import context, desks
from .desktables import Row, Table, day_before, today
from .reader import Reader, Words
from .seatbar import role_label

WEEK_DAYS = 7
DECIDED, SENT = ("agreed", "declined", "asked"), "submitted"
"""Acts on proposals, as their history names them."""


@dataclass(frozen=True, slots=True)
class Load:
    """How many open tasks each has, and how many of them are overdue."""

    open: Counter[str]
    late: Counter[str]

    def words(self, key: str) -> list[str]:
        """What was asked of one, where anything was."""
        found = [ngettext("%(num)s task open", "%(num)s tasks open", self.open[key])] if self.open[key] else []
        late = [ngettext("%(num)s overdue", "%(num)s overdue", self.late[key])] if self.late[key] else []
        return found + late

    def cells(self, key: str) -> tuple[str, str]:
        """The same for a file."""
        return str(self.open[key]), str(self.late[key])


def load(whose: Callable[[Task], str], reader: Reader) -> Load:
    """Open tasks, counted by whom they are asked of."""
    found = [task for task in tasks.tasks(context.store()) if not task.closed_on]
    late = (whose(task) for task in found if task.due and task.due < today(reader).isoformat())
    return Load(Counter(map(whose, found)), Counter(late))


def at_work() -> list[Person]:
    """Everybody with a seat in use, by name."""
    return [seat.person for seat in context.accounts().seats() if seat.state is State.ACTIVE]


def organizations(reader: Reader, limit: int) -> Table:
    """The organizations that somebody speaks for: those with most that nobody has confirmed first."""
    ids = {one for person in at_work() for one in person.organizations}
    kept = standing.kept(context.store(), ids, day_before(DUE_DAYS, reader))
    asked = load(lambda task: task.asked.organization_id, reader)
    known = [
        (kept.get(one.id, Kept(one.id, 0, 0, "")), Text(one.en, one.fr))
        for one in context.accounts().organizations(ids)
    ]
    known.sort(key=lambda pair: pair[0].confirmed - pair[0].listings)
    return Table(
        "organizations",
        _("Which organizations keep up"),
        _("Of their listings, how many somebody has confirmed in half a year, and what was asked of them."),
        ("organization", "name", "listings", "confirmed", "confirmed_longest_ago", "tasks_open", "tasks_overdue"),
        [organization_row(one, name, asked, reader) for one, name in known[:limit]],
        len(known),
        url_for("campaign.home"),
        _("Call to map"),
    )


def organization_row(one: Kept, name: Text, asked: Load, reader: Reader) -> Row:
    """One organization."""
    words, key = reader.words(name), one.organization_id
    said = _("%(confirmed)s of %(listings)s listings confirmed", confirmed=one.confirmed, listings=one.listings)
    counts = (str(one.listings), str(one.confirmed), one.oldest)
    return Row(words, "", " · ".join([said, *asked.words(key)]), (key, words.text, *counts, *asked.cells(key)))


def seats(reader: Reader, limit: int) -> Table:
    """Everybody with a seat in use: those with overdue tasks first, then by name."""
    acts = desks.proposals().acts_since(int(reader.moment.timestamp()) - WEEK_DAYS * 24 * 3600)
    asked = load(lambda task: task.asked.person_id, reader)
    people = sorted(at_work(), key=lambda person: -asked.late[person.id])
    return Table(
        "seats",
        _("Who keeps up"),
        _("What each seat has done in a week, and what was asked of it."),
        ("seat", "name", "role", "decided", "sent", "tasks_open", "tasks_overdue"),
        [seat_row(person, acts, asked) for person in people[:limit]],
        len(people),
        url_for("people.seats_page"),
        _("Seats"),
    )


def seat_row(person: Person, acts: Mapping[tuple[str, str], int], asked: Load) -> Row:
    """One seat."""
    key, role = person.id, person.role
    decided, sent = sum(acts.get((key, act), 0) for act in DECIDED), acts.get((key, SENT), 0)
    said = [role_label(role), _("%(decided)s decided, %(sent)s sent", decided=decided, sent=sent), *asked.words(key)]
    cells = (key, person.name, role.value, str(decided), str(sent), *asked.cells(key))
    return Row(Words(person.name), "", " · ".join(said), cells)
