"""Authorisation matrix: who may open what?

The attacker has an account, or had one, and tries every address of the site with every method. authorisation.csv
says for each what everybody is answered; an address that is not in the table, or a row without an address, fails.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from .people import everyone
from .routes import LANGUAGES, rules
from .world import World, row

TABLE = Path(__file__).with_name("authorisation.csv")
LANG = "<any(en, fr):lang>"
BESIDES = frozenset({"HEAD", "OPTIONS"})
"""Methods that every address answers beside its own, and that tell no more."""
FORMS = {"": {}, "view": {"west": "-90", "south": "48", "east": "-89", "north": "49", "zoom": "9"}}
"""What is sent, by the name that stands in the table."""


def table() -> list[dict[str, str]]:
    """The rows of authorisation.csv, whose {lang} is either language."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [line | {"rule": line["rule"].replace("{lang}", LANG)} for line in csv.DictReader(file)]


@pytest.fixture(scope="module")
def site(worlds) -> World:
    world = worlds("authorisation")
    world.imports_rows([row("one", disclosure="region")])
    return world.opens(maps=True)


def doors(site: World) -> set[tuple[str, str]]:
    """Every rule of the site with each of its own methods."""
    return {(rule.rule, method) for rule in rules(site.app) for method in (rule.methods or set()) - BESIDES}


def test_every_address_is_in_the_table_and_every_row_has_its_address(site):
    listed = [(line["rule"], line["method"]) for line in table()]

    assert set(listed) == doors(site)
    assert len(listed) == len(set(listed))


def paths(rule: str, listing: str) -> Iterator[str]:
    """A rule with its parts filled in, in both languages."""
    for language in LANGUAGES if "lang" in rule else [""]:
        path = rule.replace(LANG, language).replace("<service_id>", listing)
        path = path.replace("<package>/<version>/<path:path>", "leaflet/1.9.3.0/leaflet.js")
        yield path.replace("<name>", "style.css")


def test_everybody_is_answered_as_the_table_says(site, scoreboard):
    listing, tried, wrong = site.store.ids()[0], 0, []
    for line in table():
        for who, client in everyone(site).items():
            for path in paths(line["rule"], listing):
                answer = client.open(path, method=line["method"], data=FORMS[line["form"]])
                tried += 1
                if str(answer.status_code) != line[who]:
                    wrong.append(f"{line['method']} {path} as {who}: {answer.status_code} instead of {line[who]}")

    size = f"{len(doors(site))} addresses, {len(everyone(site))} roles, {tried} requests"
    scoreboard("authorisation matrix", size, "0 holes", f"{len(wrong)} holes", not wrong, wrong)
