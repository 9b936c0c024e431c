"""Coverage as people use it: asked without script on a narrow screen, and its map by keyboard, before and after."""

from __future__ import annotations

import re

from playwright.sync_api import FrameLocator, Page, expect

from portal.coverage.need import Need

from .conftest import DESKTOP, PHONE, Visits

LEGAL = Need("component:legal").token
MOST_BYTES = 300_000


def shown(page: Page) -> FrameLocator:
    """The map's frame, once it has its figures."""
    page.get_by_role("button", name="Show the map").click()
    frame = page.frame_locator("iframe")
    expect(frame.locator("#legend li").first).to_be_visible()
    return frame


def wide(page: Page) -> int:
    """How wide the page is beyond its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def test_without_script_a_narrow_screen_asks_and_is_led_down_to_the_services(visits: Visits):
    page = visits.window(PHONE, script=False)
    page.goto(f"{visits.address}/en/coverage")
    page.select_option("#kind", "component:legal")
    page.select_option("#by", "YT")
    page.get_by_role("button", name="Show", exact=True).click()

    assert page.url.endswith(f"/en/coverage/{LEGAL}/50/in/YT")
    assert wide(page) <= 0
    expect(page.locator("#map")).to_be_hidden()

    page.get_by_role("link", name="Whitehorse").first.click()
    expect(page.get_by_role("heading", name="Services of this kind that these figures rest on")).to_be_visible()
    assert wide(page) <= 0


def test_the_keyboard_goes_from_area_to_area_and_down(visits: Visits):
    page = visits.window(DESKTOP)
    page.goto(f"{visits.address}/en/coverage/{LEGAL}/50/province")
    frame = shown(page)

    frame.locator("path[role=button]").nth(5).focus()
    told = frame.locator("#told")
    expect(told).to_contain_text("Nobody has looked yet")
    name = told.inner_text().split(":")[0]
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(f"/en/coverage/{LEGAL}/50/in/"))
    assert page.locator("h1").inner_text() == name


def test_where_nobody_has_looked_is_hatched_and_the_legend_says_so(visits: Visits):
    page = visits.window(DESKTOP)
    page.goto(f"{visits.address}/en/coverage/{LEGAL}/50/province")
    frame = shown(page)

    fills = frame.locator("path[role=button]").evaluate_all("all => all.map(one => one.getAttribute('fill'))")
    assert len(fills) >= 13
    assert all(fill.startswith("url(#hatch-") for fill in fills)
    assert all(frame.locator(f"pattern{fill[4:-1]}").count() == 1 for fill in set(fills))
    expect(frame.locator("#legend")).to_contain_text("Hatched: nobody has looked")


def test_another_measure_is_drawn_at_once(visits: Visits):
    page = visits.window(PHONE)
    page.goto(f"{visits.address}/fr/coverage/{LEGAL}/50/province")
    page.get_by_role("button", name="Afficher la carte").click()
    frame = page.frame_locator("iframe")
    expect(frame.locator("#legend")).to_contain_text("jusqu’à 25\u00a0km")

    frame.locator("#measure").select_option("3")

    expect(frame.locator("#legend")).to_contain_text("plus de 75\u00a0%")
    assert wide(page) <= 0


def test_the_map_shows_before_and_after_with_the_new_places(visits: Visits):
    page = visits.window(DESKTOP)
    page.goto(f"{visits.address}/en/coverage/{LEGAL}/100/next")
    page.select_option("#sites", "2")
    page.select_option("#province", "PE")
    page.get_by_role("button", name="Work it out").click()
    expect(page.get_by_text("Proven: no other choice")).to_be_visible(timeout=60_000)
    frame = shown(page)

    assert frame.locator("#measure option").all_inner_texts() == [
        "People within reach now", "People within reach with the new places",
    ]  # fmt: skip
    expect(frame.locator("#legend")).to_contain_text("a new place")
    frame.locator("#measure").select_option("1")


def test_the_national_map_sends_at_most_three_hundred_kilobytes(visits: Visits):
    page = visits.window(DESKTOP)
    sizes: dict[str, int] = {}
    page.on("response", lambda answer: sizes.update({answer.url: int(answer.headers.get("content-length", 0))}))
    page.goto(f"{visits.address}/en/coverage/{LEGAL}/50/country")
    shown(page)

    mine = {address: size for address, size in sizes.items() if re.search("map|leaflet|coverage-", address)}
    assert len(mine) >= 6, mine
    assert 0 < sum(mine.values()) <= MOST_BYTES, mine
