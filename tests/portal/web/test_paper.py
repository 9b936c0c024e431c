"""For those who cannot use the site: the form on paper, and what they say on the phone, typed by somebody else."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from portal.accounts.people import Role
from portal.mapping.proposal import Consent, Giver, Why
from portal.mapping.store import Proposals
from portal.web import columns, sheets
from portal.web.language import speaking
from tests import seated
from tests.portal.web.conftest import store_of
from tests.reading import Page

TODAY = datetime.now(UTC).date()


def typed(browser, path, **answers):
    """Fill in a page of the phone and look; what came."""
    return browser.post(path, data=Page(browser.get(path).text).filled() | {"do": "look"} | answers)


def proposals(site):
    store = store_of(site.browser())
    try:
        return Proposals(store.db).queue()
    finally:
        store.db.conn.close()


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_paper_asks_for_every_box_of_the_page_in_both_languages(site, lang):
    page = Page(site.browser().get(f"/{lang}/form").text)

    asked = [element.text for element in page.find("b")]
    for column in sheets.ON_PAGE:
        if column != "status":
            for language in ("en", "fr"):
                with site.app.test_request_context(), speaking(language):
                    assert any(columns.label(column) in one for one in asked), column
    assert any("Who agreed" in one and "Qui a" in one for one in asked)


def test_paper_holds_no_box_of_a_browser_and_nothing_of_any_listing(site):
    text = site.browser().get("/en/form").text

    assert not re.search("<input|<select|<textarea|Rosewood", text)


def test_what_was_said_on_the_phone_is_a_proposal_of_whoever_typed_it(site, erin):
    page = "/en/partner/listing/rosewood/phoned"

    looked = typed(erin, page, c_phone_crisis="807-555-0199", consent_by="director")
    proposal = looked.headers["Location"]
    erin.post(f"{proposal}/send", data={"csrf_token": seated.token_of(erin, proposal), "edition": 1})

    (sent,) = proposals(site)
    assert (sent.why, sent.consent) == (Why.PHONED, Consent(Giver.DIRECTOR, TODAY.isoformat()))
    assert sent.author == site.seat(Role.COORDINATOR, name="Erin Invented").id
    assert sent.agreements_needed == 2
    assert "807-555-0199" not in site.browser().get("/en/service/rosewood").text


def test_whoever_typed_it_cannot_agree_to_it(site, erin):
    looked = typed(erin, "/en/partner/listing/rosewood/phoned", c_description_en="Calm.", consent_by="board")
    proposal = looked.headers["Location"]
    erin.post(f"{proposal}/send", data={"csrf_token": seated.token_of(erin, proposal), "edition": 1})

    given = {"csrf_token": seated.token_of(erin, "/en/review/1"), "do": "agree", "edition": 2, "answer": "outdated"}
    assert erin.post("/en/review/1/decide", data=given | {"note": ""}).status_code == 409
    assert len(proposals(site)) == 1


def test_without_their_yes_nothing_is_sent(erin):
    looked = typed(erin, "/en/partner/listing/rosewood/phoned", c_description_en="Calm words.")

    assert looked.status_code == 422
    assert "Say who at the organization agreed" in Page(looked.text).text


def test_a_yes_that_is_still_to_come_is_none(erin):
    tomorrow = (TODAY + timedelta(days=1)).isoformat()

    looked = typed(
        erin, "/en/partner/listing/rosewood/phoned", c_description_en="Calm.", consent_by="board", consent_on=tomorrow
    )

    assert looked.status_code == 422
    assert "still to come" in Page(looked.text).text


def test_a_new_listing_is_told_on_the_phone(site, erin):
    answers = {
        "c_organization_name_en": "Heron Bridge",
        "c_service_name_en": "Night line",
        "c_categories": ["crisis.line"],
        "c_phone_crisis": "807-555-0150",
        "c_disclosure": "region",
        "c_province": "ON",
        "consent_by": "manager",
    }

    looked = typed(erin, "/en/partner/phoned", **answers)

    assert looked.status_code == 303, Page(looked.text).text
    assert "Night line" in Page(erin.get(looked.headers["Location"]).text).text


def test_a_partner_types_for_their_own_organization_alone(alice):
    assert alice.get("/en/partner/phoned?organization=org-rosewood").status_code == 200
    assert alice.get("/en/partner/phoned?organization=org-clinique").status_code == 404
    assert alice.get("/en/partner/listing/clinique/phoned").status_code == 404
