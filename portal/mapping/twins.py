"""What a reviewer says of a pair that may be one service: that they are two, or that this was said in error.

That they are one is a proposal to merge them (merging.py), for two people. Here nothing that anyone sees changes, so
one person is enough.
"""

from __future__ import annotations

from collections.abc import Iterable

from portal.accounts.rights import Act
from portal.registry import pairs, sketches

from .desk import Desk
from .duplicates import Pair, likely_pairs
from .events import OnPair
from .proposal import Reason, Refused


def suggested(desk: Desk) -> list[Pair]:
    """All pairs of shown listings that may be one, the likeliest first. Reads the whole list."""
    return undecided(likely_pairs(sketches.every(desk.store)), desk)


def undecided(found: Iterable[Pair], desk: Desk) -> list[Pair]:
    """Those of these pairs that nobody has told apart or proposed to merge."""
    decided = pairs.told_apart(desk.store) | desk.proposals.merging()
    return [pair for pair in found if pair.ids not in decided]


def beside(service_id: str, desk: Desk) -> list[Pair]:
    """The pairs that one listing is part of."""
    public = desk.store.public_many([service_id, *desk.store.beside(service_id)])
    return undecided(likely_pairs(map(sketches.of, public), {service_id}), desk)


def lately_apart(limit: int, desk: Desk) -> list[tuple[str, str]]:
    """The pairs that were told apart last."""
    return pairs.lately(desk.store, limit)


def tell_apart(one: str, other: str, by: str, desk: Desk) -> None:
    """They are two. Saying so again changes nothing. Raises Refused."""
    with desk.together():
        desk.person(by, Act.DECIDE)
        if one == other:
            raise Refused(Reason.SAME_LISTING)
        pair = pairs.in_order(desk.service(one).id, desk.service(other).id)
        if pairs.tell_apart(desk.store, pair, by, desk.day):
            desk.store.audit(OnPair(desk.day, by, pair[0], "told_apart", pair[1]))


def suggest_again(one: str, other: str, by: str, desk: Desk) -> None:
    """They may be one after all. Where nobody had told them apart nothing changes. Raises Refused."""
    with desk.together():
        desk.person(by, Act.DECIDE)
        pair = pairs.in_order(one, other)
        if pairs.forget(desk.store, pair):
            desk.store.audit(OnPair(desk.day, by, pair[0], "suggested_again", pair[1]))
