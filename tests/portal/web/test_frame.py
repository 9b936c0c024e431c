"""What stands around the pages: errors, files, the map's frame, settings, and a log that knows nobody."""

from __future__ import annotations

import dataclasses
import gzip
import json
import logging

import pytest

from portal import create_app
from portal.config import Settings, make_secret, read_secret
from portal.registry.store import Store
from portal.web import assets
from portal.web.views.errors import said
from tests.reading import Page


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 422, 429, 500, 503])
def test_every_error_has_words_of_its_own_in_both_languages(app, status):
    with app.test_request_context("/en/"):
        english = said(status)
    with app.test_request_context("/fr/"):
        french = said(status)

    assert all(english) and all(french)
    assert english[1] != french[1]


def test_the_language_of_an_error_follows_its_address_or_the_browser(client):
    assert Page(client.get("/fr/rien").text).find("html")[0]["lang"] == "fr"
    spoken = client.get("/rien", headers={"Accept-Language": "fr-CA,fr;q=0.9"})
    assert Page(spoken.text).find("html")[0]["lang"] == "fr"


def test_the_way_in_follows_the_browser_and_remembers_nothing(client):
    response = client.get("/", headers={"Accept-Language": "fr-CA"})

    assert (response.status_code, response.headers["Location"]) == (302, "/fr/")
    assert "Accept-Language" in response.headers["Vary"]


def test_a_fault_of_ours_is_a_calm_page_and_one_line_in_the_log(settings, monkeypatch, caplog):
    app = create_app(settings)
    monkeypatch.setattr(Store, "public", failing)

    with caplog.at_level(logging.DEBUG):
        response = app.test_client().get("/en/service/clinique?who=me", headers={"User-Agent": "Zebra"})

    assert response.status_code == 500
    assert "1-833-900-1010" in response.text
    assert "error=RuntimeError view=public.service id=" in caplog.text
    assert not any(word in caplog.text for word in ("clinique", "who", "Zebra", "127.0.0.1", "private"))


def failing(*_):
    raise RuntimeError("private")


def test_a_host_that_is_not_ours_is_refused(settings):
    client = create_app(dataclasses.replace(settings, trusted_hosts=("ours.example",))).test_client()

    assert client.get("/en/", base_url="http://ours.example").status_code == 200
    refused = client.get("/en/", base_url="http://theirs.example")
    assert refused.status_code == 400
    assert "theirs" not in refused.text


def test_a_forwarded_header_is_believed_only_behind_a_proxy_of_ours(settings):
    told = {"X-Forwarded-Proto": "https"}

    alone = create_app(settings).test_client().get("/en/", headers=told)
    behind = create_app(dataclasses.replace(settings, proxies=1)).test_client().get("/en/", headers=told)

    assert "Strict-Transport-Security" not in alone.headers
    assert "Strict-Transport-Security" in behind.headers


def test_pages_are_compressed_for_those_who_can_read_it(client):
    packed = client.get("/fr/", headers={"Accept-Encoding": "gzip"})
    plain = client.get("/fr/")

    assert gzip.decompress(packed.data).decode() == plain.text
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Content-Encoding" not in client.get("/healthz", headers={"Accept-Encoding": "gzip"}).headers


def test_a_file_whose_address_changes_with_it_is_kept_for_good(client):
    address = assets.static_address("style.css")

    assert "immutable" in client.get(address).headers["Cache-Control"]
    assert client.get("/static/style.css?v=old").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["leaflet/leaflet.js", "leaflet/leaflet.css", "leaflet/images/layers.png"])
def test_the_files_of_leaflet_are_those_of_its_package(client, name):
    response = client.get(assets.package_address(name))

    assert response.status_code == 200
    assert response.data == assets.package_file(name).body


@pytest.mark.parametrize(
    "path",
    [
        "/assets/leaflet/1.9.3.0/leaflet-src.js",
        "/assets/leaflet/0/leaflet.js",
        "/assets/leaflet/1.9.3.0/../../__init__.py",
        "/assets/nothing/1/x.js",
        "/static/../config.py",
        "/static/%2e%2e/config.py",
    ],
)
def test_nothing_outside_the_lists_is_served(client, path):
    assert client.get(path).status_code == 404


def test_the_frame_of_the_map_has_a_policy_of_its_own(settings, tmp_path):
    maps = tmp_path / "map"
    maps.mkdir()
    (maps / "en.html").write_text("<!doctype html><title>Map</title>", encoding="utf-8")
    (maps / "en.json").write_text(json.dumps({"script_hashes": ["sha256-abc="], "style_hashes": []}), encoding="utf-8")
    client = create_app(dataclasses.replace(settings, state_dir=tmp_path)).test_client()

    rules = client.get("/map/en").headers["Content-Security-Policy"]

    assert "script-src 'self' 'sha256-abc='" in rules
    assert "frame-ancestors 'self'" in rules
    assert "default-src 'none'" in rules and "unsafe" not in rules
    assert client.get("/map/fr").status_code == 404


def test_the_secret_is_made_once_and_read_by_its_owner_alone(tmp_path):
    make_secret(tmp_path)
    first = read_secret(tmp_path)
    make_secret(tmp_path)

    assert read_secret(tmp_path) == first and len(first) >= 32
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_a_setting_comes_from_its_variable(tmp_path):
    given = {"PORTAL_PORT": "9000", "PORTAL_TRUSTED_HOSTS": "a.example, b.example", "PORTAL_STATE_DIR": str(tmp_path)}

    settings = Settings.from_environment(given)

    assert (settings.port, settings.trusted_hosts) == (9000, ("a.example", "b.example"))
    assert settings.database.parent == tmp_path


def test_health_is_a_word_and_no_more(client):
    response = client.get("/healthz")

    assert (response.status_code, response.text) == (200, "ok\n")
