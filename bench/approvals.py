"""P6 from end to end: from a reviewer's yes until page, search and map show what was agreed to."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

from flask.testing import FlaskClient

from bench import registry
from bench.figures import Figure, ms
from portal import create_app
from portal.accounts.people import Person, Role
from portal.finding import indexing
from portal.mapping import review, submit
from portal.mapping.caution import Caution
from portal.mapping.checks import Check
from portal.mapping.desk import PROVIDERS, Desk
from portal.mapping.proposal import Outcome
from portal.mapping.store import Proposals
from portal.registry.model import Disclosure
from portal.web import warming
from search_index.index import Index

APPROVALS = 40
ALL_OF_CANADA = {"west": "-141", "east": "-52", "south": "41", "north": "83", "zoom": "3"}
TEAM = {one: Person(one, one.title(), f"{one}@example.org", Role.REVIEWER) for one in ("alice", "bob")}


def figures(site: registry.Site, size: int) -> Iterator[Figure]:
    """Forty changes one after the other; a visitor's three requests follow each yes."""
    app = create_app(site.settings)
    warming.warm(app)
    visitor, writing = app.test_client(), Index.open(site.settings.index)
    taken, dice = [], random.Random(site.store.revision())
    for service_id in with_an_address(site, APPROVALS + 1):
        word = "".join(dice.choices("bdfgklmnprtv", k=12))
        number = submit.submit(submit.Wanted({"description_en": word}, service_id), "alice", desk(site)).number
        start = time.perf_counter()
        if review.agree(number, 1, "bob", desk(site)) is not Outcome.PUBLISHED:
            raise SystemExit(f"proposal {number} was not published")
        agreed = time.perf_counter()
        indexing.catch_up(site.store, writing)
        learned = time.perf_counter()
        if not shown(service_id, word, visitor):
            raise SystemExit(f"the change to {service_id} is not shown")
        taken.append((time.perf_counter() - start, agreed - start, learned - agreed, time.perf_counter() - learned))
    writing.close()
    whole, yes, index, asking = zip(*taken[1:], strict=True)  # the first loads what the others share
    yield Figure("P6", "from a yes until page, search and map show it, p95", size, ms(whole, 95), "ms", aim=200)
    yield Figure("", "of it, the yes itself, p95", size, ms(yes, 95), "ms")
    yield Figure("", "of it, the word index's writer, p95", size, ms(index, 95), "ms")
    yield Figure("", "of it, the visitor's three requests, p95", size, ms(asking, 95), "ms")


def with_an_address(site: registry.Site, count: int) -> list[str]:
    """Listings that a map shows, from all over the registry."""
    ids = site.store.ids()
    step = max(1, len(ids) // (4 * count))
    found = (one for one in site.store.services(ids[::step]) if one.disclosure is Disclosure.ADDRESS)
    return [one.id for one in found if one.locations[0].point][:count]


def desk(site: registry.Site) -> Desk:
    """Where two invented reviewers write and decide."""
    caution = Caution.load(registry.DATA / "taxonomy" / "shelter_words.csv")
    check = Check(PROVIDERS.id, site.store.terms, caution, chosen=True)
    return Desk(site.store, Proposals(site.store.db), TEAM.get, check, int(time.time()))


def shown(service_id: str, word: str, visitor: FlaskClient) -> bool:
    """Whether the listing's page, the search and the map of the country know the word."""
    page = visitor.get(f"/en/service/{service_id}").text
    found = visitor.post("/en/search", data={"words": word}).text
    marks = visitor.post("/en/map-data", data={"words": word} | ALL_OF_CANADA).get_json()["clusters"]
    return word in page and service_id in found and len(marks) == 1
