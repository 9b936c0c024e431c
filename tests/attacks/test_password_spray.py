"""Password spray: how many guesses does the site even look at?

The attacker has a list of e-mails and of common passwords, many machines in many networks, and hours. They try each
password on everybody, so that no single account sees many tries. They gain a seat if enough guesses are looked at.
A door that closes for everyone would be a gain as well: the real person still has to get in.
"""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime

from portal.accounts import passwords
from portal.accounts.people import Role
from portal.accounts.throttle import SITE
from portal.web import context
from tests import seated

from .size import FULL, sized
from .test_sessions import credentials

TRIES, ACCOUNTS, NETWORKS = sized(10_000, 400), sized(1_000, 100), sized(200, 40)
HOURS = 2
COMMON = ("Password1!", "Winter2026", "letmein", "azerty123", "Bienvenue1", "qwerty", "Motdepasse1", "hockey87")


def test_a_spray_is_hardly_looked_at_and_the_real_person_gets_in(worlds, scoreboard, seed, monkeypatch):
    site, dice = worlds("spray").opens(), random.Random(seed)
    people = [seated.person(Role.PARTNER, name=f"Person {number}") for number in range(ACCOUNTS)]
    with seated.door(site.settings) as door, door.accounts.together():
        for who in people:
            seated.seat(who, door.accounts, door.keys)
    looked_at, matches = [], passwords.matches
    monkeypatch.setattr(passwords, "matches", lambda *given: looked_at.append(1) or matches(*given))
    start, client = time.time(), site.client()
    form = credentials(client, people[0])
    for number in range(TRIES):
        moment = datetime.fromtimestamp(start + number * HOURS * 3600 / TRIES, UTC)
        monkeypatch.setattr(context, "moment", lambda moment=moment: moment)
        tried = {
            "email": dice.choice(people).email,
            "password": dice.choice(COMMON),
            "code": f"{dice.randrange(10**6):06}",
        }
        address = f"198.51.{dice.randrange(NETWORKS)}.{dice.randrange(1, 255)}"
        client.post("/en/account/sign-in", data=form | tried, environ_base={"REMOTE_ADDR": address})
    evaluated = len(looked_at)

    real = site.client()
    right = credentials(real, people[-1], code=seated.code(moment.timestamp()))
    inside = real.post("/en/account/sign-in", data=right, environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code

    # A small run cannot show half a percent: what everybody has free is then most of it.
    most = TRIES * 0.005 if FULL else SITE.free + 15
    size = f"{TRIES} tries, {ACCOUNTS} accounts, {NETWORKS} nets, {HOURS} h"
    seen = f"{evaluated} ({evaluated / TRIES:.2%}) evaluated, real person {'in' if inside == 303 else inside}"
    scoreboard("password spray", size, f"<= {most:.0f} evaluated, in", seen, 0 < evaluated <= most and inside == 303)
