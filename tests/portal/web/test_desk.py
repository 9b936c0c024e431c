"""Suggesting and deciding in a browser: a partner, two reviewers, and for whom there is no such page."""

import errno
import threading
from contextlib import contextmanager
from dataclasses import replace

import pytest

from portal.accounts.people import Role
from portal.finding.keeping import Keeper
from portal.registry.store import Store
from portal.web import context
from search_index.folder import current, only_writer
from tests import seated
from tests.reading import Page


@pytest.fixture
def no_hold(site):
    held = site.app.extensions["waypoint"]
    held.settings = replace(held.settings, hold_hours=0)


def text(browser, path):
    return Page(browser.get(path).text).text


def sheet(browser, path):
    """Everything the page of a listing would send if nothing were touched."""
    return Page(browser.get(path).text).filled()


def suggest(browser, path="/en/partner/listing/rosewood", **changes):
    """Change some boxes, look, and send; the number of the proposal."""
    looked = browser.post(path, data=sheet(browser, path) | {"do": "look"} | changes)
    assert looked.status_code == 303, Page(looked.text).text
    number = int(looked.headers["Location"].rpartition("/")[2])
    page = f"/en/partner/proposal/{number}"
    sent = browser.post(f"{page}/send", data={"csrf_token": seated.token_of(browser, page), "edition": 1})
    assert sent.status_code == 303
    return number


def decide(browser, number, do="agree", edition=2, **more):
    token = seated.token_of(browser, f"/en/review/{number}")
    given = {"csrf_token": token, "do": do, "edition": edition, "answer": "not_confirmed", "note": ""}
    return browser.post(f"/en/review/{number}/decide", data=given | more)


def test_a_new_phone_goes_from_a_partner_past_two_people_to_everybody(site, alice, bob, denise, no_hold):
    visitor = site.browser()

    number = suggest(alice, c_phone_crisis="(807) 555-0199")

    assert "807-555-0199" not in text(visitor, "/en/service/rosewood")
    assert f"/en/review/{number}" in bob.get("/en/review").text
    shown = text(bob, f"/en/review/{number}")
    assert "807-555-0100" in shown and "807-555-0199" in shown and "not the new one" in shown
    assert decide(bob, number).status_code == 303
    assert "807-555-0199" not in text(visitor, "/en/service/rosewood")
    assert decide(denise, number).status_code == 303
    assert "807-555-0199" in text(visitor, "/en/service/rosewood")
    assert "Published" in text(alice, f"/en/partner/proposal/{number}")


def test_the_word_search_finds_new_words_at_once(site, alice, bob):
    number = suggest(alice, c_description_en="We lend xylophones.")

    decide(bob, number)

    assert "Rosewood House" in Page(site.browser().post("/en/search", data={"words": "xylophones"}).text).text


def searched(site, words):
    return Page(site.browser().post("/en/search", data={"words": words}).text).text


@contextmanager
def busy(site):
    """Another process writes to the index for longer than a page waits."""
    site.app.extensions["waypoint"].index._patience = 0.05
    with only_writer(site.settings.index, 0):
        yield


@contextmanager
def damaged(site):
    """A file of the index is not what it was."""
    file = max(current(site.settings.index).iterdir(), key=lambda path: path.stat().st_size)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    yield


@contextmanager
def full(site):
    """The disk has no room for what the index would write."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("search_index.index.change", no_room)
        yield


def no_room(*_args):
    raise OSError(errno.ENOSPC, "no space left on device")


@pytest.mark.parametrize("fails", [busy, damaged, full])
def test_when_the_index_cannot_learn_the_page_says_so_and_it_catches_up_by_itself(site, alice, bob, fails):
    searched(site, "legal")
    number = suggest(alice, c_description_en="We lend xylophones.")

    with fails(site):
        assert decide(bob, number).status_code == 303
    assert "catches up by itself" in text(bob, f"/en/review/{number}")
    assert "xylophones" in text(site.browser(), "/en/service/rosewood")

    keep_up(site)
    assert "catches up by itself" not in text(bob, f"/en/review/{number}")
    assert "Rosewood House" in searched(site, "xylophones")


def keep_up(site):
    """One turn of what runs beside every site."""
    kept = Keeper(site.settings.index, site.settings.catalogue, lambda: site.app.extensions["waypoint"].places)
    with site.door() as door:
        kept.turn(Store(door.accounts.db, site.app.extensions["waypoint"].terms))
    kept.close()


def test_a_question_that_only_looks_after_the_index_leaves_nobody_with_an_old_catalogue(site, alice, bob):
    searched(site, "legal")
    number = suggest(alice, c_description_en="We lend xylophones.")
    decide(bob, number)

    with site.app.extensions["waypoint"].lock, site.app.app_context():
        assert context.catalogue().revision == context.store().revision()


def test_while_one_question_brings_the_catalogue_up_to_date_the_next_one_waits_for_it(site, alice, bob, monkeypatch):
    monkeypatch.setattr(context, "BRIEF_SECONDS", 30.0)
    searched(site, "legal")
    number = suggest(alice, c_description_en="We lend xylophones.")
    decide(bob, number)
    lock = site.app.extensions["waypoint"].catalogue_lock
    lock.acquire()
    threading.Timer(0.1, lock.release).start()

    with site.app.app_context():
        assert context.catalogue().revision == context.store().revision()


def test_what_is_wrong_stands_beside_its_box_and_what_was_typed_stays(alice):
    path = "/fr/partner/listing/rosewood"

    answer = alice.post(path, data=sheet(alice, path) | {"c_phone_crisis": "12", "c_hours_line": "souvent"})

    page = Page(answer.text)
    assert answer.status_code == 422
    assert "n'est pas un numéro de téléphone" in page.text and "Nous n’avons pu lire cet horaire" in page.text
    assert page.filled()["c_phone_crisis"] == "12"


def test_hours_are_typed_as_one_says_them_and_shown_back_in_words(alice):
    path = "/en/partner/listing/rosewood"

    looked = alice.post(path, data=sheet(alice, path) | {"c_hours_line": "lundi au vendredi 9 h à 17 h"})

    assert "Monday to Friday, 9 am to 5 pm" in text(alice, looked.headers["Location"]).replace("\xa0", " ")


def test_a_place_that_may_not_be_held_is_neither_kept_nor_repeated(site, alice):
    path = "/en/partner/listing/rosewood"

    answer = alice.post(path, data=sheet(alice, path) | {"c_address": "9 Quokka Lane"})

    held = b"".join(one.read_bytes() for one in site.settings.state_dir.rglob("*") if one.is_file())
    assert answer.status_code == 422 and "We have not kept it" in Page(answer.text).text
    assert "Quokka" not in answer.text and b"Quokka" not in held


def test_a_draft_is_kept_for_later(alice, bob):
    path = "/en/partner/listing/rosewood"

    alice.post(path, data=sheet(alice, path) | {"do": "later", "c_description_en": "Half a thought"})

    assert "Draft, not sent yet" in text(alice, "/en/partner")
    assert bob.get("/en/review/1").status_code == 404
    assert sheet(alice, "/en/partner/proposal/1/edit")["c_description_en"] == "Half a thought"


def test_a_form_sent_twice_keeps_one_draft(alice):
    path = "/en/partner/listing/rosewood"
    given = sheet(alice, path) | {"c_description_en": "Once."}

    first, second = alice.post(path, data=given), alice.post(path, data=given)

    assert first.headers["Location"] == second.headers["Location"]


def test_a_new_listing_asks_for_consent_and_comes_on_one_page(site, alice, bob, denise, no_hold):
    path = "/en/partner/new?organization=org-rosewood"
    given = sheet(alice, path) | {
        "c_service_name_en": "Night line", "c_categories": ["crisis.line"], "c_phone_crisis": "807-555-0150",
        "c_province": "ON", "do": "look",
    }  # fmt: skip
    asked = alice.post("/en/partner/new", data=given)
    assert asked.status_code == 422 and "Say who at the organization agreed" in Page(asked.text).text

    consent = {"consent_by": "director", "consent_on": "2026-11-26"}
    again = Page(asked.text).filled() | consent | {"do": "look"}
    looked = alice.post("/en/partner/new", data=again)
    page = looked.headers["Location"]
    sent = alice.post(f"{page}/send", data={"csrf_token": seated.token_of(alice, page), "edition": 2})
    assert sent.status_code == 303, Page(sent.text).text
    number = int(page.rpartition("/")[2])
    assert decide(bob, number, edition=3).status_code == decide(denise, number, edition=3).status_code == 303

    assert "Night line" in text(alice, "/en/partner")
    assert "Published" in text(alice, page)
    found = Page(site.browser().post("/en/search", data={"words": "night line"}).text).text
    assert "807-555-0150" in found


def test_a_declined_proposal_says_why_to_whoever_sent_it(alice, bob):
    number = suggest(alice, c_phone_crisis="807-555-0199")

    decide(bob, number, "decline", note="Nobody answered there.")

    told = text(alice, f"/en/partner/proposal/{number}")
    assert "We could not confirm it" in told and "Nobody answered there." in told


def test_a_question_is_answered_with_an_edit(alice, bob):
    number = suggest(alice, c_phone_crisis="807-555-0199")

    decide(bob, number, "ask", note="Which line is it?")

    assert "Which line is it?" in text(alice, f"/en/partner/proposal/{number}")
    assert "Change it" in text(alice, f"/en/partner/proposal/{number}")


def test_a_second_click_is_answered_calmly_and_does_nothing(alice, bob):
    number = suggest(alice, c_phone_crisis="807-555-0199")
    decide(bob, number)

    again = decide(bob, number)

    assert again.status_code == 409 and "You have agreed to this already" in Page(again.text).text


def test_an_edit_after_the_page_was_opened_is_not_agreed_to(alice, bob):
    number = suggest(alice, c_phone_crisis="807-555-0199")
    path = f"/en/partner/proposal/{number}/edit"
    page = f"/en/partner/proposal/{number}"
    alice.post(path, data=sheet(alice, path) | {"c_phone_crisis": "807-555-0198", "do": "look"})
    alice.post(f"{page}/send", data={"csrf_token": seated.token_of(alice, page), "edition": 3})

    assert decide(bob, number, edition=2).status_code == 409
    assert decide(bob, number, edition=4).status_code == 303


def test_hiding_is_one_persons_act_and_showing_again_a_proposal(site, alice, bob):
    page = "/en/partner/listing/rosewood/hide"

    alice.post(page, data={"csrf_token": seated.token_of(alice, page)})

    assert site.browser().get("/en/service/rosewood").status_code == 404
    listing = "/en/review/listing/rosewood"
    given = {"csrf_token": seated.token_of(bob, listing), "part": "listing", "token": "t"}
    proposed = bob.post(f"{listing}/show", data=given)
    assert "Show again what was hidden" in text(bob, proposed.headers["Location"])
    assert site.browser().get("/en/service/rosewood").status_code == 404


def test_going_back_and_merging_are_proposals(site, alice, bob, denise):
    number = suggest(alice, c_description_en="Calm.")
    decide(bob, number)
    listing = "/en/review/listing/rosewood"
    token = seated.token_of(denise, listing)

    undone = denise.post(f"{listing}/undo", data={"csrf_token": token, "revision": 1, "token": "u"})
    merged = denise.post(f"{listing}/merge", data={"csrf_token": token, "other": "/en/service/clinique", "token": "m"})

    assert "Going back to what it said before" in text(denise, undone.headers["Location"])
    assert "Lakehead Legal Clinic" in text(denise, merged.headers["Location"])
    assert "Calm." in text(site.browser(), "/en/service/rosewood")


def test_the_address_of_a_merged_listing_leads_to_the_one_that_stayed(site, alice, bob, denise, no_hold):
    erin = site.signed_in(site.seat(Role.COORDINATOR, name="Erin Invented"))
    listing = "/en/review/listing/clinique"
    given = {"csrf_token": seated.token_of(erin, listing), "other": "rosewood", "token": "m"}
    number = int(erin.post(f"{listing}/merge", data=given).headers["Location"].rpartition("/")[2])
    decide(bob, number, edition=1)
    decide(denise, number, edition=1)

    assert site.browser().get("/en/service/rosewood").headers["Location"] == "/en/service/clinique"
    assert site.browser().get("/en/service/nothing").status_code == 404


def test_a_public_page_leads_those_who_may_to_its_desk_and_nobody_else(site, alice, bob):
    desk = ("/en/partner/listing/rosewood", "/en/review/listing/rosewood")

    offered = [[one in browser.get("/en/service/rosewood").text for one in desk] for browser in (alice, bob)]

    assert offered == [[True, False], [True, True]]
    assert not any(one in site.browser().get("/en/service/rosewood").text for one in desk)
    assert desk[0] not in alice.get("/en/service/clinique").text


def test_somebody_elses_listing_or_proposal_does_not_exist(site, alice, bob):
    number = suggest(alice, c_phone_crisis="807-555-0199")
    charlie = site.signed_in(site.seat(Role.PARTNER, "org-clinique", name="Charlie Invented"))

    for path in ("listing/rosewood", "listing/rosewood/hide", f"proposal/{number}", f"proposal/{number}/edit"):
        assert charlie.get(f"/en/partner/{path}").status_code == 404, path
    for path in ("", f"/{number}", "/listing/rosewood"):
        assert charlie.get(f"/en/review{path}").status_code == 404, path
        assert site.browser().get(f"/en/review{path}").status_code == 302, path
    token = seated.token_of(charlie, "/en/partner/listing/clinique")
    for act in ("send", "withdraw"):
        answer = charlie.post(f"/en/partner/proposal/{number}/{act}", data={"csrf_token": token, "edition": 1})
        assert answer.status_code == 404, act
    new = charlie.get("/en/partner/new?organization=org-rosewood")
    assert new.status_code == 404


def test_deciding_asks_for_a_code_that_was_shown_a_moment_ago(site, alice, bob):
    number = suggest(alice, c_phone_crisis="807-555-0199")
    with site.door() as door, door.accounts.together():
        door.accounts.db.execute("UPDATE session SET proved = proved - 3600")

    answer = decide(bob, number)

    assert answer.headers["Location"] == f"/en/account/prove?next=/en/review/{number}"


def test_sending_a_new_number_asks_for_a_code_and_sending_new_words_does_not(site, alice):
    path, kept = "/en/partner/listing/rosewood", []
    for changes in ({"c_phone_crisis": "807-555-0199"}, {"c_description_en": "Calm."}):
        kept.append(alice.post(path, data=sheet(alice, path) | {"do": "look"} | changes).headers["Location"])
    with site.door() as door, door.accounts.together():
        door.accounts.db.execute("UPDATE session SET proved = proved - 3600")

    sent = [alice.post(f"{p}/send", data={"csrf_token": seated.token_of(alice, p), "edition": 1}) for p in kept]

    assert [answer.headers["Location"] for answer in sent] == [f"/en/account/prove?next={kept[0]}", kept[1]]


def test_a_reader_says_that_something_is_wrong_and_a_reviewer_sees_it(site, bob):
    visitor = site.browser()
    page = "/en/service/rosewood/wrong"

    answer = visitor.post(page, data=Page(visitor.get(page).text).filled() | {"text": "The line rings nowhere."})

    assert answer.status_code == 303 and "Set-Cookie" not in answer.headers
    assert "Somebody will look into it" in text(visitor, answer.headers["Location"])
    assert "The line rings nowhere." in text(bob, "/en/review")


def test_a_reader_says_that_a_place_is_missing_once(site, bob):
    visitor = site.browser()
    given = Page(visitor.get("/fr/missing").text).filled() | {"category": "legal.aid", "text": "La clinique du quai."}

    for _ in range(2):
        assert visitor.post("/fr/missing", data=given).status_code == 303

    assert text(bob, "/en/review").count("La clinique du quai.") == 1
    token = seated.token_of(bob, "/en/review")
    bob.post("/en/review/report", data={"csrf_token": token, "number": 1})
    assert "La clinique du quai." not in text(bob, "/en/review")


def test_a_report_that_no_page_of_ours_made_is_refused(site):
    assert site.browser().post("/en/missing", data={"category": "legal.aid", "text": "x"}).status_code == 400
