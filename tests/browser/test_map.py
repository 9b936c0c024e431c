"""The map beside the list: all that matches, by pointer and by keyboard, in step with the list."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import waitress.server
from playwright.sync_api import FrameLocator, Page, expect

from portal import basemap, create_app
from portal.config import Settings, make_secret
from portal.finding import indexing
from portal.registry import database, migrations
from portal.registry.model import Disclosure, Location
from portal.registry.store import Store
from portal.registry.vocabulary import Vocabularies
from tests.conftest import CAST, DATA, HARD, SOURCE, at, listing

from .conftest import DESKTOP, PHONE, Visits
from .test_journeys import search

FAR = (-68.5, 63.75)
"""Iqaluit."""


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    """The invented cast, sixty more kitchens in Thunder Bay and one far away, with a map."""
    folder: Path = tmp_path_factory.mktemp("mapped")
    make_secret(folder)
    settings = Settings(state_dir=folder)
    terms = Vocabularies(DATA / "taxonomy")
    db = database.open_writer(settings.database)
    migrations.migrate(db, terms)
    store = Store(db, terms)
    store.add_source(SOURCE)
    spots = {f"soup-{n:02}": (-89.4 + n % 8 / 40, 48.3 + n // 8 / 40) for n in range(60)}
    more = [listing(key, f"Soup {key[-2:]}", "food", place=at(key, "1 Pot Road", spot)) for key, spot in spots.items()]
    north = Location("at-north", Disclosure.ADDRESS, "NU", "Iqaluit", "2 Pot Road", "X0A 0H0", FAR)
    store.publish([*CAST, *more, listing("north", HARD, "food", place=north)], "2026-01-05", "tests")
    indexing.rebuild(store, settings.index)
    db.conn.close()
    basemap.build(settings)
    app = create_app(Settings.from_environment({"PORTAL_STATE_DIR": str(folder)}))
    server = waitress.server.create_server(app, host="127.0.0.1", port=0, threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()


def mapped(visits: Visits, page: Page) -> FrameLocator:
    """The map's frame, after the rest of the answer has arrived."""
    with page.expect_response("**/map-data"):
        search(page, visits.address, "en", "food", "Thunder Bay")
    frame = page.frame_locator("iframe")
    expect(frame.locator("#notes")).to_contain_text("other services that fit")
    return frame


def names(frame: FrameLocator) -> list[str]:
    return frame.locator(".mark").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")


def counted(names: list[str]) -> int:
    """How many services the names of the marks speak of."""
    total = 0
    for name in names:
        some = re.search(r"(\d+) services?\b", name)
        total += int(some[1]) if some else 1 + int((re.search(r"and (\d+) more", name) or [0, 0])[1])
    return total


def settled(page: Page) -> None:
    """After a move the map asks for what is in view, and has it."""
    page.wait_for_timeout(900)


def zoom_out(page: Page, frame: FrameLocator, times: int) -> None:
    for _ in range(times):
        frame.get_by_role("button", name="Zoom out").click()
    settled(page)


def test_the_whole_answer_is_on_the_map_not_only_one_page_of_it(visits: Visits):
    page = visits.window(DESKTOP)

    frame = mapped(visits, page)
    zoom_out(page, frame, 3)

    # 25 kitchens, 60 soups.
    assert counted(names(frame)) == 85


def test_panning_brings_what_comes_into_view(visits: Visits):
    page = visits.window(DESKTOP)
    frame = mapped(visits, page)
    assert "north" not in str(names(frame))

    zoom_out(page, frame, 6)

    assert counted(names(frame)) == 86
    assert HARD in names(frame)


def test_a_count_zooms_in_by_keyboard_and_the_focus_stays_on_a_mark(visits: Visits):
    page = visits.window(DESKTOP)
    frame = mapped(visits, page)
    zoom_out(page, frame, 3)
    assert names(frame) == ["1, 2…: 85 services, zoom in"]
    frame.locator(".mark").focus()

    page.keyboard.press("Enter")
    settled(page)

    assert len(names(frame)) > 1
    assert page.frames[1].evaluate("document.activeElement.classList.contains('mark')")


def test_the_keyboard_reaches_every_mark_and_the_zoom_buttons(visits: Visits):
    page = visits.window(DESKTOP)
    frame = mapped(visits, page)
    frame.locator(".folium-map").focus()

    reached = []
    for _ in range(len(names(frame)) + 2):
        page.keyboard.press("Tab")
        reached.append(page.frames[1].evaluate("document.activeElement.getAttribute('aria-label')"))

    assert sorted(reached) == sorted([*names(frame), "Zoom in", "Zoom out"])


def test_a_service_that_is_not_in_the_list_leads_to_its_own_page(visits: Visits):
    page = visits.window(DESKTOP)
    frame = mapped(visits, page)
    zoom_out(page, frame, 6)
    frame.get_by_role("button", name=HARD).focus()

    page.keyboard.press("Enter")
    assert frame.locator(".card strong").inner_text() == HARD
    page.keyboard.press("Enter")

    page.wait_for_url(f"{visits.address}/en/service/north")


def test_an_open_card_stays_open_while_more_arrives_and_gives_the_focus_back(visits: Visits):
    page = visits.window(DESKTOP)
    frame = mapped(visits, page)
    zoom_out(page, frame, 6)
    frame.get_by_role("button", name=HARD).click()

    # Another answer comes while the card is open.
    with page.expect_response("**/map-data"):
        page.frames[1].evaluate("map_shell.panBy([40, 0], {animate: false})")
    settled(page)

    expect(frame.locator(".card")).to_be_visible()
    page.keyboard.press("Escape")
    assert page.frames[1].evaluate("document.activeElement.getAttribute('aria-label')") == HARD


def test_a_listing_in_focus_stands_out_on_the_map(visits: Visits):
    page = visits.window(DESKTOP)
    frame = mapped(visits, page)
    assert frame.locator(".mark.lit").count() == 0

    page.locator("article").nth(4).locator("a").first.focus()

    number = page.locator("article").nth(4).get_attribute("id")
    assert number.startswith("listing-")
    expect(frame.locator(".mark.lit")).to_have_count(1)


def test_the_question_stays_out_of_every_address(visits: Visits):
    page = visits.window(DESKTOP)
    asked = []
    page.on("request", lambda request: asked.append((request.method, request.url)))

    frame = mapped(visits, page)
    zoom_out(page, frame, 1)

    views = [(method, url) for method, url in asked if "map-data" in url]
    assert set(views) == {("POST", f"{visits.address}/en/map-data")}
    assert len(views) == 2
    assert not any("food" in url.lower() or "thunder" in url.lower() for _method, url in asked)


def test_a_phone_asks_nothing_until_the_map_is_wanted(visits: Visits):
    page = visits.window(PHONE)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    search(page, visits.address, "en", "food", "Thunder Bay")
    settled(page)
    assert not any("map" in url.replace("map-parent", "") for url in asked)

    with page.expect_response("**/map-data"):
        page.get_by_role("button", name="Show the map").click()

    expect(page.frame_locator("iframe").locator(".mark").first).to_be_visible()


def test_the_map_stays_as_it_is_when_the_connection_goes(visits: Visits):
    page = visits.window(DESKTOP)
    frame = mapped(visits, page)
    before = counted(names(frame))

    page.route("**/map-data", lambda route: route.abort())
    zoom_out(page, frame, 1)

    assert counted(names(frame)) >= before > 0
    visits.errors.clear()  # The browser itself reports the request that failed.


def test_the_first_map_view_is_at_most_sixty_kilobytes(visits: Visits):
    page = visits.window(DESKTOP)
    sizes = {}
    page.on("response", lambda answer: sizes.update({answer.url: int(answer.headers["content-length"])}))

    mapped(visits, page)

    mine = {address: size for address, size in sizes.items() if re.search("map|leaflet", address)}
    assert len(mine) == 7, mine
    assert sum(mine.values()) <= 60_000, mine
