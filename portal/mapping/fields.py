"""A listing as the columns people change, and back. The only module that knows which column is a safety field.

Columns are those of checks.COLUMNS, plus `status`, so that a form, a file and the history speak of one thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from portal.registry import phones, rules
from portal.registry.model import Disclosure, Hours, Location, Organization, Phone, Population, Service, Status
from portal.registry.rules import Problem
from portal.registry.side_facts import side_fact

from .checks import COLUMNS, ELIGIBILITY, PLACE, Check, Faulty, clean

PHONES = ("phone_crisis", "phone_intake", "phone_office", "phone_text", "phone_tty")
NOT_PROPOSED = frozenset({"record_key", "source_name", "source_url", "source_date", "retrieved_on", "note"})
PROPOSED = (*(column for column in COLUMNS if column not in NOT_PROPOSED), "status")
"""The columns a proposal may touch, in the order of the layout."""
SAFETY = frozenset({*PHONES, "website", "email", *PLACE, "disclosure", "status"})
"""Phone, web address, e-mail, place, disclosure level, and whether the listing is shown: two people for each."""
LISTS = ("categories", "exploitation", "sectors", "accessibility", "delivery", "languages", "service_area")
SETTLED = frozenset({Status.PUBLISHED, Status.PAUSED, Status.CLOSED, Status.WITHDRAWN})
"""Where a listing may stand once people have decided."""
ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "name": frozenset({"service_name_en", "service_name_fr"}),
    "description": frozenset({"description_en", "description_fr"}),
    "populations": frozenset({"populations"}),
    **{name: frozenset({name}) for name in (*LISTS, "age_min", "age_max", "email", "website", "province")},
    "eligibility": frozenset({*ELIGIBILITY, "immigration_status_accepted"}),
    "locations": frozenset({*PLACE, "disclosure", "province"}),
    "phones": frozenset(PHONES),
    "hours": frozenset({"hours_line", "hours_intake", "hours_site"}),
    "organization": frozenset(
        {"organization_name_en", "organization_name_fr", "organization_own_name", "organization_type", "governance"}
    ),
}
"""Which columns make which part of a listing. What no changed column makes stays exactly as it was."""


@dataclass(frozen=True, slots=True)
class Change:
    """One column of one listing: what it said when the change was written, and what it is to say."""

    column: str
    old: str
    new: str


def as_row(service: Service) -> dict[str, str]:
    """The listing as its columns; `applied` is the way back."""
    place = next(iter(service.locations), None)
    row = dict.fromkeys(PROPOSED, "") | {
        **organization_row(service.organization),
        "service_name_en": service.name.en,
        "service_name_fr": service.name.fr,
        "description_en": service.description.en,
        "description_fr": service.description.fr,
        **{name: ";".join(getattr(service, name)) for name in LISTS},
        "populations": populations_text(service.populations),
        "province": service.province,
        "email": service.email,
        "website": service.website,
        "age_min": "" if service.age_min is None else str(service.age_min),
        "age_max": "" if service.age_max is None else str(service.age_max),
        "status": service.status.value,
    }
    return (
        row
        | place_row(place)
        | phone_row(service.phones)
        | hours_row(service.hours)
        | eligibility_row(service.eligibility)
    )


def organization_row(organization: Organization) -> dict[str, str]:
    """The columns of an organization."""
    return {
        "organization_name_en": organization.name.en,
        "organization_name_fr": organization.name.fr,
        "organization_own_name": organization.own_name,
        "organization_type": organization.type,
        "governance": organization.governance,
    }


def place_row(place: Location | None) -> dict[str, str]:
    """The columns of a place; none when there is no place."""
    if place is None:
        return {}
    longitude, latitude = map(repr, place.point) if place.point else ("", "")
    return {
        "disclosure": place.disclosure.value,
        "community": place.community,
        "address": place.address,
        "postal_code": place.postal_code,
        "longitude": longitude,
        "latitude": latitude,
        "province": place.province,
    }


def populations_text(populations: Iterable[Population]) -> str:
    """Groups of people as one cell."""
    return ";".join(one.code if one.relation == "designed_for" else f"{one.code}:{one.relation}" for one in populations)


def phone_row(numbers: Sequence[Phone]) -> dict[str, str]:
    """The numbers that have a column, each under its own."""
    return {
        column: ";".join(phones.shown(phone, "en") for phone in numbers if column_of(phone) == column)
        for column in PHONES
    }


def column_of(phone: Phone) -> str:
    """The column of a number; empty for a kind that the columns do not have, such as a fax."""
    if phone.kind in {"text", "tty"}:
        return f"phone_{phone.kind}"
    column = f"phone_{phone.purpose}"
    return column if phone.kind == "voice" and column in PHONES else ""


def hours_row(timetables: Iterable[Hours]) -> dict[str, str]:
    """The timetables, each under its purpose."""
    return {f"hours_{row.purpose}": row.rule for row in timetables}


def eligibility_row(answers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What is asked of people, several answers to one question joined."""
    found: dict[str, list[str]] = {}
    for name, value in answers:
        found.setdefault(name, []).append(value)
    return {name: ";".join(values) for name, values in found.items() if name in ATTRIBUTES["eligibility"]}


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Change, ...]:
    """What `after` says differently, in the order of the layout; a column it does not name stays."""
    return tuple(
        Change(column, before.get(column, ""), clean(after[column]))
        for column in PROPOSED
        if column in after and clean(after[column]) != before.get(column, "")
    )


def applied(service: Service, changes: Iterable[Change], check: Check) -> Service:
    """The listing with the changes made. Raises Faulty with everything that is wrong with them."""
    wanted = {change.column: change.new for change in changes}
    read = read_row(as_row(service) | wanted | {"record_key": service.origin.record_key}, wanted, check)
    parts: dict[str, Any] = {
        name: getattr(read, name) for name, columns in ATTRIBUTES.items() if not columns.isdisjoint(wanted)
    }
    for name, kept in KEPT.items():
        if name in parts:
            parts[name] = kept(service, read)
    return replace(service, **parts, status=Status(wanted.get("status", service.status)))


def read_row(row: Mapping[str, str], wanted: Mapping[str, str], check: Check) -> Service:
    """A whole row as a listing. Raises Faulty, also for a place given to a level that may not hold it."""
    faults = [Problem("status", "bad_choice")] if row.get("status", "published") not in SETTLED else []
    faults += [Problem(column, "place_not_allowed") for column in forbidden(row, wanted)]
    try:
        read = check.listing(row).service
    except Faulty as faulty:
        raise Faulty([*faulty.faults, *faults]) from None
    if faults:
        raise Faulty(faults)
    return read


def forbidden(row: Mapping[str, str], wanted: Mapping[str, str]) -> list[str]:
    """The columns of a place that somebody filled in and the level of the row may not hold."""
    level = row.get("disclosure", "")
    allowed = rules.ALLOWED[Disclosure(level)] if level in {one.value for one in Disclosure} else frozenset()
    return [column for column in PLACE if wanted.get(column) and POINT.get(column, column) not in allowed]


def giving_away(row: Mapping[str, str], wanted: Mapping[str, str]) -> list[str]:
    """The columns of text in which somebody wrote where a place is that the level of the row does not tell."""
    if row.get("disclosure", "") == Disclosure.ADDRESS:
        return []
    return [column for column in TOLD if side_fact(wanted.get(column, ""))]


TOLD = ("service_name_en", "service_name_fr", "description_en", "description_fr", "email", "website")
POINT = {"latitude": "point", "longitude": "point"}


def with_its_place(service: Service, read: Service) -> tuple[Location, ...]:
    """The place as read, under the id it had; further places stay."""
    first = service.locations[:1]
    return (*(replace(place, id=first[0].id) if first else place for place in read.locations), *service.locations[1:])


def with_other_phones(service: Service, read: Service) -> tuple[Phone, ...]:
    """The numbers as read, and those that no column can hold."""
    return (*read.phones, *(phone for phone in service.phones if not column_of(phone)))


def with_other_eligibility(service: Service, read: Service) -> tuple[tuple[str, str], ...]:
    """The answers as read, and those to questions that have no column."""
    others = (pair for pair in service.eligibility if pair[0] not in ATTRIBUTES["eligibility"])
    return tuple(sorted({*read.eligibility, *others}))


def same_organization(service: Service, read: Service) -> Organization:
    """The same organization under the names as read; its own web and e-mail address are no part of a listing."""
    own = service.organization
    return replace(read.organization, id=own.id, website=own.website, email=own.email)


KEPT: Mapping[str, Callable[[Service, Service], object]] = {
    "locations": with_its_place,
    "phones": with_other_phones,
    "eligibility": with_other_eligibility,
    "organization": same_organization,
}
"""Parts of which a listing may hold more than the columns say."""
