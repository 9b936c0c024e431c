"""Draws requests as anyone may send them: questions with every filter, views of the map, pages, lists, errors."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse
from wtforms import SelectFieldBase

from bench.fuzz import PIECES
from portal.coverage.need import REACHES_KM, Need
from portal.web.coverage.asked import BY
from portal.web.forms.coverage import AskForm
from portal.web.forms.linked import AroundForm, LinkForm
from portal.web.forms.map_data import ViewForm
from portal.web.forms.public import KeptForm, NeedForm, SearchForm

from .routes import FORMATS, LANGUAGES
from .world import World

WORDS = (
    "", "support", "soutien", "shelter", "abri", "legal aid", "avocat", "food", "crisis", "women", "Cedar", "Rosewood",
    "Maison", "passport", "near Thunder Bay", "près de Québec", "open now",
)  # fmt: skip
PLACES = (
    "",
    "",
    "Thunder Bay",
    "Toronto",
    "Iqaluit",
    "Montréal",
    "Ontario",
    "P7B",
    "X0A",
    "Kenora",
    "Whitehorse",
    "Qqzz",
)


PAGES = ("", "browse", "data", "safety", "accessibility", "thanks", "search", "shortlist", "list", "coverage",
         "data/list.csv", "data/list.json")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Request:
    """One request."""

    method: str
    path: str
    form: Mapping[str, list[str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def sent(self, client: FlaskClient) -> TestResponse:
        """The answer to it."""
        data: Any = MultiDict(self.form) if self.form else None
        return client.open(self.path, method=self.method, data=data, headers=dict(self.headers))


class Dice:
    """Draws requests to one site. The same seed and the same listings give the same requests."""

    def __init__(self, world: World, seed: int) -> None:
        self.dice = random.Random(seed)
        self.ids = [*world.store.ids(), "nobody"]
        with world.app.test_request_context("/en/"):
            self.fields = {
                "search": fields_of(SearchForm(world.terms)),
                "map-data": fields_of(ViewForm(world.terms)),
                "shortlist": fields_of(KeptForm()),
                "needed": fields_of(NeedForm()),
                "link": fields_of(LinkForm(world.terms)),
                "around": fields_of(AroundForm()),
                "coverage": fields_of(AskForm()) | {"kind": [f"category:{code}" for code in world.terms["categories"]]},
            }

    def requests(self, count: int) -> Iterator[Request]:
        """So many requests: each page once, then half of them questions, the others pages, views, lists and errors."""
        draws = [self.question] * 5 + [self.view, self.page, self.list_, self.linked, self.around, self.odd]
        draws += [self.coverage] * 2
        plain = [Request("GET", f"/{language}/{page}") for language in LANGUAGES for page in PAGES]
        yield from plain[:count]
        for _ in range(count - len(plain)):
            yield self.dice.choice(draws)()

    def path(self, page: str) -> str:
        return f"/{self.dice.choice(LANGUAGES)}/{page}"

    def question(self) -> Request:
        """A question with some filters, most of them with codes that exist."""
        form = {"words": [self.dice.choice(WORDS)], "place": [self.dice.choice(PLACES)]}
        page = self.dice.choice(("search", "search", "search", "link"))
        return Request("POST", self.path(page), form | self.filters(page), self.headers())

    def linked(self) -> Request:
        """A list by its address, as a link holds it."""
        held = self.filters("search") | {"words": [self.dice.choice(WORDS)], "place_id": ["gn:6166142"]}
        return Request("GET", self.path("list") + "?" + urlencode(held, doseq=True), headers=self.headers())

    def around(self) -> Request:
        """A position in tenths of a degree."""
        spot = {"latitude": [f"{self.dice.uniform(42, 70):.1f}"], "longitude": [f"{-self.dice.uniform(53, 140):.1f}"]}
        return Request("POST", self.path("around"), spot)

    def coverage(self) -> Request:
        """A page of coverage: one need by a grouping, in an area or in a community."""
        kind = self.dice.choice(self.fields["coverage"]["kind"])
        need = Need(kind, after_dark=self.dice.random() < 0.3, no_status=self.dice.random() < 0.2)
        where = self.dice.choice([*BY, "in/ON", "in/NU", "in/place:gn:6166142", "in/place:gn:5983720", "communities"])
        return Request("GET", self.path(f"coverage/{need.token}/{self.dice.choice(REACHES_KM)}/{where}"))

    def filters(self, page: str) -> dict[str, list[str]]:
        """Up to three filters."""
        choices = {name: codes for name, codes in self.fields[page].items() if codes}
        picked = self.dice.sample(sorted(choices), self.dice.randrange(0, 4))
        form = {name: self.dice.choices(choices[name], k=self.dice.choice((1, 1, 2))) for name in picked}
        if self.dice.random() < 0.2:
            form["page"] = [str(self.dice.randrange(1, 6))]
        if self.dice.random() < 0.1:
            form["age"] = [str(self.dice.randrange(0, 100))]
        return form

    def view(self) -> Request:
        """A view of the map, anywhere and at any zoom."""
        west, south = self.dice.uniform(-141, -55), self.dice.uniform(41, 80)
        wide = self.dice.choice((0.01, 0.5, 5, 40))
        edges = {"west": west, "south": south, "east": west + wide, "north": south + wide / 2}
        form = {name: [f"{value:.5f}"] for name, value in edges.items()} | {"zoom": [str(self.dice.randrange(0, 19))]}
        return Request(
            "POST", self.path("map-data"), form | {"words": [self.dice.choice(WORDS)]} | self.filters("map-data")
        )

    def page(self) -> Request:
        """A page by its address, now and then by HEAD, on a condition, or in another format."""
        page = self.dice.choice(PAGES)
        if self.dice.random() < 0.6:
            page = f"service/{self.dice.choice(self.ids)}"
        return Request(self.dice.choice(("GET", "GET", "HEAD", "OPTIONS")), self.path(page), headers=self.headers())

    def list_(self) -> Request:
        """A list of listings to keep."""
        return Request(
            "POST", self.path("shortlist"), {"keep": self.dice.choices(self.ids, k=self.dice.randrange(1, 20))}
        )

    def odd(self) -> Request:
        """What is no request of ours: pieces of attacks in any field of any form, fields of nobody's."""
        if self.dice.random() < 0.2:
            return Request("GET", self.path(f"{self.dice.choice(('service', 'browse', '..'))}/{quote(self.pieces())}"))
        page = self.dice.choice(sorted(self.fields))
        names = [*self.fields[page], "sort", "order_by", "latitude__gt", "fields", "disclosure"]
        form = {
            name: [self.pieces() for _ in range(self.dice.choice((1, 1, 1, 3)))]
            for name in self.dice.sample(names, self.dice.randrange(1, 4))
        }
        return Request(self.dice.choice(("POST", "POST", "POST", "GET", "PUT")), self.path(page), form, self.headers())

    def pieces(self) -> str:
        """Pieces of questions, of attacks and of other scripts, joined and cut anywhere."""
        joined = self.dice.choice(("", " ")).join(self.dice.choices(PIECES, k=self.dice.randrange(1, 9)))
        return joined.encode(errors="replace").decode()[: self.dice.randrange(1, 600)]

    def headers(self) -> dict[str, str]:
        """Now and then a condition, a format, a language, a coding."""
        more = (
            {}, {}, {}, {"If-None-Match": '"x"'}, {"If-Modified-Since": "Thu, 01 Jan 2026 00:00:00 GMT"},
            {"Accept": self.dice.choice(FORMATS)}, {"Accept-Encoding": "gzip"}, {"Accept-Language": "fr"},
            {"Range": "bytes=0-99"},
        )  # fmt: skip
        return self.dice.choice(more)


def fields_of(form: Any) -> dict[str, list[str]]:
    """The fields of a form, each with the codes it can be chosen from, if it is."""
    return {name: codes_of(one) if isinstance(one, SelectFieldBase) else [] for name, one in form._fields.items()}


def codes_of(one: Any) -> list[str]:
    """The codes of a field to choose from."""
    return [choice if isinstance(choice, str) else choice[0] for choice in one.choices or ()]
