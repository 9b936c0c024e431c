"""Coming in, going on and leaving, as a browser sees it."""

import re
import time
from datetime import UTC, datetime

import pytest

from portal.accounts import factors, passwords, seats, sessions
from portal.accounts.links import Purpose
from portal.accounts.people import Role
from portal.accounts.seats import Standing, Wanted
from portal.web import context
from tests import seated
from tests.reading import Page

NEW = "four canoes under a pine"


@pytest.fixture
def bob(site):
    return site.seat(Role.REVIEWER, name="Bob Invented")


@pytest.fixture
def still(monkeypatch):
    """The clock stands still, so that a slow machine waits no delay out."""
    moment = datetime.now(UTC)
    monkeypatch.setattr(context, "moment", lambda: moment)


def sign_in(browser, email, password=seated.PASSWORD, code=None, to="/en/account/sign-in", **more):
    token = Page(browser.get(to).text)
    fields = {field["name"]: field["value"] for field in token.find("input") if field["type"] == "hidden"}
    typed = {"email": email, "password": password, "code": code or seated.code(time.time())}
    return browser.post("/en/account/sign-in", data=fields | typed, **more)


def cookie(browser):
    found = browser.get_cookie("seat")
    return found.value if found else None


# Coming in


def test_somebody_signs_in_and_their_page_greets_them(site, bob):
    browser = site.browser()

    answer = sign_in(browser, bob.email)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/account")
    page = Page(browser.get("/en/account").text)
    assert "Bob Invented" in page.text and "Reviewer" in page.text


def test_the_cookie_is_for_this_site_alone_and_out_of_reach_of_scripts(site, bob):
    plain = sign_in(site.browser(), bob.email).headers["Set-Cookie"]
    secure = site.browser()
    page = secure.get("/en/account/sign-in", base_url="https://localhost").text
    token = Page(page).find("input")[0]["value"]
    given = {"csrf_token": token, "email": bob.email, "password": seated.PASSWORD, "code": seated.CODES[0]}
    safe = secure.post("/en/account/sign-in", data=given, base_url="https://localhost").headers["Set-Cookie"]

    assert re.fullmatch(r"seat=[\w-]{43}; HttpOnly; Path=/; SameSite=Lax", plain)
    assert re.fullmatch(r"__Host-seat=[\w-]{43}; Secure; HttpOnly; Path=/; SameSite=Lax", safe)


def test_a_visitor_gets_no_cookie_even_on_the_page_to_sign_in(site):
    browser = site.browser()
    for path in (
        "/en/",
        "/fr/account/sign-in",
        "/en/account",
        "/en/account/signed-out",
        "/en/account/link/x",
        "/fr/exit",
    ):
        assert "Set-Cookie" not in browser.get(path).headers
    refused = sign_in(browser, "nobody@example.org")

    assert refused.status_code == 422 and "Set-Cookie" not in refused.headers


def test_a_visitors_pages_read_no_table_of_accounts(site, monkeypatch):
    read = []
    monkeypatch.setattr(sessions, "resume", lambda *_: read.append("session"))
    monkeypatch.setattr(context, "accounts", lambda: read.append("accounts"))

    for path in ("/en/", "/fr/browse", "/en/service/clinique", "/fr/nothing"):
        assert site.browser().get(path).status_code in (200, 404)
    assert site.browser().post("/en/search", data={"words": "legal"}).status_code == 200
    assert read == []


def test_whatever_is_wrong_the_answer_is_the_same(site, bob):
    wrong = [
        {"email": bob.email, "password": "not this one"},
        {"email": bob.email, "code": "000000"},
        {"email": "nobody@example.org"},
        {"email": "not an address"},
    ]
    answers = [sign_in(site.browser(), **{"code": "123456"} | one) for one in wrong]

    assert {answer.status_code for answer in answers} == {422}
    texts = {re.sub(r'value="[^"]*"', "", answer.text) for answer in answers}
    assert len(texts) == 1
    assert len({frozenset(answer.headers.keys()) for answer in answers}) == 1


def test_a_refused_password_is_not_sent_back(site, bob):
    answer = sign_in(site.browser(), bob.email, password="a secret I typed")

    assert "a secret I typed" not in answer.text and bob.email in answer.text


def test_many_tries_must_wait_whoever_it_is(site, bob, still):
    for email in (bob.email, "nobody@example.org"):
        answers = [sign_in(site.browser(), email, code="000000") for _ in range(6)]

        assert [answer.status_code for answer in answers] == [422] * 5 + [429]
        assert "Please wait a little" in answers[-1].text


def test_a_forged_forwarded_address_is_nobodys_network(site, still):
    """Without proxies of our own, nothing a caller says about their address counts."""
    seen = []
    for number in range(12):
        said = {"X-Forwarded-For": f"203.0.{number}.7"}
        seen.append(sign_in(site.browser(), f"person{number}@example.org", code="000000", headers=said).status_code)

    assert seen == [422] * 10 + [429] * 2


@pytest.mark.parametrize(
    "next_page, goes",
    [
        ("/en/people", "/en/people"),
        ("/fr/account/codes", "/fr/account/codes"),
        ("https://evil.example/", "/en/account"),
        ("//evil.example/", "/en/account"),
        ("/\\evil.example", "/en/account"),
        ("/en//evil.example", "/en/account"),
        ("/en/\n/evil.example", "/en/account"),
        ("javascript:alert(1)", "/en/account"),
        ("/en/@evil.example", "/en/account"),
        ("en/account", "/en/account"),
        ("", "/en/account"),
    ],
)
def test_signing_in_leads_nowhere_but_inside(site, bob, next_page, goes):
    browser = site.browser()
    form = Page(browser.get("/en/account/sign-in").text)
    token = next(field["value"] for field in form.find("input") if field["name"] == "csrf_token")
    typed = {"email": bob.email, "password": seated.PASSWORD, "code": seated.code(time.time())}

    answer = browser.post("/en/account/sign-in", data=typed | {"csrf_token": token, "next": next_page})

    assert (answer.status_code, answer.headers["Location"]) == (303, goes)


def test_a_closed_page_comes_back_after_signing_in(site, bob):
    browser = site.browser()
    sent = browser.get("/en/account/codes").headers["Location"]

    assert sent == "/en/account/sign-in?next=/en/account/codes"
    assert sign_in(browser, bob.email, to=sent).headers["Location"] == "/en/account/codes"


# Sessions


def test_a_session_somebody_planted_is_not_the_one_that_signs_in(site, bob):
    browser = site.browser()
    browser.set_cookie("seat", "planted")
    sign_in(browser, bob.email)

    planted = site.browser()
    planted.set_cookie("seat", "planted")
    assert cookie(browser) != "planted"
    assert planted.get("/en/account").status_code == 302


def test_signing_in_again_ends_the_session_before(site, bob):
    browser = site.browser()
    sign_in(browser, bob.email)
    before = cookie(browser)
    sign_in(browser, bob.email, code=seated.CODES[0])

    old = site.browser()
    old.set_cookie("seat", before)
    assert cookie(browser) != before
    assert old.get("/en/account").status_code == 302


def test_signing_out_ends_it_for_good_and_asks_the_browser_to_forget(site, bob):
    browser = site.signed_in(bob)
    token = cookie(browser)

    answer = browser.post("/en/account/sign-out", data={"csrf_token": seated.token_of(browser, "/en/account")})

    assert answer.headers["Location"] == "/en/account/signed-out"
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert cookie(browser) is None
    copied = site.browser()
    copied.set_cookie("seat", token)
    assert copied.get("/en/account").status_code == 302
    assert copied.post("/en/account/sign-out").status_code == 401


@pytest.mark.parametrize("lang, goes", [("en", "https://weather.gc.ca/"), ("fr", "https://meteo.gc.ca/")])
def test_leaving_at_once_ends_the_session_on_the_way(site, bob, lang, goes):
    browser = site.signed_in(bob)
    token = cookie(browser)
    way_out = Page(browser.get(f"/{lang}/browse").text).find("a")[0]["href"]

    answer = browser.get(way_out)

    assert way_out == f"/{lang}/exit" and answer.headers["Location"] == goes
    assert "Clear-Site-Data" in answer.headers
    copied = site.browser()
    copied.set_cookie("seat", token)
    assert copied.get("/en/account").status_code == 302


def test_a_page_notes_that_the_session_is_in_use_and_the_clock_does_not(site, bob):
    browser = site.signed_in(bob)
    with site.door() as door:
        row = door.accounts.sessions_of(bob.id)[0]
        with door.accounts.together():
            door.accounts.db.execute("UPDATE session SET seen = seen - 600")
        browser.get("/en/account/time")
        assert door.accounts.session(row.hash).seen == row.seen - 600
        browser.get("/fr/browse")
        assert door.accounts.session(row.hash).seen >= row.seen


def test_a_pause_ends_in_a_warning_that_a_button_answers(site, bob):
    browser = site.signed_in(bob)
    with site.door() as door, door.accounts.together():
        door.accounts.db.execute("UPDATE session SET seen = seen - ?", [sessions.IDLE - 90])

    warning = browser.get("/en/account/time")
    form = Page(warning.text)
    stay = browser.post("/en/account/time", data={"csrf_token": form.find("input")[0]["value"]})

    assert "2 minutes" in form.text and 85 < int(warning.headers["Refresh"]) <= 91
    assert "frame-ancestors 'self'" in warning.headers["Content-Security-Policy"]
    assert stay.status_code == 303
    assert "This line will say so first" in Page(browser.get("/en/account/time").text).text


def test_after_the_pause_the_frame_says_so_and_the_cookie_goes(site, bob):
    browser = site.signed_in(bob)
    with site.door() as door, door.accounts.together():
        door.accounts.db.execute("UPDATE session SET seen = seen - ?", [sessions.IDLE])

    over = browser.get("/en/account/time")

    assert "You are signed out" in Page(over.text).text and "Refresh" not in over.headers
    assert cookie(browser) is None
    assert browser.get("/en/account").status_code == 302


def test_whoever_is_signed_in_sees_where_and_can_end_it(site, bob):
    here, there = site.signed_in(bob), site.signed_in(bob)
    forms = [form for form in Page(here.get("/en/account").text).find("input") if form["name"] == "session"]

    assert len(forms) == 1
    token = seated.token_of(here, "/en/account")
    here.post("/en/account/sessions", data={"csrf_token": token, "session": forms[0]["value"]})
    assert there.get("/en/account").status_code == 302 and here.get("/en/account").status_code == 200


def test_nobody_ends_somebody_elses_session(site, bob):
    other = site.seat(Role.PARTNER, "org-clinique", name="Pia Invented")
    theirs = site.signed_in(other)
    with site.door() as door:
        row = door.accounts.sessions_of(other.id)[0]
    mine = site.signed_in(bob)

    mine.post("/en/account/sessions", data={"csrf_token": seated.token_of(mine, "/en/account"), "session": row.hash})

    assert theirs.get("/en/account").status_code == 200


# Links


def test_an_invited_person_opens_their_seat_and_signs_in(site):
    now = int(time.time())
    with site.door() as door:
        wanted = Wanted("Denise Larivière", "denise@example.org", Standing(Role.REVIEWER))
        _person, token = seats.invite(wanted, None, door.accounts, now)
    browser, address = site.browser(), f"/en/account/link/{token}"
    page = Page(browser.get(address).text)
    secret = "".join(next(code for code in page.find("code")).text.split())

    assert secret == factors.secret_of_link(token, site.keys) and page.find("path")
    fields = {"csrf_token": page.find("input")[0]["value"], "password": NEW, "code": code_of(secret, now)}
    done = browser.post(address, data=fields)
    codes = ["".join(code.text.split()) for code in Page(done.text).find("code")]

    assert done.status_code == 200 and len(codes) == 10
    assert sign_in(browser, "denise@example.org", NEW, codes[0]).status_code == 303
    assert browser.get(address).status_code == 404


def code_of(secret, at):
    import pyotp

    return pyotp.TOTP(secret).at(at)


def test_links_that_are_not_good_all_look_alike(site, bob):
    now = int(time.time())
    with site.door() as door:
        used = seats.help_back_in(bob.id, Purpose.PASSWORD, None, door.accounts, now)
        seats.help_back_in(bob.id, Purpose.PASSWORD, None, door.accounts, now)
        old = seats.help_back_in(bob.id, Purpose.FACTOR, None, door.accounts, now - 90_000)
    answers = [site.browser().get(f"/en/account/link/{token}") for token in (used, old, "x", "y" * 43)]

    assert {answer.status_code for answer in answers} == {404}
    assert len({re.sub(r'href="/[^"]*"', "", answer.text) for answer in answers}) == 1


def test_a_weak_password_is_answered_with_why(site):
    now = int(time.time())
    with site.door() as door:
        wanted = Wanted("Denise Larivière", "denise@example.org", Standing(Role.REVIEWER))
        _person, token = seats.invite(wanted, None, door.accounts, now)
    browser, address = site.browser(), f"/fr/account/link/{token}"
    page = Page(browser.get(address).text)
    code = code_of(factors.secret_of_link(token, site.keys), now)

    answer = browser.post(
        address, data={"csrf_token": page.find("input")[0]["value"], "password": "motdepasse2026", "code": code}
    )

    assert answer.status_code == 422 and "facile à deviner" in answer.text


# Dangerous acts


def stale(site):
    """Every code shown was shown long ago."""
    with site.door() as door, door.accounts.together():
        door.accounts.db.execute("UPDATE session SET proved = proved - 3600")


@pytest.mark.parametrize("path", ["/en/account/password", "/en/account/codes"])
def test_a_dangerous_act_asks_for_a_code_again_and_then_goes_on(site, bob, path):
    browser = site.signed_in(bob)
    stale(site)
    before = cookie(browser)

    asked = browser.get(path)
    again = Page(browser.get(asked.headers["Location"]).text)
    fields = {field["name"]: field["value"] for field in again.find("input") if field["type"] == "hidden"}
    wrong = browser.post("/en/account/prove", data=fields | {"code": "000000"})
    right = browser.post("/en/account/prove", data=fields | {"code": seated.code(time.time())})

    assert asked.headers["Location"] == f"/en/account/prove?next={path}"
    assert wrong.status_code == 422
    assert right.headers["Location"] == path and browser.get(path).status_code == 200
    assert cookie(browser) != before


def test_a_session_without_a_fresh_code_changes_no_password(site, bob):
    browser = site.signed_in(bob)
    token = seated.token_of(browser, "/en/account/password")
    stale(site)

    answer = browser.post("/en/account/password", data={"csrf_token": token, "password": NEW})

    assert answer.status_code == 303 and "/account/prove" in answer.headers["Location"]
    with site.door() as door:
        assert passwords.matches(door.accounts.password_of(bob.id), seated.PASSWORD)


def test_a_new_password_ends_the_other_sessions_and_renews_this_one(site, bob):
    here, there = site.signed_in(bob), site.signed_in(bob)
    before = cookie(here)

    token = seated.token_of(here, "/en/account/password")
    answer = here.post("/en/account/password", data={"csrf_token": token, "password": NEW})

    assert answer.headers["Location"] == "/en/account" and cookie(here) != before
    assert here.get("/en/account").status_code == 200 and there.get("/en/account").status_code == 302
    assert "Password changed" in Page(here.get("/en/account").text).text


# Forged posts


@pytest.mark.parametrize("path", ["/en/account/sign-in", "/fr/account/sign-in"])
@pytest.mark.parametrize("token", [None, "", "forged", "IkFCQyI.aGVsbG8.x"])
def test_signing_in_takes_a_form_of_ours(site, bob, path, token):
    typed = {"email": bob.email, "password": seated.PASSWORD, "code": seated.code(time.time())}

    assert site.browser().post(path, data=typed | ({} if token is None else {"csrf_token": token})).status_code == 400


@pytest.mark.parametrize("site_of", ["cross-site", "same-site"])
def test_a_post_that_another_site_made_a_browser_send_is_refused(site, bob, site_of):
    headers = {"Sec-Fetch-Site": site_of}
    browser = site.signed_in(bob)
    token = seated.token_of(browser, "/en/account")

    assert sign_in(site.browser(), bob.email, headers=headers).status_code == 400
    assert browser.post("/en/account/sign-out", data={"csrf_token": token}, headers=headers).status_code == 400
    assert browser.get("/en/account").status_code == 200
