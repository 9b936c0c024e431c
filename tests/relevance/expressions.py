"""Says which listings an expression of questions.csv means. The only reader of that small language (see README.md).

It reads public listings alone and knows nothing of how the site searches.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from math import inf

from geo.places import NoSuchPlace, Places, SeveralPlaces
from geo.sphere import Point, rough_km
from portal.registry.disclosure import PublicService
from portal.registry.folding import folded

ROW_OF_STARTER = "starter"
GENDERS = frozenset({"women", "men", "all_genders", "trans", "nonbinary", "two_spirit"})

Test = Callable[[PublicService, str], bool]


class NotUnderstood(Exception):
    """An expression that is not of the language; the text says which part."""


class Judge:
    """Answers which of the listings an expression means."""

    def __init__(self, listings: Sequence[PublicService], places: Places) -> None:
        self.listings = listings
        self.find = lru_cache(maxsize=None)(places.find)
        self.tests: Mapping[str, Test] = {
            "cat": lambda one, value: any(fnmatchcase(code, value) for code in one.categories),
            "for": lambda one, value: value in served(one),
            "only": lambda one, value: served(one) & GENDERS == {value},
            "by": lambda one, value: value in one.delivery,
            "speaks": lambda one, value: value in one.languages,
            "key": lambda one, value: fnmatchcase(key(one), value),
            "source": lambda one, value: one.source.id == value,
            "name": lambda one, value: folded(value) in names(one),
            "in_province": lambda one, value: one.province == value,
            "reach": self.reaches,
        }

    def meant(self, expression: str) -> set[str]:
        """The ids of the listings that an expression means; none for an empty one."""
        alternatives = [part.strip() for part in expression.split("|") if part.strip()]
        return {one.id for part in alternatives for one in self.listings if self.holds(part, one)}

    def holds(self, alternative: str, listing: PublicService) -> bool:
        """Whether a listing passes every test of one alternative."""
        return all(self.passes(test.strip(), listing) for test in alternative.split(" + "))

    def passes(self, test: str, listing: PublicService) -> bool:
        """Whether a listing passes one test: any of its values will do, or with ! none of them."""
        name, colon, values = test.removeprefix("!").partition(":")
        if name not in self.tests or not colon or not values:
            raise NotUnderstood(test)
        found = any(self.tests[name](listing, value.strip()) for value in values.split(","))
        return found is not test.startswith("!")

    def reaches(self, listing: PublicService, value: str) -> bool:
        """Whether a listing declares an area, or stands within so many kilometres of a place."""
        place, tilde, km = value.partition("~")
        if not tilde:
            return value in listing.service_area
        return self.km(self.find(place).point, listing) <= float(km)

    def km(self, here: Point, listing: PublicService) -> float:
        """Kilometres to the nearest public point of a listing; infinite when it has none."""
        return min((rough_km(here, point) for point in self.points(listing)), default=inf)

    def points(self, listing: PublicService) -> list[Point]:
        """The public points of a listing, or the middle of its published community."""
        found = []
        for where in listing.places:
            if where.point is not None:
                found.append(where.point)
            elif where.community:
                found += self.middle(f"{where.community}, {where.province}")
        return found

    def middle(self, community: str) -> list[Point]:
        """The middle of a community; none when no one place of that name is known."""
        try:
            return [self.find(community).point]
        except (NoSuchPlace, SeveralPlaces):
            return []


def served(listing: PublicService) -> set[str]:
    """The groups of people a listing is made for or welcomes."""
    return {group.code for group in listing.populations if group.relation != "not_for"}


def key(listing: PublicService) -> str:
    """What questions call a listing: its record key, with the source before it outside the starter registry."""
    record = listing.origin.record_key
    return record if listing.source.id == ROW_OF_STARTER else f"{listing.source.id}/{record}"


def names(listing: PublicService) -> str:
    """The names of a listing and its organization in both languages, without accents."""
    texts = (listing.organization.name, listing.name)
    return folded(" / ".join([*(text.en for text in texts), *(text.fr for text in texts)]))
