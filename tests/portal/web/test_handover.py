"""One service asks another in a browser: what the two of them see, and for whom there is no such page."""

import re

import pytest

from portal.registry import database, handovers
from portal.registry.handovers import Around, Handover
from portal.registry.store import Store
from portal.registry.vocabulary import Vocabularies
from tests.conftest import CAST, DATA
from tests.reading import Page
from tests.seated import Site, token_of
from tests.vetted import vetted


@pytest.fixture
def site(opened):
    """Rosewood House is vetted, so that it may be asked."""
    site = Site(opened(CAST[:4]).application)
    db = database.open_writer(site.settings.database)
    vetted(Store(db, Vocabularies(DATA / "taxonomy")), "org-rosewood")
    db.conn.close()
    return site


def post(browser, path, **given):
    return browser.post(f"/en/handover/{path}", data={"csrf_token": token_of(browser, "/en/account"), **given})


def take(browser, answer="yes", organization="org-rosewood"):
    return post(browser, "take", organization=organization, take=answer)


def ask(browser, **changes):
    given = {"organization": "org-clinique", "category": "shelter.emergency", "place": "Kenora, ON", "agreed": "yes"}
    return post(browser, "to/rosewood", **given | changes)


def code_on(browser):
    return re.search(r"/handover/([A-Z2-9]{8})/", browser.get("/en/handover").text)[1]


def test_a_service_that_takes_requests_is_asked_and_answers(site, alice, charlie):
    assert "/handover/to/rosewood" not in charlie.get("/en/service/rosewood").text
    assert take(alice).status_code == 303
    assert "/en/handover/to/rosewood" in charlie.get("/en/service/rosewood").text

    assert ask(charlie, tonight="yes", place="Sioux Lookout, ON").status_code == 303
    page = Page(alice.get("/en/handover").text).text
    assert "Lakehead Legal Clinic" in page and "Tonight" in page and "Sioux Lookout" not in page
    assert post(alice, f"{code_on(alice)}/answer", answer="declined", reason="wrong_age").status_code == 303

    assert "They cannot take this person: Age" in Page(charlie.get("/en/handover").text).text


def test_a_visitor_is_not_offered_what_only_services_ask_each_other(site, alice):
    take(alice)

    assert "handover" not in site.browser().get("/en/service/rosewood").text
    assert site.browser().get("/en/handover/to/rosewood").status_code == 302


def test_a_service_that_takes_none_has_no_such_page(site, alice, charlie):
    take(alice)
    take(alice, "no")

    assert charlie.get("/en/handover/to/rosewood").status_code == 404
    assert ask(charlie).status_code == 404


def test_nobody_lets_another_organization_take_requests(site, charlie):
    assert take(charlie).status_code == 409
    assert charlie.get("/en/handover/to/rosewood").status_code == 404


@pytest.mark.parametrize("changes", [{"agreed": ""}, {"place": "Nowhereville"}, {"place": ""}, {"category": ""}])
def test_without_a_yes_a_place_and_a_kind_nothing_is_asked(site, alice, charlie, changes):
    take(alice)

    assert ask(charlie, **changes).status_code == 422
    assert "Lakehead" not in alice.get("/en/handover").text


def test_what_is_asked_of_others_is_no_page_of_theirs(site, alice, charlie):
    take(alice)
    ask(charlie)
    code = code_on(charlie)

    assert post(charlie, f"{code}/answer", answer="accepted").status_code == 404
    assert post(alice, f"{code}/withdraw").status_code == 404
    assert post(charlie, f"{code}/withdraw").status_code == 303
    assert post(alice, f"{code}/answer", answer="accepted").status_code == 404


def test_words_that_somebody_sends_along_are_kept_nowhere(site, alice, charlie):
    take(alice)
    story = "Xylophoria ran from the blue house"
    assert ask(charlie, note=story, text=story, reason=story, name=story).status_code == 303
    assert ask(charlie, place=f"{story}, Kenora").status_code == 422

    files = b"".join(path.read_bytes() for path in site.settings.state_dir.rglob("*") if path.is_file())
    assert b"Xylophoria" not in files and b"xylophoria" not in files


def refuse(site, times, month="2026-11"):
    one = Handover("ABCDEFGH", "org-clinique", "rosewood", Around("ON"), "shelter.emergency", False, False, 0)
    db = database.open_writer(site.settings.database)
    store = Store(db, site.app.extensions["waypoint"].terms)
    with store.together():
        for _ in range(times):
            handovers.count_refusal(store, month, one, "full")
    db.conn.close()


@pytest.mark.parametrize(("times", "told"), [(4, False), (6, True)])
def test_what_was_refused_is_told_to_anyone_by_fives(site, times, told):
    refuse(site, times, site_month(site))

    cells = re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", site.browser().get("/en/missing-help").text)
    assert cells[4:] == (["Ontario", "Emergency shelter", "–", "5"] if told else [])


def site_month(site):
    with site.app.app_context():
        from portal.web import context

        return context.moment().strftime("%Y-%m")
