"""A worker finds someone to call, in both languages, on a phone and on a desk, with script and without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import DESKTOP, PHONE, Visits

ASKED = {"en": ("legal aid", "Thunder Bay"), "fr": ("aide juridique", "Sept-Îles")}
ways = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
sizes = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["320px", "desktop"])
languages = pytest.mark.parametrize("lang", ["en", "fr"])


EXIT_IS_ON_TOP = """() => {
    const exit = document.querySelector('a[rel~=noreferrer][href*="gc.ca"]');
    const box = exit.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return top === exit || exit.contains(top);
}"""


def search(page: Page, address: str, lang: str, words: str, place: str = "") -> None:
    page.goto(f"{address}/{lang}/")
    page.fill("input[name=words]", words)
    if place:
        page.fill("input[name=place]", place)
    page.click("form[action$='/search'] button[type=submit] >> nth=0")


@ways
@sizes
@languages
def test_a_worker_finds_a_number_to_call(visits: Visits, lang, size, script):
    page = visits.window(size, script)

    search(page, visits.address, lang, *ASKED[lang])

    expect(page.locator("article").first).to_be_visible()
    expect(page.locator("article a[href^='tel:']").first).to_be_visible()
    assert page.url == f"{visits.address}/{lang}/search"
    assert ASKED[lang][0] not in page.title().lower()


@ways
@languages
def test_a_listing_has_a_page_of_its_own(visits: Visits, lang, script):
    page = visits.window(PHONE, script)
    search(page, visits.address, lang, *ASKED[lang])

    page.locator("article a[href*='/service/']").first.click()

    expect(page.locator("h1")).to_be_visible()
    assert "/service/" in page.url


@ways
def test_the_language_changes_in_one_click_and_keeps_the_question(visits: Visits, script):
    page = visits.window(DESKTOP, script)
    search(page, visits.address, "en", "legal aid", "Thunder Bay")

    page.locator("[lang=fr]", has_text="Français").first.click()

    assert page.url == f"{visits.address}/fr/search"
    assert page.input_value("input[name=words]") == "legal aid"
    assert "Thunder Bay" in page.input_value("input[name=place]")


@ways
@languages
def test_one_box_takes_words_and_place_together(visits: Visits, lang, script):
    page = visits.window(PHONE, script)
    words, place = ASKED[lang]

    search(page, visits.address, lang, f"{words} {'près de' if lang == 'fr' else 'near'} {place}")

    expect(page.locator("main")).to_contain_text(place)
    expect(page.locator("article").first).to_be_visible()


@languages
def test_browsing_by_kind_leads_to_a_list(visits: Visits, lang):
    page = visits.window(PHONE, script=False)
    page.goto(f"{visits.address}/{lang}/browse")

    page.locator("main form button").first.click()

    expect(page.locator("article").first).to_be_visible()


@sizes
@languages
@pytest.mark.parametrize("path", ["", "browse", "data", "safety", "accessibility", "no-such-page"])
def test_no_page_scrolls_sideways_and_the_way_out_is_never_covered(visits: Visits, lang, size, path):
    page = visits.window(size)
    page.on("console", lambda line: visits.errors.clear() if "404" in line.text else None)
    page.goto(f"{visits.address}/{lang}/{path}")

    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    for down in (0, 400, 100_000):
        page.evaluate(f"window.scrollTo(0, {down})")
        assert page.evaluate(EXIT_IS_ON_TOP)


@languages
def test_the_way_out_is_the_first_stop_of_the_keyboard(visits: Visits, lang):
    page = visits.window()
    page.goto(f"{visits.address}/{lang}/")

    page.keyboard.press("Tab")

    assert "gc.ca" in page.evaluate("document.activeElement.href")


def test_three_shifts_leave_and_going_back_does_not_return(visits: Visits):
    page = visits.window()
    left = []
    page.route("**://*.gc.ca/**", lambda route: (left.append(route.request), route.fulfill(body="weather")))
    search(page, visits.address, "en", "legal aid", "Thunder Bay")
    page.wait_for_load_state("networkidle")

    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("**://weather.gc.ca/**")
    visits.hosts.discard("weather.gc.ca")

    assert [request.headers.get("referer") for request in left] == [None]
    page.go_back()
    assert "/search" not in page.url


def test_nothing_is_left_in_the_browser(visits: Visits):
    page = visits.window()

    search(page, visits.address, "en", "legal aid", "Thunder Bay")

    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert "Thunder" not in page.url


def test_the_map_stands_beside_the_list_and_leads_to_it(visits: Visits):
    page = visits.window(DESKTOP)
    search(page, visits.address, "en", "legal aid", "Thunder Bay")
    frame = page.frame_locator("iframe")

    frame.get_by_role("button", name=re.compile(r"^\d")).first.focus()
    page.keyboard.press("Enter")
    frame.get_by_role("button", name="in the list").first.click()

    expect(page.locator("article:focus")).to_have_count(1)
