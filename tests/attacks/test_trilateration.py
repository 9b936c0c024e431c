"""Trilateration: can a house be found by asking how far it is, again and again?

The attacker asks ordinary questions from many places and puts the answers together (attackers.py). They gain the
house: 120 such questions were enough to find people to within metres where dating services rounded their distances.
The true positions live in this test alone. They are offered to the import, which has to drop them; the score is the
attacker's error beside that of the best guess from the published area and its people. The same attackers first have
to find houses on sites that hold the point and show a distance, a rounded one, a blurred one, or only the order.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from geo.place import Place, Point
from geo.places import Places
from geo.sphere import distances_km
from portal import demo
from portal.web import wording
from tests.conftest import DATA

from .attackers import ATTACKERS, KINDRED, Eyes, Hunt, by_coverage, by_distance, by_order, by_view
from .size import sized
from .world import World, row

TARGETS = sized(200, 12)
NORTH = 53.0
"""Degrees of latitude: the territories and the northern halves of the provinces."""
PEOPLE_PER_KM2 = 1500
KNOWN = 1500


@dataclass(frozen=True, slots=True)
class House:
    """A house nobody may find. Only this test knows where it stands."""

    key: str
    level: str
    home: Place
    point: Point

    @property
    def name(self) -> str:
        return f"Quillwort{self.key}"


def places() -> list[Place]:
    """Every community whose people were counted."""
    known = Places.load(DATA / "places", None)
    return [one for one in known if one.kind == "community" and one.population and one.province]


def houses(count: int, everywhere: list[Place], seed: int) -> Iterator[House]:
    """Houses in communities large and small: half in the North, half of each told by region, half by community."""
    dice = random.Random(seed)
    north = [place for place in everywhere if place.point[1] >= NORTH]
    south = [place for place in everywhere if place.point[1] < NORTH]
    for number in range(count):
        among = north if number % 2 else south
        home = dice.choices(among, [(place.population or 1) ** 0.5 for place in among])[0]
        level = ("region", "community")[number // 2 % 2]
        yield House(f"t{number:03}", level, home, somewhere_in(home, dice))


def somewhere_in(home: Place, dice: random.Random) -> Point:
    """A point in the built-up circle of a community, which grows with its people."""
    km = max(1.0, ((home.population or 1) / PEOPLE_PER_KM2 / np.pi) ** 0.5) * dice.random() ** 0.5
    turn = dice.uniform(0, 2 * np.pi)
    up, across = km * np.sin(turn) / 111.2, km * np.cos(turn) / 111.2 / np.cos(np.radians(home.point[1]))
    return home.point[0] + float(across), home.point[1] + float(up)


def offered(house: House, level: str) -> dict[str, str]:
    """The row of a house with its true position in it, as a careless provider would write it."""
    return row(
        house.key, organization_name_en=house.name, categories=KINDRED, province=house.home.province,
        disclosure=level, community=house.home.name_en if level != "region" else "",
        address="1 Hidden Road", longitude=f"{house.point[0]:.7f}", latitude=f"{house.point[1]:.7f}",
    )  # fmt: skip


@dataclass
class Chase:
    """A site with houses in it, and what anyone may know of it."""

    world: World
    houses: list[House]
    everywhere: list[Place]

    def hunts(self, eyes: Eyes) -> Iterator[tuple[House, Hunt]]:
        """Each house with what its attacker knows."""
        named = {service.origin.record_key: service for service in self.world.store.published()}
        public = {s.id: s.places[0].point for s in named.values() if s.places and s.places[0].point}
        for house in self.houses:
            listing = named[house.key].id
            hidden = {id_: point for id_, point in public.items() if id_ != listing}
            province = tuple(place for place in self.everywhere if place.province == house.home.province)
            area = (house.home,) if house.level == "community" else province
            yield house, Hunt(eyes, listing, house.name, area, province, hidden)


def chase(worlds: Callable[[str], World], name: str, count: int, seed: int, level: str = "") -> Chase:
    """A site with houses at their own levels, or all at one."""
    everywhere = places()
    hidden = list(houses(count, everywhere, seed))
    world = worlds(name)
    invented = demo.rows(KNOWN, seed, demo.read_places(DATA / "places" / "places.csv"))
    known = [one | {"categories": KINDRED} for one in invented if one["disclosure"] == "address"]
    world.imports_rows([*known, *(offered(house, level or house.level) for house in hidden)])
    return Chase(world.opens(), hidden, everywhere)


def error_km(guess: Point, house: House) -> float:
    """How far a guess is from the house."""
    return float(distances_km([guess], house.point)[0])


@dataclass(frozen=True, slots=True)
class Score:
    """What one attacker came to against some houses."""

    errors: np.ndarray
    """Kilometres, one for each house."""
    guesses: np.ndarray
    """The errors of the best guess, in the same order."""
    asked: float
    """Requests for each house."""

    @property
    def paired(self) -> float:
        """The mean, over the houses, of the error beside that of the best guess."""
        return float((self.errors / np.maximum(self.guesses, 1e-3)).mean())

    @property
    def overall(self) -> float:
        """All errors beside all errors of the best guess: no lucky guess weighs more than its kilometres."""
        return float(self.errors.sum() / self.guesses.sum())

    @property
    def ratio(self) -> float:
        """The lower of both: 1 means that asking was no use, 0 that the houses were found."""
        return min(self.paired, self.overall)

    def __str__(self) -> str:
        return f"{self.ratio:.3f}, median {np.median(self.errors):.2f} km"


def scored(chase: Chase, attacker: Callable[[Hunt], Point], level: str) -> Score:
    """One attacker after every house of a level."""
    eyes = Eyes(chase.world.client())
    found = [
        (error_km(attacker(hunt), house), error_km(hunt.best_guess(), house))
        for house, hunt in chase.hunts(eyes)
        if house.level == level
    ]
    errors, guesses = np.array(found).T
    return Score(errors, guesses, eyes.asked / len(found))


@pytest.fixture(scope="module")
def site(worlds, seed) -> Chase:
    """The site as it is, with every house offered to it."""
    return chase(worlds, "trilateration", TARGETS, seed)


@pytest.mark.parametrize("level", ["region", "community"])
@pytest.mark.parametrize("attacker", ATTACKERS)
def test_asking_finds_no_house_that_the_published_area_does_not(site, scoreboard, attacker, level):
    score = scored(site, ATTACKERS[attacker], level)

    size = f"{len(score.errors)} houses, {score.asked:.0f} requests each"
    holds = score.ratio >= 0.95 and score.asked <= 20_000
    scoreboard(f"trilateration {attacker} ({level})", size, "ratio >= 0.95", str(score), holds)


def test_a_region_is_too_wide_to_guess_a_house_in(site, scoreboard):
    """What the level is for: the best guess of all attackers, whatever they asked."""
    guesses = scored(site, Hunt.best_guess, "region").guesses

    low, middle = np.percentile(guesses, 5), np.median(guesses)
    seen = f"median {middle:.0f} km, 5th pct {low:.1f} km"
    scoreboard("    best guess (region)", f"{len(guesses)} houses", "median >= 5 km, 5th pct >= 2 km", seen,
               middle >= 5 and low >= 2)  # fmt: skip


def rounded(km: float | None, around: bool, language: str) -> str:
    return "" if km is None else f"{5 * round(km / 5)} km"


def blurred(km: float | None, around: bool, language: str) -> str:
    return "" if km is None else f"{km + random.uniform(-5, 5):.2f} km"


BROKEN = {
    "a distance": (None, by_distance),
    "one rounded to 5 km": (rounded, lambda hunt: by_distance(hunt, vantages=16)),
    "one blurred by 5 km": (blurred, lambda hunt: by_distance(hunt, repeats=sized(60, 12), rounds=2)),
    "only the order": (lambda *_: "", lambda hunt: by_order(hunt, rounds=6, vantages=12)),
    "only a view": (lambda *_: "", by_view),
    "only coverage": (lambda *_: "", by_coverage),
}
"""What a site that holds the point would show, and who then finds the house."""


@pytest.fixture(scope="module")
def holding(worlds, seed) -> Chase:
    """A site that holds the point of every house, as one would that only hides it from its pages."""
    return chase(worlds, "holding", sized(24, 8), seed, level="address")


@pytest.mark.parametrize("shown", BROKEN)
def test_the_same_people_find_houses_where_the_site_holds_a_point(holding, scoreboard, monkeypatch, shown):
    display, attacker = BROKEN[shown]
    if display is not None:
        monkeypatch.setattr(wording, "distance", display)

    score = scored(holding, attacker, "region")

    size = f"{len(score.errors)} houses, {score.asked:.0f} requests each"
    scoreboard(f"    control: shows {shown}", size, "overall <= 0.2", f"{score.overall:.3f}", score.overall <= 0.2)
