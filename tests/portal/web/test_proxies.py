"""Whose address counts when proxies of our own stand in front: what the nearest ones say, and nothing before that."""

import dataclasses

import pytest
from flask import request

from portal import create_app
from portal.accounts.people import Role
from portal.web.access import open_to


@pytest.fixture
def asked(settings):
    """The address a site with so many proxies takes a caller to have."""

    def ask(proxies, forwarded):
        app = create_app(dataclasses.replace(settings, proxies=proxies))
        app.add_url_rule("/en/who", "who", open_to(Role.ANYONE)(lambda: request.remote_addr))
        return app.test_client().get("/en/who", headers={"X-Forwarded-For": forwarded}).text

    return ask


@pytest.mark.parametrize(
    "proxies, forwarded, address",
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 192.0.2.1", "203.0.113.9"),
        (2, "203.0.113.9", "127.0.0.1"),
    ],
)
def test_exactly_as_many_entries_are_believed_as_there_are_proxies(asked, proxies, forwarded, address):
    assert asked(proxies, forwarded) == address


def test_a_host_that_is_not_ours_is_not_answered(settings):
    app = create_app(dataclasses.replace(settings, trusted_hosts=("waypoint.example",)))
    client = app.test_client()

    assert client.get("/en/account/sign-in", base_url="http://waypoint.example").status_code == 200
    for host in ("evil.example", "waypoint.example.evil.example", "waypoint.example@evil.example"):
        answer = client.get("/en/account", base_url=f"http://{host}")
        assert answer.status_code == 400 and "evil" not in str(answer.headers)
