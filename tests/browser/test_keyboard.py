"""By keyboard alone on a narrow screen: every stop has a name, shows where one stands, and is covered by nothing."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from .conftest import PHONE, Visits
from .test_journeys import ASKED, languages, search, ways

MOST_STOPS = 150
STOPS_TO_A_NUMBER = 15
"""From the skip link to the first number of the list, past what was understood, filters and parts of the list."""

STOP = """async () => {
    const stop = document.activeElement;
    // Scrolling to a stop is smooth: look once it stands still.
    for (let y = NaN; y !== stop.getBoundingClientRect().y;) {
        y = stop.getBoundingClientRect().y;
        for (let frame = 0; frame < 8; frame++) await new Promise(requestAnimationFrame);
    }
    const box = stop.getBoundingClientRect(), look = getComputedStyle(stop);
    const corners = [[box.x + 2, box.y + 2], [box.right - 2, box.bottom - 2]];
    const edges = [...corners, [box.x + box.width / 2, box.y + box.height / 2]];
    const covered = edges.filter(([x, y]) => {
        const top = document.elementFromPoint(x, y);
        return top && top.closest('.bar, .show, .kept-bar') && !top.closest('.bar, .show, .kept-bar').contains(stop);
    });
    const wide = box.width > 0 && box.x >= -1 && box.right <= innerWidth + 1;
    return {
        end: stop === document.body,
        what: `${stop.tagName} ${stop.id} ${stop.innerText || stop.name || ''}`.slice(0, 60),
        shown: look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2,
        inside: wide && box.y >= -1 && box.bottom <= innerHeight + 1,
        covered: covered.length > 0,
    };
}"""
NAMELESS = re.compile(r"^\s*- (link|button|textbox|checkbox|combobox|spinbutton|radio)(?! [\"'])", re.MULTILINE)


def walked(page: Page) -> list[str]:
    """Goes through the whole page by Tab; what is wrong at any stop."""
    wrong = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop["end"]:
            return wrong
        wrong += [f"{stop['what']}: {fault}" for fault in ("shown", "inside") if not stop[fault]]
        wrong += [f"{stop['what']}: covered"] if stop["covered"] else []
    return [*wrong, "the end of the page is never reached"]


def nameless(page: Page) -> list[str]:
    """What can be pressed or filled in and has no name in the tree that a screen reader reads."""
    return NAMELESS.findall(page.locator("body").aria_snapshot())


def tab_to(page: Page, selector: str, most: int) -> int:
    """Presses Tab until something stands under the keyboard; how often."""
    for stops in range(1, most + 1):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement?.matches(selector) ?? false", selector):
            return stops
    raise AssertionError(f"{selector} is not reached in {most} stops")


def opened(page: Page, visits: Visits, lang: str):
    """The pages of one question, everything on them unfolded, one after the other."""
    page.goto(f"{visits.address}/{lang}/")
    yield "front"
    search(page, visits.address, lang, *ASKED[lang])
    page.locator("input[name=keep]").first.check()
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    yield "list"
    service = page.locator("article h3 a").first.evaluate("one => one.href")
    page.locator("button[name=filters]").click()
    expect(page.locator(".filters")).to_be_visible()
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    yield "filters"
    page.goto(service)
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    yield "service"


@languages
def test_every_stop_has_a_name_shows_where_one_stands_and_is_not_covered(visits: Visits, lang):
    page = visits.window(PHONE)

    wrong = {name: found for name in opened(page, visits, lang) if (found := nameless(page) + walked(page))}

    assert wrong == {}


@ways
@languages
def test_from_the_question_to_the_first_number_by_keys_alone(visits: Visits, lang, script):
    page = visits.window(PHONE, script)
    page.goto(f"{visits.address}/{lang}/")
    words, place = ASKED[lang]

    tab_to(page, "input[name=words]", 6)
    page.keyboard.type(words)
    tab_to(page, "input[name=place]", 1)
    page.keyboard.type(place)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search")
    tab_to(page, "a[href='#main']", 2)
    page.keyboard.press("Enter")

    tab_to(page, "article a[href^='tel:']", STOPS_TO_A_NUMBER)


@languages
def test_a_service_is_kept_and_the_list_opened_by_keys_alone(visits: Visits, lang):
    page = visits.window(PHONE)
    search(page, visits.address, lang, *ASKED[lang])

    tab_to(page, "input[name=keep]", MOST_STOPS)
    page.keyboard.press("Space")
    expect(page.locator("#kept-items > li")).to_have_count(1)
    tab_to(page, "#keep-list button:not([data-act])", MOST_STOPS)
    page.keyboard.press("Enter")

    page.wait_for_url("**/shortlist")
    expect(page.locator("article")).to_have_count(1)
    assert (nameless(page), walked(page)) == ([], [])


@languages
def test_the_map_is_shown_and_entered_by_keys_alone(visits: Visits, lang):
    page = visits.window(PHONE)
    search(page, visits.address, lang, *ASKED[lang])

    tab_to(page, ".map button", MOST_STOPS)
    page.keyboard.press("Enter")
    expect(page.locator(".map iframe")).to_be_visible()
    page.wait_for_load_state("networkidle")

    tab_to(page, ".map iframe", MOST_STOPS)
