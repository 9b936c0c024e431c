"""No path changes a phone, web address, e-mail, place or level with fewer than two different people.

A machine plays months at a desk: people suggest, edit, agree, decline, undo, merge, import, hide, move to another
organization, lose their seat; the clock moves and the site restarts. After each step it looks only at what the public
sees and at the acts it has itself carried out, and asks whether they account for it.

TRIALS=10000 pytest tests/rules/test_two_people.py plays 10,000 such histories of 50 steps (about half an hour).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache

import pytest
from hypothesis import Phase
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlite_utils import Database

from portal.accounts.people import Person, Role
from portal.exchange.imports import Import
from portal.exchange.layouts import Plain
from portal.exchange.report import Report
from portal.mapping import fields, review, submit
from portal.mapping.checks import Check, Faulty
from portal.mapping.desk import PROVIDERS, Desk
from portal.mapping.hiding import hide, propose_showing
from portal.mapping.merging import propose_merge, propose_split
from portal.mapping.proposal import Answer, Consent, Giver, Kind, Proposal, Refused, Why
from portal.mapping.store import Proposals
from portal.mapping.submit import Wanted
from portal.mapping.undoing import propose_undo
from portal.registry import database, migrations
from portal.registry.decisions import Part
from portal.registry.disclosure import PublicService
from portal.registry.model import (
    NARROWNESS,
    Disclosure,
    Location,
    Organization,
    Origin,
    Phone,
    Service,
    Source,
    Text,
    Verification,
)
from portal.registry.store import Store
from tests.histories import NOON, caution, play, terms

TRIALS = int(os.environ.get("TRIALS", "40"))
STEPS = 50
HOUR = 3600
SOURCE = Source("tests", "Invented list", "Invented publisher", "facts_compiled", "", "2026-01-05")
CONSENT = Consent(Giver.DIRECTOR, "2026-11-26")
DECIDERS = {Role.REVIEWER, Role.COORDINATOR}

VALUES = (
    {"phone_crisis": "807-555-0131"},
    {"phone_crisis": "807-555-0132", "description_en": "Other words."},
    {"phone_office": "807-555-0133"},
    {"website": "https://other.example/"},
    {"email": "other@rosewood.example"},
    {"disclosure": "region"},
    {"disclosure": "community", "community": "Larchville"},
    {"disclosure": "address", "community": "Larchville", "address": "9 Zibeline Street"},
    {"address": "8 Zibeline Street", "latitude": "48.4", "longitude": "-89.3"},
    {"status": "closed"},
    {"status": "paused"},
    {"status": "published"},
    {"description_en": "Calm words."},
    {"organization_name_en": "Another name"},
    {"categories": "shelter.emergency"},
    {"phone_crisis": ""},
)
NAMES = ("alice", "bob", "denise", "erin", "fatima", "charlie")
ORGANIZATIONS = ("org-rosewood", "org-clinic", "org-north")


def listing(key: str, organization: str, level: Disclosure, **more: object) -> Service:
    shown = level is Disclosure.ADDRESS
    place = Location(
        f"at-{key}", level, "ON", "Larchville" if level is not Disclosure.REGION else "", "7 Zibeline Street" * shown
    )
    about = {
        "categories": ("legal.aid",),
        "province": "ON",
        "locations": (place,),
        "phones": (Phone("8075550123", "crisis"),),
        "origin": Origin(SOURCE.id, key),
    }
    return Service(key, Organization(organization, Text(organization)), Text(key), **about | more)  # type: ignore


CAST = (
    listing("rosewood", "org-rosewood", Disclosure.REGION, verification=Verification.EXISTENCE_CHECKED),
    listing("clinic", "org-clinic", Disclosure.ADDRESS, verification=Verification.EXISTENCE_CHECKED),
    listing("north", "org-north", Disclosure.COMMUNITY),
    listing("south", "org-north", Disclosure.ADDRESS),
)
PEOPLE = (
    Person("alice", "Alice", "alice@example.org", Role.PARTNER, frozenset({"org-rosewood"})),
    Person("charlie", "Charlie", "charlie@example.org", Role.PARTNER, frozenset({"org-clinic"})),
    Person("bob", "Bob", "bob@example.org", Role.REVIEWER),
    Person("denise", "Denise", "denise@example.org", Role.REVIEWER),
    Person("fatima", "Fatima", "fatima@example.org", Role.REVIEWER, frozenset({"org-clinic"})),
    Person("erin", "Erin", "erin@example.org", Role.COORDINATOR, frozenset({"org-rosewood"})),
)


@cache
def prepared() -> sqlite3.Connection:
    """A registry with the cast, to start each history from."""
    db = database.open_memory()
    migrations.migrate(db, terms())
    store = Store(db, terms())
    store.add_source(SOURCE)
    store.publish(CAST, "2026-11-24", "test")
    return db.conn


def facts(public: PublicService | None) -> tuple[object, ...] | None:
    """What may be changed by two people alone, as the public sees it."""
    if public is None:
        return None
    return (public.phones, public.website, public.email, public.places, public.disclosure, public.paused)


@dataclass
class Told:
    """What the machine itself knows of a proposal: who wrote it as they were then, when, and who said yes since."""

    authors: list[Person | None] = field(default_factory=list)
    written_at: int = 0
    yes: dict[str, Person] = field(default_factory=dict)
    edition: int = 0
    """That those who said yes had before them; what is set against a listing that moved is asked for anew."""


@dataclass
class UseCases:
    """How people act: by the use cases themselves. test_two_people_on_pages.py acts in a browser instead."""

    desk: Callable[[], Desk]

    def submit(self, wanted: Wanted, by: str) -> Proposal:
        return submit.submit(wanted, by, self.desk())

    def agree(self, number: int, edition: int, by: str) -> None:
        review.agree(number, edition, by, self.desk())

    def decline(self, number: int, edition: int, by: str) -> None:
        review.decline(number, edition, by, Answer.UNSAFE, "", self.desk())

    def ask(self, number: int, edition: int, by: str) -> None:
        review.ask(number, edition, by, "Why?", self.desk())

    def withdraw(self, number: int, by: str) -> None:
        submit.withdraw(number, by, self.desk())

    def undo(self, service_id: str, revision: int, by: str) -> Proposal:
        return propose_undo(service_id, revision, by, self.desk(), CONSENT)

    def merge(self, service_id: str, other_id: str, by: str) -> Proposal:
        return propose_merge(service_id, other_id, by, self.desk())

    def split(self, other_id: str, by: str) -> Proposal:
        return propose_split(other_id, by, self.desk())

    def hide(self, service_id: str, by: str) -> None:
        hide(service_id, Part.LISTING, by, self.desk())

    def show(self, service_id: str, by: str) -> Proposal:
        return propose_showing(service_id, Part.LISTING, by, self.desk())

    def publish_due(self) -> None:
        review.publish_due(self.desk())

    def seat_changed(self, _person: Person) -> None:
        """People are looked up where the machine changes them."""


class Months(RuleBasedStateMachine):
    """Months at the desk."""

    published = 0
    """Dangerous proposals published in all histories together: a machine that publishes none proves little."""

    def __init__(self) -> None:
        super().__init__()
        self.db = self.opened()
        self.store = Store(self.db, terms())
        self.door = UseCases(lambda: self.desk())
        self.check = Check(PROVIDERS.id, terms(), caution(), chosen=True)
        self.people = {person.id: person for person in PEOPLE}
        self.now = NOON
        self.told: dict[int, Told] = {}
        self.seen, self.looked_at = self.shown(), self.store.revision()
        self.done: set[int] = set()
        self.hidden: set[str] = set()

    def opened(self) -> Database:
        """A registry of this history alone."""
        db = database.open_memory()
        prepared().backup(db.conn)
        return db

    def teardown(self) -> None:
        self.db.conn.close()

    def desk(self) -> Desk:
        return Desk(self.store, Proposals(self.db), self.people.get, self.check, self.now)

    def shown(self) -> dict[str, PublicService | None]:
        ids = [row[0] for row in self.db.execute("SELECT id FROM service ORDER BY id")]
        return {service_id: self.store.public(service_id) for service_id in ids}

    def nth(self, n: int) -> Proposal | None:
        """One of the proposals, the youngest first."""
        numbers = [row[0] for row in self.db.execute("SELECT number FROM proposal ORDER BY number DESC")]
        return self.desk().proposals.proposal(numbers[n % len(numbers)]) if numbers else None

    def wrote(self, proposal: Proposal, by: str) -> None:
        told = self.told.setdefault(proposal.number, Told())
        told.authors.append(self.people.get(by))
        told.written_at, told.yes = self.now, {}

    # What people do

    @rule(by=st.sampled_from(NAMES), key=st.sampled_from(CAST), values=st.sampled_from(VALUES), consent=st.booleans())
    def propose(self, by: str, key: Service, values: dict[str, str], consent: bool) -> None:
        with suppress(Refused, Faulty):
            wanted = Wanted(values, key.id, consent=CONSENT if consent else None)
            self.wrote(self.door.submit(wanted, by), by)

    @rule(by=st.sampled_from(NAMES), organization=st.sampled_from(ORGANIZATIONS))
    def propose_new(self, by: str, organization: str) -> None:
        values = {"service_name_en": "Night line", "categories": "crisis.line", "phone_crisis": "807-555-0150"}
        with suppress(Refused, Faulty):
            wanted = Wanted(values, organization_id=organization, consent=CONSENT)
            self.wrote(self.door.submit(wanted, by), by)

    @rule(by=st.sampled_from(NAMES), n=st.integers(0, 3), values=st.sampled_from(VALUES), late=st.integers(0, 1))
    def edit(self, by: str, n: int, values: dict[str, str], late: int) -> None:
        if proposal := self.nth(n):
            wanted = Wanted(values, number=proposal.number, seen=proposal.edition - late, consent=CONSENT)
            with suppress(Refused, Faulty):
                self.wrote(self.door.submit(wanted, by), by)

    @rule(by=st.sampled_from(NAMES), n=st.integers(0, 3), late=st.sampled_from((0, 0, 0, 1)))
    def agree(self, by: str, n: int, late: int) -> None:
        if proposal := self.nth(n):
            self.say_yes(proposal, by, late)

    def say_yes(self, proposal: Proposal, by: str, late: int = 0) -> None:
        person = self.people[by]
        with suppress(Refused):
            self.door.agree(proposal.number, proposal.edition - late, by)
            told = self.told.setdefault(proposal.number, Told())
            if told.edition != proposal.edition:
                told.edition, told.yes = proposal.edition, {}
            told.yes[by] = person

    @rule(n=st.integers(0, 3))
    def everybody_agrees_and_a_day_passes(self, n: int) -> None:
        if proposal := self.nth(n):
            for by in NAMES:
                self.say_yes(proposal, by)
            self.now += 24 * HOUR
            self.door.publish_due()

    @rule(n=st.integers(0, 3), names=st.permutations(NAMES), values=st.sampled_from(VALUES))
    def one_agrees_before_an_edit_and_one_after(self, n: int, names: list[str], values: dict[str, str]) -> None:
        if proposal := self.nth(n):
            self.say_yes(proposal, names[0])
            self.edit(proposal.author, n, values, 0)
            if edited := self.nth(n):
                self.say_yes(edited, names[1])
            self.now += 24 * HOUR
            self.command()

    @rule(by=st.sampled_from(NAMES), n=st.integers(0, 3), asks=st.booleans())
    def answer(self, by: str, n: int, asks: bool) -> None:
        if proposal := self.nth(n):
            with suppress(Refused):
                if asks:
                    self.door.ask(proposal.number, proposal.edition, by)
                else:
                    self.door.decline(proposal.number, proposal.edition, by)

    @rule(by=st.sampled_from(NAMES), n=st.integers(0, 3))
    def withdraw(self, by: str, n: int) -> None:
        if proposal := self.nth(n):
            with suppress(Refused):
                self.door.withdraw(proposal.number, by)

    @rule(by=st.sampled_from(NAMES), key=st.sampled_from(CAST), revision=st.integers(1, 4))
    def undo(self, by: str, key: Service, revision: int) -> None:
        with suppress(Refused, Faulty):
            self.wrote(self.door.undo(key.id, revision, by), by)

    @rule(by=st.sampled_from(NAMES), one=st.sampled_from(CAST), other=st.sampled_from(CAST))
    def merge(self, by: str, one: Service, other: Service) -> None:
        with suppress(Refused):
            self.wrote(self.door.merge(one.id, other.id, by), by)

    @rule(by=st.sampled_from(NAMES), other=st.sampled_from(CAST))
    def split(self, by: str, other: Service) -> None:
        with suppress(Refused):
            self.wrote(self.door.split(other.id, by), by)

    @rule(by=st.sampled_from(NAMES), key=st.sampled_from(CAST))
    def hide(self, by: str, key: Service) -> None:
        with suppress(Refused):
            self.door.hide(key.id, by)
            self.hidden.add(key.id)

    @rule(by=st.sampled_from(NAMES), key=st.sampled_from(CAST))
    def show(self, by: str, key: Service) -> None:
        with suppress(Refused):
            self.wrote(self.door.show(key.id, by), by)

    @rule(key=st.sampled_from(CAST), values=st.sampled_from(VALUES))
    def import_file(self, key: Service, values: dict[str, str]) -> None:
        """A list says something else; what reading a file adds to this is tested where files are read."""
        row = fields.as_row(key) | values | {"record_key": key.origin.record_key}
        read = Check(SOURCE.id, terms(), caution()).listing(row).service
        said = replace(read, id=key.id, organization=replace(read.organization, id=key.organization.id))
        said = replace(said, locations=tuple(replace(place, id=f"at-{key.id}") for place in said.locations))
        day = datetime.fromtimestamp(self.now, UTC).date().isoformat()
        with self.store.together():
            Import(Plain(SOURCE), self.store, caution(), day).keep([said], Report(SOURCE.id))
        for proposal in self.desk().proposals.queue():
            if proposal.author.startswith("import:") and proposal.number not in self.told:
                self.told[proposal.number] = Told([None], self.now)

    @rule()
    def command(self) -> None:
        self.door.publish_due()

    @rule(n=st.integers(0, 3))
    def show_again(self, n: int) -> None:
        if proposal := self.nth(n):
            review.show_again(proposal.number, self.desk())

    # What happens to people, clocks and machines

    @rule(by=st.sampled_from(NAMES), role=st.sampled_from((Role.PARTNER, Role.REVIEWER, Role.COORDINATOR)))
    def change_role(self, by: str, role: Role) -> None:
        self.people[by] = replace(self.people[by], role=role)
        self.door.seat_changed(self.people[by])

    @rule(by=st.sampled_from(NAMES), organization=st.sampled_from((*ORGANIZATIONS, "")))
    def move(self, by: str, organization: str) -> None:
        self.people[by] = replace(self.people[by], organizations=frozenset(filter(None, [organization])))
        self.door.seat_changed(self.people[by])

    @rule(by=st.sampled_from(NAMES), active=st.sampled_from((True, True, False)))
    def open_or_close_a_seat(self, by: str, active: bool) -> None:
        self.people[by] = replace(self.people[by], active=active)
        self.door.seat_changed(self.people[by])

    @rule(hours=st.sampled_from((1, 12, 24)))
    def time_passes(self, hours: int) -> None:
        self.now += hours * HOUR

    @rule()
    def restart(self) -> None:
        self.store = Store(self.db, terms())

    # What must be true whatever happened

    @invariant()
    def all_is_well(self) -> None:
        """Nobody sees anything new while the registry's counter stands still; its own tests hold it to that."""
        if self.store.revision() != self.looked_at:
            self.two_people_account_for_what_is_shown()
            self.no_hidden_place_is_held()
            self.looked_at = self.store.revision()

    def two_people_account_for_what_is_shown(self) -> None:
        shown = self.shown()
        approved = self.newly_published()
        for service_id, public in shown.items():
            before, after = facts(self.seen.get(service_id)), facts(public)
            if before != after:
                self.account_for(service_id, self.seen.get(service_id), public, approved)
        self.seen, self.hidden = shown, set()

    def newly_published(self) -> list[Proposal]:
        """What was published in this step, by the site's own record."""
        numbers = [row[0] for row in self.db.execute("SELECT number FROM proposal WHERE stage = 'approved'")]
        fresh = [number for number in numbers if number not in self.done]
        self.done.update(fresh)
        return [self.desk().proposal(number) for number in fresh]

    def account_for(
        self, service_id: str, before: PublicService | None, after: PublicService | None, approved: list[Proposal]
    ) -> None:
        about = [one for one in approved if service_id in {one.service_id, one.other_id} and one.number in self.told]
        if about:
            for proposal in about:
                self.two_people_agreed(proposal)
            return
        if after is None:
            assert service_id in self.hidden, f"{service_id} disappeared, and nobody hid it"
            return
        assert before is not None, f"{service_id} appeared, and nobody agreed"
        # What a file may do alone: tell less of a place that only lists have spoken for.
        assert facts(replace(after, places=(), disclosure=None)) == facts(replace(before, places=(), disclosure=None))
        assert NARROWNESS[after.disclosure] > NARROWNESS[before.disclosure]  # type: ignore[index]

    def two_people_agreed(self, proposal: Proposal) -> None:
        told = self.told[proposal.number]
        counted = {
            person.email
            for person in told.yes.values()
            if person.active
            and person.role in DECIDERS
            and not any(
                author and (author.email == person.email or author.organizations & person.organizations)
                for author in told.authors
            )
        }
        assert len(counted) >= 2, f"{counted} agreed to {proposal}"
        assert self.now >= told.written_at + 24 * HOUR, f"{proposal} was not held for a day"
        type(self).published += 1

    def no_hidden_place_is_held(self) -> None:
        hidden = (
            "SELECT count(*) FROM location WHERE disclosure <> 'address' AND (address <> '' OR longitude IS NOT NULL)"
        )
        assert self.db.execute(hidden).fetchone()[0] == 0
        for service in self.store.all_services():
            if service.disclosure is not Disclosure.ADDRESS:
                snapshots = self.db.execute("SELECT snapshot FROM revision WHERE service_id = ?", [service.id])
                assert "Zibeline" not in "".join(row[0] for row in snapshots)


def test_nothing_dangerous_is_shown_without_two_people():
    Months.published = 0

    # A small number of histories is always the same ones, so that it never fails by the luck of the draw.
    play(Months, TRIALS, STEPS, derandomize=TRIALS < 1000)

    print(f"{TRIALS} histories of {STEPS} steps, {Months.published} dangerous changes published")
    assert Months.published > TRIALS / 10


BROKEN = {
    "one approver is enough": lambda patch: patch.setattr(Proposal, "agreements_needed", 1),
    "nothing is held for a day": lambda patch: patch.setattr(Months, "desk", without_hold),
    "a colleague may agree": lambda patch: patch.setattr(review, "stands_with_an_author", lambda *_: False),
    "an import writes at once": lambda patch: patch.setattr("portal.exchange.imports.needs_people", lambda *_: False),
    "an agreement survives an edit": lambda patch: patch.setattr(Proposals, "change", keeping_agreements),
    "showing again needs one": lambda patch: patch.setattr(
        "portal.mapping.proposal.SAFETY", fields.SAFETY - {"status"}
    ),
    "going back asks nobody": lambda patch: patch.setattr(Proposals, "add", publishing_undos),
}
"""A way to break the rule, and how."""
DESK, CHANGE, ADD = Months.desk, Proposals.change, Proposals.add


def without_hold(machine: Months) -> Desk:
    return replace(DESK(machine), hold=0)


def keeping_agreements(proposals: Proposals, proposal: Proposal) -> None:
    CHANGE(proposals, proposal)
    proposals.db.execute(
        "UPDATE OR IGNORE agreement SET edition = ? WHERE number = ?", [proposal.edition, proposal.number]
    )


def publishing_undos(proposals: Proposals, proposal: Proposal, token: str = "") -> int:
    number = ADD(proposals, proposal, token)
    if proposal.why is Why.UNDO and proposal.kind is Kind.CHANGE:
        store = Store(proposals.db, terms())
        check = Check(PROVIDERS.id, terms(), caution(), chosen=True)
        store.publish([fields.applied(store.service(proposal.service_id), proposal.changes, check)], "2026-11-27", "x")
    return number


@pytest.mark.parametrize("broken", BROKEN)
def test_the_machine_notices_a_site_that_is_broken(broken, monkeypatch):
    BROKEN[broken](monkeypatch)

    with pytest.raises(AssertionError):
        play(Months, 2000, STEPS, derandomize=True, phases=[Phase.generate], report_multiple_bugs=False)
