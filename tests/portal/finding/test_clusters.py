"""Marks of a map: every public address in view is counted once, and nothing else is felt in them."""

from __future__ import annotations

import numpy as np
import pytest

from portal.finding import indexing
from portal.finding.catalogue import Catalogue, opened, stamp_of
from portal.finding.clusters import CELL, MOST_CELLS, MOST_NAMED, View, clusters, pixels, public_points
from portal.finding.find import find, matching_rows
from portal.finding.question import Question
from portal.finding.snapshot import save
from search_index.index import Index

CANADA = View(-141, 41, -52, 84, 4)
ONTARIO = View(-95.5, 41.5, -74, 57, 6)
DOWNTOWN = View(-79.5, 43.6, -79.3, 43.7, 12)
VIEWS = pytest.mark.parametrize("view", [CANADA, ONTARIO, DOWNTOWN], ids=["z4", "z6", "z12"])


@pytest.fixture(scope="module")
def spread():
    """Points all over the country, thickest in Toronto."""
    dice = np.random.default_rng(5)
    wide = np.column_stack([dice.uniform(-140, -53, 3000), dice.uniform(42, 83, 3000)])
    thick = dice.normal((-79.4, 43.65), (0.1, 0.05), (3000, 2))
    return np.concatenate([wide, thick])


@VIEWS
def test_the_counts_add_up_to_the_points_in_view(spread, view):
    seen = clusters(spread, np.arange(len(spread)), view)

    longitude, latitude = spread.T
    inside = (longitude >= view.west) & (longitude <= view.east) & (latitude >= view.south) & (latitude <= view.north)
    assert sum(one.count for one in seen) == inside.sum() > MOST_NAMED


@VIEWS
def test_each_mark_stands_in_the_middle_of_the_points_of_its_cell(spread, view):
    rows = np.arange(len(spread))

    seen = clusters(spread, rows, view)

    # The plain version: one point at a time into a dictionary of cells.
    plain: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for longitude, latitude in spread:
        if view.west <= longitude <= view.east and view.south <= latitude <= view.north:
            x, y = (float(part[0]) for part in pixels(np.array([[longitude, latitude]]), view.world))
            plain.setdefault((int(y // view.cell), int(x // view.cell)), []).append((x, y))
    middles = sorted((len(held), *np.mean(held, axis=0).round(6)) for held in plain.values())
    marks = np.array([[one.longitude, one.latitude] for one in seen])
    found = sorted(zip([o.count for o in seen], *(part.round(6) for part in pixels(marks, view.world)), strict=True))
    assert np.allclose(found, middles)


def test_moving_the_map_leaves_the_cells_where_they_were(spread):
    rows = np.arange(len(spread))
    moved = View(CANADA.west + 1.7, CANADA.south + 1.3, CANADA.east + 1.7, 85, 4)

    there = {(one.longitude, one.count) for one in clusters(spread, rows, CANADA) if -120 < one.longitude < -60}
    here = {(one.longitude, one.count) for one in clusters(spread, rows, moved) if -120 < one.longitude < -60}

    assert len(there & here) > 0.8 * len(there)


def test_a_few_points_are_each_a_mark_of_their_own_with_their_row():
    points = np.array([[-79.4, 43.65]] * MOST_NAMED)

    seen = clusters(points, np.arange(MOST_NAMED), CANADA)

    assert [(one.count, one.row) for one in seen] == [(1, row) for row in range(MOST_NAMED)]


def test_no_more_than_so_many_carry_a_row():
    scattered = np.array([(longitude, latitude) for longitude in range(-80, -60) for latitude in range(45, 50)])

    seen = clusters(scattered, np.arange(100), View(-81, 44, -59, 51, 7))

    alone = [one for one in seen if one.count == 1]
    assert sum(one.row is not None for one in seen) == MOST_NAMED < len(alone)


@pytest.mark.parametrize("zoom", range(0, 19, 3))
def test_what_is_sent_grows_neither_with_the_points_nor_with_the_zoom(spread, zoom):
    seen = clusters(spread, np.arange(len(spread)), View(-180, -85, 180, 85, zoom))

    assert len(seen) <= MOST_CELLS * 1.5


def test_cells_are_of_the_size_of_a_button_on_an_ordinary_screen():
    assert View(-95, 44, -80, 56, 6).cell == CELL


def test_one_that_stands_alone_keeps_its_very_point(spread):
    seen = clusters(spread, np.arange(len(spread)), View(-141, 41, -52, 84, 7))

    alone = [one for one in seen if one.row is not None]
    assert alone
    assert all((one.longitude, one.latitude) == tuple(spread[one.row]) for one in alone)


def test_an_empty_view_has_no_marks(spread):
    assert clusters(spread, np.arange(len(spread)), View(-30, 20, -20, 30, 5)) == []


# From the registry


@pytest.fixture
def told(store, places):
    """Every mark of a question, as ids with points and counts."""

    def marks(view: View = CANADA, catalogue: Catalogue | None = None, **asked: object) -> list[tuple[object, ...]]:
        catalogue = catalogue or Catalogue.build(store.revision(), store.published(), places)
        among = matching_rows(Question(**asked), catalogue, None, places, store)
        seen = clusters(*public_points(catalogue.columns, among), view)
        ids = catalogue.columns.ids
        return [(o.longitude, o.latitude, o.count, None if o.row is None else ids[o.row]) for o in seen]

    return marks


def at(latitude: float, longitude: float, community: str = "Thunder Bay") -> dict[str, str]:
    return {
        "disclosure": "address",
        "address": "1 Invented Street",
        "community": community,
        "latitude": str(latitude),
        "longitude": str(longitude),
    }


def test_only_a_public_address_becomes_a_mark(add, told):
    clinic = add("clinic", **at(48.4, -89.25))
    add("house", disclosure="region")
    add("circle", disclosure="community", community="Kenora")
    add("line", delivery="phone", service_area="CA", disclosure="region")

    assert told() == [(-89.25, 48.4, 1, clinic)]


def test_an_address_without_a_point_stands_in_the_middle_of_its_community(add, told, places):
    office = add("office", disclosure="address", address="2 Invented Street", community="Thunder Bay")

    assert told() == [(*places.find("Thunder Bay, ON").point, 1, office)]


@pytest.mark.parametrize("asked", [{}, {"place": "Thunder Bay"}, {"province": "ON"}, {"words": "legal aid"}])
def test_listings_that_show_less_change_nothing(add, told, asked):
    for number in range(70):
        add(f"clinic-{number:02}", **at(48.4 + number / 50, -89.25 + number / 7))
    before = told(**asked)

    add("a-house", disclosure="region")
    add("circle", disclosure="community", community="Thunder Bay")
    add("z-house", disclosure="region", service_area="PR:35", delivery="phone;in_person")

    assert told(**asked) == before
    assert len(before) > 1


@pytest.mark.parametrize("asked", [{}, {"place": "Thunder Bay"}, {"place": "Ontario"}])
def test_a_better_answer_without_an_address_pushes_no_address_off_the_map(add, store, places, tmp_path, asked):
    pantry = {"service_name_en": "Pantry", "service_name_fr": "Provisions", "categories": "food"}
    spoken = add("office", description_en="We know of legal aid.", **pantry, **at(48.4, -89.25))
    add("house", disclosure="region", categories="legal.aid", service_area="PR:35")
    indexing.rebuild(store, tmp_path / "index")
    index = Index.open(tmp_path / "index")
    catalogue = Catalogue.build(store.revision(), store.published(), places)

    among = matching_rows(Question("legal aid", **asked), catalogue, index, places, store)

    index.close()
    assert [catalogue.columns.ids[row] for row in np.flatnonzero(among)] == [spoken]


@pytest.mark.parametrize("asked", [{"place": "Thunder Bay"}, {}, {"place": "Ontario"}, {"words": "legal"}])
def test_every_nearest_answer_of_the_list_is_on_the_map(add, store, places, told, asked):
    for number in range(30):
        add(f"clinic-{number:02}", **at(48.4 + number / 100, -89.25))
    catalogue = Catalogue.build(store.revision(), store.published(), places)

    listed = {answer.service.id for answer in find(Question(**asked), catalogue, None, places, store).near}

    assert listed <= {mark[3] for mark in told(**asked)}
    assert len(listed) == 20


def test_filters_keep_off_the_map_what_they_keep_off_the_list(add, told):
    add("clinic", **at(48.4, -89.25))
    food = add("food", categories="food", **at(48.5, -89.2))

    assert [mark[3] for mark in told(categories=("food",))] == [food]


def test_points_survive_a_snapshot_and_a_change(add, store, places, told, tmp_path):
    add("clinic", **at(48.4, -89.25))
    kept = Catalogue.build(store.revision(), store.published(), places)
    save(kept.columns, kept.revision, tmp_path / "kept", stamp_of(places))
    loaded = opened(tmp_path / "kept", places, store.revision())
    second = add("second", **at(50.1, -91.9, "Sioux Lookout"))
    later = loaded.extended(store.revision(), [second], store.public_many([second]), places)

    assert told(catalogue=loaded)[0][:2] == (-89.25, 48.4)
    assert [mark[:2] for mark in told(catalogue=later)] == [(-89.25, 48.4), (-91.9, 50.1)]
