"""An organization is vetted by two people who have nothing to do with it, or it is not.

A machine plays months: partners apply and rewrite, anybody tries to agree, decline, suspend, lift; people change
organization, mailbox or role, lose their seat, and the clock moves. What anyone is told, and whether others may ask
the organization to take somebody, is held after each step against what the acts of different people account for.

TRIALS=10000 pytest tests/rules/test_two_vet.py plays 10,000 such histories.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from portal.accounts.people import Person, Role
from portal.mapping import handovers, vetting
from portal.mapping.proposal import Refused
from portal.mapping.vetting import CRITERIA
from portal.registry import handovers as kept
from portal.registry.vetting import Evidence, Reference
from tests.conftest import CAST, SOURCE
from tests.histories import AtADesk, play, terms

TRIALS = int(os.environ.get("TRIALS", "60"))
STEPS = 60
HOUSE, CLINIC = CAST[:2]
HOME, OTHER = HOUSE.organization.id, CLINIC.organization.id
ROLES = {
    "alice": Role.PARTNER, "bob": Role.REVIEWER, "robert": Role.REVIEWER, "charlie": Role.PARTNER,
    "denise": Role.REVIEWER, "erin": Role.COORDINATOR,
}  # fmt: skip
REFERENCES = (Reference("One", "807-555-0111"), Reference("Two", "807-555-0112"))

anybody = st.sampled_from(tuple(ROLES))
reviewing = st.sampled_from(("bob", "robert", "denise", "erin", "denise", "erin"))


class TwoVet(AtADesk):
    """Months of looking at one organization, Rosewood House."""

    def __init__(self) -> None:
        super().__init__((HOUSE, CLINIC))
        self.people = {name: Person(name, name, f"{name}@example.org", role) for name, role in ROLES.items()}
        # Bob has two seats on one mailbox: that is one pair of eyes.
        self.people["robert"] = replace(self.people["robert"], email="bob@example.org")
        self.people["alice"] = replace(self.people["alice"], organizations=frozenset({HOME}))
        self.people["charlie"] = replace(self.people["charlie"], organizations=frozenset({OTHER}))
        self.take_requests()
        self.edition, self.waits = 0, False
        self.author: tuple[str, frozenset[str]] = ("", frozenset())
        self.agreed: set[str] = set()
        self.lifting: set[str] = set()
        self.until: date | None = None
        self.suspended = False
        self.apply("alice")

    def take_requests(self) -> None:
        """Alice has a seat, and her organization takes requests; the seat stays while she herself changes here."""
        with self.store.together():
            row = ["alice", "Alice", "alice@example.org", "partner", "active", "$argon2id$x", "sealed"]
            self.store.db.execute(
                "INSERT INTO person (id, name, email, role, state, password, factor) VALUES (?,?,?,?,?,?,?)", row
            )
            self.store.db.execute("INSERT INTO membership VALUES (?, ?)", ["alice", HOME])
            kept.set_taking(self.store, HOME, True, SOURCE.retrieved_on)

    def today(self) -> date:
        return datetime.fromtimestamp(self.now, UTC).date()

    # People

    @rule(name=st.sampled_from(("bob", "denise")), homes=st.sampled_from((frozenset(), frozenset({HOME}))))
    def speak_for(self, name, homes):
        self.people[name] = replace(self.people[name], organizations=homes)

    @rule(name=st.sampled_from(("denise", "erin")))
    def lose_the_seat_or_have_it_again(self, name):
        self.people[name] = replace(self.people[name], active=not self.people[name].active)

    @rule(role=st.sampled_from((Role.PARTNER, Role.REVIEWER)))
    def the_author_changes_role(self, role):
        self.people["alice"] = replace(self.people["alice"], role=role)

    @rule(days=st.sampled_from((1, 30, 200)))
    def wait(self, days):
        self.now += days * 24 * 3600

    # Acts

    def may_vet(self, name):
        person = self.people[name]
        return person.active and person.role in {Role.REVIEWER, Role.COORDINATOR} and HOME not in person.organizations

    def is_neither_author(self, name):
        author, then = self.author
        person, now = self.people[name], self.people[author].organizations
        return person.email != self.people[author].email and not person.organizations & (then | now)

    def different(self, names):
        return {self.people[name].email for name in names if self.may_vet(name)}

    @rule(name=st.sampled_from(("alice", "alice", "charlie", "bob")))
    def apply(self, name):
        evidence = {code: Evidence(f"written {self.edition}") for code in terms()[CRITERIA]}
        with suppress(Refused):
            vetting.apply(HOME, evidence, REFERENCES, name, self.desk())
            person = self.people[name]
            assert person.role is Role.PARTNER and HOME in person.organizations
            self.edition, self.waits, self.agreed = self.edition + 1, True, set()
            self.author = (name, person.organizations)

    @rule(name=st.one_of(reviewing, anybody), late=st.sampled_from((0, 0, 0, 1)))
    def agree(self, name, late):
        with suppress(Refused):
            done = vetting.agree(HOME, self.edition - late, name, self.desk())
            assert not late and self.waits and not self.suspended
            assert self.may_vet(name) and self.is_neither_author(name) and name not in self.agreed
            self.agreed.add(name)
            assert done == (len(self.different(filter(self.is_neither_author, self.agreed))) >= 2)
            if done:
                self.until, self.waits = self.today() + timedelta(days=365), False

    @rule(name=anybody)
    def decline(self, name):
        with suppress(Refused):
            vetting.decline(HOME, self.edition, "staff", name, self.desk())
            assert self.waits and self.may_vet(name) and self.is_neither_author(name)
            self.waits = False

    @rule(name=anybody)
    def suspend(self, name):
        with suppress(Refused):
            vetting.suspend(HOME, name, self.desk())
            assert self.people[name].active and self.people[name].role in {Role.REVIEWER, Role.COORDINATOR}
            assert self.until and not self.suspended
            self.suspended, self.lifting = True, set()

    @rule(name=st.one_of(reviewing, anybody))
    def lift(self, name):
        with suppress(Refused):
            done = vetting.lift(HOME, name, self.desk())
            assert self.suspended and self.may_vet(name) and name not in self.lifting
            self.lifting.add(name)
            assert done == (len(self.different(self.lifting)) >= 2)
            self.suspended = not done

    # What has to hold

    def should_hold(self):
        return bool(self.until and self.today() <= self.until and not self.suspended)

    @invariant()
    def anyone_is_told_what_two_people_found_while_it_holds(self):
        told = self.store.public(HOUSE.id).vetted
        assert bool(told and told.holds(self.today())) == self.should_hold()
        assert told is None or self.suspended is False

    @invariant()
    def only_a_vetted_organization_is_asked_to_take_somebody(self):
        assert handovers.takes(HOUSE.id, self.desk()) == self.should_hold()


def test_an_organization_is_vetted_by_two_or_not_at_all():
    play(TwoVet, TRIALS, STEPS)
