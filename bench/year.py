"""A year of keeping facts fresh, simulated through the real code: who is asked in which order, and what that comes to.

    python -m bench.year [--listings 5000] [--calls 60] [--answering 0.4] [--weeks 52] [--order "by harm"]

The same invented country lives through the same year three times: the team phones by harm (portal/mapping/harm.py),
the oldest first, and in a random order. Mail goes to the oldest first each time. Facts go wrong at rates the code does
not know; a call or an answered link mends them, by proposals that two people decide. The code that is measured is the
registry, the links, the proposals and the queue as the site runs them; invented are the country, the rates, who
answers, and the clock.
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import compress
from statistics import mean

from geo.places import Places
from portal import demo
from portal.accounts.people import Person, Role
from portal.accounts.store import Accounts
from portal.config import CHECKOUT
from portal.mapping import reports, review, upkeep
from portal.mapping.caution import Caution
from portal.mapping.checks import Check
from portal.mapping.desk import PROVIDERS, Desk
from portal.mapping.harm import HALF_LIFE_DAYS, Standing, by_harm, days_old, dependants, oldest_first
from portal.mapping.pace import pace
from portal.mapping.populations import people_in
from portal.mapping.proposal import Stage
from portal.mapping.store import Proposals
from portal.mapping.submit import Wanted, submit
from portal.mapping.upkeep import Said
from portal.registry import database, migrations
from portal.registry import upkeep as kept
from portal.registry.disclosure import PublicService
from portal.registry.freshness import DUE_DAYS, How
from portal.registry.model import Disclosure
from portal.registry.store import Store
from portal.registry.vocabulary import Vocabularies

DATA = CHECKOUT / "data"
BEGIN = date(2026, 1, 5)
OLDEST_AT_FIRST = 2 * 365
"""Days: the facts of the first day are of any age up to this."""
SPREAD = 0.6
"""How differently fast facts go wrong: the deviation of the logarithm of the rate around that of HALF_LIFE_DAYS."""
REPORTED_BY = 2e-6
"""Chance that one person who depends on a wrong listing reports it in a week."""
REPORTED_FALSELY = 2e-4
"""Chance that a listing is reported in a week though it is right."""
CALLED_UPON = 1.0
"""How differently listings are really used: the deviation of the logarithm of it around what the code estimates."""
MAILED_A_WEEK = 0.05
"""The share of listings that partners are mailed about in a week, at most."""
TEAM = (Person("bob", "Bob", "bob@example.org", Role.REVIEWER), Person("denise", "D", "d@example.org", Role.REVIEWER))
Order = Callable[[Iterable[Standing], date], list[Standing]]


def at_random(due: Iterable[Standing], today: date) -> list[Standing]:
    """Any order; the same each time the year is run."""
    return random.Random(today.toordinal()).sample(list(due), len(due))


ORDERS: dict[str, Order] = {"by harm": by_harm, "oldest first": oldest_first, "at random": at_random}


@dataclass(frozen=True, slots=True)
class Week:
    """How the country stands at the end of a week."""

    number: int
    fresh: float
    """The share of listings whose first fact is of the last 180 days, as the page says it."""
    stale_people: float
    """The share of people, counted by listing they really use, whose listing is not fresh."""
    misled: float
    """People who really use a listing that is wrong now."""
    wrong: float
    """The share of listings that are wrong now, each counted once."""


@dataclass
class World:
    """What is really so, which the code cannot see: when each listing goes wrong, who uses it, who answers for it."""

    dice: random.Random
    answering: float
    wrong_on: dict[str, date] = field(default_factory=dict)
    rate: dict[str, float] = field(default_factory=dict)
    answers: dict[str, bool] = field(default_factory=dict)
    use: dict[str, float] = field(default_factory=dict)

    def begin(self, service_id: str, known: date) -> None:
        """A listing as it is on the first day: right on the day its facts are of."""
        self.rate[service_id] = math.log(2) / HALF_LIFE_DAYS * math.exp(self.dice.gauss(0, SPREAD))
        self.answers[service_id] = self.dice.random() < self.answering
        self.use[service_id] = math.exp(self.dice.gauss(0, CALLED_UPON))
        self.mended(service_id, known)

    def mended(self, service_id: str, day: date) -> None:
        """It is right on this day, and goes wrong some time after. Dice of its own: the order of calls throws none."""
        dice = random.Random(f"{service_id} {day}")
        self.wrong_on[service_id] = day + timedelta(days=min(36_500, round(dice.expovariate(self.rate[service_id]))))

    def is_wrong(self, service_id: str, day: date) -> bool:
        """Whether it is wrong on this day."""
        return self.wrong_on[service_id] <= day

    def users(self, one: Standing) -> float:
        """How many people really use it: about as many as the code estimates, and often half or twice as many."""
        return dependants(one) * self.use[one.service_id]


@dataclass
class Country:
    """A registry of invented listings, those who keep it, and the clock."""

    store: Store
    people: dict[str, Person]
    check: Check
    world: World
    order: Order
    people_in: upkeep.PeopleIn
    today: date = BEGIN
    decided: int = 0

    def desk(self) -> Desk:
        """The desk of this day at noon."""
        noon = datetime(self.today.year, self.today.month, self.today.day, 12, tzinfo=UTC)
        return Desk(self.store, Proposals(self.store.db), self.people.get, self.check, int(noon.timestamp()))

    def standings(self) -> list[Standing]:
        """How all listings stand."""
        return upkeep.standings(kept.lines(self.store), self.people_in)

    def due(self) -> list[Standing]:
        """What is due, by id."""
        return upkeep.only_due(self.standings(), self.today)

    def live(self, number: int, calls: int) -> Week:
        """One week: readers report, partners are mailed and answer, the team phones, proposals ripen."""
        self.today = BEGIN + timedelta(weeks=number)
        review.publish_due(self.desk())
        self.report(number)
        most = round(MAILED_A_WEEK * len(self.world.rate))
        for letter in upkeep.letters(self.desk(), oldest_first(self.due(), self.today), most):
            if self.world.answers[letter.service_id]:
                self.answer(letter)
        queue = self.order(self.due(), self.today)
        for one in upkeep.to_phone(self.store, queue, self.desk().now)[:calls]:
            self.phone(one.service_id)
        return self.stand(number)

    def report(self, week: int) -> None:
        """What readers say in a week, in the same words for every order."""
        for one in self.standings():
            dice = random.Random(f"{one.service_id} said in {week}").random()
            wrong = self.world.is_wrong(one.service_id, self.today)
            if dice < (1 - math.exp(-REPORTED_BY * self.world.users(one)) if wrong else REPORTED_FALSELY):
                with self.store.together():
                    reports.say(self.desk().day, "", one.service_id, "", Proposals(self.store.db))

    def answer(self, letter: upkeep.Letter) -> None:
        """A partner follows the link: all of it is right, or they send what is."""
        link = upkeep.opened(letter.token, self.desk())
        if self.world.is_wrong(letter.service_id, self.today):
            upkeep.answer(letter.token, Said.CHANGE, link.service.version, self.desk())
            self.mend(link.service, link.person.id)
        else:
            upkeep.answer(letter.token, Said.RIGHT, link.service.version, self.desk())
        self.world.mended(letter.service_id, self.today)

    def phone(self, service_id: str) -> None:
        """The team phones: all of it is right, or they write down what is."""
        public = self.store.public(service_id)
        if public is None:
            return
        if self.world.is_wrong(service_id, self.today):
            self.mend(public, TEAM[0].id)
        else:
            upkeep.made_sure(service_id, How.CALL, public.version, TEAM[0].id, self.desk())
        for said in self.desk().proposals.reports(100_000):
            if said.service_id == service_id:
                reports.handled(said.number, TEAM[0].id, self.desk())
        self.world.mended(service_id, self.today)

    def mend(self, service: PublicService, by: str) -> None:
        """Another number is proposed, two people agree, and it is published when its day of waiting is over."""
        other = f"{service.phones[0].number[:6]}{100 + (int(service.phones[0].number[6:]) - 99) % 100:04d}"
        column = "phone_crisis" if service.phones[0].purpose == "crisis" else "phone_office"
        sent = submit(Wanted({column: other}, service.id), by, self.desk())
        for reviewer in ("erin", TEAM[1].id):
            review.agree(sent.number, sent.edition, reviewer, self.desk())
        assert self.desk().proposal(sent.number).stage is Stage.WAITING, "a new number waits for a day"
        self.decided += 1

    def stand(self, number: int) -> Week:
        """The figures of a week."""
        every = self.standings()
        shown = pace(every, kept.confirmed_since(self.store, self.today.isoformat()), self.today)
        users = [self.world.users(one) for one in every]
        wrong = [self.world.is_wrong(one.service_id, self.today) for one in every]
        stale = [days_old(one.day, self.today) > DUE_DAYS for one in every]
        return Week(
            number,
            shown.fresh / shown.listings,
            sum(compress(users, stale)) / sum(users),
            sum(compress(users, wrong)),
            sum(wrong) / len(wrong),
        )


@contextmanager
def country(listings: int, answering: float, order: Order, seed: int = 1) -> Iterator[Country]:
    """The invented country on its first day; the same arguments give the same one."""
    db = database.open_memory()
    try:
        terms = Vocabularies(DATA / "taxonomy")
        migrations.migrate(db, terms)
        store, dice = Store(db, terms), random.Random(seed)
        store.add_source(demo.SOURCE)
        caution = Caution.load(DATA / "taxonomy" / "shelter_words.csv")
        world = World(random.Random(seed), answering)
        reader = Check(demo.SOURCE.id, terms, caution, Disclosure.ADDRESS)
        made = []
        for row in demo.rows(listings, seed, demo.read_places(DATA / "places" / "places.csv")):
            known = BEGIN - timedelta(days=dice.randrange(OLDEST_AT_FIRST))
            dated = {"source_date": known.isoformat(), "retrieved_on": BEGIN.isoformat()}
            service = reader.listing(row | dated).service
            world.begin(service.id, known)
            made.append(service)
        store.publish(made, BEGIN.isoformat(), "bench")
        check = Check(PROVIDERS.id, terms, caution, chosen=True)
        people = seats(store, [(service.id, service.organization.id) for service in made])
        yield Country(store, people, check, world, order, people_in(Places.load(DATA / "places", None)))
    finally:
        db.conn.close()


def seats(store: Store, speaking: Sequence[tuple[str, str]]) -> dict[str, Person]:
    """A partner for every organization, and the team."""
    partners = {
        organization: Person(f"p-{n}", "P", f"p{n}@example.org", Role.PARTNER, frozenset({organization}))
        for n, (_service, organization) in enumerate(speaking)
    }
    erin = Person("erin", "Erin", "erin@example.org", Role.COORDINATOR)
    everybody = [*partners.values(), *TEAM, erin]
    accounts = Accounts(store.db)
    with accounts.together():
        for one in everybody:
            accounts.add_seat(one)
            accounts.open_seat(one.id, "$argon2id$nobody", "nothing", 0)
    return {one.id: one for one in everybody}


def year(name: str, listings: int, calls: int, answering: float, weeks: int) -> tuple[list[Week], int]:
    """A year asked in one order, and how many corrections two people decided on the way."""
    with country(listings, answering, ORDERS[name]) as here:
        return [here.live(number, calls) for number in range(1, weeks + 1)], here.decided


def main() -> None:
    """Run the year once for each order."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--listings", type=int, default=5000)
    parser.add_argument("--calls", type=int, default=60, help="calls the team makes each week")
    parser.add_argument("--answering", type=float, default=0.4, help="share of partners who answer their link")
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--order", choices=ORDERS, action="append", help="one of them; again for another; else all")
    given = parser.parse_args()
    years = {}
    for name in given.order or ORDERS:
        years[name], decided = year(name, given.listings, given.calls, given.answering, given.weeks)
        print(f"{name}: {decided} corrections decided by two people", flush=True)
    print("\n| week | " + " | ".join(f"{name}: fresh" for name in years) + " |")
    for row in zip(*years.values(), strict=True):
        if row[0].number % 4 == 0 or row[0].number == 1:
            print(f"| {row[0].number} | " + " | ".join(f"{one.fresh:.1%}" for one in row) + " |")
    print("\n| over the year | people-weeks misled | people whose listing is stale | wrong |")
    for name, lived in years.items():
        misled = sum(one.misled for one in lived)
        stale, wrong = mean(one.stale_people for one in lived), mean(one.wrong for one in lived)
        print(f"| {name} | {misled:,.0f} | {stale:.1%} | {wrong:.1%} |")


if __name__ == "__main__":
    main()
