"""What two listings are compared by: names, numbers, public places. Never more of a place than anyone may see.

`every` reads them straight from the tables, because a page cannot wait for 20,000 whole listings; `of` makes the same
from a public listing, and a test holds the two together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from .disclosure import PublicService, Where, phone_mark, where_shown
from .model import Text
from .rows import as_location
from .store import Store


@dataclass(frozen=True, slots=True)
class Sketch:
    """One listing that is shown, as far as it takes to tell whether another one is the same."""

    id: str
    source_id: str
    organization_id: str
    name: Text
    own_name: str
    numbers: frozenset[str]
    places: tuple[Where, ...]


def of(public: PublicService) -> Sketch:
    """What a public listing is compared by."""
    return Sketch(
        public.id,
        public.source.id,
        public.organization.id,
        public.organization.name,
        public.organization.own_name,
        frozenset(phone.number for phone in public.phones),
        public.places,
    )


def every(store: Store) -> Iterator[Sketch]:
    """All listings that are shown, by id: three reads of whole tables."""
    hidden = {tuple(row) for row in store.db.execute("SELECT service_id, part, which FROM withheld")}
    numbers: defaultdict[str, set[str]] = defaultdict(set)
    for service_id, number in store.db.execute("SELECT service_id, number FROM phone"):
        if not hidden or (service_id, "phone", phone_mark(service_id, number)) not in hidden:
            numbers[service_id].add(number)
    places: defaultdict[str, list[Where]] = defaultdict(list)
    for row in store.db.query("SELECT * FROM location ORDER BY service_id, position"):
        if (row["service_id"], "place", row["id"]) not in hidden:
            places[row["service_id"]].append(where_shown(as_location(row)))
    for service_id, source_id, organization_id, en, fr, own in store.db.execute(SHOWN):
        yield Sketch(
            service_id, source_id, organization_id, Text(en, fr), own,
            frozenset(numbers[service_id]), tuple(places[service_id]),
        )  # fmt: skip


SHOWN = (
    "SELECT shown.id, source_id, organization_id, organization.name_en, organization.name_fr, own_name FROM shown"
    " JOIN organization ON organization.id = organization_id JOIN source_record ON service_id = shown.id"
    " ORDER BY shown.id"
)
