"""The site starts light, and refuses to start half safe."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys

import pytest

from portal import create_app, packaging
from portal.accounts.people import Role
from portal.config import MissingSecret, Settings
from portal.web.access import NoAudience, audience, check_audiences, open_to
from portal.web.application import MissingFrench

HEAVY = "pandas setuptools geopandas shapely folium pyogrio pyproj".split()
ASK = f"""
import sys
from portal import create_app
client = create_app().test_client()
assert client.post("/en/search", data={{"words": "legal", "place": "Thunder Bay"}}).status_code == 200
for path in ("", "browse", "data", "safety", "accessibility", "service/clinique"):
    assert client.get(f"/fr/{{path}}").status_code == 200
print(",".join(name for name in {HEAVY!r} if name in sys.modules))
"""


def test_the_site_answers_without_the_map_libraries(state):
    ours = {"PORTAL_STATE_DIR": str(state), "PYTHONWARNINGS": "ignore"}

    outcome = subprocess.run(
        [sys.executable, "-c", ASK], env=os.environ | ours, capture_output=True, text=True, timeout=60, check=True
    )

    assert outcome.stdout.strip() == ""


def test_the_site_refuses_to_start_without_a_secret(settings):
    with pytest.raises(MissingSecret, match="PORTAL_SECRET_KEY"):
        create_app(dataclasses.replace(settings, secret_key=""))


def test_a_short_secret_is_no_secret(settings):
    with pytest.raises(MissingSecret):
        create_app(dataclasses.replace(settings, secret_key="x" * 31))


def test_no_secret_has_a_default():
    assert Settings().secret_key == ""


def test_the_site_refuses_to_start_without_its_french(settings, monkeypatch):
    monkeypatch.setattr(packaging, "is_fresh", lambda po, mo: False)

    with pytest.raises(MissingFrench):
        create_app(settings)


def test_every_endpoint_names_its_audience(app):
    assert all(audience(app, endpoint) for endpoint in app.view_functions)


def test_what_is_open_to_anyone_stands_beside_no_other_role(app):
    audiences = [audience(app, endpoint) for endpoint in app.view_functions]

    assert all(roles == {Role.ANYONE} for roles in audiences if Role.ANYONE in roles)


def test_an_endpoint_that_names_no_audience_stops_the_start(settings):
    app = create_app(settings)
    app.add_url_rule("/silent", "silent", lambda: "")

    with pytest.raises(NoAudience, match="silent"):
        check_audiences(app)


@pytest.mark.parametrize("method, status", [("get", 302), ("head", 302), ("post", 401), ("delete", 401)])
def test_what_is_not_open_to_anyone_asks_a_visitor_to_sign_in(settings, method, status):
    app = create_app(settings)
    view = open_to(Role.REVIEWER)(lambda number: "members")
    app.add_url_rule("/en/members/<number>", "members", view, methods=["GET", "POST", "DELETE"])

    answers = [getattr(app.test_client(), method)(f"/en/members/{number}") for number in (1, 2)]

    assert [answer.status_code for answer in answers] == [status, status]
    assert {answer.text.replace("/1", "/2") for answer in answers} == {answers[1].text}
