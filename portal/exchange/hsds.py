"""Services of the Human Services Data Specification as a table: from JSON, or from its CSV tables in one archive.

Takes 1.1 to 3.2: the tables have changed their names little and their columns less. Nothing of HSDS says how much of
a place may be known, nor what kind of help it is in our words; whoever uploads it says so for all of its rows.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from portal.registry.folding import folded
from portal.registry.rules import Problem

from .table import Record, Table, table_of

Thing = Mapping[str, Any]
HEADINGS: Mapping[str, tuple[str, str]] = {
    "service.id": ("record_key", "record_key"),
    "organization.name": ("organization_name_en", "organization_name_fr"),
    "service.name": ("service_name_en", "service_name_fr"),
    "service.description": ("description_en", "description_fr"),
    "service.email": ("email", "email"),
    "service.url": ("website", "website"),
    "service.minimum_age": ("age_min", "age_min"),
    "service.maximum_age": ("age_max", "age_max"),
    "languages": ("languages", "languages"),
    "phones.hotline": ("phone_crisis", "phone_crisis"),
    "phones.voice": ("phone_office", "phone_office"),
    "phones.sms": ("phone_text", "phone_text"),
    "phones.tty": ("phone_tty", "phone_tty"),
    "address.address_1": ("address", "address"),
    "address.city": ("community", "community"),
    "address.state_province": ("province", "province"),
    "address.postal_code": ("postal_code", "postal_code"),
    "location.latitude": ("latitude", "latitude"),
    "location.longitude": ("longitude", "longitude"),
    "delivery": ("delivery", "delivery"),
}
"""The columns such a table gets, and ours for each: when its texts are English, and when they are French."""
PHONES = {"hotline": "hotline", "sms": "sms", "text": "sms", "tty": "tty", "textphone": "tty", "tdd": "tty"}
"""Kinds of numbers that are not for an ordinary call; faxes and pagers are left out."""
NOT_CALLED = ("fax", "pager", "video")
STOPPED = ("inactive", "defunct")
KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
TABLES = {
    "organization": "organizations", "service": "services", "location": "locations", "phone": "phones",
    "services_at_location": "service_at_locations", "service_at_location": "service_at_locations",
    "address": "addresses", "physical_addresses": "addresses", "physical_address": "addresses",
    "language": "languages",
}  # fmt: skip
"""What a table was called in one version or another."""


def is_service(one: Thing) -> bool:
    """Whether an object is a service of HSDS: it has an id and parts, or the name of its organization's id."""
    return "id" in one and any(
        name in one for name in ("organization_id", "organization", "service_at_locations", "interpretation_services")
    )


def table(services: Sequence[Thing]) -> Table:
    """One row for each place of each service; one without a place where it has none."""
    rows = [row for number, service in enumerate(services, 1) for row in records(service, number)]
    return table_of(list(HEADINGS), rows)


def records(service: Thing, number: int) -> Iterator[Record]:
    """The rows of one service."""
    found = (things_of(one, "location") for one in things(service, "service_at_locations"))
    places: list[Thing] = [place for place in found if place]
    stopped = Problem("service.id", "not_active") if service.get("status") in STOPPED else None
    for which, place in enumerate(places or [{}]):
        values = about(service, place, which)
        yield Record(number, tuple(values.get(name, "") for name in HEADINGS), stopped)


def things(one: Thing, name: str) -> list[Thing]:
    """The objects in a list under a name."""
    found = one.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def things_of(one: Thing, name: str) -> Thing:
    """The object under a name; an empty one where there is none."""
    found = one.get(name)
    return found if isinstance(found, dict) else {}


def plain(one: Thing, name: str) -> str:
    """The text or number under a name."""
    found = one.get(name)
    return str(found).strip() if isinstance(found, str | int | float) and not isinstance(found, bool) else ""


def about(service: Thing, place: Thing, which: int) -> dict[str, str]:
    """One service at one of its places, under the headings above."""
    address = next(iter(things(place, "addresses")), {})
    key = plain(service, "id").lower()
    phones = numbers(service, place)
    at_a_place = bool(address or plain(place, "latitude"))
    return {
        # Further places of a service are listings of their own.
        "service.id": "" if not KEY.fullmatch(key) else f"{key}-{which}" if which else key,
        "organization.name": plain(things_of(service, "organization"), "name"),
        **{name: plain(service, name.removeprefix("service.")) for name in HEADINGS if name in OF_SERVICE},
        "languages": ";".join(plain(one, "code") or plain(one, "name") for one in things(service, "languages")),
        **{f"phones.{kind}": ";".join(found) for kind, found in phones.items()},
        "address.address_1": ", ".join(filter(None, (plain(address, "address_1"), plain(address, "address_2")))),
        **{f"address.{name}": plain(address, name) for name in ("city", "state_province", "postal_code")},
        "location.latitude": plain(place, "latitude"),
        "location.longitude": plain(place, "longitude"),
        "delivery": "in_person" if at_a_place else "phone" if phones else "",
    }


OF_SERVICE = ("service.name", "service.description", "service.email", "service.url", "service.minimum_age",
              "service.maximum_age")  # fmt: skip


def numbers(service: Thing, place: Thing) -> dict[str, list[str]]:
    """The numbers of a service by kind; those of its organization only where it has none of its own."""
    own = [*things(service, "phones"), *things(place, "phones")]
    found: defaultdict[str, list[str]] = defaultdict(list)
    for phone in own or things(things_of(service, "organization"), "phones"):
        kind = folded(plain(phone, "type"))
        extension = plain(phone, "extension")
        number = plain(phone, "number") + (f" ext. {extension}" if extension else "")
        if number and kind not in NOT_CALLED and number not in found[PHONES.get(kind, "voice")]:
            found[PHONES.get(kind, "voice")].append(number)
    return found


def joined(tables: Mapping[str, Sequence[Thing]]) -> list[Thing]:
    """The services of a set of CSV tables, with what belongs to each inside it, as its JSON has them."""
    named = {TABLES.get(name, name): rows for name, rows in tables.items()}
    organizations = {plain(one, "id"): one for one in named.get("organizations", ())}
    of_organization = by(named.get("phones", ()), "organization_id")
    addresses, phones = by(named.get("addresses", ()), "location_id"), by(named.get("phones", ()), "location_id")
    locations = {
        plain(one, "id"): {
            **one,
            "addresses": addresses.get(plain(one, "id"), []),
            "phones": phones.get(plain(one, "id"), []),
        }
        for one in named.get("locations", ())
    }
    parts = {name: by(named.get(name, ()), "service_id") for name in ("phones", "languages", "service_at_locations")}
    made: list[Thing] = []
    for service in named.get("services", ()):
        key, owner = plain(service, "id"), plain(service, "organization_id")
        held = {name: found.get(key, []) for name, found in parts.items()}
        held["service_at_locations"] = [
            {**one, "location": locations.get(plain(one, "location_id"), {})} for one in held["service_at_locations"]
        ]
        organization = {**organizations.get(owner, {}), "phones": of_organization.get(owner, [])}
        made.append({**service, "organization": organization, **held})
    return made


def by(rows: Sequence[Thing], name: str) -> dict[str, list[Thing]]:
    """The rows of a table by what stands in one of its columns; without those that name nothing there."""
    found: defaultdict[str, list[Thing]] = defaultdict(list)
    for row in rows:
        if plain(row, name):
            found[plain(row, name)].append(row)
    return found
