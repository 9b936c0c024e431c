"""The list as services of the Human Services Data Specification, complete and in one language.

It takes what has passed the one door. HSDS knows no place that may not be told: a listing of a region has no location,
one of a community has a location without address or point, and the attribute `disclosure` says which.
A key without a value is left out, because the schemas take no null. Ids are made of ids and counts, never of a place
or a number.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.mapping.checks import NAMESPACE
from portal.registry.disclosure import PublicService, Where
from portal.registry.model import PROVINCES, Disclosure, Hours, Language, Phone, Text
from portal.registry.vocabulary import CODED, Vocabularies

from .open_list import label_text, level_of

VERSION = "3.1"
"""Of HSDS: the newest whose schemas this was held against."""
Thing = dict[str, Any]
KINDS = {"voice": "voice", "text": "text", "tty": "textphone", "fax": "fax"}
TERMS = {name: table for name, table in CODED.items() if name not in ("disclosure", "governance", "languages")}
"""What a listing says in codes, and the vocabulary of each; the others have a place or an attribute of their own."""


@dataclass(frozen=True, slots=True)
class Said:
    """In which language, and in which words."""

    language: Language
    terms: Vocabularies
    areas: Mapping[str, Text]
    """Names of areas by their code, as far as they are known."""

    def text(self, text: Text) -> str:
        """A text in this language, else in the other."""
        return text.prefer(self.language)[0]

    def province(self, letters: str) -> str:
        """The name of a province by its letters."""
        rows = self.terms["provinces"].values()
        return next((self.text(row.label) for row in rows if row.more["letters"] == letters), letters)

    def area(self, code: str) -> str:
        """The name of a public area by its code; the code itself where the name is not known."""
        if code in self.areas:
            return self.text(self.areas[code])
        letters = next((letters for letters, province in PROVINCES.items() if province == code), "")
        return self.province(letters) if letters else "Canada" if code == "CA" else code


def as_json(listings: Iterable[PublicService], said: Said, day: str) -> str:
    """Listings that may leave, in the envelope that HSDS gives a list, with the terms of their sources."""
    held = list(listings)
    licences = sorted({one.source.licence for one in held})
    return json.dumps(
        {
            "hsds_version": VERSION,
            "copied_on": day,
            "language": said.language,
            "terms": [terms_of(code, said) for code in licences],
            "total_items": len(held),
            "total_pages": 1,
            "page_number": 1,
            "size": len(held),
            "first_page": True,
            "last_page": True,
            "empty": not held,
            "contents": [as_service(one, said) for one in held],
        },
        ensure_ascii=False,
    )


def terms_of(code: str, said: Said) -> Thing:
    """A licence that some of the listings stand under; which ones, their attribute `licence` says."""
    licence = said.terms["sources_licences"][code]
    return filled({"code": code, "name": said.text(licence.label), "url": licence.more["url"]})


def filled(values: Mapping[str, Any]) -> Thing:
    """The keys that say something."""
    return {key: value for key, value in values.items() if value not in ("", None, [], {})}


def own_id(key: str) -> str:
    """An id of ours as HSDS wants it, a uuid; those that are not one are made into one."""
    try:
        return str(uuid.UUID(key))
    except ValueError:
        return made_id(key)


def made_id(*parts: object) -> str:
    """The id of a part of something, by what that is and how the part is counted."""
    return str(uuid.uuid5(NAMESPACE, "/".join(map(str, ("hsds", *parts)))))


def as_service(listing: PublicService, said: Said) -> Thing:
    """A listing with all that belongs to it."""
    name, other = said.text(listing.name), {listing.name.en, listing.name.fr}
    return filled(
        {
            "id": own_id(listing.id),
            "organization_id": own_id(listing.organization.id),
            "name": name,
            "alternate_name": next(iter(other - {name, ""}), ""),
            "description": said.text(listing.description),
            "url": listing.website,
            "email": listing.email,
            "status": "temporarily closed" if listing.paused else "active",
            "minimum_age": listing.age_min,
            "maximum_age": listing.age_max,
            "assured_date": listing.confirmed_on.isoformat() if listing.confirmed_on else "",
            "organization": organization(listing, said),
            "phones": [phone(one, made_id(listing.id, "phone", n)) for n, one in enumerate(listing.phones)],
            "schedules": [schedule(one, made_id(listing.id, "hours", one.purpose)) for one in listing.hours],
            "languages": [language(code, listing, said) for code in listing.languages],
            "service_areas": [area(code, listing, said) for code in listing.service_area],
            "service_at_locations": list(at_locations(listing, said)),
            "attributes": list(attributes(listing, said)),
        }
    )


def organization(listing: PublicService, said: Said) -> Thing:
    """Who offers it. HSDS asks for a description of an organization, and we hold none."""
    held = listing.organization
    about = {
        "id": own_id(held.id),
        "name": said.text(held.name) or held.own_name,
        "alternate_name": held.own_name,
        "website": held.website,
        "email": held.email,
    }
    return filled(about) | {"description": ""}


def phone(one: Phone, key: str) -> Thing:
    """A number; an extension is a number in HSDS, and loses nothing that way only where it has no zero in front."""
    extension = one.extension
    return filled(
        {
            "id": key,
            "number": one.number,
            "extension": int(extension) if extension.isdigit() else None,
            "type": KINDS.get(one.kind, "voice"),
            "description": f"{one.purpose}, {extension}" if extension else one.purpose,
        }
    )


def schedule(one: Hours, key: str) -> Thing:
    """A timetable: its purpose, and its rule in the words of OpenStreetMap, which say more than HSDS can."""
    return {"id": key, "description": one.purpose, "notes": one.rule}


def language(code: str, listing: PublicService, said: Said) -> Thing:
    """A language people are served in."""
    name = said.text(said.terms["languages"].label(code))
    return filled({"id": made_id(listing.id, "language", code), "code": code, "name": name})


def area(code: str, listing: PublicService, said: Said) -> Thing:
    """A public area it serves, by name and code; never an outline around a house."""
    return {"id": made_id(listing.id, "area", code), "name": said.area(code), "description": code}


def at_locations(listing: PublicService, said: Said) -> Iterator[Thing]:
    """Its places, as far as anyone may know them; none where only the region is told."""
    for number, place in enumerate(listing.places):
        level = level_of(listing, place)
        if level is Disclosure.REGION:
            continue
        key = made_id(listing.id, "place", number)
        about = location(place, level, key, said)
        yield {"id": made_id(key, "at"), "service_id": own_id(listing.id), "location_id": key, "location": about}


NOT_TOLD = Text("address not published", "adresse non publiée")
NO_PIN = Text("Do not geocode.", "Ne pas géocoder.")


def location(place: Where, level: Disclosure, key: str, said: Said) -> Thing:
    """One place. Without its street no other stands for it: a geocoder would draw a pin on that."""
    name = ", ".join(filter(None, (place.community, said.province(place.province))))
    if level is not Disclosure.ADDRESS:
        name = f"{name} ({said.text(NOT_TOLD)})"
        return {"id": key, "location_type": "physical", "name": name, "description": said.text(NO_PIN)}
    longitude, latitude = place.point or (None, None)
    about = {"name": name, "longitude": longitude, "latitude": latitude, "addresses": list(addresses(place, key))}
    return {"id": key, "location_type": "physical"} | filled(about)


def addresses(place: Where, key: str) -> Iterator[Thing]:
    """The street, where all of it is known; HSDS takes no half of one."""
    if place.address and place.community and place.postal_code:
        yield {
            "id": made_id(key, "address"),
            "address_1": place.address,
            "city": place.community,
            "state_province": place.province,
            "postal_code": place.postal_code,
            "country": "CA",
            "address_type": "physical",
        }


def attributes(listing: PublicService, said: Said) -> Iterator[Thing]:
    """What HSDS has no field for: our codes with their words, then single facts."""
    for name, table in TERMS.items():
        for code, relation in coded(listing, name):
            yield attribute(listing, f"{name}/{code}", relation) | {"taxonomy_term": term(table, code, said)}
    for name, value in facts(listing):
        yield attribute(listing, name, value)


def coded(listing: PublicService, name: str) -> Sequence[tuple[str, str]]:
    """The codes of a column, each with what is said of it; of groups of people, how the service stands to them."""
    if name == "populations":
        return [(one.code, one.relation) for one in listing.populations]
    if name == "organization_type":
        return [(listing.organization.type, "")] if listing.organization.type else []
    if name == "immigration_status_accepted":
        return [(value, "") for key, value in listing.eligibility if key == name]
    return [(code, "") for code in getattr(listing, name)]


def facts(listing: PublicService) -> Iterator[tuple[str, str]]:
    """Single facts of a listing by their name; those that are not stated are left out."""
    owner = listing.governed.owner
    told = [
        ("disclosure", listing.disclosure.value if listing.disclosure else ""),
        ("governance", listing.organization.governance),
        ("verification_status", listing.verification.value),
        *((name, value) for name, value in listing.eligibility if name not in TERMS),
        ("source", f"{listing.source.name}, {listing.source.publisher}"),
        ("source_url", listing.origin.url),
        ("source_date", listing.origin.facts_date),
        ("licence", listing.source.licence),
        ("owner", owner.name.en or owner.name.fr if owner else ""),
        ("owner_own_name", owner.own_name if owner else ""),
        *(("label", label_text(label)) for label in listing.governed.labels),
    ]
    return ((name, value) for name, value in told if value)


def attribute(listing: PublicService, name: str, value: str) -> Thing:
    """One attribute of a service."""
    key = made_id(listing.id, "attribute", name, value)
    about = {"id": key, "link_entity": "service", "link_type": name.partition("/")[0], "value": value}
    return filled(about)


def term(table: str, code: str, said: Said) -> Thing:
    """A code of ours with its words."""
    known = said.terms[table].get(code)
    return {
        "id": made_id("term", table, code),
        "code": code,
        "name": said.text(known.label) if known else code,
        "description": said.text(known.definition) if known else "",
        "taxonomy": f"waypoint-{table.replace('_', '-')}",
        "language": said.language,
    }
