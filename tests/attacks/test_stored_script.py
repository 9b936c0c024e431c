"""Stored script: can a text that anyone wrote run in somebody's browser?

The attacker writes what they like into a list that is taken in, or into the question they type, and waits until a
visitor or a reviewer opens a page with it. What runs there acts as that person. Every payload stands in every field
that takes text, on every page, in a real browser; the site's own content policy must not even have been needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import quote, urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from portal import create_app
from tests import seated
from tests.reading import Page as Filled
from tests.serving import served

from .payloads import payloads
from .people import OFFERED, browser_of, offered
from .size import sized
from .world import World, row

pytestmark = pytest.mark.browser
PAYLOADS = payloads()[:: sized(1, 24)]
TEXTS = (
    "organization_name_en", "organization_name_fr", "organization_own_name", "service_name_en", "service_name_fr",
    "description_en", "description_fr", "address", "community", "source_name",
)  # fmt: skip
"""Fields that take any text."""
SHAPED = {
    "website": "https://list.example/{}",
    "source_url": "https://list.example/{}",
    "email": "{}@list.example",
    "hours_intake": 'Mo-Fr 09:00-17:00 unknown "{}"',
    "phone_office": "807-555-0100 ext. {}",
    "record_key": "{}",
    "languages": "{}",
    "service_area": "{}",
}
"""Fields that take texts of some shape. Most payloads are refused there; one that is taken is shown."""
LISTENING = """(() => {
    for (const name of ["alert", "confirm", "prompt"]) window[name] = () => { window.it_ran(name + " " + location.pathname); };
    document.addEventListener("securitypolicyviolation", (event) => {
        window.it_was_stopped(event.violatedDirective + " " + location.pathname + " " + event.sample);
    });
})()"""  # noqa: E501


def rows(texts: list[str]) -> Iterator[dict[str, str]]:
    """A listing with each payload in every text, and one for each field of some shape."""
    # One spot for all: the map then shows them in one window, each with its name.
    spot = {"disclosure": "address", "longitude": "-89.2477", "latitude": "48.3809"}
    for number, text in enumerate(texts):
        yield row(f"text-{number}", **dict.fromkeys(TEXTS, text), **spot)
        for field, shape in SHAPED.items():
            yield row(f"{field.replace('_', '-')}-{number}") | spot | {field: shape.format(text), "address": "1 Road"}


class Listener:
    """A browser that writes down what runs, what the policy stops, and every host that is asked for."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.address = address
        self.ran: list[str] = []
        self.stopped: list[str] = []
        self.hosts: set[str] = set()
        self.pages = 0
        self.context: BrowserContext = browser.new_context()
        self.context.expose_binding("it_ran", lambda _source, what: self.ran.append(what))
        self.context.expose_binding("it_was_stopped", lambda _source, what: self.stopped.append(what))
        self.context.add_init_script(LISTENING)
        self.context.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        self.page: Page = self.context.new_page()
        self.page.on("dialog", lambda dialog: (self.ran.append(dialog.message), dialog.dismiss()))
        # Nothing outside is waited for: the name of a host that was asked for is all there is to know of it.
        self.context.route(lambda url: not url.startswith(address), lambda route: route.abort())

    def opens(self, path: str) -> None:
        """Open one page, and touch what waits to be touched."""
        self.page.goto(f"{self.address}{path}", wait_until="load")
        self.pages += 1

    def sends(self, lang: str, path: str, **form: str | list[str]) -> None:
        """Send a form as the site's own page would, and open the answer."""
        if not self.page.url.startswith(self.address):
            self.page.goto(f"{self.address}/{lang}/")
        with self.page.expect_navigation(wait_until="load"):
            self.page.evaluate(SENDING, [f"/{lang}/{path}", form])
        self.pages += 1

    def opens_the_map(self) -> None:
        """Press each mark of the map on this page and read its window."""
        marks = self.page.frame_locator("#map iframe").locator(".mark")
        if self.ran or self.stopped:
            return  # What ran may have broken the page; there is nothing left to show.
        marks.first.wait_for()
        for number in range(min(marks.count(), 5)):
            marks.nth(number).click(force=True)
            self.page.wait_for_timeout(100)

    def close(self) -> None:
        self.context.close()


SENDING = """([path, form]) => {
    const made = document.createElement("form");
    made.method = "post";
    made.action = path;
    for (const [name, values] of Object.entries(form)) for (const value of [values].flat()) {
        const field = document.createElement("input");
        field.name = name;
        field.value = value;
        made.append(field);
    }
    document.documentElement.append(made);
    made.submit();
}"""


def walked(listener: Listener, world: World, texts: list[str]) -> None:
    """Open every page that shows what somebody wrote."""
    ids = world.store.ids()
    for lang in ("en", "fr"):
        for path in ("", "browse", "data", "safety", "accessibility", "thanks", "nothing"):
            listener.opens(f"/{lang}/{path}")
        for page in range(1, len(ids) // 20 + 2):
            listener.sends(lang, "search", place="Thunder Bay", page=str(page), order="nearest")
        listener.sends(lang, "search", place="Thunder Bay")
        listener.opens_the_map()
        for service_id in ids:
            listener.opens(f"/{lang}/service/{service_id}")
        for first in range(0, len(ids), 60):
            listener.sends(lang, "shortlist", keep=ids[first : first + 60])
        for text in texts:
            listener.sends(lang, "search", words=text[:200], place=text[:200], place_for=text[:200])
            listener.sends(lang, "link", words=text[:200], with_words="y")
            listener.opens(f"/{lang}/{quote(text, safe='')}?words={quote(text)}")
            listener.opens(f"/{lang}/account/sign-in?next={quote(text)}")


@pytest.fixture(scope="module")
def written(worlds) -> World:
    """A site on a list full of payloads."""
    world = worlds("script")
    world.imports_rows(rows(PAYLOADS))
    return world.opens(maps=True)


@pytest.fixture
def listening(browser: Browser) -> Iterator[Callable[[str], Listener]]:
    made: list[Listener] = []

    def listen(address: str) -> Listener:
        made.append(Listener(browser, address))
        return made[-1]

    yield listen
    for listener in made:
        listener.close()


def test_no_text_anyone_wrote_runs(written, listening, scoreboard):
    with served(written.app) as address:
        listener = listening(address)
        walked(listener, written, PAYLOADS)

    fields, shown = len(TEXTS) + len(SHAPED) + 4, len(written.store.ids())
    size = f"{len(PAYLOADS)} payloads, {fields} fields, {shown} listings, {listener.pages} pages"
    seen = f"{len(listener.ran)} ran, {len(listener.stopped)} stopped, {len(listener.hosts)} host"
    holds = not listener.ran and not listener.stopped and listener.hosts == {urlsplit(address).netloc}
    scoreboard(
        "stored script", size, "0 ran, 0 stopped", seen, holds and shown >= len(PAYLOADS),
        (listener.ran[:5], listener.stopped[:5], listener.hosts),
    )  # fmt: skip


SUGGESTERS = ("partner_own", "coordinator")
"""Who suggests; each may have a hundred suggestions open."""
SUGGESTED = ("service_name_en", "service_name_fr", "description_en", "description_fr")


def suggested(world: World, texts: list[str]) -> list[str]:
    """Put each payload into a suggestion, in every field that takes text; the numbers of those that were sent."""
    clients = [browser_of(name, world) for name in SUGGESTERS]
    sent, page = [], f"/en/partner/listing/{OFFERED[0].id}"
    for number, text in enumerate(texts):
        client = clients[number % len(clients)]
        changed = {f"c_{name}": text for name in SUGGESTED} | {"do": "look"}
        looked = client.post(page, data=Filled(client.get(page).text).filled() | changed)
        there = looked.headers.get("Location", "")
        form = {"csrf_token": seated.token_of(client, "/en/account"), "edition": "1"}
        if looked.status_code == 303 and client.post(f"{there}/send", data=form).status_code == 303:
            sent.append(there.rpartition("/")[2])
    return sent


def test_no_suggestion_runs_in_the_browser_of_who_decides(written, listening, scoreboard):
    offered(written)
    texts = PAYLOADS[:150]
    numbers = suggested(written, texts)
    token = browser_of("reviewer", written).get_cookie("seat").value
    with served(written.app) as address:
        listener = listening(address)
        listener.context.add_cookies([{"name": "seat", "value": token, "url": address}])
        for lang in ("en", "fr"):
            listener.opens(f"/{lang}/review")
            listener.opens(f"/{lang}/review/listing/{OFFERED[0].id}")
            for number in numbers:
                listener.opens(f"/{lang}/review/{number}")
        assert listener.page.locator("h1").count() and "sign-in" not in listener.page.url

    size = f"{len(numbers)} of {len(texts)} payloads sent, {listener.pages} pages"
    seen = f"{len(listener.ran)} ran, {len(listener.stopped)} stopped"
    holds = not listener.ran and not listener.stopped and len(numbers) > len(texts) / 2
    scoreboard(
        "stored script (review)", size, "0 ran, 0 stopped", seen, holds, (listener.ran[:3], listener.stopped[:3])
    )


def careless(app: Flask, policy: bool) -> Flask:
    """The same site, written by someone who escapes nothing; without a content policy as well, unless `policy`."""
    app.jinja_env.autoescape = False

    def dropped(response):
        if not policy:
            del response.headers["Content-Security-Policy"]
        return response

    app.after_request_funcs[None].insert(0, dropped)
    return app


@pytest.mark.parametrize("policy", [True, False], ids=["with the policy", "without"])
def test_the_same_texts_run_on_a_site_that_escapes_nothing(written, listening, scoreboard, policy):
    texts = payloads()[:: sized(6, 24)]
    with served(careless(create_app(written.settings), policy)) as address:
        listener = listening(address)
        for service_id in written.store.ids()[: sized(20, 6)]:
            listener.opens(f"/en/service/{service_id}")
        for text in texts:
            listener.sends("en", "search", words=text)

    seen = f"{len(listener.ran)} ran, {len(listener.stopped)} stopped"
    holds = bool(listener.stopped and not listener.ran) if policy else len(listener.ran) > 5
    scoreboard(
        f"    control: escapes nothing, {'with' if policy else 'without'} the policy", f"{listener.pages} pages",
        "stopped" if policy else "ran", seen, holds,
    )  # fmt: skip
