"""How a list reaches a phone on a satellite line: seconds to the first number, and bytes in all, in Chromium.

    python -m bench.slow_line

The line carries 20 kB/s and every answer takes 600 ms to begin. "Cold" is a browser that has never been here, "warm"
one that has the style already; both are measured without script and without the map. The times are taken with both.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import waitress.server
from click.testing import CliRunner
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, ViewportSize, sync_playwright

from portal import create_app
from portal.cli import main as portal
from portal.config import Settings
from portal.web import warming

PHONE = ViewportSize(width=320, height=720)
LINE = {"offline": False, "latency": 600, "downloadThroughput": 20 * 1024, "uploadThroughput": 20 * 1024}
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
SECONDS, COLD, WARM = 4.0, 20_000, 6_000
"""What is aimed for: P14 and the slow line of the design."""
QUESTIONS = (
    ("en", "legal aid", "Toronto"), ("en", "crisis", "Thunder Bay"), ("en", "shelter", ""), ("en", "counselling", ""),
    ("fr", "aide juridique", "Montréal"), ("fr", "crise", "Sept-Îles"), ("fr", "hébergement", ""), ("fr", "aide", ""),
)  # fmt: skip
FIRST_NUMBER = """
window.firstNumber = 0;
(function look() {
  const number = document.querySelector("article a.tel, article a.link");
  const at = number && number.getBoundingClientRect();
  if (at && at.height && at.bottom <= innerHeight) window.firstNumber = performance.now();
  else requestAnimationFrame(look);
})();
"""
"""Notes the frame in which the first number of the list stands on the screen: frames wait for the style."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One question as a phone saw it."""

    listings: int
    seconds: float
    bytes: int
    """All that came, headers among it."""
    headers: int


@contextmanager
def site(state: Path) -> Iterator[str]:
    """The site on the starter registry, as `portal setup` makes it; yields its address."""
    outcome = CliRunner().invoke(portal, ["setup"], env={"PORTAL_STATE_DIR": str(state)}, catch_exceptions=False)
    assert outcome.exit_code == 0, outcome.output
    app = create_app(Settings.from_environment({"PORTAL_STATE_DIR": str(state)}))
    warming.warm(app)
    server = waitress.server.create_server(app, host="127.0.0.1", port=0, threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()


class Phone:
    """A browser of its own on the slow line, with nothing of the site in it yet."""

    def __init__(self, browser: Browser, address: str, script: bool) -> None:
        self.address = address
        self.context: BrowserContext = browser.new_context(viewport=PHONE, java_script_enabled=script)
        self.page: Page = self.context.new_page()
        self.page.add_init_script(FIRST_NUMBER)
        self.line: CDPSession = self.context.new_cdp_session(self.page)
        self.line.send("Network.enable")
        self.line.send("Network.emulateNetworkConditions", LINE)
        self.bytes = self.headers = 0
        self.line.on("Network.responseReceived", self._begun)
        self.line.on("Network.loadingFinished", self._arrived)

    def _begun(self, event: dict[str, Any]) -> None:
        self.headers += int(event["response"]["encodedDataLength"])

    def _arrived(self, event: dict[str, float]) -> None:
        self.bytes += int(event["encodedDataLength"])

    def asks(self, lang: str, words: str, place: str) -> Seen:
        """Post a question from a page of the site that costs nothing, and wait until all of the answer has come."""
        asking = (
            f'<form method="post" action="/{lang}/search"><input name="words" value="{words}">'
            f'<input name="place" value="{place}"><button>Ask</button></form>'
        )
        self.page.route("**/asking", lambda route: route.fulfill(body=asking, content_type="text/html"))
        self.page.goto(f"{self.address}/asking")
        # While anything is routed, Chromium keeps nothing in its cache.
        self.page.unroute("**/asking")
        self.bytes = self.headers = 0
        self.page.locator("button").click(no_wait_after=True)
        self.page.wait_for_selector("footer")
        self.page.wait_for_load_state("load")
        self.page.wait_for_timeout(1500)
        seconds = self.page.evaluate("window.firstNumber || 0") / 1000
        return Seen(self.page.locator("article").count(), seconds, self.bytes, self.headers)


def seen_by(browser: Browser, address: str, script: bool, question: tuple[str, str, str]) -> tuple[Seen, Seen]:
    """One question asked by a phone that was never here, and again by the same phone."""
    phone = Phone(browser, address, script)
    try:
        return phone.asks(*question), phone.asks(*question)
    finally:
        phone.context.close()


def main() -> None:
    """Ask every question with script and map, then without either, and print what each cost."""
    chromium = next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)
    with tempfile.TemporaryDirectory() as folder, site(Path(folder)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        times = [seen_by(browser, address, True, question)[0].seconds for question in QUESTIONS]
        # Without a built map the site leaves its data out of the list too.
        shutil.rmtree(Settings(state_dir=Path(folder)).maps)
        plain = [seen_by(browser, address, False, question) for question in QUESTIONS]
        browser.close()
    print(f"{'question':30} {'listings':>8} {'first number':>13} {'cold':>8} {'warm':>8} {'headers':>8}")
    for question, seconds, (cold, warm) in zip(QUESTIONS, times, plain, strict=True):
        name = " ".join(question)
        print(f"{name:30} {cold.listings:8} {seconds:11.1f} s {cold.bytes:8,} {warm.bytes:8,} {warm.headers:8,}")
    full = [(cold, warm) for cold, warm in plain if cold.listings == 20]
    bodies = max(warm.bytes - warm.headers for _cold, warm in full)
    print(f"first number readable: median {median(times):.1f} s, worst {max(times):.1f} s (aim {SECONDS:.0f} s)")
    print(f"a list of 20, cold: at most {max(cold.bytes for cold, _warm in full):,} bytes (aim {COLD:,})")
    print(f"a list of 20, warm: at most {bodies:,} bytes (aim {WARM:,}) and the headers")


if __name__ == "__main__":
    main()
