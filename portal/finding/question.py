"""What is asked: one value made of words, a place and filters. Never stored, never logged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

PAGE = 20
"""Answers of the nearest block on one page."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as a person put it. Every part may be empty.

    Within one filter any of the codes will do; a listing must satisfy every filter.
    """

    words: str = ""
    place: str = ""
    """The place as typed; may also stand inside `words`."""
    place_id: str = ""
    """The place as chosen from a list of several; wins over `place`."""
    categories: tuple[str, ...] = ()
    province: str = ""
    """Two letters; keeps what serves or stands in that province."""
    populations: tuple[str, ...] = ()
    genders: tuple[str, ...] = ()
    """Populations that are genders: codes of facets.EVERY_GENDER."""
    exploitation: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    """When help is needed: codes of data/taxonomy/phases.csv."""
    statuses: tuple[str, ...] = ()
    """Immigration statuses, of which the service must accept one."""
    languages: tuple[str, ...] = ()
    delivery: tuple[str, ...] = ()
    hours: tuple[str, ...] = ()
    """'open_now', or codes of data/taxonomy/hours_classes.csv, by the hours of taking people in; all of them."""
    accessibility: tuple[str, ...] = ()
    """What must be there: codes of data/taxonomy/accessibility.csv; all of them."""
    settings: tuple[str, ...] = ()
    """Kinds of places it must reach: rural, remote, northern."""
    where: tuple[str, ...] = ()
    """'here': it stands in the place asked for. 'serves': it says that it serves it. Nothing without a place."""
    region: str = ""
    """Code of a health region it must stand in or serve."""
    barriers: tuple[str, ...] = ()
    """What must not stand in the way: codes of facets.BARRIERS; all of them must hold."""
    accepts: tuple[str, ...] = ()
    """Who or what comes along: children, pets; all of them."""
    led: tuple[str, ...] = ()
    """'indigenous', or a code of data/taxonomy/governance.csv."""
    ages: tuple[int, ...] = ()
    """Whole years; 17 turning 18 is (17, 18), and both must be served."""
    confirmed_within: int = 0
    """Days; 0 asks nothing."""
    order: str = "nearest"
    """'nearest' or 'best'; without a place, always best."""
    page: int = 1
    language: str = "en"

    def coded(self) -> Mapping[str, tuple[tuple[str, ...], ...]]:
        """Filters made of codes: name to groups of codes; any code of a group will do, every group must hold."""
        one = {
            "category": self.categories,
            "population": self.populations,
            "exploitation": self.exploitation,
            "gender": self.genders,
            "sector": self.sectors,
            "phase": self.phases,
            "status": self.statuses,
            "language": self.languages,
            "delivery": self.delivery,
            "setting": self.settings,
            "where": self.where,
            "region": (self.region,) if self.region else (),
            "led": self.led,
        }
        each = {
            "barrier": self.barriers,
            "accepts": self.accepts,
            "hours": self.hours,
            "accessibility": self.accessibility,
        }
        groups = {name: (codes,) for name, codes in one.items() if codes}
        return {**groups, **{name: tuple((code,) for code in codes) for name, codes in each.items() if codes}}
