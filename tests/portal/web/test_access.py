"""Whom a view is open to, and what somebody may touch there: what is not theirs does not exist."""

import re

import pytest
from flask import abort

from portal import create_app
from portal.accounts.people import SEATED, Role
from portal.accounts.rights import Act
from portal.web.access import inside, open_to, open_to_seated, require
from tests import seated

HELD = {"ours": "org-clinique", "theirs": "org-rosewood"}


@pytest.fixture
def browser_of(settings):
    """A site with a few views of its own, and a browser of somebody signed in there."""
    app = create_app(settings)
    app.add_url_rule("/en/decide", "decide", open_to(Role.REVIEWER, Role.COORDINATOR)(lambda: "decide"))
    app.add_url_rule("/en/everybody", "everybody", open_to_seated()(lambda: "everybody"))
    held = open_to_seated()(lambda key: require(Act.SUGGEST, HELD[key]).name if key in HELD else abort(404))
    app.add_url_rule("/en/thing/<key>", "thing", held)
    return lambda role, *organizations: seated.sign_in(
        app, settings, seated.person(role, *organizations, name=" ".join([role, "reaching", *organizations]))
    )


@pytest.mark.parametrize("role", SEATED)
def test_a_view_is_open_to_the_roles_it_names_and_to_no_other(browser_of, role):
    browser = browser_of(role)

    assert browser.get("/en/everybody").status_code == 200
    assert browser.get("/en/decide").status_code == (200 if role in (Role.REVIEWER, Role.COORDINATOR) else 404)


@pytest.mark.parametrize(
    "role, reached",
    [
        (Role.PARTNER, {"ours"}),
        (Role.REVIEWER, {"ours", "theirs"}),
        (Role.SURVIVOR_ADVISOR, set()),
        (Role.ADMINISTRATOR, set()),
    ],
)
def test_what_is_somebody_elses_looks_as_if_it_did_not_exist(browser_of, role, reached):
    browser = browser_of(role, *(["org-clinique"] if role is Role.PARTNER else []))

    answers = {key: browser.get(f"/en/thing/{key}") for key in ("ours", "theirs", "nothing")}

    assert {key for key, answer in answers.items() if answer.status_code == 200} == reached
    refused = [answer for key, answer in answers.items() if key not in reached]
    assert {answer.status_code for answer in refused} == {404}
    assert len({without_token(answer.text) for answer in refused}) == 1


def without_token(html):
    """A page without the token of its forms, which holds the second it was made in."""
    return re.sub(r'(name="csrf_token"[^>]* value=)"[^"]+"', r"\1", html)


@pytest.mark.parametrize(
    "address",
    ["/en/people", "/fr/account/codes", "/en/people?done=1", "/fr/people/0a-9_z.x/close"],
)
def test_an_address_inside_is_kept(address):
    assert inside(address, "/en/account") == address


@pytest.mark.parametrize(
    "address",
    [None, "", "/", "/de/people", "//evil.example", "/en//evil", "/\\evil", "/en/\\evil", "https://evil.example/en/",
     "/en/a\r\nLocation: x", "/en/\tx", "/en/a b", "/en/é", "/en/a#b", "/en/@x", "/en/%0d:", "/en/" + "a" * 400],
)  # fmt: skip
def test_an_address_that_might_lead_elsewhere_is_not(address):
    assert inside(address, "/en/account") == "/en/account"
