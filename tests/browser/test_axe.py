"""axe finds nothing on any page, in both languages, on a phone and on a desk."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from portal.web.coverage.asked import FIRST

from .conftest import DESKTOP, PHONE, Visits
from .test_journeys import ASKED, search


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["320px", "desktop"])
def test_axe_finds_nothing_on_any_page(visits: Visits, lang, size):
    page = visits.window(size)
    page.on("console", lambda line: visits.errors.clear() if "404" in line.text else None)
    found = {}
    for path in (
        "",
        "browse",
        "data",
        "safety",
        "accessibility",
        "missing",
        "told",
        "progress",
        "coverage",
        "missing-help",
        "no-such-page",
    ):
        page.goto(f"{visits.address}/{lang}/{path}")
        found[path or "first"] = violations(page)
    for path in ("50/in/YT", "50/in/place:gn:6180550", "50/communities", "100/next"):
        page.goto(f"{visits.address}/{lang}/coverage/{FIRST.token}/{path}")
        found[path] = violations(page)
    for path in ("sheet/YT", "history"):
        page.goto(f"{visits.address}/{lang}/coverage/{path}")
        found[path] = violations(page)
    search(page, visits.address, lang, *ASKED[lang])
    page.wait_for_load_state("networkidle")
    found["results"] = violations(page)
    page.locator("article a[href*='/service/']").first.click()
    found["service"] = violations(page)
    search(page, visits.address, lang, "zzzzqqq", "Nowhereville")
    found["nothing found"] = violations(page)
    page.goto(f"{visits.address}/map/{lang}")
    found["map"] = violations(page)
    page.goto(f"{visits.address}/map/coverage/{lang}")
    found["coverage map"] = violations(page)

    assert {name: rules for name, rules in found.items() if rules} == {}


def violations(page):
    results = Axe().run(page)
    return [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in results.response["violations"]]
