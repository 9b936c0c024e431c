"""The map's shell: what stands in the page, what does not, and what a person can do with it by keyboard."""

import base64
import gzip
import hashlib
import json
import re
from html.parser import HTMLParser
from importlib import resources
from itertools import accumulate
from pathlib import Path

import pytest
import shapely
from axe_playwright_python.sync_playwright import Axe

from geo.boundaries import light_outlines
from geo.maps import TEXTS, Shell, digest, shell

CHECKOUT = Path(__file__).parents[2]
OUTLINES = CHECKOUT / "data" / "boundaries" / "provinces.geojson"
STATIC = CHECKOUT / "portal" / "web" / "static"


FIRST_ANSWER = 1_500
"""Bytes that what fits in the first view usually takes, compressed."""


def at_home(name):
    return f"/assets/{name}"


def drawn(language="en", **texts):
    words = TEXTS[language] | (texts or {})
    return shell(light_outlines(OUTLINES, 15_000), at_home, "/static/map.js", ["/static/map.css"], language, words)


@pytest.fixture(scope="module")
def english():
    return drawn()


class Seen(HTMLParser):
    """Every tag with its attributes, and the text of each inline block."""

    def __init__(self, html):
        super().__init__()
        self.tags = []
        self.blocks = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self.blocks.append([tag, dict(attrs), ""])

    def handle_data(self, data):
        if self.cdata_elem:
            self.blocks[-1][2] += data

    def attributes(self):
        return [(name, value) for _, attrs in self.tags for name, value in attrs.items()]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_address_leaves_this_site(language):
    page = drawn(language).html
    addresses = [value for name, value in Seen(page).attributes() if name in ("src", "href", "action", "srcset")]

    assert len(addresses) == 4
    assert all(re.match(r"/(assets|static)/", one) for one in addresses)
    assert not re.search(r"(?i)https?:|//[a-z]|@import|url\(", page)


def test_nothing_runs_or_is_styled_from_an_attribute(english):
    names = {name for name, _ in Seen(english.html).attributes()}

    assert not any(name.startswith("on") or name == "style" for name in names)


def test_every_inline_block_is_named_by_its_digest(english):
    seen = Seen(english.html)
    run = [text for tag, attrs, text in seen.blocks if tag == "script" and "src" not in attrs and "type" not in attrs]
    styled = [text for tag, _, text in seen.blocks if tag == "style"]

    assert len(run) == 1
    assert english.script_hashes == ["sha256-" + base64.b64encode(hashlib.sha256(run[0].encode()).digest()).decode()]
    assert [digest(text) for text in styled] == english.style_hashes


def test_there_is_one_charset_and_zooming_is_allowed(english):
    metas = [attrs for tag, attrs in Seen(english.html).tags if tag == "meta"]

    assert [meta["charset"] for meta in metas if "charset" in meta] == ["utf-8"]
    assert not any("http-equiv" in meta for meta in metas)
    assert [meta["content"] for meta in metas if meta.get("name") == "viewport"] == [
        "width=device-width, initial-scale=1"
    ]


@pytest.mark.parametrize(("language", "title"), [("en", "Map"), ("fr", "Carte")])
def test_the_page_says_its_language_and_a_neutral_title(language, title):
    page = drawn(language).html

    assert f'<html lang="{language}">' in page
    assert f"<title>{title}</title>" in page


def test_no_library_but_leaflet_is_asked_for(english):
    asked = [attrs.get("src") or attrs.get("href") for _, attrs in Seen(english.html).tags]

    assert [one for one in asked if one] == [
        "/assets/leaflet/leaflet.css", "/static/map.css", "/assets/leaflet/leaflet.js", "/static/map.js",
    ]  # fmt: skip


def test_the_base_map_needs_no_tiles_and_outlines_are_not_in_the_way(english):
    assert "tileLayer" not in english.html
    assert "interactive: false" in (STATIC / "map.js").read_text(encoding="utf-8")
    assert '"maxZoom": 16' in english.html and '"minZoom": 2' in english.html


def test_the_outlines_travel_as_steps_and_arrive_where_they_were(english):
    sent = json.loads(next(text for _, attrs, text in Seen(english.html).blocks if attrs.get("id") == "outlines"))
    given = {
        f"PR:{one['properties']['pruid']}": one["geometry"] for one in light_outlines(OUTLINES, 15_000)["features"]
    }

    for code, parts in sent["areas"]:
        arrived = shapely.MultiPolygon([polygon(part, sent["scale"]) for part in parts])
        assert arrived.hausdorff_distance(shapely.from_geojson(json.dumps(given[code]))) < 0.05
    assert len(sent["areas"]) == 13


def polygon(part, scale):
    """What the map's script makes of the steps of one shape."""
    shell, *holes = [[(x / scale, y / scale) for x, y in corners(steps)] for steps in part]
    return shapely.Polygon(shell, holes)


def corners(steps):
    return zip(accumulate(steps[::2]), accumulate(steps[1::2]), strict=True)


def test_no_name_of_an_area_enters_the_script():
    outlines = light_outlines(OUTLINES, 15_000)
    outlines["features"][0]["properties"]["name_en"] = "</script><script>alert(1)</script>${alert(1)}"

    page = shell(outlines, at_home, "/static/map.js", ["/static/map.css"], "en", TEXTS["en"]).html

    assert "alert" not in page
    assert page.count('["PR:') == 13


def test_a_text_cannot_end_the_block_it_stands_in():
    page = drawn(credit="</script><b>Credit</b>").html

    assert "<b>" not in page
    assert json.loads(next(t for _, a, t in Seen(page).blocks if a.get("id") == "texts"))["credit"].endswith("</b>")


def test_both_languages_say_the_same_things():
    assert TEXTS["en"].keys() == TEXTS["fr"].keys()
    for key, text in TEXTS["en"].items():
        assert re.findall(r"{\w+}", text) == re.findall(r"{\w+}", TEXTS["fr"][key])


def test_two_builds_are_the_same_bytes():
    assert drawn() == drawn()


def test_our_scripts_build_no_markup_from_text():
    for name in ("map.js", "map-parent.js"):
        script = (STATIC / name).read_text(encoding="utf-8")

        assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval|new Function|http", script)
        assert script.count("event.origin !== location.origin") == 1


def test_the_first_map_view_is_light():
    page = shell(light_outlines(OUTLINES), at_home, "/static/map.js", ["/static/map.css"], "en", TEXTS["en"]).html
    leaflet = resources.files("xstatic.pkg.leaflet") / "data"
    parts = [page.encode(), (leaflet / "leaflet.js").read_bytes(), (leaflet / "leaflet.css").read_bytes()]
    parts += [(STATIC / name).read_bytes() for name in ("map.js", "map.css", "map-parent.js")]

    assert sum(len(gzip.compress(part, 6)) for part in parts) < 60_000 - FIRST_ANSWER


# In a browser

LISTINGS = {
    "items": [
        {"n": 1, "id": "rosewood", "name": "<img src=x onerror=alert(1)>${alert(1)}", "lon": -89.25, "lat": 48.4},
        {"n": 2, "id": "clinique", "name": "Clinique juridique", "lon": -71.2, "lat": 46.8, "category_label": "Legal"},
        {"n": 3, "id": "near", "name": "Next door", "lon": -71.2, "lat": 46.8, "around": True},
        {"n": 4, "id": "area", "name": "Region only", "lon": None, "lat": None, "areas": ["PR:47"]},
        {"n": 5, "id": "close", "name": "A few streets on", "lon": -71.23, "lat": 46.83},
    ],
    "here": {"lon": -71.0, "lat": 46.9, "label": "Québec, QC", "around": False},
    "areas": ["PR:47"],
}
PARENT = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>List</title>
<script src="/static/map-parent.js" defer></script></head><body><main><h1>List</h1>
<div id="map" data-src="/map/en" data-title="Map" data-show="Show the map"></div>
<script type="application/json" id="map-data">{data}</script>
<article id="listing-rosewood"><h2>Rosewood</h2></article><article id="listing-area"><h2>Area</h2></article>
</main></body></html>"""


def served(page: Shell):
    leaflet = resources.files("xstatic.pkg.leaflet") / "data"
    data = json.dumps(LISTINGS).replace("<", "\\u003c")
    files = {
        "/": ("text/html", PARENT.replace("{data}", data).encode()),
        "/map/en": ("text/html", page.html.encode()),
        "/assets/leaflet/leaflet.js": ("text/javascript", (leaflet / "leaflet.js").read_bytes()),
        "/assets/leaflet/leaflet.css": ("text/css", (leaflet / "leaflet.css").read_bytes()),
    }
    for name in ("map.js", "map-parent.js", "map.css"):
        kind = "text/css" if name.endswith("css") else "text/javascript"
        files[f"/static/{name}"] = (kind, (STATIC / name).read_bytes())
    return files


@pytest.fixture
def browser_page(english, browser):
    """A window on the list, with the site's own strict policy; everything it asks for is noted."""
    hashes = " ".join(f"'{one}'" for one in english.script_hashes)
    policy = f"default-src 'none'; script-src 'self' {hashes}; style-src 'self'; img-src 'self' data:; frame-src 'self'"
    files, asked, told = served(english), [], []

    def answer(route):
        address = route.request.url
        asked.append(address)
        kind, body = files.get(address.removeprefix("http://waypoint.test"), ("text/plain", None))
        headers = {"Content-Type": kind, "Content-Security-Policy": policy}
        route.fulfill(status=200 if body is not None else 404, headers=headers, body=body or b"")

    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.route("**/*", answer)
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.asked, page.told = asked, told
    yield page
    page.close()


def frame_of(page):
    page.goto("http://waypoint.test/")
    frame = page.frame_locator("iframe")
    frame.locator(".mark").first.wait_for()
    return frame


@pytest.mark.browser
def test_the_map_draws_the_list_under_a_strict_policy_and_asks_nobody_else(browser_page):
    frame = frame_of(browser_page)

    names = frame.locator(".mark").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")

    assert names == ["1. <img src=x onerror=alert(1)>${alert(1)}", "2, 3…: 3 services, zoom in"]
    assert browser_page.told == []
    assert all(one.startswith("http://waypoint.test/") for one in browser_page.asked)
    assert "Shaded" in frame.locator("#notes").inner_text()
    assert "Québec, QC" in frame.locator("#notes").inner_text()


@pytest.mark.browser
def test_a_marker_opens_closes_and_leads_to_the_list_by_keyboard(browser_page):
    frame = frame_of(browser_page)
    frame.locator(".mark").first.focus()

    browser_page.keyboard.press("Enter")
    assert frame.locator(".card strong").inner_text() == "1. <img src=x onerror=alert(1)>${alert(1)}"
    assert frame.locator(".go").evaluate("one => one === document.activeElement")

    browser_page.keyboard.press("Escape")
    assert frame.locator(".card").count() == 0
    assert frame.locator(".mark").first.evaluate("one => one === document.activeElement")

    browser_page.keyboard.press("Enter")
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_function("document.activeElement.id === 'listing-rosewood'")


@pytest.mark.browser
def test_a_group_opens_into_its_parts_and_then_into_a_list(browser_page):
    frame = frame_of(browser_page)

    frame.locator(".mark.group").click()
    frame.locator('[aria-label="2, 3: 2 services at one place"]').wait_for()
    names = frame.locator(".mark").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    frame.locator(".mark.group").click()

    assert "5. A few streets on" in names
    assert frame.locator(".card strong").all_inner_texts() == ["2. Clinique juridique", "3. Next door"]
    assert "Community, not an address" in frame.locator(".card").inner_text()


@pytest.mark.browser
def test_on_a_narrow_screen_the_map_waits_to_be_asked(browser_page):
    browser_page.set_viewport_size({"width": 320, "height": 700})
    browser_page.goto("http://waypoint.test/")

    assert browser_page.locator("iframe").count() == 0
    assert not any("map/en" in one or "leaflet" in one for one in browser_page.asked)
    browser_page.get_by_role("button", name="Show the map").click()
    browser_page.frame_locator("iframe").locator(".mark").first.wait_for()


@pytest.mark.browser
def test_a_message_from_elsewhere_is_not_listened_to(browser_page):
    frame = frame_of(browser_page)
    before = frame.locator(".mark").count()

    browser_page.evaluate("window.postMessage({type: 'show', id: 'area'}, '*')")
    browser_page.evaluate(
        "document.querySelector('iframe').contentWindow.postMessage({type: 'listings', items: []}, '*')"
    )
    browser_page.wait_for_timeout(100)

    assert browser_page.evaluate("document.activeElement.id") != "listing-area"
    assert frame.locator(".mark").count() == before


@pytest.mark.browser
def test_only_markers_and_controls_are_tab_stops_and_each_has_a_name(browser_page):
    frame = frame_of(browser_page)

    stops = frame.locator("a[href], button, [tabindex]").evaluate_all(
        "all => all.filter(one => one.tabIndex >= 0).map(one => one.getAttribute('aria-label') || one.textContent)"
    )

    assert stops[0] == TEXTS["en"]["map"]
    assert stops[-2:] == ["Zoom in", "Zoom out"]
    assert all(stops)
    assert len(stops) == 5


@pytest.mark.browser
def test_axe_finds_nothing_wrong_in_the_frame(browser_page):
    frame_of(browser_page)

    found = Axe().run(browser_page)

    assert found.violations_count == 0, found.generate_report()
