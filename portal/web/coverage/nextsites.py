"""Where more places would help most, finished for its template: the communities chosen, and how good the choice is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from portal.coverage import drawn
from portal.coverage.latest import Coverage
from portal.coverage.whatif import Question, Sited, next_sites
from portal.web.language import decimal_text, number_text
from portal.web.reader import Reader

from . import words
from .asked import Asked


@dataclass(frozen=True, slots=True)
class Site:
    """A community, and the people a place there would newly bring within reach, after those before it."""

    code: str
    name: str
    province: str
    gain: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question."""

    sites: list[Site]
    total: str
    proof: str
    drawn: dict[str, Any]


def answer(coverage: Coverage, asked: Asked, question: Question, base: str, reader: Reader) -> Answer:
    """Work it out. Raises Busy."""
    sited = next_sites(coverage.answer(asked.need), coverage.demand, question, coverage.withheld)
    communities = coverage.demand.communities
    sites = [
        Site(
            communities.codes[row],
            words.community_text(coverage, row, reader),
            reader.province_name(communities.provinces[row]),
            number_text(gain, reader.language),
        )
        for row, gain in zip(sited.rows, sited.people, strict=True)
    ]
    total = number_text(sum(sited.people), reader.language)
    return Answer(
        sites, total, proof(sited, reader.language), before_and_after(coverage, question, sited, base, reader)
    )


def proof(sited: Sited, language: str) -> str:
    """Whether the choice is the best, or how far from it it can be at most."""
    if sited.exact:
        return _("Proven: no other choice of as many communities brings more people within reach.")
    more = decimal_text(100 * (sited.at_most - 1), 1, language)
    return _("Found step by step. The best choice could bring at most %(more)s percent more people.", more=more)


def before_and_after(coverage: Coverage, question: Question, sited: Sited, base: str, reader: Reader) -> dict[str, Any]:
    """The map of both: a dot for each community, with the share of its people within reach now and then."""
    communities = coverage.demand.communities
    among = [row for row, letters in enumerate(communities.provinces) if question.province in ("", letters)]
    shares = drawn.shares_reached(coverage, sited.before, sited.after, among)
    items = [
        {
            "at": drawn.at(communities.lonlat[row]),
            "name": words.community_text(coverage, row, reader),
            "area": communities.codes[row],
            "values": values,
            "looked": values is not None,
        }
        for row, values in zip(among, shares, strict=True)
    ]
    sites = [drawn.at(communities.lonlat[row]) for row in sited.rows]
    return {"base": base, "dots": True, "whole": not question.province, "items": items, "points": [], "sites": sites}
