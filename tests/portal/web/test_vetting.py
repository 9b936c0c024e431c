"""Vetting in a browser: what a visitor reads, what a partner writes, what two reviewers decide."""

import re
from datetime import date, timedelta

import pytest

from portal.accounts.people import Role
from portal.registry import database
from portal.registry.store import Store
from portal.registry.vocabulary import Vocabularies
from tests.conftest import CAST, DATA
from tests.reading import Page
from tests.seated import Site, token_of
from tests.vetted import vetted

APPLY, CASE = "/en/vetting/apply/org-clinique", "/en/vetting/cases/org-clinique"
MET = "Two reviewers found on"


@pytest.fixture
def site(opened):
    return Site(opened(CAST[:4]).application)


@pytest.fixture
def alice(site):
    return site.signed_in(site.seat(Role.PARTNER, "org-clinique", name="Alice Invented"))


def apply(browser, **changes):
    fields = Page(browser.get(APPLY).text).filled()
    filled = {name: value or ("" if name.startswith("link_") else f"said of {name}") for name, value in fields.items()}
    return browser.post(APPLY, data=filled | changes)


def decide(browser, do, edition="1", **more):
    given = {"csrf_token": token_of(browser, "/en/account"), "do": do, "edition": edition}
    return browser.post(f"{CASE}/decide", data=given | more)


def told(site, lang="en"):
    return Page(site.browser().get(f"/{lang}/service/clinique").text).text


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_anyone_reads_the_criteria(site, lang):
    page = Page(site.browser().get(f"/{lang}/vetting").text).text.replace("\u00a0", " ")

    for term in Vocabularies(DATA / "taxonomy")["vetting_criteria"].values():
        said = (text.prefer(lang)[0].replace("\u00a0", " ") for text in (term.label, term.definition))
        assert all(text in page for text in said)


def test_two_reviewers_make_it_a_dated_fact_on_the_page_of_the_service(site, alice, bob, denise):
    assert apply(alice).status_code == 303
    assert "said of words_staff" in bob.get(CASE).text

    assert decide(bob, "agree").status_code == 303
    assert MET not in told(site)
    assert decide(denise, "agree").status_code == 303

    day = re.search(r"Two reviewers found on (\w+ \d+, \d{4}) that this organization meets", told(site))
    assert day
    assert "Waypoint does not endorse or certify." in told(site)
    assert "Repère n’accorde ni approbation ni certification." in told(site, "fr")
    assert MET not in Page(site.browser().get("/en/service/rosewood").text).text


def test_one_reviewer_alone_makes_nothing_of_it(site, alice, bob):
    apply(alice)
    decide(bob, "agree")

    assert decide(bob, "agree").status_code == 409
    assert MET not in told(site)


def test_one_suspends_at_once_and_two_lift(site, bob, denise):
    found(site)
    assert MET in told(site)

    assert decide(bob, "suspend").status_code == 303
    assert MET not in told(site)
    decide(denise, "lift")
    assert MET not in told(site)
    decide(bob, "lift")
    assert MET in told(site)


def test_what_is_over_is_not_shown(site, bob):
    yesterday = date.today() - timedelta(days=1)
    found(site, until=yesterday.isoformat())

    assert MET not in told(site)
    assert "That is over." in Page(bob.get(CASE).text).text


def found(site, **days):
    db = database.open_writer(site.settings.database)
    vetted(Store(db, Vocabularies(DATA / "taxonomy")), "org-clinique", **days)
    db.conn.close()


def test_the_partner_reads_which_criterion_is_not_met_and_can_write_again(site, alice, bob):
    apply(alice)
    decide(bob, "decline", unmet="staff")

    assert "A reviewer found this not met: Its people are checked and trained." in Page(alice.get(APPLY).text).text
    assert apply(alice, words_staff="All were checked in May").status_code == 303
    assert "All were checked in May" in bob.get(CASE).text


def test_what_was_typed_stays_when_something_is_missing(alice):
    page = apply(alice, words_staff="", words_consent="We ask first")

    assert page.status_code == 422
    assert "Answer every criterion" in page.text and "We ask first" in page.text


def test_an_application_that_was_rewritten_is_not_agreed_to_unseen(site, alice, bob):
    apply(alice)
    apply(alice)

    assert decide(bob, "agree", edition="1").status_code == 409


def test_a_link_of_an_application_is_an_address_and_nothing_else(alice):
    assert apply(alice, link_staff="javascript:alert(1)").status_code == 422


def test_nobody_else_sees_an_application(site, alice):
    apply(alice)
    charlie = site.signed_in(site.seat(Role.PARTNER, "org-rosewood", name="Charlie Invented"))

    assert charlie.get(APPLY).status_code == 404
    assert charlie.get(CASE).status_code == alice.get(CASE).status_code == 404


def test_the_order_of_answers_is_the_same_whoever_is_vetted(site):
    def order():
        page = site.browser().post("/en/search", data={"place": "Thunder Bay"}).text
        return re.findall(r"/en/service/([\w-]+)", page)

    before = order()
    for key in ("org-clinique", "org-rosewood", "org-hard"):
        db = database.open_writer(site.settings.database)
        vetted(Store(db, Vocabularies(DATA / "taxonomy")), key)
        db.conn.close()
        assert order() == before != []
