"""A need that nobody asked before: how long its page takes, also as the first of a process, and the memory it takes.

On the full geography, with as many listings as the registry holds, coverage built ahead as the site does. Each process
starts as one that serves does and asks over the whole site, page and all.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench import registry
from bench.coverage import REAL
from bench.figures import Figure, timed
from geo.load import load_geography
from geo.places import Places
from portal.config import CHECKOUT
from portal.coverage.build import Ground, build
from portal.finding.catalogue import publish

TURNS = 3
"""Processes, each asking the same needs."""
AIM_SECONDS, AIM_MB = 2.0, 1000.0
ASKER = """
import resource, time
from portal import create_app
from portal.coverage.need import Need
from portal.web import warming
app = create_app()
warming.warm(app)
client = app.test_client()
for number, need in enumerate((
    Need("category:legal.aid", language="fr"),
    Need("category:health.primary", population="women"),
    Need("component:counselling", language="fr", no_status=True),
    Need("category:shelter.emergency", population="youth"),
    Need("component:legal", after_dark=True, delivery="in_person"),
)):
    wall, own = time.perf_counter(), time.process_time()
    page = client.get(f"/en/coverage/{need.token}/100/province")
    assert page.status_code == 200, page.status_code
    print(time.perf_counter() - wall, time.process_time() - own)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 0)
"""


def figures(site: registry.Site, size: int) -> Iterator[Figure | str]:
    """The build, then what its pages take."""
    if not REAL.is_dir():
        yield "a need not asked before: the full geography does not stand beside this checkout"
        return
    if not (site.settings.geography / "built.json").is_file():
        load_geography(REAL, site.settings.geography, lambda _stage: None)
    ground = Ground(site.settings.geography, registry.DATA / "places")
    seconds = timed(lambda: build(site.store, ground, site.settings.coverage, registry.DAY, lambda _step: None))
    yield Figure("", "coverage built ahead", size, seconds, "s")
    # As `portal run` keeps it: a worker opens the catalogue, and does not make it.
    publish(site.store, Places.load(registry.DATA / "places", site.settings.geography), site.settings.catalogue)
    asked = [asker(site.settings.state_dir) for _ in range(TURNS)]
    for name, rows in (
        ("a need not asked before, first of a process", [one[0] for one in asked]),
        ("the same, later in the process", [row for one in asked for row in one[1:-1]]),
    ):
        wall, own = (statistics.median(column) for column in zip(*rows, strict=True))
        yield Figure("", name, size, wall, "s", aim=AIM_SECONDS, note=f"{own:.2f} s of processor time")
    yield Figure("", "the most memory of that process", size, max(one[-1][0] for one in asked), "MB", aim=AIM_MB)


def asker(state: Path) -> list[tuple[float, float]]:
    """Seconds, and seconds of processor, of each need that a new process asks; last the megabytes it took at most."""
    ours = {"PORTAL_STATE_DIR": str(state), "PORTAL_SECRET_KEY": "bench" * 8, "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [sys.executable, "-c", ASKER], env=os.environ | ours, cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    rows = (line.split() for line in done.stdout.splitlines())
    return [(float(wall), float(own)) for wall, own in rows]
