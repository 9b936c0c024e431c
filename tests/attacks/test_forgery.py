"""Forged requests: what can another site, a changed address or a guessed path make this one do?

*Cross-site*: the attacker's own page sends forms with the visitor's browser. Each address that takes anything but
reading has to ask for a token, or stand on the short list of those that change nothing.
*Open redirect* and *host header*: the attacker hands out a link to this site that ends at theirs, or asks under
another name so that links and caches lead there.
*Path traversal*: the attacker asks for files in the places where names of files go.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from portal import create_app
from portal.config import Settings
from portal.web import access, context
from portal.web.security import WITHOUT_SESSION
from tests.conftest import DATA

from .people import browser_of, offered
from .routes import LANGUAGES, UNSAFE, addresses, parts
from .size import sized
from .world import World, row

EVIL = "evil.example"
EXEMPT = {
    "public.search": {"words": "legal", "place": "Thunder Bay"},
    "public.kept": {"keep": "nobody"},
    "map_data.map_data": {"west": "-90", "south": "48", "east": "-89", "north": "49", "zoom": "9"},
    "linked.make": {"words": "legal"},
    "linked.around": {"latitude": "48.4", "longitude": "-89.2"},
    # A signed offer, and the signed token of a form, take the place of the token; without them nothing moves.
    "public.needed": {"offer": "x", "category": "food"},
    "reports.wrong": {"text": "x"},
    "reports.missing": {"text": "x", "category": "food"},
    "account.sign_in": {"email": "a@example.org", "password": "x", "code": "1"},
    "account.link": {"password": "x", "code": "1"},
    "coverage.ask": {"kind": "category:legal.aid", "reach": "100"},
    "coverage.narrow": {"province": "ON"},
    "coverage.next_sites": {"sites": "1"},
    "confirm.task": {"do": "right", "version": "1"},
}
"""Endpoints that post without the token of a session, each with a form it understands: none may change anything."""
ELSEWHERE = {"Origin": f"https://{EVIL}", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
BROWSERS = {"a browser": ELSEWHERE, "a browser too old to say where it comes from": {}}
"""What they say of where a post comes from."""


@pytest.fixture(scope="module")
def site(worlds) -> World:
    world = worlds("forgery")
    offered(world)
    world.imports_rows([row("one", disclosure="region"), row("two", disclosure="address", address="1 Road")])
    return world.opens(maps=True)


def digest(folder: Path) -> str:
    """What every file of a folder holds, as one number."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return hashlib.sha256(b"".join(path.name.encode() + path.read_bytes() for path in files)).hexdigest()


VICTIMS = ("administrator", "coordinator", "partner_own")
"""Between them they may open everything; each has just shown a code."""


def test_no_other_site_can_change_anything(site, scoreboard, monkeypatch):
    """The attacker's page knows everything but the token. 404 is for whom the address is not open to."""
    victims = [browser_of(name, site) for name in VICTIMS]
    moment = context.moment()
    monkeypatch.setattr(context, "moment", lambda: moment)
    before, answers, tried = digest(site.state), dict[str, set[int]](), 0
    for address in addresses(site.app, parts(site.store.ids())):
        form = EXEMPT.get(address.endpoint, {"csrf_token": "x"})
        for method, headers, victim in product(address.methods & UNSAFE, BROWSERS.values(), victims):
            status = victim.open(address.path, method=method, data=form, headers=headers).status_code
            answers.setdefault(f"{method} {address.endpoint}", set()).add(status)
            tried += 1
    forged = {door: said for door, said in answers.items() if door.split()[1] not in EXEMPT}
    # Each address has to have been open to somebody, and the token to have been what was missing.
    wrong = [f"{door}: {said}" for door, said in forged.items() if not said <= {400, 404} or 400 not in said]
    if digest(site.state) != before:
        wrong.append("a file of the site is another")

    size = f"{len(answers)} addresses, {tried} forged posts"
    scoreboard("cross-site requests", size, "0 let in", f"{len(wrong)} let in", not wrong, wrong)


def test_what_needs_no_token_is_the_short_list_of_the_site_itself(site):
    unsafe = {rule.endpoint for rule in site.app.url_map.iter_rules() if rule.methods & UNSAFE}

    assert set(EXEMPT) == WITHOUT_SESSION
    assert set(EXEMPT) <= unsafe


OUTWARD = [
    f"//{EVIL}", f"/\\{EVIL}", f"\\\\{EVIL}", f"https://{EVIL}", f"https:{EVIL}", f"https:/{EVIL}",
    f"https:///{EVIL}", f"///{EVIL}", f"////{EVIL}", f"/%09/{EVIL}", f"/\t/{EVIL}", f"/%5c{EVIL}", f"//%2f{EVIL}",
    f"/.{EVIL}", f"@{EVIL}", f"//localhost@{EVIL}", f"https://localhost@{EVIL}", f"//{EVIL}#.localhost",
    f"//{EVIL}%00.localhost", f"javascript:location='//{EVIL}'", f"data:text/html,//{EVIL}", f"/en//{EVIL}",
    f"/en/..//{EVIL}", f"//{EVIL}/%2e%2e", f"/%0d%0aLocation:%20https://{EVIL}", f"/en\r\nLocation: https://{EVIL}",
    f"〱{EVIL}", f"//{EVIL}。example", "//evil。example",
]  # fmt: skip
"""Texts that some browser takes for the address of another host."""
HOME = ("", "localhost", *(urlsplit(Settings().exit_url(language)).netloc for language in LANGUAGES))
"""This site, and where the quick exit leads."""
NAMES = ("next", "url", "return", "return_to", "redirect", "redirect_uri", "continue", "dest", "go", "lang", "back")


def test_no_link_to_this_site_ends_at_another(site, scoreboard):
    client, wrong, tried = site.client(), [], 0
    for path in landing(site):
        response = client.get(path, base_url="http://localhost/")
        tried += 1
        there = response.headers.get("Location", "/")
        if leads_away(there):
            wrong.append(f"{path!r} leads to {there!r}")

    with site.app.test_request_context("/en/"):
        onward = [text for text in OUTWARD if leads_away(access.inside(text, "/en/"))]
    wrong += [f"after signing in, on to {text!r}" for text in onward]

    scoreboard("open redirect", f"{tried} links", "0 lead away", f"{len(wrong)} lead away", not wrong, wrong[:5])


def leads_away(location: str) -> bool:
    """Whether a browser that follows this leaves the site. It reads a backslash as a slash, and skips tabs."""
    return urlsplit(location.replace("\\", "/").replace("\t", "")).netloc not in HOME


@pytest.mark.parametrize(
    "away", ["//evil.example", "/\\evil.example", "https://evil.example/", "//localhost@evil.example"]
)
def test_what_leads_away_is_seen(away):
    assert leads_away(away) and not leads_away("/en/") and not leads_away("http://localhost/en/")


def landing(site: World) -> Iterator[str]:
    """Addresses of this site with another host hidden in their path or their parameters."""
    for text in OUTWARD[:: sized(1, 6)]:
        yield from (f"/{quote(text, safe='/%@:.')}", f"/en/{quote(text, safe='/%@:.')}", f"/en/search/{quote(text)}")
        for address in addresses(site.app, parts(["nobody"])):
            yield from (f"{address.path}?{name}={quote(text)}" for name in NAMES)


HOSTS = (
    EVIL, f"{EVIL}:80", f"localhost.{EVIL}", f"localhost@{EVIL}", "localhost:evil", "127.0.0.1.nip.io", "[::1]:x",
    "a b", "localhost\u3002evil.example", f"{EVIL}\\localhost", "", "-", "localhost,evil.example",
)  # fmt: skip
FORWARDED = {
    "X-Forwarded-Host": EVIL, "X-Host": EVIL, "X-Original-Host": EVIL, "Forwarded": f"host={EVIL}",
    "X-Forwarded-Server": EVIL, "X-Rewrite-URL": f"//{EVIL}", "X-Original-URL": f"//{EVIL}",
    "X-Forwarded-Proto": f"{EVIL}://",
}  # fmt: skip


def test_nothing_this_site_says_repeats_the_name_it_was_asked_under(site, scoreboard):
    """Whoever serves it to others names its hosts; the names of others are refused."""
    app = create_app(replace(site.settings, trusted_hosts=("localhost",)))
    client, wrong, tried = app.test_client(), [], 0
    for path in ("/", "/en", "/en/", "/fr/browse", "/en/search", "/nothing", "/en/service/nobody"):
        for host in HOSTS:
            response = client.get(path, headers={"Host": host})
            tried += 1
            if response.status_code != 400 or EVIL in response.text + str(response.headers):
                wrong.append(f"{path} as {host!r}: {response.status_code}")
        for name, value in FORWARDED.items():
            response = client.get(path, headers={"Host": "localhost", name: value})
            tried += 1
            if EVIL in response.text + str(response.headers):
                wrong.append(f"{path} with {name}")

    scoreboard("host header", f"{tried} requests", "0 repeated", f"{len(wrong)} repeated", not wrong, wrong[:5])


CLIMBS = (
    "..", "../application.py", "..%2fapplication.py", "../../config.py", "../../../setup.cfg",
    f"{'../' * 20}etc/passwd", "../..", "../../../../../../etc/passwd", "..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/setup.cfg", "....//....//setup.cfg", "..%252f..%252fsetup.cfg", "..\\..\\setup.cfg",
    "..%5c..%5csetup.cfg", "/etc/passwd", "//etc/passwd", "%2fetc%2fpasswd", "file:///etc/passwd", "style.css%00.png",
    "style.css/../../application.py", "..;/setup.cfg", "~root/.bashrc", "..%c0%afsetup.cfg", "\u2025/setup.cfg",
    "．．/setup.cfg", "secret", "../secret", "registry.db", "../registry.db", "../instance/secret", "con",
    "style.css::$DATA", "./style.css", "STYLE.CSS", ".", "*", "leaflet.js/..",
)  # fmt: skip
"""Ways to climb out of a folder, or to name what is in none."""
FOREIGN = (b"root:", b"[metadata]", b"[options]", b"SQLite format", b"def build(", b"from __future__")


def test_no_path_leads_to_a_file_that_is_not_served(site, scoreboard):
    client, wrong, tried = site.client(), [], 0
    secret = site.settings.secret_key.encode()
    for climb in CLIMBS:
        for start in ("/static/", "/assets/leaflet/1.9.3.0/", "/assets/", "/map/", "/en/service/", "/en/", "/"):
            response = client.get(start + climb)
            tried += 1
            if secret in response.data or any(mark in response.data for mark in FOREIGN):
                wrong.append(start + climb)

    scoreboard("path traversal", f"{tried} paths", "0 foreign bytes", f"{len(wrong)} read", not wrong, wrong)


def test_the_folders_hold_what_the_climbs_look_for():
    assert (DATA.parent / "setup.cfg").read_bytes().startswith(FOREIGN[1])
