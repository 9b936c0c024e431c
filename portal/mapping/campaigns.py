"""The call to map: who is asked to look for which kind of help where, and what they found.

Only a coordinator asks. Only whoever is asked records, coordinators too: a finding says that somebody has looked, and
coverage tells "nobody is there" from "nobody has looked" by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product

from geo.place import NoSuchPlace, Place, SeveralPlaces
from geo.places import Places
from portal.accounts.people import Person
from portal.accounts.rights import Act, may_somewhere
from portal.registry import survey, tasks
from portal.registry.folding import folded
from portal.registry.model import Text
from portal.registry.survey import Said, State, Surveyed
from portal.registry.tasks import Asked, Task

from .desk import Desk
from .events import OnTask
from .proposal import Reason, Refused

MOST = 2000
"""Tasks that one call may make."""


class NoSuchArea(Exception):
    """A line names no community and no region, or several."""

    def __init__(self, typed: str) -> None:
        super().__init__("no such area")
        self.typed = typed


def code_of(place: Place) -> str:
    """A community as coverage names it: its census subdivision where that is known, else the id of the place."""
    return next((code for code in sorted(place.areas) if code.startswith("CSD:")), f"place:{place.place_id}")


def by_code(places: Iterable[Place]) -> dict[str, Place]:
    """Every community by its code; the first of a code is the one people are counted in."""
    found: dict[str, Place] = {}
    for place in places:
        if place.kind == "community":
            found.setdefault(code_of(place), place)
    return found


def communities_named(line: str, places: Places, known: Mapping[str, Place], names: Mapping[str, Text]) -> list[str]:
    """The codes of the community, health region or region that a line names. Raises NoSuchArea.

    `known` is every community by its code, `names` are those of areas by their codes. A whole province is too much to
    ask of anybody.
    """
    codes = area_named(line, names)
    if not codes:
        try:
            place = places.find(line)
        except (NoSuchPlace, SeveralPlaces):
            raise NoSuchArea(line) from None
        if place.kind == "community" and code_of(place) in known:
            return [code_of(place)]
        codes = {code for code in place.areas if code.startswith("CD:")} if place.kind == "region" else set()
    inside = [code for code, place in known.items() if not codes.isdisjoint(place.areas)]
    if not inside:
        raise NoSuchArea(line)
    return sorted(inside)


def area_named(line: str, names: Mapping[str, Text]) -> set[str]:
    """The health region of that name or code; nothing where no health region is called so."""
    wanted = folded(line).strip()
    called = (code for code in names if code.startswith("HR:"))
    return {code for code in called if wanted in {folded(code), folded(names[code].en), folded(names[code].fr)}}


def ask(communities: Iterable[str], categories: Iterable[str], asked: Asked, due: str, by: str, desk: Desk) -> int:
    """Ask somebody to look; how many tasks that made. What is asked of somebody already stays with them.

    Raises Refused unless a coordinator asks, of somebody who can be asked.
    """
    with desk.together():
        desk.person(by, Act.CAMPAIGN)
        wanted = sorted(set(product(communities, categories)))
        if len(wanted) > MOST:
            raise Refused(Reason.TOO_MUCH)
        must_be_askable(asked, desk)
        made = 0
        for community, category in wanted:
            number = tasks.add(desk.store, community, category, asked, desk.day, due)
            made += bool(number)
            if number:
                desk.store.audit(OnTask(desk.day, by, community, "asked", number, category))
    return made


def hand_over(number: int, asked: Asked, by: str, desk: Desk) -> None:
    """Ask somebody else to do it. Raises Refused unless a coordinator does, and while it is open."""
    with desk.together():
        desk.person(by, Act.CAMPAIGN)
        task = open_task(number, desk)
        must_be_askable(asked, desk)
        tasks.hand_over(desk.store, number, asked)
        desk.store.audit(OnTask(desk.day, by, task.community, "handed_over", number, task.category))


def close(number: int, by: str, desk: Desk) -> None:
    """Ask nobody any more; what was found stays. Raises Refused unless a coordinator does, and while it is open."""
    with desk.together():
        desk.person(by, Act.CAMPAIGN)
        task = open_task(number, desk)
        tasks.close(desk.store, number, desk.day)
        desk.store.audit(OnTask(desk.day, by, task.community, "closed", number, task.category))


def record(number: int, state: State, note: str, by: str, desk: Desk) -> None:
    """Keep what whoever is asked has found; the role and the organization are told, the person is not.

    Raises Refused unless it is asked of them, now, and still open. `note` is one of survey.NOTES.
    """
    with desk.together():
        task = open_task(number, desk)
        person = desk.who(by)
        if person is None or not is_asked(person, task):
            raise Refused(Reason.NOT_ASKED_OF_YOU)
        said = Said(desk.day, person.role.value, task.asked.organization_id)
        survey.record(desk.store, [Surveyed(task.community, task.category, state, said, note)])
        desk.store.audit(OnTask(desk.day, by, task.community, "recorded", number, task.category))


def is_asked(person: Person, task: Task) -> bool:
    """Whether a task is theirs: by name, or through an organization they speak for."""
    asked = task.asked
    by_name = asked.person_id == person.id
    return may_somewhere(person, Act.SURVEY) and (by_name or asked.organization_id in person.organizations)


def open_task(number: int, desk: Desk) -> Task:
    """A task that is still asked of somebody. Raises Refused."""
    task = tasks.task(desk.store, number)
    if task is None:
        raise Refused(Reason.NO_SUCH_TASK)
    if task.closed_on:
        raise Refused(Reason.TASK_CLOSED)
    return task


def must_be_askable(asked: Asked, desk: Desk) -> None:
    """Raise Refused unless there is such an organization, or such a person who may look."""
    person = desk.who(asked.person_id) if asked.person_id else None
    if asked.organization_id and desk.store.organization(asked.organization_id):
        return
    if person is None or not may_somewhere(person, Act.SURVEY):
        raise Refused(Reason.NOBODY_TO_ASK)
