"""What changes something is a post with a token; what needs no token is on a short list, and changes nothing."""

from __future__ import annotations

import re
from itertools import product

import pytest

from portal.accounts.people import SEATED, Role
from portal.registry import database
from portal.web.access import audience
from portal.web.security import WITHOUT_SESSION
from tests.seated import token_of

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
COUNTERS = ("unmet_need",)
"""The tables that a visitor may move a number of."""
SENT = (
    {},
    {"words": "legal", "place": "Thunder Bay"},
    {"keep": ["clinique"]},
    {"offer": "x", "category": "food"},
    {"email": "nobody@example.org", "password": "x", "code": "x", "csrf_token": "x"},
)


def addresses(app, methods):
    """Every rule with one of these methods: its endpoint, and an address in which nothing exists."""
    for rule in app.url_map.iter_rules():
        if rule.methods & methods:
            path = re.sub(r"<any\(en, fr\):lang>", "en", rule.rule)
            yield rule.endpoint, re.sub(r"<[^>]+>", "nothing", path)


def registry_of(settings, but=()):
    """Everything the registry holds, as text."""
    db = database.open_reader(settings.database)
    try:
        return [line for line in db.conn.iterdump() if not any(f'"{table}"' in line for table in but)]
    finally:
        db.conn.close()


def test_the_list_of_posts_without_a_session_is_what_it_says(app):
    unsafe = {endpoint for endpoint, _path in addresses(app, UNSAFE)}

    assert unsafe >= WITHOUT_SESSION
    assert all(audience(app, endpoint) == {Role.ANYONE} for endpoint in WITHOUT_SESSION)


def test_every_other_post_is_refused_to_a_visitor(app, client):
    closed = [(end, path) for end, path in addresses(app, UNSAFE) if end not in WITHOUT_SESSION]

    assert len(closed) >= 10
    for endpoint, path in closed:
        expected = 400 if audience(app, endpoint) == {Role.ANYONE} else 401
        assert client.post(path).status_code == expected, endpoint


def test_no_post_of_somebody_signed_in_counts_without_the_token_of_their_session(app, signed_in):
    browsers = {role: signed_in(role, "org-clinique") for role in SEATED}
    stolen = token_of(signed_in(Role.ADMINISTRATOR, name="Somebody Else"), "/en/account")
    tried = 0

    for endpoint, path in addresses(app, UNSAFE):
        for role, data in product(audience(app, endpoint) - {Role.ANYONE}, ({}, {"csrf_token": stolen})):
            assert browsers[role].post(path, data=data).status_code == 400, endpoint
            tried += 1

    assert tried >= 30


@pytest.mark.parametrize("endpoint", sorted(WITHOUT_SESSION))
def test_a_post_without_a_session_leaves_the_registry_as_it_was(app, client, settings, endpoint):
    before = registry_of(settings, COUNTERS)

    for sent in SENT:
        for path in [path for end, path in addresses(app, UNSAFE) if end == endpoint]:
            client.post(path, data=sent)

    assert registry_of(settings, COUNTERS) == before


def test_a_visitor_who_only_looks_changes_nothing_at_all(app, client, settings):
    before = registry_of(settings)

    for _endpoint, path in addresses(app, {"GET"}):
        assert client.get(path).status_code < 500

    assert registry_of(settings) == before


def test_a_change_of_the_registry_would_be_noticed(settings, signed_in):
    before = registry_of(settings, COUNTERS)

    signed_in(Role.REVIEWER, name="Just Arrived")

    assert registry_of(settings, COUNTERS) != before
