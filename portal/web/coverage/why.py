"""The page of one community, finished for its template: its figures, and each service behind them with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.coverage.followed import Behind, followed
from portal.coverage.latest import Coverage
from portal.registry.disclosure import PublicService
from portal.web.language import listed
from portal.web.reader import Reader, Words

from . import words
from .asked import Asked
from .communities import Community, community, headings

Services = Callable[[Sequence[str]], Iterable[PublicService]]


@dataclass(frozen=True, slots=True)
class Told:
    """One service and why it counts or does not."""

    id: str
    name: Words
    where: str
    """The community it stands in; one organization may have an office in many."""
    why: str


@dataclass(frozen=True, slots=True)
class Page:
    """The page of one community. `silent` communities are told of in totals alone."""

    community: Community
    province: str
    silent: bool
    headings: list[str]
    counted: list[Told]
    counted_more: int
    others: list[Told]
    others_more: int
    hidden: str


def page(coverage: Coverage, asked: Asked, row: int, public: Services, reader: Reader) -> Page:
    """Everything about one community that may be said."""
    told = coverage.communities(asked.need, asked.reach_km, [row])[0]
    one = community(coverage, row, told, reader)
    province = coverage.demand.communities.provinces[row]
    if told["withheld"]:
        return Page(one, province, True, [], [], 0, [], 0, "")
    behind = followed(coverage, asked.need, row, asked.reach_km)
    told_of = [other.id for other in (*behind.counted, *behind.others)]
    named = {service.id: service for service in public(told_of)}
    counted = lines(behind.counted, named, asked, reader)
    others = lines(behind.others, named, asked, reader)
    return Page(
        one, province, False, headings(asked.reach_km),
        counted, behind.counted_in_all - len(behind.counted),
        others, behind.others_in_all - len(behind.others),
        words.few_text(behind.hidden, reader.language),
    )  # fmt: skip


def lines(some: Iterable[Behind], named: Mapping[str, PublicService], asked: Asked, reader: Reader) -> list[Told]:
    """Services that are still listed, by name and reason."""
    return [
        Told(one.id, reader.words(named[one.id].organization.name), stands_in(named[one.id]), why(one, asked, reader))
        for one in some
        if one.id in named
    ]


def stands_in(service: PublicService) -> str:
    """The community of its first public place; '' where none is known."""
    return service.places[0].community if service.places else ""


def why(one: Behind, asked: Asked, reader: Reader) -> str:
    """Why a service counted, or did not, in one sentence."""
    if one.lacks:
        return _(
            "Does not state: %(what)s", what=listed([words.condition(n, reader) for n in one.lacks], reader.language)
        )
    if one.km is not None and one.km <= asked.reach_km:
        return _("Counts: %(km)s in a straight line", km=words.km_text(one.km, reader.language))
    if one.by_area:
        return _("Counts: declares an area that holds this community")
    if one.afar:
        return _("Counts from afar only: by phone, text, chat or video")
    return _("Beyond the reach: %(km)s in a straight line", km=words.km_text(one.km, reader.language))
