"""Names to places: the only module that keeps the index of names and weighs one namesake against another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

from rapidfuzz import fuzz, process

from geo.names import key, keys
from geo.place import Place, Point
from geo.place_tables import Named
from geo.provinces import PROVINCES
from geo.remoteness import TERRITORIES
from geo.sphere import Nearest, rough_km

SAME_KM = 10.0
"""Two tables that give one name within this distance, in one province, mean the same place."""
NEIGHBOUR_KM = 25.0
"""A town and the township around it share a name: the larger stands for both."""
TERRITORY_KM = 100.0
"""The same in the territories, where communities are far apart: a First Nation and the village of its name."""
TIMES_LARGER = 10
"""A place stands out when it weighs this many times more than another."""
UNCOUNTED = 500
"""People assumed in a place with no count, for weighing namesakes only."""
OTHER_NAME = 100
"""A place known by a name only as another name of it weighs this many times less."""
NORTHERN = 10
"""A place in a territory, or known to be remote, weighs this many times more: elsewhere people name a town nearby."""
QUARTER_KM = 15.0
QUARTER = 20
"""A place beside a town of ten times its people is a quarter of it and weighs this many times less."""
KNOWN_TOWN = 1000
"""A place of this many people helps to tell namesakes apart: "near Truro"."""
CLOSE_ENOUGH = 72
TRIED = 20


class PlaceIndex:
    """Places by row, and rows by folded name. A row known by that name as another name only is kept as ~row."""

    def __init__(self, named: Iterable[Named]) -> None:
        self.places: list[Place] = []
        self.row_of: dict[str, int] = {}
        self.rows_of: dict[str, tuple[int, ...]] = {}
        self.province_of: dict[str, str] = {}
        """Every name and abbreviation of a province to its two letters."""
        for one in named:
            self._add(one)

    def at(self, row: int) -> Place:
        """The place of a row, known by its own or by another name."""
        return self.places[row if row >= 0 else ~row]

    def ranked(self, rows: Iterable[int]) -> list[Place]:
        """The places of these rows, most likely first; of neighbours that share the name, only the likeliest."""
        weights = self.weights(rows)
        ranked: list[Place] = []
        for place_id in sorted(weights, key=lambda one: (-weights[one], one)):
            place = self.places[self.row_of[place_id]]
            if not any(neighbours(place, taken) for taken in ranked):
                ranked.append(place)
        regions = [place for place in ranked if place.kind == "region"]
        return [place for place in ranked if not any(lies_in(place, region) for region in regions)]

    def weights(self, rows: Iterable[int]) -> dict[str, float]:
        """How likely each place is meant, by id: its people, much less where the name is only another name of it."""
        weights: dict[str, float] = {}
        for row in rows:
            place = self.at(row)
            is_own = row >= 0 or place.kind in ("province", "region")
            weight = self._weight(place) if is_own else self._weight(place) / OTHER_NAME
            weights[place.place_id] = max(weight, weights.get(place.place_id, 0.0), 0.1)
        return weights

    def _weight(self, place: Place) -> float:
        people = float(UNCOUNTED if place.population is None else place.population)
        if place.kind != "community":
            return people
        people *= NORTHERN if place.population and _is_northern(place) else 1
        return people / QUARTER if self._is_quarter(place) else people

    def _is_quarter(self, place: Place) -> bool:
        """Whether the place lies beside a town ten times as large."""
        people = TIMES_LARGER * (UNCOUNTED if place.population is None else place.population)
        if people > self._largest:
            return False
        towns, tree = self._towns
        beside = (towns[row] for row in tree.within(place.point, QUARTER_KM))
        return any(town.province == place.province and (town.population or 0) >= people for town in beside)

    def close_to(self, wanted: str, letters: str) -> list[Place]:
        """Places spelled almost so, best first; those in the province `letters` before the others."""
        close = process.extract(wanted, self._names, scorer=fuzz.ratio, score_cutoff=CLOSE_ENOUGH, limit=TRIED)
        scored = [(score, place) for name, score, _ in close for place in self.ranked(self.rows_of[name])]
        scored.sort(key=lambda one: (bool(letters) and one[1].province != letters, -one[0], fewest_last(one[1])))
        return list({place.place_id: place for _, place in scored}.values())

    def told_apart(self, places: list[Place]) -> list[Place]:
        """The same places; of those with the same name and province, all but a town say which town they are near."""
        labels = Counter(place.label("en") for place in places)
        towns = {place.label("en"): place for place in reversed(places) if (place.population or 0) >= KNOWN_TOWN}
        plain = {place.place_id for place in towns.values()}
        twice = [labels[place.label("en")] > 1 and place.place_id not in plain for place in places]
        return [self._near_a_town(place) if again else place for place, again in zip(places, twice, strict=True)]

    def _near_a_town(self, place: Place) -> Place:
        towns, tree = self._towns
        for row in tree.nearest(place.point, 5)[0]:
            town = towns[row]
            if town.name_en != place.name_en:
                english, french = f"{place.name_en} (near {town.name_en})", f"{place.name_fr} (près de {town.name_fr})"
                return replace(place, name_en=english, name_fr=french)
        return place

    def nearest_to(self, point: Point, km: float) -> Place | None:
        """The town beside a point, else the nearest community of any size; None when there is none within `km`."""
        towns, tree = self._towns
        beside = (towns[row] for row in tree.within(point, NEIGHBOUR_KM))
        town = next((town for town in beside if not self._is_quarter(town)), None)
        communities, tree = self._communities
        return town or next((communities[row] for row in tree.within(point, km)), None)

    @cached_property
    def _communities(self) -> tuple[list[Place], Nearest]:
        communities = [place for place in self.places if place.kind == "community"]
        return communities, Nearest([place.point for place in communities])

    @cached_property
    def _towns(self) -> tuple[list[Place], Nearest]:
        known = (p for p in self.places if p.kind == "community" and (p.population or 0) >= KNOWN_TOWN)
        # "Annapolis, Subd. D" and "Division No. 17" help nobody.
        towns = [place for place in known if "," not in place.name_en and not place.name_en[-1].isdigit()]
        return towns, Nearest([town.point for town in towns])

    @cached_property
    def _largest(self) -> int:
        return max((town.population or 0 for town in self._towns[0]), default=0)

    @cached_property
    def _names(self) -> list[str]:
        return [name for name in self.rows_of if len(name) > 2]

    def _add(self, named: Named) -> None:
        row = self._row_of_same(named)
        if row is None:
            row = len(self.places)
            self.places.append(named.place)
        else:
            self.places[row] = _completed(self.places[row], named.place)
        self.row_of.setdefault(named.place.place_id, row)
        for name in named.own:
            self._index(name, row)
        for name in (*named.other, *_beside_its_province(named.place)):
            self._index(name, ~row)

    def _row_of_same(self, named: Named) -> int | None:
        """The row that already holds this place, known from its own name, province and position."""
        for row in self.rows_of.get(key(named.own[0]), ()):
            if row >= 0 and _same(self.places[row], named.place):
                return row
        return None

    def _index(self, name: str, row: int) -> None:
        for one in keys(name):
            held = self.rows_of.get(one, ())
            if one and row not in held and ~row not in held:
                self.rows_of[one] = (*held, row)
            elif row >= 0 and ~row in held:
                self.rows_of[one] = tuple(row if other == ~row else other for other in held)
            if self.at(row).kind == "province":
                self.province_of[one] = self.at(row).province


def neighbours(one: Place, other: Place) -> bool:
    """Whether two communities lie side by side in one province."""
    return _together(one, other, TERRITORY_KM if one.province in TERRITORIES else NEIGHBOUR_KM)


def lies_in(place: Place, region: Place) -> bool:
    """Whether a community lies in a region: the region of the same name is the better answer for both."""
    return place.kind == "community" and any(code.startswith("CD:") for code in place.areas & region.areas)


def fewest_last(place: Place) -> tuple[bool, int, str]:
    """The order of choices: by population, unknown last."""
    return place.population is None, -(place.population or 0), place.place_id


def _is_northern(place: Place) -> bool:
    return place.province in TERRITORIES or bool(place.remote)


def _same(one: Place, other: Place) -> bool:
    return _together(one, other, SAME_KM)


def _together(one: Place, other: Place, km: float) -> bool:
    alike = one.kind == other.kind == "community" and one.province == other.province
    return alike and rough_km(one.point, other.point) <= km


def _completed(held: Place, other: Place) -> Place:
    """The place held, with what only the other table knows of it."""
    return replace(
        held,
        name_fr=other.name_fr if held.name_fr == held.name_en else held.name_fr,
        population=other.population if held.population is None else held.population,
        areas=_areas_of_both(held.areas, other.areas),
        remoteness=held.remoteness or other.remoteness,
        rural=other.rural if held.rural is None else held.rural,
    )


def _areas_of_both(held: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    """What is held, and the other's areas of a kind that is not: no place lies in two census divisions."""
    kinds = {code.partition(":")[0] for code in held}
    return held | {code for code in other if code.partition(":")[0] not in kinds}


def _beside_its_province(place: Place) -> tuple[str, ...]:
    """A city named like its province is asked for as "Quebec City", "ville de Québec" or "Québec ville"."""
    province = PROVINCES.get(place.province)
    if province is None or place.kind != "community" or key(place.name_en) not in (key(province.en), key(province.fr)):
        return ()
    return (f"{place.name_en} City", f"Ville de {place.name_fr}", f"{place.name_fr} ville")
