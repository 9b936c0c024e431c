"""People who look for a house by asking the site ordinary questions, over HTTP and in no other way.

They know everything public: every place of Canada with its people, every service that shows its address, and what
the site publishes of the house they look for. They do not know the house. What they make of the answers is one
guess; where the answers say nothing, they are left with the best guess from what is published.
Points are (longitude, latitude) in degrees.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from flask.testing import FlaskClient
from numpy.typing import NDArray

from geo.place import Place, Point
from geo.sphere import distances_km
from portal.coverage.need import Need

from .size import sized

Points = NDArray[np.float64]

ARTICLE = re.compile(r'<h2 id="(\w+)">|<article id="listing-([^"]+)"(.*?)</article>', re.DOTALL)
FAR = re.compile(r'<span class="far">[^<\d]*(-?[\d.,   ]+) km')
KINDRED = "counselling.trauma"
"""The kind of help all the houses offer, and many services nearby."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One listing in one answer: its block, its place in the list, and how far away the page says it is."""

    id: str
    block: str
    position: int
    km: float | None


@dataclass
class Eyes:
    """Asks the site, reads its answers, and counts how often it asked."""

    client: FlaskClient
    asked: int = 0
    lists: dict[str, list[Seen]] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)

    def listing_near(self, words: str, listing: str, place: Place) -> Seen | None:
        """How one listing appears to someone who asks for it by name near a place."""
        found = self.search(words=words, place_id=place.place_id, place=place.label("en"))
        return next((seen for seen in found if seen.id == listing), None)

    def kindred_near(self, place: Place) -> list[Seen]:
        """Three pages of everything of this kind near a place, in order. Asked once for each place."""
        if place.place_id not in self.lists:
            pages = [
                self.search(category=KINDRED, place_id=place.place_id, place=place.label("en"), page=str(page))
                for page in (1, 2, 3)
            ]
            self.lists[place.place_id] = [seen for page in pages for seen in page]
        return self.lists[place.place_id]

    def behind_figure(self, place: Place, listing: str) -> list[float]:
        """What a community's page of coverage says of the way to one listing. Each page is read once."""
        if place.place_id not in self.pages:
            self.asked += 1
            need = Need(f"category:{KINDRED}").token
            self.pages[place.place_id] = self.client.get(f"/en/coverage/{need}/200/in/place:{place.place_id}").text
        line = re.search(rf'/service/{re.escape(listing)}".*?</li>', self.pages[place.place_id], re.DOTALL)
        return [float(km.replace(",", "")) for km in re.findall(r"([\d,]+)\s*km", line[0])[:1]] if line else []

    def search(self, **form: str) -> list[Seen]:
        """The listings of one answer."""
        self.asked += 1
        response = self.client.post("/en/search", data=form)
        assert response.status_code == 200, response.status
        return read(response.text)

    def is_inside(self, words: str, listing: str, west: float, south: float, east: float, north: float) -> bool:
        """Whether the map tells of a listing in a view."""
        self.asked += 1
        edges = {"west": west, "south": south, "east": east, "north": north}
        form = {name: f"{value:.7f}" for name, value in edges.items()} | {"zoom": "18", "words": words}
        response = self.client.post("/en/map-data", data=form)
        assert response.status_code == 200, response.status
        return any(listing in mark[3:] for mark in json.loads(response.text)["clusters"])


def read(page: str) -> list[Seen]:
    """The listings of a page, in order, each with its block and its distance."""
    found: list[Seen] = []
    block = ""
    for heading, listing, inside in ARTICLE.findall(page):
        block = heading or block
        if listing:
            far = FAR.search(inside)
            km = float(re.sub(r"[^\d.-]", "", far[1].replace(",", ""))) if far else None
            found.append(Seen(listing, block, len(found), km))
    return found


@dataclass(frozen=True)
class Hunt:
    """One attacker after one house: what is published of it, and what they may ask."""

    eyes: Eyes
    listing: str
    name: str
    area: tuple[Place, ...]
    """The places of the published area: one community, or all of a province."""
    around: tuple[Place, ...]
    """Where to ask from: every community of the province."""
    public: dict[str, Point]
    """Every service that shows its address."""

    def best_guess(self) -> Point:
        """Where someone looks who knows only what is published."""
        return best_guess(self.area)

    def vantage(self, guess: Point, count: int) -> list[Place]:
        """Places to ask from: half of them spread over the province, half the nearest to the present guess."""
        wide = spread(self.around, count // 2)
        nearest = np.argsort(distances_km([place.point for place in self.around], guess))[: count - len(wide)]
        return list({place.place_id: place for place in [*wide, *(self.around[n] for n in nearest)]}.values())


@cache
def best_guess(area: tuple[Place, ...]) -> Point:
    """The place from which a house of an area is least far away on average.

    Houses stand where people are, and more evenly: a town of four times the people has twice the houses.
    """
    points = np.array([place.point for place in area])
    likely = np.sqrt([place.population or 1 for place in area])
    reach = [float((distances_km(points, point) * likely).sum()) for point in points]
    return area[int(np.argmin(reach))].point


@cache
def spread(area: tuple[Place, ...], count: int) -> tuple[Place, ...]:
    """Places of an area as far apart as can be: the largest, then each time the one farthest from all before it."""
    points = np.array([place.point for place in area])
    chosen = [int(np.argmax([place.population or 0 for place in area]))]
    away = distances_km(points, area[chosen[0]].point)
    while len(chosen) < min(count, len(area)):
        chosen.append(int(np.argmax(away)))
        away = np.minimum(away, distances_km(points, area[chosen[-1]].point))
    return tuple(area[number] for number in chosen)


Cost = Callable[[Points], NDArray[np.float64]]
"""How badly each of some points (n, 2) fits what was seen; 0 fits everything."""


def fitting(cost: Cost, start: Point, km: float) -> Point:
    """The point that fits best, sought around `start` on ever finer grids."""
    here = start
    while km > 0.02:
        up = km / 111.0
        across = up / max(0.1, float(np.cos(np.radians(here[1]))))
        x, y = np.meshgrid(np.linspace(-across, across, 25), np.linspace(-up, up, 25))
        grid = np.column_stack([x.ravel() + here[0], y.ravel() + here[1]])
        costs = cost(grid)
        best = grid[costs <= costs.min() + 1e-9]
        here = (float(best[:, 0].mean()), float(best[:, 1].mean()))
        km /= 4
    return here


def by_distance(hunt: Hunt, repeats: int = 1, rounds: int = 3, vantages: int = 8) -> Point:
    """A, B, C, D: believe the number beside the listing, asked for from many places, again where it is noisy."""

    def told(place: Place) -> list[float]:
        seen = [hunt.eyes.listing_near(hunt.name, hunt.listing, place) for _ in range(repeats)]
        return [one.km for one in seen if one is not None and one.km is not None]

    return trilaterated(hunt, told, rounds, vantages)


def by_coverage(hunt: Hunt) -> Point:
    """G: believe the distances under a figure of coverage, followed down in one community after the other."""
    return trilaterated(hunt, lambda place: hunt.eyes.behind_figure(place, hunt.listing), 4, 24)


def trilaterated(hunt: Hunt, told: Callable[[Place], list[float]], rounds: int, vantages: int) -> Point:
    """The point that fits the kilometres told at many places; the best guess where none are."""
    guess, heard = hunt.best_guess(), dict[Point, float]()
    for _ in range(rounds):
        for place in hunt.vantage(guess, vantages):
            if numbers := told(place):
                heard[place.point] = float(np.mean(numbers))
        if not heard:
            return guess
        # The nearest places tell most: a number rounded or blurred by kilometres means little at a thousand.
        closest = sorted(heard.items(), key=lambda item: item[1])[:12]
        guess = fitting(lambda grid, closest=closest: residuals(grid, closest), closest[0][0], closest[0][1] + 20)
    return guess


def residuals(grid: Points, heard: Sequence[tuple[Point, float]]) -> NDArray[np.float64]:
    """How far the distances from each grid point are from those that were said."""
    return np.sum([np.abs(distances_km(grid, place) - km) for place, km in heard], axis=0)


def by_view(hunt: Hunt) -> Point:
    """E: ask the map whether the listing is in view, and halve the view."""
    west, south, east, north = -141.0, 41.7, -52.6, 83.1
    if not hunt.eyes.is_inside(hunt.name, hunt.listing, west, south, east, north):
        return hunt.best_guess()
    while north - south > 1e-4 or east - west > 1e-4:
        middle, halfway = (west + east) / 2, (south + north) / 2
        if east - west > 1e-4:
            left = hunt.eyes.is_inside(hunt.name, hunt.listing, west, south, middle, north)
            west, east = (west, middle) if left else (middle, east)
        if north - south > 1e-4:
            below = hunt.eyes.is_inside(hunt.name, hunt.listing, west, south, east, halfway)
            south, north = (south, halfway) if below else (halfway, north)
    return (west + east) / 2, (south + north) / 2


def by_presence(hunt: Hunt, vantages: int = 16) -> Point:
    """E again, in the list: of the published area, leave out the places near which the listing is not told of."""
    asked = hunt.vantage(hunt.best_guess(), vantages)
    silent = {place for place in asked if hunt.eyes.listing_near(hunt.name, hunt.listing, place) is None}
    left = tuple(place for place in hunt.area if place not in silent)
    return best_guess(left) if left else hunt.best_guess()


Told = tuple[Point, list[Point], list[Point]]
"""One answer: where it was asked for, and the known services before and after the listing."""


def by_order(hunt: Hunt, rounds: int = 4, vantages: int = 8) -> Point:
    """F: nothing but the order of the list, beside services whose places are known.

    Which block goes by distance is found out as well: the one whose order contradicts itself least.
    """
    guess, told = hunt.best_guess(), defaultdict[str, list[Told]](list)
    for round_ in range(rounds):
        # A list ends after three pages: at first it has to be asked for all over the province.
        for place in hunt.vantage(guess, vantages) if round_ else spread(hunt.around, 5 * vantages):
            block, before, after = beside(hunt.eyes.kindred_near(place), hunt)
            if before or after:
                told[block].append((place.point, before, after))
        if not told:
            return guess
        guess = min((ordered(answers, round_, hunt) for answers in told.values()), key=lambda found: found[0])[1]
    return guess


def ordered(told: Sequence[Told], round_: int, hunt: Hunt) -> tuple[float, Point]:
    """Where a listing stands whose block goes by distance, and by how many kilometres an answer contradicts that.

    Sought first among the places of the published area, then on ever finer grids around the best of them.
    """
    points = np.array([place.point for place in hunt.area])
    start = hunt.area[int(np.argmin(disorder(points, told)))].point
    found = fitting(lambda grid: disorder(grid, told), start, 60.0 / (round_ + 1))
    return float(disorder(np.array([found]), told)[0]) / len(told), found


def beside(seen: Sequence[Seen], hunt: Hunt) -> tuple[str, list[Point], list[Point]]:
    """The block of the listing, with the known services before and after it there; nothing where it is not shown."""
    mine = next((one for one in seen if one.id == hunt.listing), None)
    if mine is None:
        return "", [], []
    known = [one for one in seen if one.block == mine.block and one.id in hunt.public]
    before = [hunt.public[one.id] for one in known if one.position < mine.position]
    return mine.block, before, [hunt.public[one.id] for one in known if one.position > mine.position]


def disorder(grid: Points, told: Sequence[Told]) -> NDArray[np.float64]:
    """By how many kilometres each grid point stands in the wrong order, summed."""
    wrong = np.zeros(len(grid))
    for here, before, after in told:
        far = distances_km(grid, here)
        nearest = max((float(distances_km([point], here)[0]) for point in before), default=0.0)
        farthest = min((float(distances_km([point], here)[0]) for point in after), default=np.inf)
        wrong += np.maximum(0, nearest - far) + np.maximum(0, far - farthest)
    return wrong


def by_middle(hunt: Hunt) -> Point:
    """K: the middle of the area the listing says it serves."""
    across, up = np.mean([place.point for place in hunt.area], axis=0)
    return float(across), float(up)


ATTACKERS: dict[str, Callable[[Hunt], Point]] = {
    "A-C distance as shown": by_distance,
    "D mean of repeated answers": lambda hunt: by_distance(hunt, repeats=sized(20, 4), rounds=1, vantages=4),
    "E inside a view": by_view,
    "E told of at all": by_presence,
    "F order of the list": by_order,
    "G behind a figure of coverage": by_coverage,
    "K middle of the area": by_middle,
}
"""Everyone who looks. A, B and C ask alike: what the number is rounded to is up to the site."""
