"""A need nobody answers: only what we offered is counted, and nothing else is kept."""

from __future__ import annotations

import sqlite3
import time

import itsdangerous
import pytest

from portal.registry.database import write_lock
from portal.web import context, offers
from portal.web.offers import Expired, NotOurs, Offer, Throttle, signed
from tests.conftest import CAST
from tests.reading import Page

SECRET = "x" * 40


@pytest.fixture
def site(opened):
    return opened(CAST)


def rows(client):
    """What the counters hold."""
    path = client.application.extensions["waypoint"].settings.database
    connection = sqlite3.connect(path)
    try:
        return connection.execute("SELECT province, community, category, count FROM unmet_need").fetchall()
    finally:
        connection.close()


def form_of(client, lang="en", **fields):
    """The fields of the small form on a page of results; empty when it is not there."""
    html = client.post(f"/{lang}/search", data=fields).text
    if "/needed" not in html:
        return {}, html
    start = html.index(f'action="/{lang}/needed"')
    form = Page("<form " + html[start : html.index("</form>", start) + 7])
    return {field["name"]: field["value"] for field in form.find("input")}, html


def send(client, **fields):
    return client.post("/en/needed", data=fields)


def test_one_press_moves_one_counter_and_leads_to_thanks(site):
    form, _html = form_of(site, category="tattoo_removal", place="Kenora")

    response = send(site, **form)

    assert (response.status_code, response.headers["Location"]) == (303, "/en/thanks")
    place = site.application.extensions["waypoint"].places.find("Kenora")
    assert rows(site) == [("ON", place.place_id, "tattoo_removal", 1)]
    assert "Set-Cookie" not in response.headers


def test_the_page_says_exactly_what_would_be_sent(site):
    _form, html = form_of(site, category="tattoo_removal", place="Kenora")
    text = Page(html).text

    assert "This is all that is sent: the kind of help: Tattoo removal the place: Kenora, Ontario the month:" in text


def test_a_postal_area_is_told_as_its_province(site):
    form, html = form_of(site, category="tattoo_removal", place="P9N")
    send(site, **form)

    assert "the place: Ontario" in Page(html).text
    assert rows(site) == [("ON", "", "tattoo_removal", 1)]


def test_words_that_name_a_kind_of_help_offer_that_kind(site):
    form, _html = form_of(site, words="tattoo removal", place="Kenora", age="40", exploitation="sexual")

    assert form["category"] == "tattoo_removal"


def test_where_something_fits_nothing_is_offered(site):
    assert form_of(site, category="food", place="Thunder Bay")[0] == {}


def test_an_offer_counts_once(site):
    form, _html = form_of(site, category="tattoo_removal")

    assert [send(site, **form).status_code for _ in range(3)] == [303, 303, 303]
    assert [row[3] for row in rows(site)] == [1]


@pytest.mark.parametrize(
    "change",
    [{"offer": "made-up"}, {"category": "food"}, {"category": "no-such"}, {"offer": ""}, {"words": "my story"}],
    ids=str,
)
def test_what_we_did_not_offer_is_refused(site, change):
    form, _html = form_of(site, category="tattoo_removal")

    assert send(site, **(form | change)).status_code == 400
    assert rows(site) == []


def test_a_crowd_is_answered_alike_and_not_counted(site):
    secret = site.application.extensions["waypoint"].settings.secret_key
    crowd = [signed(Offer("ON", f"wp:{n}", ("food",)), secret) for n in range(offers.MOST + 5)]

    answers = [send(site, offer=offer, category="food") for offer in crowd]

    assert {(a.status_code, a.headers["Location"]) for a in answers} == {(303, "/en/thanks")}
    assert len(rows(site)) == offers.MOST


def test_nobody_waits_while_an_import_holds_the_registry(site, monkeypatch):
    monkeypatch.setattr(context, "PATIENCE_SECONDS", 0.05)
    form, _html = form_of(site, category="tattoo_removal")

    with write_lock(site.application.extensions["waypoint"].settings.database):
        response = send(site, **form)
        before = rows(site)
    for _ in range(100):
        if rows(site):
            break
        time.sleep(0.05)

    assert response.status_code == 303
    assert before == []
    assert [row[3] for row in rows(site)] == [1]


def test_the_thanks_page_is_the_same_for_everyone(site):
    assert "Nothing about you was sent or kept." in Page(site.get("/en/thanks").text).text


def test_an_old_offer_is_thanked_for_and_not_counted(site, monkeypatch):
    form, _html = form_of(site, category="tattoo_removal")
    later = time.time() + offers.LASTS + 5
    monkeypatch.setattr(itsdangerous.TimestampSigner, "get_timestamp", lambda self: int(later))

    assert send(site, **form).headers["Location"] == "/en/thanks"
    assert rows(site) == []


def test_an_offer_of_another_site_or_an_old_one_is_told_apart(monkeypatch):
    ours = signed(Offer("ON", "", ("food",)), SECRET)

    assert offers.opened(ours, SECRET) == Offer("ON", "", ("food",))
    with pytest.raises(NotOurs):
        offers.opened(ours, "y" * 40)
    monkeypatch.setattr(offers, "LASTS", -1)
    with pytest.raises(Expired):
        offers.opened(ours, SECRET)


def test_the_throttle_opens_again_after_a_minute():
    throttle = Throttle()

    first = [throttle.lets(f"offer-{n}", 0.0) for n in range(offers.MOST + 1)]
    later = throttle.lets("offer-later", 61.0)

    assert first == [True] * offers.MOST + [False]
    assert later


def test_the_data_page_shows_five_and_more_rounded_and_nothing_below(site):
    secret = site.application.extensions["waypoint"].settings.secret_key
    for number in range(7):
        send(site, offer=signed(Offer("ON", f"wp:{number}", ("food",)), secret), category="food")
    for number in range(4):
        send(site, offer=signed(Offer("QC", f"wp:{number}", ("education",)), secret), category="education")

    text = Page(site.get("/en/data").text).text

    assert "Food, Ontario: about 5 times" in text
    assert "Education" not in text
