"""Every address of the site, filled in: what an attacker walks. A rule with a part nobody filled in stops the walk."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule

from portal.coverage.need import Need
from portal.web import assets

LANGUAGES = ("en", "fr")
FORMATS = ("text/html", "application/json", "application/geo+json", "text/csv", "application/xml", "*/*")
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True, slots=True)
class Address:
    """One rule with its parts filled in."""

    rule: str
    endpoint: str
    path: str
    methods: frozenset[str]


class NobodyFilledIn(Exception):
    """A rule has a part that `parts` knows no value for: say there what an attacker would try."""


def parts(listings: Sequence[str], proposals: Sequence[str] = ("1",)) -> dict[str, Sequence[str]]:
    """What to put into each part of an address."""
    return {
        "lang": LANGUAGES,
        "service_id": [*listings, "nobody"],
        "name": [*assets.own_files(), "nothing.css"],
        "package": ["leaflet"],
        "version": [assets.version("leaflet"), "0"],
        "path": ["leaflet.js", "leaflet.css", "nothing.js"],
        "person_id": ["nobody"],
        "organization_id": [*(f"org-{one}" for one in listings), "nobody"],
        "token": ["nothing"],
        "number": proposals,
        "task": ["1", "nothing"],
        "code": ["ABCDEFGH", "nothing"],
        "file": [f"component-legal.{kind}" for kind in ("csv", "geojson", "gpkg")] + ["nothing.csv"],
        "need": [Need("category:counselling.trauma").token],
        "reach": ["50"],
        "by": ["province", "nothing"],
        "shown_by": ["province", "ON"],
        "table": ["waiting", "reported", "stale", "changed", "organizations", "seats", "nothing"],
        "area": ["ON", "place:gn:6166142"],
        "kind": ["csv", "xlsx", "nothing"],
    }


def rules(app: Flask) -> list[Rule]:
    """Every rule of the site, in the order of their text."""
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ())))


def addresses(app: Flask, known: Mapping[str, Sequence[str]]) -> Iterator[Address]:
    """Every rule with every choice of its parts. Raises NobodyFilledIn for a part that is not known."""
    adapter = app.url_map.bind("localhost")
    for rule in rules(app):
        names = sorted(rule.arguments)
        if missing := [name for name in names if name not in known]:
            raise NobodyFilledIn(f"{rule.rule}: {', '.join(missing)}")
        for values in itertools.product(*(known[name] for name in names)):
            path = adapter.build(rule.endpoint, dict(zip(names, values, strict=True)), append_unknown=False)
            yield Address(rule.rule, rule.endpoint, path, frozenset(rule.methods or ()))
