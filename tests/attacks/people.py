"""Someone of each role, in a browser of their own: whom the authorisation matrix and the canary crawl act as."""

from __future__ import annotations

import time

from flask.testing import FlaskClient

from portal.accounts import seats
from portal.accounts.people import Person, Role
from portal.registry.model import Service
from tests import seated
from tests.conftest import SOURCE, listing
from tests.reading import Page

from .world import World

OFFERED: tuple[Service, Service] = (listing("own", "Own", "food"), listing("other", "Other", "food"))
"""A listing of each of two organizations; the matrix asks for that of the first."""
OWN, OTHER = (service.organization.id for service in OFFERED)
SUGGESTED = "Someone answers at the second door."
KEEPER = seated.person(Role.ADMINISTRATOR, name="Keeper Of Seats")
ROLES: dict[str, Person | None] = {
    "visitor": None,
    "partner_own": seated.person(Role.PARTNER, OWN, name="Partner Own"),
    "partner_other": seated.person(Role.PARTNER, OTHER, name="Partner Other"),
    "reviewer": seated.person(Role.REVIEWER),
    "coordinator": seated.person(Role.COORDINATOR),
    "administrator": seated.person(Role.ADMINISTRATOR),
    "survivor_advisor": seated.person(Role.SURVIVOR_ADVISOR),
    "disabled": seated.person(Role.COORDINATOR, name="Closed Since"),
    "retired": seated.person(Role.COORDINATOR, name="Reviewer Since"),
}
"""The columns of authorisation.csv. The last two were signed in as coordinators when their seats were changed."""


def offered(world: World) -> Service:
    """Put the two organizations into a world; the listing that is `partner_own`'s."""
    world.store.add_source(SOURCE)
    world.store.publish(OFFERED, SOURCE.retrieved_on, "tests")
    return OFFERED[0]


def proposed(world: World) -> str:
    """The number of a proposal that `partner_own` has sent: what they would like to be said of their listing."""
    client = browser_of("partner_own", world)
    page = f"/en/partner/listing/{OFFERED[0].id}"
    changed = Page(client.get(page).text).filled() | {"do": "look", "c_description_en": SUGGESTED}
    there = client.post(page, data=changed).headers["Location"]
    form = {"csrf_token": seated.token_of(client, there), "edition": "1"}
    assert client.post(f"{there}/send", data=form).status_code == 303
    return there.rpartition("/")[2]


def browser_of(name: str, world: World) -> FlaskClient:
    """A new browser of somebody, signed in where they can be."""
    who = ROLES[name]
    if who is None:
        return world.client()
    client = seated.sign_in(world.app, world.settings, who)
    if name in ("disabled", "retired"):
        undone(name, who, world)
    return client


def undone(name: str, who: Person, world: World) -> None:
    """Close the seat, or make it one of another role, while its browser is open."""
    now = int(time.time())
    with seated.door(world.settings) as door:
        keeper = seated.seat(KEEPER, door.accounts, door.keys)
        if name == "retired":
            seats.change(who.id, seats.Standing(Role.REVIEWER), keeper, door.accounts, now)
        elif door.accounts.seat(who.id).person.active:
            seats.close(who.id, keeper, door.accounts, now)
