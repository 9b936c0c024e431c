"""The form for those who cannot use the site: the boxes of a listing on paper, English and French side by side.

Made of the same boxes as the page on which partners write (sheets.py), so that paper and page ask for one thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from flask_babel import gettext as _

from portal.mapping.proposal import Giver

from . import sheets
from .language import LANGUAGES, speaking
from .reader import Reader
from .refusals import giver_label
from .sheets import Box, Group

MOST_TICKS = 60
"""A longer list is a line to write on: nobody reads ninety languages on paper."""


@dataclass(frozen=True, slots=True)
class Both:
    """The same words in English and in French."""

    en: str
    fr: str

    def is_one(self) -> bool:
        """Whether both languages say it the same way, so that it is printed once."""
        return self.en == self.fr


@dataclass(frozen=True, slots=True)
class Line:
    """One question."""

    label: Both
    hint: Both = Both("", "")
    choices: list[Both] = field(default_factory=list)
    """To tick; none where the answer is written."""
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Questions about one thing."""

    title: Both
    lines: list[Line]


def both(say: Callable[[], str]) -> Both:
    """What something says in each language."""
    said = []
    for language in LANGUAGES:
        with speaking(language):
            said.append(say())
    return Both(*said)


def parts(read: Callable[[str], Reader]) -> list[Part]:
    """Every question of the form; `read` gives a reader of a language."""
    groups = []
    for language in LANGUAGES:
        with speaking(language):
            groups.append(sheets.groups({}, (), read(language), is_new=True))
    return [*map(part, *groups), consent()]


def part(en: Group, fr: Group) -> Part:
    """One group of boxes."""
    return Part(Both(en.title, fr.title), [line(*pair) for pair in zip(en.boxes, fr.boxes, strict=True)])


def line(en: Box, fr: Box) -> Line:
    """One box. What is "not stated" is simply not ticked."""
    pairs = [Both(*(one.label for one in pair)) for pair in zip(en.choices, fr.choices, strict=True) if pair[0].value]
    choices = pairs if len(pairs) <= MOST_TICKS else []
    return Line(Both(en.label, fr.label), Both(en.hint, fr.hint), choices, en.kind == "area")


def consent() -> Part:
    """Who agreed, and when: without it nothing is listed."""
    givers: Iterable[Giver] = Giver
    lines = [
        Line(
            both(lambda: _("Who agreed")),
            both(lambda: _("Their role, never a name.")),
            [both(lambda giver=giver: giver_label(giver)) for giver in givers],  # type: ignore[misc]
        ),
        Line(both(lambda: _("On which day")), both(lambda: _("Year, month, day."))),
        Line(both(lambda: _("Where this is known from"))),
    ]
    return Part(both(lambda: _("Consent of the organization")), lines)
