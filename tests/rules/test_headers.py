"""Every address at every status carries the same headers, and none of them says who answers or when it changed."""

from __future__ import annotations

import dataclasses
import os
import re
import socket
import tempfile
import threading

import pytest
import waitress
import waitress.server
from werkzeug.exceptions import HTTPException

from portal import create_app
from portal.commands import serving
from portal.web.security import LOCATING, POWERS, policy

STATUSES = (400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500, 503)
HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-DNS-Prefetch-Control": "off",
}
NEVER = {"ETag", "Last-Modified", "Server", "Set-Cookie", "X-Powered-By", "Access-Control-Allow-Origin"}


@pytest.fixture(scope="module")
def site(settings):
    """The site with a switch in front: every address answers with one status, or breaks, whoever asks."""
    app = create_app(settings)
    app.config["answer"] = None

    def switch():
        if app.config["answer"] is not None:
            raise app.config["answer"]

    app.before_request_funcs[None].insert(0, switch)
    yield app
    if app.extensions["waypoint"].index is not None:
        app.extensions["waypoint"].index.close()


def addresses(app):
    """One address for each rule and each method it has, filled with something that fits."""
    fill = {
        "lang": "fr",
        "service_id": "clinique",
        "package": "leaflet",
        "version": "1",
        "path": "x",
        "name": "style.css",
    }
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            values = {name: fill.get(name, 1) for name in rule.arguments}
            built = app.url_map.bind("localhost").build(rule.endpoint, values)
            yield from ((method, built, rule.endpoint) for method in sorted(rule.methods))


def assert_protected(response, where):
    held = response.headers
    assert {name: held.get(name) for name in HEADERS} == HEADERS, where
    assert not NEVER & set(held.keys()), where
    assert "'none'" in held["Content-Security-Policy"] and "unsafe" not in held["Content-Security-Policy"], where
    framed = "frame-ancestors 'self'" in held["Content-Security-Policy"]
    assert framed or "frame-ancestors 'none'" in held["Content-Security-Policy"], where
    assert held["X-Frame-Options"] == ("SAMEORIGIN" if framed else "DENY"), where
    assert held["X-Robots-Tag"].endswith("noarchive"), where
    assert all(f"{power}=()" in held["Permissions-Policy"] for power in POWERS if power != "geolocation"), where


class Status(HTTPException):
    def __init__(self, code):
        super().__init__()
        self.code = code


@pytest.mark.parametrize("status", STATUSES)
def test_every_address_is_protected_at_every_status(site, status):
    site.config["answer"] = Status(status)
    client = site.test_client()

    for method, address, endpoint in addresses(site):
        response = client.open(address, method=method)
        assert response.status_code == status, (method, address)
        assert_protected(response, (method, address, status))
        assert response.headers["Cache-Control"] == "no-store", (endpoint, status)
        assert response.headers["X-Robots-Tag"].startswith("noindex"), (endpoint, status)
        assert "geolocation=()" in response.headers["Permissions-Policy"], (endpoint, status)


def test_every_address_is_protected_as_it_answers_by_itself_and_with_what_it_does_not_know(site):
    site.config["answer"] = None
    client = site.test_client()

    for method, address, _endpoint in addresses(site):
        for given in ({}, {"query_string": "x=1"}, {"data": {"nobody": "knows"}}, {"json": {"a": 1}}):
            assert_protected(client.open(address, method=method, **given), (method, address, given))


def test_a_fault_of_ours_is_protected_and_says_nothing_of_itself(site):
    site.config["answer"] = ZeroDivisionError("a secret of the code")
    client = site.test_client()

    for method, address, _endpoint in addresses(site):
        response = client.open(address, method=method)
        assert_protected(response, (method, address))
        assert "secret of the code" not in response.text and "ZeroDivision" not in response.text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "GET"])
def test_methods_and_addresses_nobody_has_are_protected(site, method):
    for address in ("/en/", "/nowhere", "/de/search", "/static/", "/static/../../etc/passwd", "//elsewhere.example/x"):
        assert_protected(site.test_client().open(address, method=method), (method, address))


def test_a_strange_host_is_refused_with_the_headers_and_is_never_repeated(settings):
    app = create_app(dataclasses.replace(settings, trusted_hosts=("waypoint.example",)))

    for host in ("evil.example", "evil.example:80", "a b", "waypoint.example@evil.example"):
        response = app.test_client().get("/en", headers={"Host": host})
        assert response.status_code == 400, host
        assert_protected(response, host)
        assert "evil" not in response.text + str(response.headers)


def test_a_redirect_names_no_host(client):
    for address in ("/", "/en", "/en/search", "/fr/shortlist", "/en/list"):
        response = client.get(address, base_url="http://evil.example")
        assert response.status_code in (302, 308)
        assert response.headers["Location"].startswith("/") and "evil" not in response.headers["Location"]


def test_only_the_page_with_the_button_may_ask_where_the_device_is(client, app):
    def allowed(response):
        return "geolocation=(self)" in response.headers["Permissions-Policy"]

    assert {"public.first"} == LOCATING
    assert allowed(client.get("/en/")) and allowed(client.get("/fr/"))
    for method, address, endpoint in addresses(app):
        if endpoint not in LOCATING:
            assert not allowed(client.open(address, method=method)), address


def test_secure_visits_stay_secure_at_every_status(site):
    for status in STATUSES:
        site.config["answer"] = Status(status)
        response = site.test_client().get("/en/browse", base_url="https://localhost")
        assert response.headers["Strict-Transport-Security"].startswith("max-age=63072000"), status


def test_the_policy_of_pages_names_nothing_but_ourselves():
    for part in policy().split("; "):
        _name, *values = part.split()
        assert set(values) <= {"'none'", "'self'", "'script'"}, part


def test_the_map_frame_allows_its_own_blocks_by_digest_and_nothing_inline(client, monkeypatch, tmp_path, settings):
    (tmp_path / "map").mkdir()
    (tmp_path / "map" / "en.html").write_text("<p>map</p>")
    (tmp_path / "map" / "en.json").write_text('{"script_hashes": ["sha256-AAAA="], "style_hashes": []}')
    app = create_app(dataclasses.replace(settings, state_dir=tmp_path))

    response = app.test_client().get("/map/en")

    held = dict(part.split(" ", 1) for part in response.headers["Content-Security-Policy"].split("; "))
    assert held["script-src"] == "'self' 'sha256-AAAA='" and held["style-src"] == "'self'"
    assert held["frame-ancestors"] == "'self'" and held["form-action"] == "'none'"
    assert_protected(response, "map")


def test_static_files_last_only_under_the_address_of_their_content(client):
    style = re.search(r"/static/style\.css\?v=\w+", client.get("/en/").text)[0]

    assert "immutable" in client.get(style).headers["Cache-Control"]
    assert client.get("/static/style.css").headers["Cache-Control"] == "no-cache"
    assert client.get("/static/style.css?v=other").headers["Cache-Control"] == "no-cache"


def raw(port, text):
    """What the server answers to bytes that are hardly a request."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(text)
        line.settimeout(5)
        answer = b""
        while part := line.recv(65536):
            answer += part
    return answer


@pytest.fixture
def server(app, monkeypatch):
    """The server as a worker runs it."""
    made = []
    monkeypatch.setattr(waitress, "serve", lambda app, **how: made.append(how))
    door = serving.opened("127.0.0.1", 0)
    serving.answer(app, door, threads=2)
    how = {name: value for name, value in made[0].items() if not name.startswith("_")}
    server = waitress.server.create_server(app, **how)
    threading.Thread(target=server.run, daemon=True).start()
    yield door.getsockname()[1]
    server.close()


def test_the_server_itself_names_neither_its_make_nor_what_was_sent(server):
    odd = (
        b"GET /marker-74 HTTP/9.9\r\nConnection: close\r\n\r\n",
        b"marker-74\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: marker-74\r\n\r\n",
        b"POST /en/search HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 999999999\r\n\r\n",
        b"GET /en/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    )

    for text in odd:
        answer = raw(server, text).lower()
        assert answer, text
        assert b"\r\nserver:" not in answer and b"waitress" not in answer, text
        assert b"marker-74" not in answer, text


def test_the_server_sets_nothing_long_aside_in_a_file(server, monkeypatch):
    files = []
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda *how: files.append(how) or open(os.devnull, "w+b"))  # noqa: SIM115
    head = b"POST /en/search HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 700000\r\n\r\n"

    answer = raw(server, head + b"words=" + b"a" * 699_994)

    assert b" 413 " in answer[:30] and files == []
