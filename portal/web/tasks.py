"""What the views of the call to map may reach: tasks, what was found, who can be asked, how far it is."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from flask import abort

from portal.accounts.people import Person, State
from portal.accounts.rights import Act, may_somewhere
from portal.accounts.store import Named
from portal.mapping import campaigns, progress
from portal.mapping.progress import Group
from portal.registry import survey, tasks
from portal.registry.survey import Surveyed
from portal.registry.tasks import Asked, Task

from . import access, context, exercise
from .exercise import Line, Lines
from .reader import Reader

MOST_DIGITS = 12


def numbered(number: str) -> Task:
    """The task of this number; where there is none there is no such page."""
    found = tasks.task(context.store(), int(number)) if number.isdecimal() and len(number) < MOST_DIGITS else None
    return found or abort(404)


def mine(number: str) -> Task:
    """A task that is asked of whoever is signed in; for anybody else there is no such page."""
    found = numbered(number)
    return found if campaigns.is_asked(access.me(), found) else abort(404)


def every_line(reader: Reader) -> list[Line]:
    """All tasks, open ones first."""
    lines = lines_for(reader)
    return [lines.of(task) for task in tasks.tasks(context.store())]


def my_lines(reader: Reader) -> list[Line]:
    """What is asked of whoever is signed in."""
    me, lines = access.me(), lines_for(reader)
    return [lines.of(task) for task in tasks.open_for(context.store(), me.id, me.organizations)]


def lines_for(reader: Reader) -> Lines:
    """What makes lines of tasks."""
    return Lines(context.communities(), findings(), names(reader.language), reader)


def findings() -> dict[tuple[str, str], Surveyed]:
    """What was found, by community and kind of help."""
    return {(one.community, one.category): one for one in survey.surveys(context.store())}


def lookers() -> list[Person]:
    """Everybody with a seat who can be asked, by name."""
    seats = (seat for seat in context.accounts().seats() if seat.state is State.ACTIVE)
    return [seat.person for seat in seats if may_somewhere(seat.person, Act.SURVEY)]


def organizations() -> list[Named]:
    """The organizations somebody with a seat speaks for, by name: others could not answer."""
    return context.accounts().organizations(chain.from_iterable(person.organizations for person in lookers()))


def askable(language: str) -> list[tuple[str, str]]:
    """Whom a coordinator can ask: choices and names."""
    return exercise.whom(lookers(), organizations(), language)


def names(language: str) -> Callable[[Asked], str]:
    """Who is asked, by name: a seat that was closed since keeps its name."""
    people = {seat.person.id: seat.person.name for seat in context.accounts().seats()}
    asked = {task.asked.organization_id for task in tasks.tasks(context.store())} - {""}
    known = {one.id: exercise.organization_name(one, language) for one in context.accounts().organizations(asked)}
    return lambda one: people.get(one.person_id, "") or known.get(one.organization_id, "")


def how_far() -> tuple[list[Group], list[Group]]:
    """How far the mapping is by province, and by remoteness."""
    store, known = context.store(), context.communities()
    standing = progress.asked_for(tasks.tasks(store), survey.surveys(store))
    placed = {pair: state for pair, state in standing.items() if pair[0] in known}
    by_province = progress.grouped(placed, lambda code: known[code].province)
    return by_province, progress.grouped(placed, lambda code: known[code].remoteness or "")
