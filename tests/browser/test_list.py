"""The list as a tired worker uses it: the first number soon, filters without script, a list to print and to save."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from .conftest import DESKTOP, PHONE, Visits
from .test_axe import violations
from .test_journeys import ASKED, EXIT_IS_ON_TOP, languages, search, ways

SHEETS = re.compile(rb"/Type\s*/Page[^s]")


def keep_first(page: Page, count: int) -> None:
    for number in range(count):
        page.locator("input[name=keep]").nth(number).check()


@languages
def test_the_list_starts_on_the_first_screen_of_a_phone(visits: Visits, lang):
    page = visits.window(PHONE, script=False)

    search(page, visits.address, lang, *ASKED[lang])

    assert page.locator("article").first.bounding_box()["y"] < PHONE["height"] * 0.75


@ways
@languages
def test_filters_combine_and_are_taken_back_one_by_one(visits: Visits, lang, script):
    page = visits.window(PHONE, script)
    search(page, visits.address, lang, *ASKED[lang])
    before = page.locator("article").count()

    page.locator("button[name=filters]").click()
    page.fill("#age", "30")
    page.locator(".filters button.main").click()
    expect(page.locator(".chips button")).to_have_count(1)
    page.locator(".chips button").first.click()

    expect(page.locator(".chips button")).to_have_count(0)
    assert page.locator("article").count() == before


@languages
def test_a_list_is_kept_in_the_page_and_saved_as_text(visits: Visits, lang):
    page = visits.window(PHONE)
    search(page, visits.address, lang, *ASKED[lang])

    keep_first(page, 2)
    expect(page.locator("#kept-items > li")).to_have_count(2)
    with page.expect_download() as download:
        page.locator("[data-act=save]").click()

    assert download.value.suggested_filename == f"list-{date.today():%Y-%m-%d}.txt"
    text = download.value.path().read_text(encoding="utf-8")
    assert page.locator("article h3 a").first.inner_text() in " ".join(text.split())
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_what_is_not_ticked_any_more_leaves_the_list(visits: Visits):
    page = visits.window()
    search(page, visits.address, "en", *ASKED["en"])
    keep_first(page, 1)

    page.locator("input[name=keep]").first.uncheck()

    expect(page.locator("#kept-items > li")).to_have_count(0)
    expect(page.locator("#kept-bar")).to_be_hidden()


def test_the_way_out_is_not_covered_by_the_list(visits: Visits):
    page = visits.window(PHONE)
    search(page, visits.address, "en", *ASKED["en"])

    keep_first(page, 2)

    assert page.evaluate(EXIT_IS_ON_TOP)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@languages
def test_without_script_the_ticked_services_make_a_page(visits: Visits, lang):
    page = visits.window(PHONE, script=False)
    search(page, visits.address, lang, *ASKED[lang])

    keep_first(page, 2)
    page.locator("#keep-list button").click()

    expect(page.locator("article")).to_have_count(2)
    assert page.url == f"{visits.address}/{lang}/shortlist"


@languages
def test_a_service_prints_on_one_sheet(visits: Visits, lang):
    page = visits.window(DESKTOP)
    search(page, visits.address, lang, *ASKED[lang])
    pages = page.locator("article h3 a").evaluate_all("all => all.map(one => one.href)")

    sheets = {}
    for address in pages[:8]:
        page.goto(address)
        sheets[address] = len(SHEETS.findall(page.pdf(format="Letter")))

    assert set(sheets.values()) == {1}, sheets


@languages
def test_a_need_is_said_before_it_is_sent_and_answered_calmly(visits: Visits, lang):
    page = visits.window(PHONE, script=False)
    page.goto(f"{visits.address}/{lang}/browse")
    search(page, visits.address, lang, "zzzzqqq", "Kenora")

    page.locator(".needed summary").click()
    expect(page.locator(".needed")).to_contain_text("Kenora")
    page.locator(".needed button").click()

    assert page.url == f"{visits.address}/{lang}/thanks"
    expect(page.locator("h1")).to_be_visible()


@languages
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["320px", "desktop"])
def test_axe_finds_nothing_on_the_list_with_everything_open(visits: Visits, lang, size):
    page = visits.window(size)
    found = {}
    search(page, visits.address, lang, *ASKED[lang])
    page.wait_for_load_state("networkidle")
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    keep_first(page, 2)
    found["open"] = violations(page)
    page.locator("#keep-list button").click()
    found["list"] = violations(page)
    search(page, visits.address, lang, *ASKED[lang])
    page.locator("button[name=filters]").click()
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    page.check("input[name=turning]")
    found["filters"] = violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    search(page, visits.address, lang, "zzzzqqq", "Kenora")
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    found["need"] = violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.locator(".needed button").click()
    found["thanks"] = violations(page)

    assert {name: rules for name, rules in found.items() if rules} == {}
