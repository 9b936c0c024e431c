"""Which communities no statistic may single out: those of First Nations, Inuit and Métis that have not agreed to it.

Their people count in every total. Nobody's list of them is complete: Statistics Canada's types of community, the
territories and Nunatsiavut are known; the settlements of the Métis are not, so a community that is on no list here
can have its "no" recorded, and is then withheld like the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from geo.demand import Communities
from geo.remoteness import TERRITORIES

from .supply import Mask

OWN_TYPES = frozenset("IRI S-É SÉ SET TC TI TK VC VK VN IGD NL SG TL TWL TAL CC CG NH NV".split())
"""Reserves, settlements, self-governed and treaty lands, Cree, Naskapi and Inuit villages, chartered and community
governments of the Northwest Territories, northern villages and hamlets of Saskatchewan."""
OWN_DIVISIONS = frozenset({"CD:1011", "CD:6101"})
"""Nunatsiavut, and the region of the Inuvialuit."""
TOWNS = frozenset({"CY", "T"})


def own_communities(communities: Communities) -> Mask:
    """Which communities are taken to be those of one First Nation, Inuit or Métis: rather one too many."""
    told = zip(communities.kinds, communities.provinces, communities.areas, strict=True)
    return np.array([is_own(kind, province, areas) for kind, province, areas in told], dtype=bool)


def is_own(kind: str, province: str, areas: frozenset[str]) -> bool:
    """By type and place. Without the full geography no type is known, and the territories alone are told."""
    if kind in OWN_TYPES or not OWN_DIVISIONS.isdisjoint(areas):
        return True
    return province == "NU" or (province in TERRITORIES and province != "YT" and kind not in TOWNS)


def withheld(communities: Communities, consents: Mapping[str, bool], regions: Sequence[str]) -> Mask:
    """Which communities are not shown by themselves: no consent, or the only key to one that has none.

    Where a region would be its shown communities and exactly one more, that one is their difference. The smallest of
    the shown ones is then withheld as well.
    """
    own = own_communities(communities)
    agreed = np.array([consents.get(code, not is_ours) for code, is_ours in zip(communities.codes, own, strict=True)])
    hidden: Mask = ~agreed
    people = np.nan_to_num(communities.people)
    _names, region = np.unique(np.asarray(regions), return_inverse=True)
    alone = np.flatnonzero(np.bincount(region, hidden & (people > 0)) == 1)
    for one in alone:
        shown = np.flatnonzero((region == one) & ~hidden & (people > 0))
        hidden[shown[np.argsort(people[shown], kind="stable")[:1]]] = True
    return hidden
