"""Where the device is: asked for by a press of the button alone, and rounded before anything leaves the page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import PHONE, Visits

EXACT = {"latitude": 48.38123, "longitude": -89.24567}


@pytest.fixture
def sent(visits: Visits):
    """Everything a window with a known position sends."""
    everything: list[str] = []

    def window() -> Page:
        page = visits.window(PHONE)
        page.context.set_geolocation(EXACT)
        page.context.grant_permissions(["geolocation"], origin=visits.address)
        page.on("request", lambda one: everything.append(f"{one.url} {one.post_data or ''} {one.headers}"))
        return page

    window.everything = everything
    return window


def test_only_a_rounded_position_leaves_the_page_and_its_community_can_be_changed(visits: Visits, sent):
    page = sent()
    page.goto(f"{visits.address}/en/")
    page.fill("#words", "legal")

    page.get_by_role("button", name="Use roughly where this device is").click()

    expect(page.locator("#place")).to_have_value("Thunder Bay, ON")
    assert page.input_value("#words") == "legal"
    posted = next(one for one in sent.everything if "latitude" in one)
    assert re.search(r"latitude=48\.4&longitude=-89\.2&words=legal", posted)
    assert not any("48.38" in one or "89.24" in one for one in sent.everything)
    page.click("form.ask button.main")
    expect(page.locator("article").first).to_be_visible()


def test_nobody_is_asked_for_a_position_before_the_button_is_pressed(visits: Visits, sent):
    page = sent()
    page.add_init_script("navigator.geolocation.getCurrentPosition = () => { window.asked = true; }")

    page.goto(f"{visits.address}/en/")
    page.wait_for_load_state("networkidle")

    assert page.evaluate("window.asked") is None
    assert not any("latitude" in one for one in sent.everything)


def test_a_browser_that_does_not_say_leaves_the_name_of_a_place(visits: Visits):
    page = visits.window(PHONE)
    page.goto(f"{visits.address}/fr/")

    page.locator("#locate button").click()

    expect(page.locator("#locate [role=status]")).to_contain_text("nom d’un lieu")


def test_without_script_there_is_no_button(visits: Visits):
    page = visits.window(PHONE, script=False)

    page.goto(f"{visits.address}/en/")

    expect(page.locator("#locate")).to_be_hidden()


def test_no_other_page_may_ask(visits: Visits, sent):
    page = sent()
    page.goto(f"{visits.address}/en/safety")

    allowed = page.evaluate("document.featurePolicy.allowsFeature('geolocation')")

    assert allowed is False
