"""The call to map, in words and finished for a template: what is asked of whom, what was found, how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from geo.place import Place
from portal.accounts.people import Person
from portal.accounts.store import Named
from portal.mapping.progress import Group, all_together
from portal.registry.survey import NOTES, State, Surveyed
from portal.registry.tasks import Asked, Task

from .language import day_text, number_text
from .reader import Reader

PERSON, ORGANIZATION = "person", "organization"


@dataclass(frozen=True, slots=True)
class Line:
    """One task, in words."""

    number: int
    code: str
    """Of the community."""
    place: str
    what: str
    who: str
    day: str
    due: str
    state: str
    found: str
    """The code of the state."""
    said: str
    """The day of the finding; empty while nobody has looked."""
    note: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One group of communities in a table of progress; all but the name are numbers, as written."""

    name: str
    communities: str
    pairs: str
    states: list[str]


@dataclass(frozen=True, slots=True)
class Lines:
    """Makes lines of tasks, from what they refer to."""

    known: Mapping[str, Place]
    found: Mapping[tuple[str, str], Surveyed]
    who: Callable[[Asked], str]
    reader: Reader

    def of(self, task: Task) -> Line:
        """One task."""
        finding, lang = self.found.get((task.community, task.category)), self.reader.language
        state = finding.state if finding else State.NOT_SURVEYED
        return Line(
            number=task.number,
            code=task.community,
            place=place_name(task.community, self.known, lang),
            what=self.reader.label("categories", task.category),
            who=self.who(task.asked),
            day=day_text(task.day, lang),
            due=day_text(task.due, lang),
            state=state_label(state),
            found=state.value,
            said=day_text(finding.said.day, lang) if finding else "",
            note=note_label(finding.note) if finding and finding.note else "",
            is_open=not task.closed_on,
        )


def place_name(code: str, known: Mapping[str, Place], language: str) -> str:
    """A community by its name; by its code where the places that are loaded do not know it."""
    place = known.get(code)
    return place.label(language) if place else code


def whom(people: Iterable[Person], organizations: Iterable[Named], language: str) -> list[tuple[str, str]]:
    """Everybody who can be asked: the value of a choice, and a name. Organizations first."""
    named = [(f"{ORGANIZATION}:{one.id}", organization_name(one, language)) for one in organizations]
    return named + [(f"{PERSON}:{one.id}", one.name) for one in people]


def organization_name(one: Named, language: str) -> str:
    """The name of an organization in a language, or in the other one."""
    return (one.fr or one.en) if language == "fr" else (one.en or one.fr)


def asked_of(choice: str) -> Asked:
    """Whom a choice means; nobody where it means neither a person nor an organization."""
    kind, _colon, key = choice.partition(":")
    return Asked(key if kind == PERSON else "", key if kind == ORGANIZATION else "")


def choice_of(asked: Asked) -> str:
    """The choice that means them."""
    return f"{PERSON}:{asked.person_id}" if asked.person_id else f"{ORGANIZATION}:{asked.organization_id}"


def rows(groups: Iterable[Group], name: Callable[[str], str], language: str) -> list[Row]:
    """A table of progress: each group, and all of them together."""
    groups = list(groups)
    total = all_together(groups)
    told = [row(group, " + ".join(name(one) for one in group.names), language) for group in groups]
    return [*told, row(total, _("All together"), language)] if total and len(groups) > 1 else told


def row(group: Group, name: str, language: str) -> Row:
    """One line of the table."""
    numbers = [number_text(group.states.get(state, 0), language) for state in State]
    return Row(name, number_text(len(group.communities), language), number_text(group.pairs, language), numbers)


def states() -> list[tuple[str, str]]:
    """Code and words of each state, in the order of the table."""
    return [(state.value, state_label(state)) for state in State]


def state_label(state: State) -> str:
    """How far looking for one kind of help in one community is."""
    labels = {
        State.NOT_SURVEYED: _("Nobody has looked yet"),
        State.IN_PROGRESS: _("Somebody is looking"),
        State.NONE_FOUND: _("Looked: nothing is there"),
        State.LISTED: _("Looked: what is there is listed"),
    }
    return labels[state]


def notes() -> list[tuple[str, str]]:
    """Code and words of each way of looking."""
    return [(note, note_label(note)) for note in NOTES]


def note_label(note: str) -> str:
    """How somebody looked."""
    labels = {
        "": _("Not said"),
        "phoned": _("By phone"),
        "visited": _("By going there"),
        "community_said": _("The community said so"),
        "partners_said": _("Partners said so"),
        "web_only": _("On the web alone"),
    }
    return labels[note]


def remoteness_label(name: str) -> str:
    """A class of remoteness."""
    labels = {
        "": _("Not known"),
        "easily accessible": _("Easily accessible"),
        "accessible": _("Accessible"),
        "less accessible": _("Less accessible"),
        "remote": _("Remote"),
        "very remote": _("Very remote"),
    }
    return labels[name]
