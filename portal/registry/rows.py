"""Listings to rows and back. The only module that knows both the dataclasses and the tables.

Nothing here decides anything; store.py asks, this translates.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, is_dataclass, replace
from datetime import date
from typing import Any

from .model import (
    Disclosure,
    Hours,
    Location,
    Organization,
    Origin,
    Phone,
    Population,
    Service,
    Status,
    Text,
    Verification,
)

Row = Mapping[str, Any]
"""One row of a table: names of columns to what SQLite gave, which has no better type than Any."""

OWNED = ("location", "phone", "schedule", "language_offered", "service_area", "eligibility", "service_term")
"""Tables whose rows belong to one service and are replaced with it."""

LISTS = ("categories", "exploitation", "sectors", "delivery", "accessibility")
"""Lists of codes that are kept in `service_term`, each named like its vocabulary."""

LATER = frozenset({"sectors", "accessibility"})
"""Fields younger than the first listings. Left out of a snapshot while empty, so that a listing which says nothing of
them has the digest it was stored with and does not look changed."""


def snapshot(service: Service) -> str:
    """The listing as one line of JSON, the same for the same content: what history and digests rest on."""
    content = replace(service, revision=0)
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=fields_of)


def fields_of(value: object) -> object:
    """A dataclass as its fields, a date as its text. dataclasses.asdict copies every leaf: 6 times slower."""
    if is_dataclass(value):
        fields = {name: getattr(value, name) for name in value.__dataclass_fields__}
        return {name: one for name, one in fields.items() if one or name not in LATER}
    return str(value)


def from_snapshot(text: str) -> Service:
    """The listing that `snapshot` wrote; a field added since then has its default."""
    held: dict[str, Any] = json.loads(text)
    texts = {name: Text(**held[name]) for name in ("name", "description")}
    organization = held["organization"] | {"name": Text(**held["organization"]["name"])}
    lists = {name: tuple(value) for name, value in held.items() if isinstance(value, list)}
    return Service(
        **held | lists | texts | {
            "organization": Organization(**organization),
            "populations": tuple(Population(**one) for one in held["populations"]),
            "eligibility": tuple((name, value) for name, value in held["eligibility"]),
            "locations": tuple(as_place(one) for one in held["locations"]),
            "phones": tuple(Phone(**one) for one in held["phones"]),
            "hours": tuple(Hours(**one) for one in held["hours"]),
            "status": Status(held["status"]),
            "verification": Verification(held["verification"]),
            "confirmed_on": date.fromisoformat(held["confirmed_on"]) if held["confirmed_on"] else None,
            "origin": Origin(**held["origin"]),
        }
    )  # fmt: skip


def as_place(held: Mapping[str, Any]) -> Location:
    """One location of a snapshot."""
    point = held["point"] and (held["point"][0], held["point"][1])
    return Location(**{**held, "disclosure": Disclosure(held["disclosure"]), "point": point})


def digest(service: Service) -> str:
    """A short name for the listing's content; equal exactly when nothing a reader sees has changed.

    The day of retrieval is left out: looking again and finding the same is no change.
    """
    same_day = replace(service, origin=replace(service.origin, retrieved_on=""))
    return hashlib.sha256(snapshot(same_day).encode()).hexdigest()[:32]


def organization_row(organization: Organization) -> dict[str, str]:
    """One row of `organization`."""
    return {
        "id": organization.id,
        "name_en": organization.name.en,
        "name_fr": organization.name.fr,
        "own_name": organization.own_name,
        "type": organization.type,
        "governance": organization.governance,
        "website": organization.website,
        "email": organization.email,
    }


def service_row(service: Service, day: str, at: int, digest: str) -> dict[str, Any]:
    """One row of `service`; `at` is the revision of the registry in which it changed."""
    return {
        "id": service.id,
        "organization_id": service.organization.id,
        "name_en": service.name.en,
        "name_fr": service.name.fr,
        "description_en": service.description.en,
        "description_fr": service.description.fr,
        "province": service.province,
        "age_min": service.age_min,
        "age_max": service.age_max,
        "email": service.email,
        "website": service.website,
        "status": service.status.value,
        "verification": service.verification.value,
        "confirmed_on": service.confirmed_on.isoformat() if service.confirmed_on else "",
        "confirmed_by": service.confirmed_by,
        "revision": service.revision,
        "changed_on": day,
        "changed_at": at,
        "digest": digest,
    }


def origin_row(service: Service) -> dict[str, str]:
    """One row of `source_record`."""
    return {**asdict(service.origin), "service_id": service.id}


def owned_rows(service: Service) -> dict[str, list[dict[str, Any]]]:
    """The rows of every table whose rows belong to this service."""
    terms = [
        {"taxonomy": taxonomy, "code": code, "position": position, "relation": ""}
        for taxonomy in LISTS
        for position, code in enumerate(getattr(service, taxonomy))
    ]
    terms += [
        {"taxonomy": "populations", "code": p.code, "position": position, "relation": p.relation}
        for position, p in enumerate(service.populations)
    ]
    rows: dict[str, list[dict[str, Any]]] = {
        "location": [location_row(place, position) for position, place in enumerate(service.locations)],
        "phone": [{"position": position, **asdict(phone)} for position, phone in enumerate(service.phones)],
        "schedule": [asdict(row) for row in service.hours],
        "language_offered": [{"position": n, "code": code} for n, code in enumerate(service.languages)],
        "service_area": [{"position": n, "code": code} for n, code in enumerate(service.service_area)],
        "eligibility": [{"field": field, "value": value} for field, value in service.eligibility],
        "service_term": terms,
    }
    return {table: [{"service_id": service.id, **row} for row in owned] for table, owned in rows.items()}


def location_row(place: Location, position: int) -> dict[str, Any]:
    """One row of `location`."""
    longitude, latitude = place.point or (None, None)
    return {
        "id": place.id,
        "position": position,
        "disclosure": place.disclosure.value,
        "province": place.province,
        "community": place.community,
        "address": place.address,
        "postal_code": place.postal_code,
        "longitude": longitude,
        "latitude": latitude,
    }


def as_service(row: Row, owned: Mapping[str, Sequence[Row]]) -> Service:
    """A row of `service` joined with its organization and origin, and its owned rows, as a listing."""
    terms = owned["service_term"]
    return Service(
        id=row["id"],
        organization=Organization(
            id=row["organization_id"],
            name=Text(row["organization_name_en"], row["organization_name_fr"]),
            own_name=row["own_name"],
            type=row["type"],
            governance=row["governance"],
            website=row["organization_website"],
            email=row["organization_email"],
        ),
        name=Text(row["name_en"], row["name_fr"]),
        description=Text(row["description_en"], row["description_fr"]),
        categories=codes_of("categories", terms),
        populations=tuple(
            Population(term["code"], term["relation"]) for term in terms if term["taxonomy"] == "populations"
        ),
        exploitation=codes_of("exploitation", terms),
        sectors=codes_of("sectors", terms),
        delivery=codes_of("delivery", terms),
        accessibility=codes_of("accessibility", terms),
        languages=tuple(item["code"] for item in owned["language_offered"]),
        eligibility=tuple(sorted((item["field"], item["value"]) for item in owned["eligibility"])),
        age_min=row["age_min"],
        age_max=row["age_max"],
        province=row["province"],
        locations=tuple(as_location(item) for item in owned["location"]),
        service_area=tuple(item["code"] for item in owned["service_area"]),
        phones=tuple(
            Phone(item["number"], item["purpose"], item["kind"], item["extension"]) for item in owned["phone"]
        ),
        hours=tuple(Hours(item["purpose"], item["rule"]) for item in owned["schedule"]),
        email=row["email"],
        website=row["website"],
        status=Status(row["status"]),
        verification=Verification(row["verification"]),
        confirmed_on=date.fromisoformat(row["confirmed_on"]) if row["confirmed_on"] else None,
        confirmed_by=row["confirmed_by"],
        origin=Origin(
            source_id=row["source_id"],
            record_key=row["record_key"],
            url=row["url"],
            page=row["page"],
            facts_date=row["facts_date"],
            retrieved_on=row["retrieved_on"],
            gone_since=row["gone_since"],
        ),
        revision=row["revision"],
    )


def as_organization(row: Row) -> Organization:
    """A row of `organization`."""
    names = Text(row["name_en"], row["name_fr"])
    return Organization(row["id"], names, row["own_name"], row["type"], row["governance"], row["website"], row["email"])


def codes_of(taxonomy: str, terms: Sequence[Row]) -> tuple[str, ...]:
    """The codes of one vocabulary, in their own order."""
    return tuple(term["code"] for term in terms if term["taxonomy"] == taxonomy)


def as_location(row: Row) -> Location:
    """One row of `location` as a location."""
    return Location(
        id=row["id"],
        disclosure=Disclosure(row["disclosure"]),
        province=row["province"],
        community=row["community"],
        address=row["address"],
        postal_code=row["postal_code"],
        point=None if row["longitude"] is None else (row["longitude"], row["latitude"]),
    )
