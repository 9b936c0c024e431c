"""The way out: first, never covered, at once, and nothing of the page left behind it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .conftest import PHONE, Visits
from .test_journeys import EXIT_IS_ON_TOP, languages, search, ways

WEATHER = "**://*.gc.ca/**"
FOUR_TIMES = {"width": 320, "height": 225}
"""What is left of 1280 by 900 when everything is four times as large."""
PATHS = ("", "browse", "data", "safety", "accessibility", "thanks", "no-such-page")


def weather(visits: Visits, page: Page) -> None:
    """Stands in for the weather office, which no test may call."""
    page.route(WEATHER, lambda route: route.fulfill(body="<title>Weather</title>rain", content_type="text/html"))
    page.on("framenavigated", lambda _frame: [visits.hosts.discard(host) for host in ("weather.gc.ca", "meteo.gc.ca")])


def pages(page: Page, visits: Visits, lang: str):
    """Every kind of page, one after the other."""
    page.on("console", lambda line: visits.errors.clear() if "404" in line.text else None)
    for path in PATHS:
        page.goto(f"{visits.address}/{lang}/{path}")
        yield path
    search(page, visits.address, lang, "legal", "Thunder Bay")
    page.wait_for_url("**/search")
    yield "results"
    page.locator("form.link-to button").click()
    page.wait_for_url("**/link")
    yield "link"


@pytest.mark.parametrize("size", [PHONE, FOUR_TIMES], ids=["320px", "400%"])
@languages
def test_nothing_covers_the_way_out_wherever_the_keyboard_stands(visits: Visits, lang, size):
    page = visits.window(size)

    for name in pages(page, visits, lang):
        for _ in range(12):
            page.keyboard.press("Tab")
            assert page.evaluate(EXIT_IS_ON_TOP), name


@ways
@languages
def test_the_way_out_is_the_first_stop_of_every_page(visits: Visits, lang, script):
    page = visits.window(PHONE, script)

    for name in pages(page, visits, lang):
        page.keyboard.press("Tab")
        assert page.locator("#exit:focus").count() == 1, name


@ways
def test_one_press_leaves_from_a_long_page_with_and_without_script(visits: Visits, script):
    page = visits.window(PHONE, script)
    weather(visits, page)
    search(page, visits.address, "en", "legal", "Thunder Bay")
    page.mouse.wheel(0, 3000)

    page.locator("#exit").click()

    page.wait_for_url(WEATHER)


LEFT = """() => {
    document.getElementById("exit").click();
    return [document.querySelectorAll("main, article, input").length, document.body.innerText, document.title];
}"""


def test_the_page_is_blank_before_it_has_gone(visits: Visits):
    page = visits.window()
    weather(visits, page)
    search(page, visits.address, "en", "legal aid", "Thunder Bay")
    page.wait_for_url("**/search")

    left, text, title = page.evaluate(LEFT)

    assert left == 0 and text.strip() == "Leaving." and title.strip() == ""
    page.wait_for_url(WEATHER)


def test_going_back_never_brings_the_list_again(visits: Visits):
    page = visits.window()
    weather(visits, page)
    search(page, visits.address, "en", "legal aid", "Thunder Bay")
    page.locator("#exit").click()
    page.wait_for_url(WEATHER)

    page.go_back()

    assert "/search" not in page.url
    assert page.locator("article").count() == 0
    assert page.input_value("input[name=words]") == "" or "/search" not in page.url


def test_a_page_kept_by_the_browser_comes_back_empty(visits: Visits):
    """The page before is restored as it was left: blank, when it was left by the way out."""
    page = visits.window()
    weather(visits, page)
    page.goto(f"{visits.address}/en/safety")
    page.evaluate("""() => addEventListener("pagehide", (event) => { window.kept = event.persisted; })""")

    page.locator("#exit").click()
    page.wait_for_url(WEATHER)
    length = page.evaluate("history.length")
    page.go_back()

    assert length == 2 and page.url == "about:blank"


def test_shift_says_how_often_it_has_to_be_pressed_and_waits_five_seconds(visits: Visits):
    page = visits.window()
    page.clock.install()
    page.goto(f"{visits.address}/fr/")
    said = page.locator("p.vh[role=status]")

    page.keyboard.press("Shift")
    expect(said).to_contain_text("encore deux fois")
    page.keyboard.press("Shift")
    expect(said).to_contain_text("encore une fois")
    page.clock.fast_forward(6000)
    page.keyboard.press("Shift")

    expect(said).to_contain_text("encore deux fois")
    assert page.url.endswith("/fr/")


def test_writing_capital_letters_does_not_leave(visits: Visits):
    page = visits.window()
    page.goto(f"{visits.address}/en/")
    page.locator("#words").focus()

    for letter in "ABC":
        page.keyboard.press(f"Shift+{letter}")

    assert page.input_value("#words") == "ABC"


def test_shift_leaves_from_inside_the_map(visits: Visits):
    page = visits.window()
    weather(visits, page)
    search(page, visits.address, "en", "legal aid", "Thunder Bay")
    page.frame_locator("iframe").get_by_role("button").first.focus()

    for _ in range(3):
        page.keyboard.press("Shift")

    page.wait_for_url(WEATHER)
