"""What the pages of the desk show, in words: a proposal in a list, its differences, its life, a listing's history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from flask_babel import gettext as _

from portal.accounts.people import Person
from portal.mapping.duplicates import Pair
from portal.mapping.fields import SAFETY, Change
from portal.mapping.looking import Past, Sheet
from portal.mapping.proposal import Event, Kind, Proposal, Report
from portal.registry import phones
from portal.registry.model import Phone, Status

from . import columns, refusals
from .language import day_text, number_text
from .reader import Reader, Words

Who = Callable[[str], Person | None]


@dataclass(frozen=True, slots=True)
class Line:
    """One proposal in a list."""

    number: int
    kind: str
    name: Words
    what: str
    """The columns it touches."""
    stage: str
    since: str
    is_dangerous: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """One column, before and after."""

    label: str
    old: str
    new: str
    is_safety: bool


@dataclass(frozen=True, slots=True)
class Act:
    """One act in the life of a proposal."""

    day: str
    who: str
    what: str
    note: str


@dataclass(frozen=True, slots=True)
class ListingLine:
    """One listing of an organization."""

    id: str
    name: Words
    organization: Words
    state: str


@dataclass(frozen=True, slots=True)
class PastLine:
    """One revision of a listing."""

    number: int
    day: str
    by: str
    can_return: bool


@dataclass(frozen=True, slots=True)
class Twin:
    """A listing that may be the same service as another, and why."""

    id: str
    name: str
    reasons: str


@dataclass(frozen=True, slots=True)
class PairLine:
    """Two listings that may be one: their ids and names, how likely, and why."""

    first: str
    second: str
    first_name: str
    second_name: str
    score: str
    reasons: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a reader without an account said."""

    number: int
    day: str
    category: str
    service_id: str
    text: str


def line(proposal: Proposal, sheet: Sheet | None, reader: Reader) -> Line:
    """A proposal in a list."""
    touched = [columns.label(change.column) for change in proposal.changes[:4]]
    return Line(
        number=proposal.number,
        kind=refusals.kind_label(proposal.kind),
        name=name_of(proposal, sheet, reader),
        what=", ".join(touched) if proposal.kind is not Kind.NEW else "",
        stage=refusals.stage_label(proposal.stage),
        since=day_of(proposal.edited_at, reader),
        is_dangerous=proposal.touches_safety,
    )


def name_of(proposal: Proposal, sheet: Sheet | None, reader: Reader) -> Words:
    """The name of what a proposal is about."""
    if sheet is not None:
        return reader.words(sheet.organization)
    wanted = proposal.wanted
    first, second = ("fr", "en") if reader.language == "fr" else ("en", "fr")
    return Words(wanted.get(f"service_name_{first}") or wanted.get(f"service_name_{second}") or _("A new listing"))


def differences(proposal: Proposal, reader: Reader) -> list[Difference]:
    """What would change, column by column, in words."""
    return [difference_of(change, reader) for change in proposal.changes]


def difference_of(change: Change, reader: Reader) -> Difference:
    """One column, before and after, in words."""
    return Difference(
        columns.label(change.column),
        columns.text(change.column, change.old, reader),
        columns.text(change.column, change.new, reader),
        change.column in SAFETY,
    )


def acts(events: Iterable[Event], who: Who, reader: Reader) -> list[Act]:
    """The life of a proposal."""
    return [
        Act(day_of(one.at, reader), person_name(one.by, who), refusals.act_label(one.act), note_text(one))
        for one in events
    ]


def note_text(event: Event) -> str:
    """What was said with an act; a refusal starts with its reason."""
    if event.act != "declined":
        return event.note
    reason, _gap, note = event.note.partition("\n")
    return f"{refusals.answer_label(reason)}. {note}".strip()


def person_name(person_id: str, who: Who) -> str:
    """Whoever acted, by name."""
    if person_id.startswith("import:"):
        return _("the list %(source)s", source=person_id.removeprefix("import:"))
    person = who(person_id)
    return person.name if person else _("the site")


def listing_line(sheet: Sheet, reader: Reader) -> ListingLine:
    """A listing in a list of one's own."""
    states = {
        Status.PUBLISHED: _("Shown"),
        Status.PAUSED: _("Shown as closed for a while"),
        Status.CLOSED: _("Closed for good, no longer shown"),
        Status.WITHDRAWN: _("No longer shown"),
    }
    state = _("Hidden at once") if sheet.hidden else states.get(sheet.status, "")
    return ListingLine(sheet.id, reader.words(sheet.name), reader.words(sheet.organization), state)


def past(revisions: Sequence[Past], reader: Reader) -> list[PastLine]:
    """The revisions of a listing, the newest first; the present one cannot be gone back to."""
    return [
        PastLine(one.number, day_text(one.day, reader.language), made_by(one.by), n > 0 and one.is_kept)
        for n, one in enumerate(revisions)
    ]


def made_by(by: str) -> str:
    """How a revision came about."""
    kind, _colon, rest = by.partition(":")
    if kind == "proposal":
        return _("proposal %(number)s", number=rest)
    return _("the list %(source)s", source=rest or by) if kind == "import" else by


def twins(pairs: Iterable[Pair], service_id: str, reader: Reader) -> list[Twin]:
    """The listings that may be the same as this one."""
    return [
        Twin(other, name, pair_reasons(pair, reader))
        for pair in pairs
        for other, name in zip(pair.ids, pair.names, strict=True)
        if other != service_id
    ]


def pair_line(pair: Pair, reader: Reader) -> PairLine:
    """Two listings that may be one, in a list."""
    return PairLine(*pair.ids, *pair.names, number_text(pair.score, reader.language), pair_reasons(pair, reader))


def pair_reasons(pair: Pair, reader: Reader) -> str:
    """Why two listings may be one."""
    numbers = ", ".join(phones.shown(Phone(number), reader.language) for number in sorted(pair.numbers))
    words = {
        "name": _("the same name"),
        "phone": _("the same number, %(numbers)s", numbers=numbers),
        "address": _("the same door"),
        "distance": _("%(metres)s m apart", metres=round((pair.km or 0) * 100) * 10),
    }
    return "; ".join(words[one] for one in pair.reasons)


def said(report: Report, reader: Reader) -> Said:
    """What a reader said."""
    category = reader.label("categories", report.category) if report.category else ""
    return Said(report.number, day_text(report.day, reader.language), category, report.service_id, report.text)


def day_of(moment: int, reader: Reader) -> str:
    """The day of a moment in Unix seconds."""
    return day_text(datetime.fromtimestamp(moment, UTC).date().isoformat(), reader.language)
