"""The list as a table to take away: which listings may leave, and how they stand in it.

It takes what has passed the one door and nothing else. A copy cannot be called back: so a listing is in what anyone
may take only when its owner agrees to that use, and when its source lets its facts be handed on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portal.mapping.checks import COLUMNS
from portal.mapping.fields import LISTS, eligibility_row, hours_row, organization_row, phone_row, populations_text
from portal.registry.cells import csv_text
from portal.registry.disclosure import PublicService, Where
from portal.registry.governance import Label, Use
from portal.registry.model import Disclosure
from portal.registry.vocabulary import Vocabularies

KEPT_HERE = frozenset({"permission", "unknown"})
"""Licences of sources that let us show their facts, or not even that, and nobody hand them on."""
FURTHER = (
    "verification", "confirmed_on", "paused", "list", "publisher", "licence", "licence_name", "licence_url", "owner",
    "owner_own_name", "labels", "copied_on",
)  # fmt: skip
"""What stands behind the columns of docs/csv-layout.md: how far it was checked, its terms, and whose it is."""


def may_leave(listing: PublicService) -> bool:
    """Whether anyone may take a copy of a listing away."""
    return Use.EXPORT in listing.governed.uses and listing.source.licence not in KEPT_HERE


def leaving(listings: Iterable[PublicService]) -> Iterator[PublicService]:
    """Those of some listings that may leave."""
    return (listing for listing in listings if may_leave(listing))


def as_csv(listings: Iterable[PublicService], terms: Vocabularies, day: str) -> str:
    """Listings that may leave, as the open table: the plain layout, and what a copy has to say besides."""
    rows = (row | further(one, terms, day) for one in listings for row in rows_of(one, one.id))
    return csv_text([*COLUMNS, *FURTHER], (list(row.values()) for row in rows))


def as_plain_csv(listings: Iterable[PublicService]) -> str:
    """Listings of one source in the layout they can be imported from again, under the keys of that source."""
    rows = (row for one in listings for row in rows_of(one, one.origin.record_key))
    return csv_text(COLUMNS, (list(row.values()) for row in rows))


def rows_of(listing: PublicService, key: str) -> Iterator[dict[str, str]]:
    """A listing as rows of the plain layout: one for each of its places, the further ones under keys of their own."""
    for number, place in enumerate(listing.places or (None,)):
        yield row_of(listing, f"{key}-{number + 1}" if number else key, place)


def row_of(listing: PublicService, key: str, place: Where | None) -> dict[str, str]:
    """One row, its cells in the order of COLUMNS."""
    return dict.fromkeys(COLUMNS, "") | {
        "record_key": key,
        **organization_row(listing.organization),
        "service_name_en": listing.name.en,
        "service_name_fr": listing.name.fr,
        "description_en": listing.description.en,
        "description_fr": listing.description.fr,
        **{name: ";".join(getattr(listing, name)) for name in LISTS},
        "service_area": ";".join(listing.service_area) if listing.declares_area else "",
        "populations": populations_text(listing.populations),
        "province": listing.province,
        **(place_row(listing, place) if place else {}),
        **phone_row(listing.phones),
        "email": listing.email,
        "website": listing.website,
        **hours_row(listing.hours),
        "age_min": "" if listing.age_min is None else str(listing.age_min),
        "age_max": "" if listing.age_max is None else str(listing.age_max),
        **eligibility_row(listing.eligibility),
        "source_name": listing.origin.page,
        "source_url": listing.origin.url,
        "source_date": listing.origin.facts_date,
        "retrieved_on": listing.origin.retrieved_on,
    }


def place_row(listing: PublicService, place: Where) -> dict[str, str]:
    """The columns of one place."""
    longitude, latitude = map(repr, place.point) if place.point else ("", "")
    return {
        "disclosure": level_of(listing, place).value,
        "address": place.address,
        "community": place.community,
        "province": place.province,
        "postal_code": place.postal_code,
        "latitude": latitude,
        "longitude": longitude,
    }


def level_of(listing: PublicService, place: Where) -> Disclosure:
    """How much of a place is told; of several, what can be seen of each, which is never more."""
    if len(listing.places) == 1 and listing.disclosure:
        return listing.disclosure
    if place.address or place.point:
        return Disclosure.ADDRESS
    return Disclosure.COMMUNITY if place.community else Disclosure.REGION


def further(listing: PublicService, terms: Vocabularies, day: str) -> dict[str, str]:
    """What stands behind the plain layout, in the order of FURTHER."""
    licence, owner = terms["sources_licences"][listing.source.licence], listing.governed.owner
    values = (
        listing.verification.value,
        listing.confirmed_on.isoformat() if listing.confirmed_on else "",
        "yes" if listing.paused else "no",
        listing.source.name,
        listing.source.publisher,
        licence.code,
        f"{licence.label.en} / {licence.label.fr}",
        licence.more["url"],
        " / ".join(dict.fromkeys(filter(None, (owner.name.en, owner.name.fr)))) if owner else "",
        owner.own_name if owner else "",
        "; ".join(map(label_text, listing.governed.labels)),
        day,
    )
    return dict(zip(FURTHER, values, strict=True))


def label_text(label: Label) -> str:
    """A label in both languages, with the page that explains it."""
    return f"{' / '.join(dict.fromkeys(filter(None, (label.text.en, label.text.fr))))} <{label.uri}>"
