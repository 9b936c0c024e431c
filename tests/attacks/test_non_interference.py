"""Non-interference: does anything the public can ask depend on what it must not know?

The attacker sends any request they like and compares answers to the byte, between two sites that differ only in
what must not leave. One byte of difference is a channel, however it may come to carry the secret; none is a proof
that there was nothing to read, whatever the attacker is clever enough to try.

Two pairs. *Told*: the same list taken in twice, with other streets and points for the places that may not be found.
*Held*: two registries that differ in drafts, withdrawn listings, and the histories of places that may not be found.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from itsdangerous import TimestampSigner

from portal import demo
from portal.registry.backup import backup
from portal.registry.decisions import Part
from portal.registry.model import Disclosure, Service, Status, Text
from portal.web import context
from tests.conftest import DATA

from .questions import Dice, Request
from .size import sized
from .world import LIST, World, row

LISTINGS = 300
NOON = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both sites answer at the same moment: the clock is the only thing they may not share."""
    monkeypatch.setattr(context, "moment", lambda: NOON)
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: 1_772_643_600)


def rows(seed: int, hidden: int) -> Iterator[dict[str, str]]:
    """A list of invented listings; `hidden` decides what stands in the columns of places that may not be found."""
    dice = random.Random(hidden)
    places = demo.read_places(DATA / "places" / "places.csv")
    for one in demo.rows(LISTINGS, seed, places):
        yield one | careless(dice) if one["disclosure"] in ("region", "community") else one


def careless(dice: random.Random) -> dict[str, str]:
    """What a careless provider writes beside a level that does not allow it."""
    return {
        "address": f"{dice.randrange(1, 999)} {dice.choice(('Elm', 'Oak', 'Ash', 'Fir'))} Street",
        "postal_code": f"P{dice.randrange(10)}B {dice.randrange(10)}A{dice.randrange(10)}",
        "latitude": f"{dice.uniform(42, 70):.7f}",
        "longitude": f"{dice.uniform(-130, -60):.7f}",
        "note": f"call {dice.randrange(10**6)}",
    }


def told(worlds: Callable[[str], World], seed: int) -> tuple[World, World]:
    """The same list twice, with other streets and points behind what is hidden."""
    pair = worlds("told-one"), worlds("told-other")
    for hidden, world in enumerate(pair, 1):
        world.imports_rows(rows(seed, hidden))
    return pair


def held(worlds: Callable[[str], World], seed: int) -> tuple[World, World]:
    """The same public listings, with other things beside and behind them that are for nobody outside."""
    one, other = worlds("held-one"), worlds("held-other")
    for world in (one, other):
        world.imports_rows(rows(seed, 1))
    some = list(one.store.all_services())
    unseen = [Status.DRAFT, Status.WAITING, Status.CLOSED, Status.WITHDRAWN]
    drafts = [replace(some[n], id=f"unseen-{n}", status=status, name=Text("Zebra house"),
                      locations=(), origin=replace(some[n].origin, record_key=f"unseen-{n}"))
              for n, status in enumerate(unseen * 5)]  # fmt: skip
    other.store.publish(drafts, "2026-02-27", "alice")
    public = [replace(one, id=f"{one.id}-held", origin=replace(one.origin, record_key=f"{one.id}-held"),
                      status=Status.PUBLISHED) for one in drafts[:5]]  # fmt: skip
    other.store.publish(public, "2026-02-27", "alice")
    for service in public:
        other.store.withhold(service.id, Part.LISTING, "p-bob", "2026-02-28")
    changed_and_changed_back(
        other, [one for one in some if one.disclosure in (Disclosure.REGION, Disclosure.COMMUNITY)]
    )
    return one, other


def changed_and_changed_back(world: World, services: list[Service]) -> None:
    """Give some listings a history: what they say in the end is what they said before."""
    before = [replace(service, revision=0) for service in services]
    world.store.publish([replace(s, description=Text("Zebra", "Zèbre")) for s in before], "2026-01-20", "alice")
    world.store.publish(before, "2026-01-20", "bob")


def same_secret(pair: tuple[World, World]) -> None:
    """Sign with one secret and start."""
    one, other = pair
    (other.state / "secret").write_bytes((one.state / "secret").read_bytes())
    other.settings = replace(other.settings, secret_key=one.settings.secret_key)
    for world in pair:
        world.opens(maps=True)


def differing(pair: tuple[World, World], count: int, seed: int) -> tuple[int, list[Request]]:
    """How many requests were answered with something, and those answered differently."""
    one, other = (world.client() for world in pair)
    fruitful, found = 0, []
    for request in Dice(pair[0], seed).requests(count):
        first, second = request.sent(one), request.sent(other)
        fruitful += first.status_code == 200
        same = (first.status, list(first.headers), first.data) == (second.status, list(second.headers), second.data)
        if not same:
            found.append(request)
    return fruitful, found


@pytest.mark.parametrize("made", [told, held])
def test_no_answer_depends_on_what_must_not_leave(worlds, scoreboard, seed, made):
    pair, count = made(worlds, seed), sized(5_000, 150)
    same_secret(pair)

    fruitful, found = differing(pair, count, seed)

    size = f"{count} requests ({fruitful} answered in full)"
    scoreboard(
        f"non-interference ({made.__name__})", size, "0 differences", f"{len(found)} differences",
        not found and fruitful > count / 2, found[:3],
    )  # fmt: skip


def test_a_registry_keeps_no_trace_of_which_streets_it_was_told(worlds, scoreboard, seed):
    pair = told(worlds, seed)
    for world in pair:
        # The moment each site was set up is the one thing in which they may differ.
        world.store.db.execute("UPDATE _sqlite_migrations SET applied_at = ''")

    copies = [backup(world.settings.database, world.folder / "copy.db").read_bytes() for world in pair]
    dumps = [list(world.store.db.conn.iterdump()) for world in pair]

    differ = sum(a != b for a, b in zip(*dumps, strict=True)) + sum(a != b for a, b in zip(*copies, strict=True))
    size = f"{len(dumps[0])} statements, {len(copies[0])} bytes"
    scoreboard("    the two registries themselves", size, "0 differ", f"{differ} differ", differ == 0)


def test_the_comparison_sees_a_place_that_may_be_known(worlds, scoreboard, seed):
    """The control: the same streets and points, told of places that show their address."""
    pair, count = (worlds("public-one"), worlds("public-other")), sized(300, 100)
    for hidden, world in enumerate(pair, 1):
        dice = random.Random(hidden)
        shown = [row(f"k-{n}", disclosure=Disclosure.ADDRESS, **careless(dice) | {"note": ""}) for n in range(60)]
        world.imports_rows(shown)
    same_secret(pair)

    _fruitful, found = differing(pair, count, seed)

    scoreboard(
        "    control: the same, public", f"{count} requests", "seen", f"{len(found)} seen", len(found) > count / 20
    )


def test_the_lists_of_both_sites_hold_hidden_places(worlds, seed):
    world = worlds("checked")

    report = world.imports_rows(rows(seed, 1))

    assert report.places_dropped > LISTINGS / 8
    assert world.store.sources() and LIST.id in {source.id for source in world.store.sources()}
