"""What a coverage page is asked: a need, a reach and a grouping, out of an address that says them in code."""

from __future__ import annotations

from dataclasses import dataclass

from portal.coverage.need import DELIVERIES, REACHES_KM, Need, NotANeed
from portal.registry.vocabulary import Vocabularies

REACH_KM = 50
BY = ("country", "province", "remoteness", "rural", "northern", "health_region")
FIRST = Need("component:legal")
"""What the first page tells before anybody asked."""


class NotAsked(Exception):
    """An address holds no question that a page of ours asks."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question."""

    need: Need
    reach_km: int = REACH_KM
    by: str = "province"


def read(token: str, reach_km: int, terms: Vocabularies, by: str = "province") -> Asked:
    """The question of an address. Raises NotAsked."""
    try:
        need = Need.of_token(token)
    except NotANeed as error:
        raise NotAsked from error
    # A need has one token alone, so that there are no more addresses than needs.
    if need.token != token or not is_known(need, terms) or reach_km not in REACHES_KM or by not in BY:
        raise NotAsked
    return Asked(need, reach_km, by)


def is_known(need: Need, terms: Vocabularies) -> bool:
    """Whether all of its words are in our vocabularies: there are only so many needs to work out."""
    kind, _colon, code = need.kind.partition(":")
    kinds = {"category": "categories", "component": "components"}
    told = (("populations", need.population), ("languages", need.language))
    return (
        kind in kinds
        and code in terms[kinds[kind]]
        and all(not value or value in terms[name] for name, value in told)
        and need.delivery in ("", *DELIVERIES)
    )
