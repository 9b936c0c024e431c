"""What may be done with a listing, in a browser: a partner says no or yes, two reviewers agree."""

import pytest

from portal.accounts.people import Role
from tests.conftest import CAST
from tests.reading import Page
from tests.seated import Site, token_of

PAGE = "/en/uses/rosewood"


@pytest.fixture
def site(opened):
    return Site(opened(CAST[:4]).application)


def post(browser, act, **given):
    return browser.post(f"{PAGE}/{act}", data={"csrf_token": token_of(browser, "/en/account"), **given})


def said(browser):
    return Page(browser.get(PAGE).text).text


def test_a_no_to_being_shown_holds_at_once_and_a_yes_after_two(site, alice):
    bob, denise = (site.signed_in(site.seat(Role.REVIEWER, name=f"{name} Invented")) for name in ("Bob", "Denise"))
    visitor = site.browser()

    assert post(alice, "no", use="listed").status_code == 303
    assert visitor.get("/en/service/rosewood").status_code == 404
    assert post(alice, "yes", use="listed", given_by="council").status_code == 303
    assert "A yes waits for two people" in said(alice)
    assert post(bob, "agree", use="listed").status_code == 303
    assert "One person has agreed" in said(bob)
    assert post(bob, "agree", use="listed").status_code == 409
    assert visitor.get("/en/service/rosewood").status_code == 404
    assert post(denise, "agree", use="listed").status_code == 303

    assert visitor.get("/en/service/rosewood").status_code == 200
    assert "Not allowed" not in said(alice)


def test_it_is_no_page_of_other_organizations(site, alice):
    charlie = site.signed_in(site.seat(Role.PARTNER, "org-clinique", name="Charlie Invented"))

    assert charlie.get(PAGE).status_code == 404
    assert post(charlie, "no", use="listed").status_code == 404
    assert post(alice, "agree", use="listed").status_code == 404
    assert site.browser().get("/en/service/rosewood").status_code == 200
