"""The criteria, an application and what was found, finished for templates. What a visitor reads is one dated line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.mapping import vetting
from portal.mapping.vetting import CRITERIA, REFERENCES, Case
from portal.registry import vetting as kept
from portal.registry.disclosure import PublicService
from portal.registry.vetting import Evidence, Finding, Reference, Stage

from . import context
from .exercise import organization_name
from .language import day_text
from .reader import Link, Reader, link


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion, and what an organization says of it."""

    code: str
    label: str
    definition: str
    words: str = ""
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """An organization in a list of reviewers."""

    id: str
    name: str
    state: str


def fact(service: PublicService, reader: Reader) -> str:
    """What anyone reads of it on the page of a service; empty where it does not hold today."""
    if service.vetted is None or not service.vetted.holds(reader.moment.date()):
        return ""
    return _(
        "Two reviewers found on %(since)s that this organization meets our published criteria; this holds until"
        " %(until)s at most. Waypoint does not endorse or certify.",
        since=day_text(service.vetted.since.isoformat(), reader.language),
        until=day_text(service.vetted.until.isoformat(), reader.language),
    )  # fmt: skip


def criteria(reader: Reader, said: Mapping[str, Evidence] | None = None) -> list[Criterion]:
    """The published criteria in their order, each with what is said of it."""
    given = {code: (said or {}).get(code, Evidence("")) for code in reader.terms[CRITERIA]}
    return [
        Criterion(
            code, reader.words(term.label).text, reader.words(term.definition).text, given[code].words,
            link(given[code].link),
        )
        for code, term in reader.terms[CRITERIA].items()
    ]  # fmt: skip


def references(named: Sequence[Reference]) -> list[Reference]:
    """As many as have to be named, empty where nobody is yet."""
    return [*named, *[Reference("", "")] * (REFERENCES - len(named))]


def lines(reader: Reader) -> tuple[list[Line], list[Line]]:
    """The organizations that wait, and those that were vetted: what is suspended or ends soon in front."""
    store, today = context.store(), reader.moment.date()
    waiting, found = kept.waiting(store), kept.findings(store)
    soon = vetting.ends_soon(found, today)
    first = [one for one in found if one.suspended_on or one in soon]
    ordered = first + [one for one in found if one not in first]
    names = named([*waiting, *(one.organization_id for one in found)], reader)
    return (
        [Line(one, names[one], "") for one in waiting],
        [Line(one.organization_id, names[one.organization_id], found_text(one, reader)) for one in ordered],
    )


def named(organizations: Sequence[str], reader: Reader) -> dict[str, str]:
    """The names of organizations."""
    found = context.accounts().organizations(organizations)
    return {one.id: organization_name(one, reader.language) for one in found}


def found_text(finding: Finding | None, reader: Reader) -> str:
    """How the finding about an organization stands."""
    if finding is None:
        return _("Not looked at yet.")
    since, until, ended = (
        day_text(day, reader.language) for day in (finding.since, finding.until, finding.suspended_on)
    )
    if finding.suspended_on:
        return _("Suspended on %(day)s. Two reviewers can lift that.", day=ended)
    if date.fromisoformat(finding.until) < reader.moment.date():
        return _("Met the criteria until %(day)s. That is over.", day=until)
    return _("Meets the criteria since %(since)s, until %(until)s.", since=since, until=until)


def asked_text(case: Case, reader: Reader) -> str:
    """How the application of an organization stands."""
    if case.application is None:
        return _("Nobody has applied yet.")
    match case.application.stage:
        case Stage.MET:
            return _("Two reviewers agreed to this.")
        case Stage.DECLINED:
            return _("A reviewer found this not met: %(what)s.", what=reader.label(CRITERIA, case.application.unmet))
    return ngettext(
        "Waits: %(num)s reviewer has agreed; two have to.",
        "Waits: %(num)s reviewers have agreed; two have to.",
        case.agreed,
    )
