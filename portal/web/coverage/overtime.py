"""Coverage over time, finished for its template: a small drawing for each part of a full response, and its table.

Drawings are made here, of numbers alone, so that they need no script. Each says in words what it shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask_babel import gettext as _

from portal.coverage.history import SCOPES, Day, told
from portal.coverage.latest import Coverage
from portal.web.language import day_text, share_text
from portal.web.reader import Reader

from . import words

MOST = 24
"""Days told one by one; of more, the last of each month."""
WIDE, HIGH = 300, 120
"""Units of a drawing."""
LEFT, RIGHT, TOP, BOTTOM = 40, 292, 8, 96
"""Where its first and last day, everybody and nobody stand in it."""
Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """The course of one scope: its runs without a gap, each as the points of a drawing, and its days as spots."""

    scope: str
    runs: list[str]
    spots: list[Spot]


@dataclass(frozen=True, slots=True)
class Drawing:
    """One part of a full response."""

    title: str
    description: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Table:
    """The same figures over all communities, or over those looked at; a row is a day, its version, its figures."""

    title: str
    headings: list[str]
    rows: list[tuple[str, str, list[str]]]


@dataclass(frozen=True, slots=True)
class OverTime:
    """What the page shows. `first` and `last` stand under each drawing, `marks` beside it, with their heights."""

    drawings: list[Drawing]
    tables: list[Table]
    first: str
    last: str
    marks: list[tuple[float, str]]


def over_time(coverage: Coverage, reader: Reader) -> OverTime:
    """The page of what is kept; no drawing where nothing may be told."""
    days = thinned(told(coverage))
    parts = list(days[-1].far) if days else []
    said = [day_text(day.day, reader.language) for day in days]
    return OverTime(
        drawings=[drawing(part, days, said, reader) for part in parts],
        tables=[table(number, parts, days, said, reader) for number in range(len(SCOPES) if days else 0)],
        first=said[0] if said else "",
        last=said[-1] if len(said) > 1 else "",
        marks=[(height(value), share_text(value / 100, reader.language)) for value in (0, 50, 100)],
    )


def thinned(kept: Sequence[Day]) -> list[Day]:
    """The days shown: all, or the last of each month, and MOST of them at most."""
    if len(kept) <= MOST:
        return list(kept)
    return [list(some)[-1] for _month, some in groupby(kept, lambda day: day.day[:7])][-MOST:]


def drawing(part: str, days: Sequence[Day], said: Sequence[str], reader: Reader) -> Drawing:
    """One part."""
    title = words.kind_text(f"component:{part}", reader)
    courses = [[day.far.get(part, [None] * len(SCOPES))[number] for day in days] for number in range(len(SCOPES))]
    texts = [course_text(scope_text(number), course, said, reader.language) for number, course in enumerate(courses)]
    across = places([day.day for day in days])
    lines = [line(scope, across, course) for scope, course in zip(SCOPES, courses, strict=True)]
    return Drawing(title, " ".join(texts), lines)


def scope_text(number: int) -> str:
    """What a scope is called."""
    return [_("All communities"), _("Those looked at")][number]


def course_text(scope: str, course: Sequence[int | None], said: Sequence[str], language: str) -> str:
    """From where to where a line goes, in words."""
    known = [(day, value) for day, value in zip(said, course, strict=True) if value is not None]
    if not known:
        return _("%(scope)s: not told.", scope=scope)
    (first, was), (last, now) = known[0], known[-1]
    if len(known) == 1:
        return _("%(scope)s: %(share)s on %(day)s.", scope=scope, share=share_text(was / 100, language), day=first)
    return _(
        "%(scope)s: from %(was)s on %(first)s to %(now)s on %(last)s.",
        scope=scope, was=share_text(was / 100, language), first=first, now=share_text(now / 100, language), last=last,
    )  # fmt: skip


def places(days: Sequence[str]) -> list[float]:
    """Where days stand across a drawing, by the calendar; one alone at its right end."""
    numbers = [date.fromisoformat(day).toordinal() for day in days]
    span = (numbers[-1] - numbers[0]) or 1
    first = numbers[0] if numbers[-1] > numbers[0] else numbers[0] - 1
    return [round(LEFT + (RIGHT - LEFT) * (number - first) / span, 1) for number in numbers]


def height(value: int) -> float:
    """Where a per cent stands in a drawing."""
    return round(BOTTOM - (BOTTOM - TOP) * value / 100, 1)


def line(scope: str, across: Sequence[float], course: Sequence[int | None]) -> Line:
    """One course; a day without a figure parts it."""
    spots = [None if value is None else (x, height(value)) for x, value in zip(across, course, strict=True)]
    runs = [[spot for spot in run if spot] for is_told, run in groupby(spots, lambda spot: spot is not None) if is_told]
    drawn = [" ".join(f"{x:g},{y:g}" for x, y in run) for run in runs if len(run) > 1]
    return Line(scope, drawn, [spot for spot in spots if spot])


def table(number: int, parts: Sequence[str], days: Sequence[Day], said: Sequence[str], reader: Reader) -> Table:
    """The figures of one scope, the newest day first."""
    rows = [
        (name, day.version, [cell(day.far.get(part), number, reader.language) for part in parts])
        for name, day in zip(said, days, strict=True)
    ]
    headings = [words.kind_text(f"component:{part}", reader) for part in parts]
    return Table(scope_text(number), headings, rows[::-1])


def cell(course: Sequence[int | None] | None, number: int, language: str) -> str:
    """One figure; a dash where it is not told."""
    value = course[number] if course else None
    return "–" if value is None else share_text(value / 100, language)
