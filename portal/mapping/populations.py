"""How many people live where a listing is, as far as the places know."""

from __future__ import annotations

from functools import lru_cache

from geo.places import Places
from portal.registry.folding import folded

from .upkeep import PeopleIn


@lru_cache(maxsize=1)
def people_in(places: Places) -> PeopleIn:
    """Counts of communities by name in either language, of provinces as the sum of theirs, of Canada as the sum of all.

    Where nobody knows it is 0. Of two communities of one name in a province the larger counts.
    """
    towns: dict[tuple[str, str], int] = {}
    provinces: dict[str, int] = {}
    for place in places:
        if place.kind != "community" or not place.population:
            continue
        for name in {folded(place.name_en), folded(place.name_fr)}:
            towns[name, place.province] = max(place.population, towns.get((name, place.province), 0))
        provinces[place.province] = provinces.get(place.province, 0) + place.population
    provinces[""] = sum(provinces.values())

    def known(community: str, province: str) -> int:
        return towns.get((folded(community), province), 0) if community else provinces.get(province, 0)

    return known
