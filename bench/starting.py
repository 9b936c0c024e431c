"""P7 and P8: how long a site takes to its first answer, and what one worker that serves keeps for itself.

Each is measured in a process of its own that was not forked from this one, so that it shares nothing with it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench import registry
from bench.figures import Figure
from portal.config import CHECKOUT

WORKER = """
import sys, time
start = time.perf_counter()
from portal import create_app, lean
from portal.web import warming
app = create_app()
warming.warm(app)
client = app.test_client()
def ask(words, place):
    page = client.post("/en/search", data={"words": words, "place": place})
    assert page.status_code == 200, page.status_code
ask("legal aid", "Thunder Bay")
print(time.perf_counter() - start)
def kept():
    lines = open("/proc/self/smaps_rollup").read().splitlines()
    return {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines[1:]}
for words in ("shelter", "aide juridique", "trauma counselling", "children", "hébergement", "shleter", "maple"):
    for place in ("Toronto", "Iqaluit", "Sept-Îles", "Winnipeg", "Whitehorse", "Val-d'Or"):
        ask(words, place)
found = kept()
print(found["Private_Dirty"], found["Private_Dirty"] + found["Private_Clean"])
"""


def figures(site: registry.Site, size: int) -> Iterator[Figure | str]:
    """A start with everything, one without the catalogue kept, one without any index."""
    if not Path("/proc/self/smaps_rollup").exists():
        yield "P7 and P8: this system does not say what memory a process keeps for itself"
        return
    state = site.settings.state_dir
    worker(state)  # compiles what was never imported
    seconds, private, mapped = worker(state)
    yield Figure("P7", "start to first answer, everything kept", size, seconds, "s", aim=2)
    yield Figure("P8", "private memory of one worker", size, private, "MB", aim=150)
    yield Figure("", "with the files it alone has mapped", size, mapped, "MB")
    with aside(site.settings.catalogue):
        yield Figure("P7", "start without the catalogue, from the registry", size, worker(state)[0], "s", aim=10)
    with aside(site.settings.index):
        seconds, private, _mapped = worker(state)
        yield Figure("P7", "start without a word index: plain search", size, seconds, "s", aim=5)


class aside:
    """A folder out of the way for a while."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.away = folder.with_name(f"{folder.name}-aside")

    def __enter__(self) -> None:
        self.folder.rename(self.away)

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.away.rename(self.folder)


def worker(state: Path) -> tuple[float, float, float]:
    """Seconds to the first answer, and megabytes kept after fifty: private, and private with what it has mapped.

    As the `portal` command starts: without pandas (portal/lean.py), and from compiled files.
    """
    ours = {"PORTAL_STATE_DIR": str(state), "PORTAL_SECRET_KEY": "bench" * 8, "PYTHONWARNINGS": "ignore"}
    compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(state / "compiled")}
    done = subprocess.run(
        [sys.executable, "-c", WORKER],
        env=os.environ | ours | compiled,
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, private, mapped = (float(part) for part in done.stdout.split())
    return seconds, private, mapped
