"""Authorisation matrix: who may open what?

The attacker has an account, or had one, and tries every address of the site with every method. authorisation.csv
says for each what everybody is answered; an address that is not in the table, or a row without an address, fails.
An empty cell is what a visitor gets. What is posted is an empty form with the right token, so 400 and 422 mean that
somebody was let in and has to fill it in; 303 to a page that asks for a code again comes before that.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from portal.accounts.people import Role
from portal.registry import handovers, tasks
from portal.registry.handovers import Around, Handover
from portal.registry.tasks import Asked
from portal.web import assets
from portal.web.coverage.asked import FIRST
from tests import seated
from tests.conftest import SOURCE
from tests.vetted import vetted

from .people import OFFERED, OTHER, OWN, ROLES, browser_of, offered, proposed
from .routes import LANGUAGES, rules
from .size import sized
from .world import World

TABLE = Path(__file__).with_name("authorisation.csv")
LANG = "<any(en, fr):lang>"
BESIDES = frozenset({"HEAD", "OPTIONS"})
"""Methods that every address answers beside its own, and that tell no more."""
PARTS = {
    "<token>": "nothing",
    "<package>/<version>/<path:path>": f"leaflet/{assets.version('leaflet')}/leaflet.js",
    "<name>": "style.css",
    "<file>": "component-legal.csv",
    "<need>": FIRST.token,
    "<int:reach>": "50",
    "<by>": "province",
    "<area>": "ON",
    "<shown_by>": "province",
    "<table>": "waiting",
    "<organization_id>": OWN,
    "<kind>": "csv",
}
"""What stands in an address for each of its parts; the proposal, when there is one, is that of `partner_own`."""
numbers = count()
FORMS = {
    "": {},
    "plain": {},
    "odd": {"sites": "1000"},
    "narrowed": {"province": "ON"},
    "need": {"kind": FIRST.kind, "reach": "100", "by": "ON"},
    "view": {"west": "-90", "south": "48", "east": "-89", "north": "49", "zoom": "9"},
}
"""What is sent, by the name that stands in the table. The first comes with the token of a session."""


def table() -> list[dict[str, str]]:
    """The rows of authorisation.csv, whose {lang} is either language."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [line | {"rule": line["rule"].replace("{lang}", LANG)} for line in csv.DictReader(file)]


@pytest.fixture(scope="module")
def site(worlds) -> World:
    world = worlds("authorisation")
    offered(world)
    world.opens(maps=True)
    PARTS["<number>"] = proposed(world)
    with world.store.together():
        handovers.set_taking(world.store, OWN, True, SOURCE.retrieved_on)
    vetted(world.store, OWN)
    return world


def doors(site: World) -> set[tuple[str, str]]:
    """Every rule of the site with each of its own methods."""
    return {(rule.rule, method) for rule in rules(site.app) for method in (rule.methods or set()) - BESIDES}


def test_every_address_is_in_the_table_and_every_row_has_its_address(site):
    listed = [(line["rule"], line["method"]) for line in table()]

    assert set(listed) == doors(site)
    assert len(listed) == len(set(listed))


def paths(rule: str, site: World) -> Iterator[str]:
    """A rule with its parts filled in, in both languages; seat and listing are some that nobody has touched yet.

    So is a proposal that is to be withdrawn: it can be only once.
    """
    for part, value in PARTS.items():
        rule = rule if part == "<number>" and rule.endswith("/withdraw") else rule.replace(part, value)
    for language in LANGUAGES[: sized(2, 1)] if LANG in rule else LANGUAGES[:1]:
        path = rule.replace(LANG, language)
        for part, new in NEW.items():
            path = path.replace(part, new(site)) if part in path else path
        yield path


def new_seat(site: World) -> str:
    """Somebody else's seat, to be changed or closed."""
    with seated.door(site.settings) as door:
        somebody = seated.person(Role.PARTNER, OTHER, name=f"Somebody {next(numbers)}")
        return seated.seat(somebody, door.accounts, door.keys).id


def new_listing(site: World) -> str:
    """A listing of `partner_own`, to be changed or hidden."""
    key = f"own-{next(numbers)}"
    fresh = replace(OFFERED[0], id=key, origin=replace(OFFERED[0].origin, record_key=key))
    site.store.publish([fresh], SOURCE.retrieved_on, "tests")
    return key


def new_task(site: World) -> str:
    """Something that `partner_own`'s organization is asked to look for, to be recorded, handed over or closed."""
    with site.store.together():
        community = f"place:invented:{next(numbers)}"
        return str(tasks.add(site.store, community, "food", Asked(organization_id=OWN), SOURCE.retrieved_on, ""))


def new_request(site: World) -> str:
    """A transfer that `partner_other`'s organization asks of `partner_own`'s."""
    asked = Handover(
        "".join(chr(ord("A") + int(digit)) for digit in f"{next(numbers):08}"), OTHER, OFFERED[0].id, Around("ON"),
        "food", False, False, int(time.time()) + 3600,
    )  # fmt: skip
    with site.store.together():
        handovers.add(site.store, asked)
    return asked.code


NEW = {
    "<person_id>": new_seat,
    "<service_id>": new_listing,
    "<number>": proposed,
    "<task>": new_task,
    "<code>": new_request,
}


def answered(site: World, who: str, method: str, path: str, sent: str) -> int:
    """The status somebody gets, in a browser of their own."""
    client, form = browser_of(who, site), FORMS[sent]
    if method != "GET" and not sent and client.get("/en/account").status_code == 200:
        form = form | {"csrf_token": seated.token_of(client, "/en/account")}
    return client.open(path, method=method, data=form).status_code


def test_everybody_is_answered_as_the_table_says(site, scoreboard):
    tried, wrong = 0, []
    for line in table():
        for who in ROLES:
            for path in paths(line["rule"], site):
                status = answered(site, who, line["method"], path, line["form"])
                tried += 1
                if str(status) != (line[who] or line["visitor"]):
                    wrong.append(f"{line['method']} {path} as {who}: {status}")

    size = f"{len(doors(site))} addresses, {len(ROLES)} roles, {tried} requests"
    scoreboard("authorisation matrix", size, "0 holes", f"{len(wrong)} holes", not wrong, "\n".join(wrong))


def test_every_column_is_somebody():
    assert list(table()[0])[3:] == list(ROLES)
