"""The filters of one question: what fits, what may fit, and how many each choice would keep.

Most filters are columns of the catalogue. Three are made for the question: hours, which move with the clock; the
phase of help, which follows from the kinds of service; and where, which is seen from the place asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta

import numpy as np

from geo.places import Place
from portal.registry.model import PROVINCES
from portal.registry.vocabulary import Vocabularies

from .answers import Count
from .catalogue import Catalogue, Stands, counts, standing
from .columns import Coded, Mask, packed
from .facets import ALSO, NOT_OFFERED
from .question import Question

AROUND_KM = 10.0
"""A listing this near to the middle of a community is in it, unless the community is known to be wider."""


class Filters:
    """The filters of one question over one catalogue: what fits, what may fit, and what fits all filters but one."""

    def __init__(
        self,
        question: Question,
        place: Place | None,
        catalogue: Catalogue,
        terms: Vocabularies,
        moment: datetime,
        counting: Collection[str] | None = None,
    ) -> None:
        """`counting` names the filters of whose choices it is counted how many listings each would keep; else all."""
        self.counting = counting
        self.question, self.place = question, place
        self.catalogue, self.moment = catalogue, moment
        self.coded: dict[str, Coded] = {
            **catalogue.columns.coded,
            "hours": catalogue.hours(moment),
            "phase": catalogue.phases(terms),
        }
        # Seen from each place anew, so made only where it is asked for.
        if place is not None and (self.counts("where") or "where" in question.coded()):
            self.coded["where"] = where(place, catalogue)
        self.stands: dict[str, Stands] = dict(self._stands())

    def _stands(self) -> Iterator[tuple[str, Stands]]:
        """How the listings stand to each filter the question sets."""
        for name, groups in self.question.coded().items():
            if name in self.coded:
                parts = [standing(self.coded[name], {*codes, ALSO.get(name, "")}) for codes in groups]
                yes = np.logical_and.reduce([part.yes for part in parts])
                yield name, Stands(yes, np.logical_and.reduce([part.possible for part in parts]))
        if self.question.province:
            yield "province", self.catalogue.in_province(self.question.province)
        if self.question.ages:
            yield "age", self.catalogue.serving_ages(self.question.ages)
        if self.question.confirmed_within:
            since = self.moment.date() - timedelta(days=self.question.confirmed_within)
            yield "confirmed", self.catalogue.confirmed_since(since.toordinal())

    def fit(self, but: str = "") -> Mask:
        """Which listings answer every filter with yes, one of them left aside."""
        fine = self.catalogue.all()
        for name, stands in self.stands.items():
            if name != but:
                fine &= stands.yes
        return fine

    def possible(self) -> Mask:
        """Which listings answer no filter with no."""
        fine = self.catalogue.all()
        for stands in self.stands.values():
            fine &= stands.possible
        return fine

    def counts(self, name: str) -> bool:
        """Whether the choices of a filter are counted."""
        return name in self.counting if self.counting is not None else name not in NOT_OFFERED

    def counted(self, scope: Mask) -> Mapping[str, tuple[Count, ...]]:
        """How many listings of a scope each code of these filters would keep, the other filters as they are."""
        everything = scope & self.fit()
        found = {}
        for name, coded in self.coded.items():
            if self.counts(name):
                base = scope & self.fit(but=name) if name in self.stands else everything
                counted = counts(self.of_province(coded) if name == "region" else coded, base)
                found[name] = tuple(Count(code, count) for code, count in counted)
        return found

    def of_province(self, regions: Coded) -> Coded:
        """The health regions of the province asked about; none without one, as there are a hundred."""
        letters = self.question.province or (self.place.province if self.place else "")
        start = PROVINCES.get(letters, "").replace("PR:", "HR:")
        rows = [row for row, code in enumerate(regions.codes) if start and code.startswith(start)]
        return Coded(tuple(regions.codes[row] for row in rows), regions.yes[rows], regions.no[rows], regions.complete)


def where(place: Place, catalogue: Catalogue) -> Coded:
    """Which listings are in a place, and which say that they serve it: not the same, and both are asked for."""
    masks = np.array([here(place, catalogue), catalogue.declaring(areas_of(place))])
    yes = packed(masks)
    return Coded(("here", "serves"), yes, np.zeros_like(yes), packed(catalogue.columns.alive))


def here(place: Place, catalogue: Catalogue) -> Mask:
    """Which listings stand in a place, by what they publish: their address, or the middle of their community."""
    if place.kind == "province":
        return catalogue.answering("standing", [place.province]).yes
    km = max(AROUND_KM, place.radius_km or 0.0)
    return catalogue.addresses_within(place.point, km) | catalogue.in_communities_within(place.point, km)


def areas_of(place: Place) -> set[str]:
    """Every area code a place belongs to, itself and all of Canada among them."""
    own = {"CA", f"place:{place.place_id}"}
    return own | set(place.areas) | ({PROVINCES[place.province]} if place.province in PROVINCES else set())
