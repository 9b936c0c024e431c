"""Sessions: is a copied or planted cookie ever good for anything?

The attacker has held the device for a minute and copied the cookie, or has put one of theirs into the browser before
somebody signs in on it. They gain that person's seat, unless the session ended before they use it, and unless signing
in always makes a new one.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from portal.accounts import links, seats, sessions
from portal.accounts.people import Person, Role
from portal.web import context
from tests import seated
from tests.reading import Page

from .people import KEEPER
from .world import World

SOMEBODY = seated.person(Role.REVIEWER, name="Denise Invented")
COOKIE = "seat"


@pytest.fixture(scope="module")
def site(worlds) -> World:
    return worlds("sessions").opens()


def copied(cookie: str, site: World) -> FlaskClient:
    """The attacker's browser, with a copied cookie in it."""
    client = site.client()
    client.set_cookie(COOKIE, cookie)
    return client


def is_let_in(cookie: str, site: World) -> bool:
    """Whether a cookie opens a page of one's own, or lets something be done."""
    seen = copied(cookie, site).get("/en/account").status_code
    done = copied(cookie, site).post("/en/account/sessions", data={"csrf_token": "x"}).status_code
    return seen == 200 or done != 401


def signed_in(site: World) -> tuple[FlaskClient, str]:
    """Somebody's browser, and what their cookie holds."""
    client = seated.sign_in(site.app, site.settings, SOMEBODY)
    return client, client.get_cookie(COOKIE).value


def signs_out(client: FlaskClient, site: World) -> None:
    client.post("/en/account/sign-out", data={"csrf_token": seated.token_of(client, "/en/account")})


def leaves(client: FlaskClient, site: World) -> None:
    client.get("/en/exit")


def ends_all_others(client: FlaskClient, site: World) -> None:
    other, _cookie = signed_in(site)
    other.post("/en/account/sessions", data={"csrf_token": seated.token_of(other, "/en/account")})


def chooses_a_password(client: FlaskClient, site: World) -> None:
    with seated.door(site.settings) as door:
        links.change_password(SOMEBODY, "willow basin copper thirteen", door, "", int(time.time()))


def gets_another_role(client: FlaskClient, site: World) -> None:
    with seated.door(site.settings) as door:
        keeper = seated.seat(KEEPER, door.accounts, door.keys)
        standing = seats.Standing(Role.SURVIVOR_ADVISOR)
        seats.change(SOMEBODY.id, standing, keeper, door.accounts, int(time.time()))


def shows_a_code_again(client: FlaskClient, site: World) -> None:
    form = {"csrf_token": seated.token_of(client, "/en/account"), "code": seated.code(time.time())}
    assert client.post("/en/account/prove", data=form).status_code == 303
    assert client.get("/en/account").status_code == 200


def loses_the_seat(client: FlaskClient, site: World) -> None:
    with seated.door(site.settings) as door:
        keeper = seated.seat(KEEPER, door.accounts, door.keys)
        seats.close(SOMEBODY.id, keeper, door.accounts, int(time.time()))


ENDS: tuple[Callable[[FlaskClient, World], None], ...] = (
    signs_out, leaves, ends_all_others, shows_a_code_again, chooses_a_password, gets_another_role, loses_the_seat,
)  # fmt: skip
"""What ends a session; the last leaves nobody to sign in."""


def test_no_copied_cookie_lives_longer_than_its_session(site, scoreboard):
    alive = []
    for end in ENDS:
        client, cookie = signed_in(site)
        assert is_let_in(cookie, site), end.__name__
        end(client, site)
        if is_let_in(cookie, site):
            alive.append(end.__name__)

    size = f"{len(ENDS)} ways a session ends"
    scoreboard("replay after sign-out", size, "0 alive", f"{len(alive)} alive", not alive, alive)


@pytest.mark.parametrize("after, lives", [(sessions.IDLE - 60, True), (sessions.IDLE + 1, False)])
def test_a_session_nobody_uses_ends(site, monkeypatch, after, lives):
    who = seated.person(Role.REVIEWER, name=f"Idle {after}")
    cookie = seated.sign_in(site.app, site.settings, who).get_cookie(COOKIE).value
    later = datetime.fromtimestamp(time.time() + after, UTC)
    monkeypatch.setattr(context, "moment", lambda: later)

    assert (copied(cookie, site).get("/en/account").status_code == 200) is lives


def credentials(client: FlaskClient, who: Person, **changed: str) -> dict[str, str]:
    """The form of the sign-in page, filled in."""
    page = Page(client.get("/en/account/sign-in").text)
    token = [field["value"] for field in page.find("input") if field["name"] == "csrf_token"][-1]
    right = {"email": who.email, "password": seated.PASSWORD, "code": seated.code(time.time())}
    return right | {"csrf_token": token} | changed


PLANTED = ("planted", "a" * 43, "", "../x", "' OR 1=1 --")


def test_no_planted_cookie_becomes_somebodys_session(site, scoreboard):
    taken = []
    for number, planted in enumerate(PLANTED):
        who = seated.person(Role.REVIEWER, name=f"Planted {number}")
        with seated.door(site.settings) as door:
            seated.seat(who, door.accounts, door.keys)
        client = copied(planted, site)
        answer = client.post("/en/account/sign-in", data=credentials(client, who))
        fresh = client.get_cookie(COOKIE).value
        if answer.status_code != 303 or fresh == planted or is_let_in(planted, site) or not is_let_in(fresh, site):
            taken.append(planted)

    scoreboard("session fixation", f"{len(PLANTED)} cookies", "0 taken", f"{len(taken)} taken", not taken, taken)


def test_signing_in_anew_ends_the_session_before(site):
    who = seated.person(Role.REVIEWER, name="Twice Invented")
    client = seated.sign_in(site.app, site.settings, who)
    before = client.get_cookie(COOKIE).value

    client.post("/en/account/sign-in", data=credentials(client, who))

    assert client.get_cookie(COOKIE).value != before
    assert not is_let_in(before, site)
