"""What the pages of an upload show, in words: how it stands beside the registry, and what the columns may mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.exchange.headings import OF_A_PLACE, TAKEN, headed
from portal.exchange.table import Table
from portal.exchange.uploads import SENDABLE, Row, State, Upload
from portal.registry.model import PROVINCES
from portal.registry.rules import Problem
from portal.registry.vocabulary import CODED

from .columns import answers, label
from .deskpages import Difference, difference_of
from .language import LANGUAGES, speaking
from .reader import Reader, Words
from .sheets import ANSWERS

EXAMPLES = 3
"""Cells of a column that are shown, so that somebody can tell what it is."""
LONGEST_EXAMPLE = 40


@dataclass(frozen=True, slots=True)
class Column:
    """A heading of a file, some of what stands below it, and what it may mean."""

    heading: str
    examples: str
    column: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and how to mend it."""

    row: int
    where: str
    """The column, under the file's own name for it; empty for the whole row."""
    what: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row that can be sent."""

    number: int
    name: Words
    what: str
    ticked: bool
    differences: list[Difference]
    twin: str
    twin_row: int
    place_dropped: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """An upload beside the registry."""

    counts: list[tuple[str, int]]
    lines: list[Line]
    faults: list[Fault]
    needs_consent: bool
    places_dropped: int
    room: int
    """How many rows can be sent now."""


def labels() -> dict[str, list[str]]:
    """What our columns are called in both languages."""
    found: dict[str, list[str]] = {column: [] for column in TAKEN}
    for language in LANGUAGES:
        with speaking(language):
            for column in TAKEN:
                found[column].append(label(column))
    return found


def template_headings() -> list[str]:
    """The headings of a template, in the language of the page."""
    return [headed(column, label(column)) for column in TAKEN]


def choices(reader: Reader) -> dict[str, list[str]]:
    """What may be picked in each column that has a list, in the language of the page with the code beside it."""
    said = answers()
    listed = {
        column: [headed(code, reader.label(CODED[column], code)) for code in reader.terms[CODED[column]]]
        for column in CODED
    }
    listed["province"] = [headed(letters, reader.province_name(letters)) for letters in PROVINCES]
    return listed | {column: [headed(code, said[code]) for code in codes] for column, codes in ANSWERS.items()}


def columns(table: Table, meant: Mapping[str, str]) -> list[Column]:
    """The columns of a file, to be told apart. What is known to be of a place needs no example, and may be hidden."""
    return [
        Column(heading, "" if meant.get(heading) in OF_A_PLACE else examples(table, place), meant.get(heading, ""))
        for place, heading in enumerate(table.headings)
    ]


def examples(table: Table, place: int) -> str:
    """Some of what stands in a column."""
    cells = [record.cells[place] for record in table.records]
    said = dict.fromkeys(" ".join(cell.split())[:LONGEST_EXAMPLE] for cell in cells if cell.strip())
    return "; ".join([*said][:EXAMPLES])


def meanings() -> list[tuple[str, str]]:
    """What a column can be said to mean."""
    return [(column, label(column)) for column in TAKEN]


def preview(rows: Sequence[Row], upload: Upload, room: int, reader: Reader) -> Preview:
    """What an upload would do."""
    by_state = Counter(row.state for row in rows)
    sendable = [row for row in rows if row.state in SENDABLE]
    ticked = [row.number for row in sendable if row.state is not State.DUPLICATE][:room]
    return Preview(
        counts=[(words, by_state[state]) for state, words in states() if by_state[state]],
        lines=[line(row, row.number in ticked, reader) for row in sendable],
        faults=[fault(row.number, problem, upload, reader) for row in rows for problem in row.problems],
        needs_consent=any(row.needs_consent for row in sendable),
        places_dropped=sum(row.place_dropped for row in rows),
        room=room,
    )


def states() -> list[tuple[State, str]]:
    """What rows would do, in the order they are told."""
    return [
        (State.NEW, _("New")),
        (State.CHANGED, _("Changed")),
        (State.UNCHANGED, _("Unchanged")),
        (State.DUPLICATE, _("Likely listed already")),
        (State.WAITING, _("Sent before and still waiting")),
        (State.REFUSED, _("Refused")),
    ]


def line(row: Row, ticked: bool, reader: Reader) -> Line:
    """One row that can be sent."""
    return Line(
        row.number,
        reader.words(row.name),
        dict(states())[row.state],
        ticked,
        [difference_of(change, reader) for change in row.changes],
        row.twin,
        row.twin_row,
        row.place_dropped,
    )


def fault(number: int, problem: Problem, upload: Upload, reader: Reader) -> Fault:
    """One thing that is wrong, under the name its column has in the file."""
    return Fault(number, column_named(problem.field, upload), what_is_wrong(problem, reader))


def column_named(field: str, upload: Upload) -> str:
    """What the file calls a column, else what we call it; a fault may be about a pair of languages."""
    headings = {column: heading for heading, column in upload.meant.items()}
    both = [field, f"{field}_en", f"{field}_fr"]
    found = next((headings[one] for one in both if one in headings), "")
    if found or field in upload.table.headings:
        return found or field
    return label(next((one for one in both if one in TAKEN), field))


def what_is_wrong(problem: Problem, reader: Reader) -> str:
    """The fault and its cure, as one says it to somebody with a spreadsheet."""
    if problem.key in ("unknown_code", "bad_choice"):
        return _("has a word that is not in the list of this column; pick one from the template")
    if problem.key == "bad_hours":
        return _("could not be read as hours; write days and hours, such as Mo-Fr 09:00-17:00, or 24/7")
    return problem.said(reader.language)


def options(offered: Sequence[str]) -> list[tuple[str, str]]:
    """Codes and their labels, out of what a pick list offers."""
    return [(one.rpartition("[")[2].rstrip("]"), one.rpartition(" [")[0]) for one in offered]
