"""Enumeration: can somebody find out who has a seat?

The attacker tries e-mails at the sign-in page and compares words, codes and time. They gain a list of the people who
work with survivors. Every try that is not right has to look, and to take, the same.
"""

from __future__ import annotations

import random
import re
import time

import numpy as np
import pytest

from portal.accounts import seats
from portal.accounts.people import Role
from portal.accounts.throttle import Throttle
from tests import seated

from .people import KEEPER
from .size import FULL, sized
from .test_sessions import credentials
from .world import World

SAMPLES = sized(400, 3)
REPEATS = 3
"""A busy machine may spoil a measurement; three in a row are no chance."""
CLOSE = 0.05
ACTIVE = seated.person(Role.REVIEWER, name="Known Invented")
CLOSED = seated.person(Role.REVIEWER, name="Gone Invented")
NOBODY = seated.person(Role.REVIEWER, name="None Invented")
WRONG = {"password": "wrong horse battery staple", "code": "000000"}
TRIED = {
    "a seat, both wrong": (ACTIVE, WRONG),
    "a seat, right password": (ACTIVE, {"code": "000000"}),
    "a closed seat": (CLOSED, {}),
    "no seat": (NOBODY, WRONG),
}
"""What somebody types, by what would be learned if it showed."""


@pytest.fixture(scope="module")
def site(worlds) -> World:
    world = worlds("enumeration").opens()
    with seated.door(world.settings) as door:
        for who in (ACTIVE, CLOSED):
            seated.seat(who, door.accounts, door.keys)
        keeper = seated.seat(KEEPER, door.accounts, door.keys)
        seats.close(CLOSED.id, keeper, door.accounts, int(time.time()))
    return world


@pytest.fixture(autouse=True)
def unthrottled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody gets so many tries; here everybody does, so that there is something to compare."""
    monkeypatch.setattr(Throttle, "reserve", lambda *_: 0)


def said(site: World, kind: str) -> tuple[str, float]:
    """Everything a try is answered, but for what was typed and the form's own token; and the seconds it took."""
    who, changed = TRIED[kind]
    client = site.client()
    form = credentials(client, who, **changed)
    start = time.perf_counter()
    response = client.post("/en/account/sign-in", data=form)
    took = time.perf_counter() - start
    text = f"{response.status} {sorted(response.headers)} {response.text}".replace(who.email, "E-MAIL")
    # The length of the page follows that of the e-mail, which whoever tries it knows.
    return re.sub(r'name="csrf_token" type="hidden" value="[^"]*"|\'Content-Length\', \'\d+\'', "", text), took


def test_no_words_or_code_tell_who_has_a_seat(site, scoreboard):
    answers = {said(site, kind)[0] for kind in TRIED}

    size = f"{len(TRIED)} kinds of try"
    scoreboard("enumeration by words", size, "1 answer", f"{len(answers)} answers", len(answers) == 1, answers)


def test_the_one_who_is_right_is_told_so(site):
    who, client = ACTIVE, site.client()

    assert client.post("/en/account/sign-in", data=credentials(client, who)).status_code == 303


def measured(site: World, dice: random.Random) -> dict[str, float]:
    """The median time of each kind of try, taken in turn, in no order."""
    took: dict[str, list[float]] = {kind: [] for kind in TRIED}
    for _ in range(SAMPLES):
        for kind in dice.sample(sorted(TRIED), len(TRIED)):
            took[kind].append(said(site, kind)[1])
    return {kind: float(np.median(times)) for kind, times in took.items()}


@pytest.mark.skipif(not FULL, reason="a measurement of time belongs to `make attacks`, not to a quick run")
def test_no_time_tells_who_has_a_seat(site, scoreboard, seed):
    dice = random.Random(seed)
    for _ in range(REPEATS):
        medians = measured(site, dice)
        apart = max(medians.values()) / min(medians.values()) - 1
        if apart <= CLOSE:
            break

    size = f"{SAMPLES} samples of {len(TRIED)} kinds"
    scoreboard("enumeration by time", size, "medians within 5 %", f"within {apart:.1%}", apart <= CLOSE, medians)
