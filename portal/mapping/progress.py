"""How far the call to map is, as anyone may know: groups of communities, never one, and nobody's name.

A group of fewer than five communities would tell about each of them, one First Nation's among them perhaps. Such
groups are told together; and where they would still be too few, the next smallest joins them, so that nothing can be
had by taking the others from the total.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from portal.registry.survey import State, Surveyed
from portal.registry.tasks import Task

FEWEST = 5
"""Communities in the smallest group that is told by itself."""
Pair = tuple[str, str]
"""The code of a community, and a kind of help."""


@dataclass(frozen=True, slots=True)
class Group:
    """Communities of one kind, and how far looking in them is."""

    names: tuple[str, ...]
    """The kinds it is made of: one, or those that are told together."""
    communities: frozenset[str]
    states: Mapping[State, int]
    """How many pairs of community and kind of help stand where."""

    @property
    def pairs(self) -> int:
        """How many there are to look for."""
        return sum(self.states.values())

    def with_(self, other: Group) -> Group:
        """Both as one."""
        states = Counter(self.states) + Counter(other.states)
        return Group((*self.names, *other.names), self.communities | other.communities, states)


def asked_for(tasks: Iterable[Task], found: Iterable[Surveyed]) -> dict[Pair, State]:
    """Every pair that somebody was ever asked to look for, and where it stands."""
    states = {(one.community, one.category): one.state for one in found}
    pairs = {(one.community, one.category) for one in tasks}
    return {pair: states.get(pair, State.NOT_SURVEYED) for pair in sorted(pairs)}


def grouped(standing: Mapping[Pair, State], kind_of: Callable[[str], str]) -> list[Group]:
    """The groups that may be told, by name; empty when all communities together are too few."""
    groups: dict[str, Group] = {}
    for (community, _category), state in standing.items():
        kind = kind_of(community)
        one = Group((kind,), frozenset({community}), Counter({state: 1}))
        groups[kind] = Group((kind,), *_joined(groups[kind], one)) if kind in groups else one
    return sorted(told(groups.values()), key=lambda group: (len(group.names) > 1, group.names))


def _joined(first: Group, second: Group) -> tuple[frozenset[str], Mapping[State, int]]:
    both = first.with_(second)
    return both.communities, both.states


def told(groups: Iterable[Group]) -> list[Group]:
    """The same communities with those of small groups together."""
    shown = sorted(groups, key=lambda group: (len(group.communities), group.names))
    while shown and len(shown[0].communities) < FEWEST:
        smallest, *rest = shown
        if not rest:
            return []
        shown = sorted([smallest.with_(rest[0]), *rest[1:]], key=lambda group: (len(group.communities), group.names))
    return shown


def all_together(groups: Iterable[Group]) -> Group | None:
    """The sum of what is told; None where nothing is."""
    total: Group | None = None
    for group in groups:
        total = group if total is None else total.with_(group)
    return total
