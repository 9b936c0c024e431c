"""Query fuzz: can any text, in any field, make the site fail or think for long?

The attacker sends nonsense: pieces of query languages, templates, other scripts, endless words, in every field of
every public form and in addresses. A failing site leaves somebody without help at three in the morning; one that
thinks for long about one question answers nobody else. `make fuzz` asks the search itself as often (bench/fuzz.py).
"""

from __future__ import annotations

import random
import time

import numpy as np

from portal import demo
from portal.web import warming
from tests.conftest import DATA

from .questions import Dice
from .size import sized

LISTINGS = 2_000
SLOW_MS = 100


def test_nothing_anyone_sends_makes_the_site_fail(worlds, scoreboard, seed):
    world, count = worlds("fuzz"), sized(100_000, 600)
    world.imports_rows(demo.rows(LISTINGS, seed, demo.read_places(DATA / "places" / "places.csv")))
    world.opens(maps=True)
    dice, client = Dice(world, seed), world.client()
    draw, strange = random.Random(seed), []
    # What is loaded with the first question is no question's fault.
    warming.warm(world.app)
    client.post("/en/search", data={"words": "legal", "place": "Thunder Bay"})
    took = np.empty(count)
    for number in range(count):
        request = dice.odd() if draw.random() < 0.7 else dice.question()
        start = time.thread_time()
        response = request.sent(client)
        took[number] = 1000 * (time.thread_time() - start)
        if response.status_code >= 500:
            strange.append(request)

    middle, high, worst = np.quantile(took, (0.5, 0.99, 1))
    # Time of the processor, so that a busy machine is not taken for a slow question; a figure, never a verdict.
    seen = f"{len(strange)} errors; {middle:.1f} / {high:.1f} / {worst:.1f} ms, {(took > SLOW_MS).sum()} over {SLOW_MS}"
    scoreboard(
        "query fuzz", f"{count} requests", "0 errors (aimed at: none over 100 ms)", seen, not strange, strange[:3]
    )
