"""What was found, and what was refused, is said by those who were asked, and by nobody else.

A machine plays weeks of the call to map and of requests between services: coordinators ask, hand over and close,
anybody tries to record, to ask a service, to answer for it, to take a request back; people change organization or
lose their seat, and the clock moves. After each step the registry holds exactly what the acts account for that
whoever acted had a right to.

TRIALS=10000 pytest tests/rules/test_who_says.py plays 10,000 such histories.
"""

from __future__ import annotations

import os
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from portal.accounts.people import Person, Role
from portal.mapping import campaigns, handovers
from portal.mapping.handovers import Wanted
from portal.mapping.proposal import Refused
from portal.registry import handovers as kept
from portal.registry import survey, tasks
from portal.registry.handovers import REASONS, Answer, Around
from portal.registry.survey import State
from portal.registry.tasks import Asked
from tests.conftest import CAST, SOURCE
from tests.histories import AtADesk, play
from tests.vetted import vetted

TRIALS = int(os.environ.get("TRIALS", "60"))
STEPS = 60
HOUSE, CLINIC = CAST[:2]
ORGANIZATIONS = (HOUSE.organization.id, CLINIC.organization.id)
NAMES = ("alice", "bob", "charlie", "denise", "erin")
ROLES = (Role.PARTNER, Role.REVIEWER, Role.PARTNER, Role.SURVIVOR_ADVISOR, Role.COORDINATOR)
COMMUNITIES = ("place:1", "place:2")
PLACES = (Around("ON", "CD:3558"), Around("NU"))
LOOK = frozenset({Role.PARTNER, Role.REVIEWER, Role.COORDINATOR})

anybody = st.sampled_from((*NAMES, "alice", "charlie"))
anyone_asked = st.one_of(
    st.builds(Asked, person_id=anybody), st.builds(Asked, organization_id=st.sampled_from(ORGANIZATIONS))
)


class WhoSays(AtADesk):
    """Weeks at a desk."""

    def __init__(self) -> None:
        super().__init__((HOUSE, CLINIC))
        self.people = {
            name: Person(name, name.title(), f"{name}@example.org", role)
            for name, role in zip(NAMES, ROLES, strict=True)
        }
        self.join("alice", ORGANIZATIONS[0])
        self.join("charlie", ORGANIZATIONS[1])
        with self.store.together():
            for organization in ORGANIZATIONS:
                kept.set_taking(self.store, organization, True, SOURCE.retrieved_on)
        vetted(self.store, *ORGANIZATIONS)
        self.ask_to_look("erin", Asked(organization_id=ORGANIZATIONS[0]), COMMUNITIES[0])
        self.ask_to_take("charlie", ORGANIZATIONS[1], PLACES[0])
        self.found: dict[tuple[str, str], str] = {}
        self.refusals: Counter[tuple[str, str, str]] = Counter()

    # People

    @rule(name=st.sampled_from(("bob", "charlie")), organization=st.sampled_from(ORGANIZATIONS))
    def join(self, name, organization):
        """Speak for this organization and no other. The seats in the registry say the same."""
        self.people[name] = replace(self.people[name], organizations=frozenset({organization}))
        self.seat(name)

    @rule(name=st.sampled_from(("charlie", "erin")))
    def lose_the_seat_or_have_it_again(self, name):
        self.people[name] = replace(self.people[name], active=not self.people[name].active)
        self.seat(name)

    def seat(self, name):
        person, db = self.people[name], self.store.db
        with self.store.together():
            db.execute("DELETE FROM person WHERE id = ?", [name])
            state = ("active", "$argon2id$x", "sealed") if person.active else ("disabled", "", "")
            row = [name, name, person.email, person.role.value, *state]
            db.execute(
                "INSERT INTO person (id, name, email, role, state, password, factor) VALUES (?,?,?,?,?,?,?)", row
            )
            for organization in person.organizations:
                db.execute("INSERT INTO membership VALUES (?, ?)", [name, organization])

    @rule(hours=st.sampled_from([1, 30, 80]))
    def wait(self, hours):
        self.now += hours * 3600
        over = kept.expired(self.store, self.now)
        for one in over:
            if one.answer is Answer.OFFERED:
                self.refusals[one.where.province, one.category, "no_answer"] += 1
        assert handovers.purge(self.desk()) == len(over)

    # The call to map

    @contextmanager
    def only_if(self, allowed: bool):
        """What is done inside is refused unless it is allowed; it may be refused for other reasons too."""
        with suppress(Refused):
            yield
            assert allowed

    @rule(name=st.sampled_from(("erin", "erin", "bob")), asked=anyone_asked, community=st.sampled_from(COMMUNITIES))
    def ask_to_look(self, name, asked, community):
        with self.only_if(self.coordinates(name) and self.can_look(asked)):
            campaigns.ask([community], ["food"], asked, "", name, self.desk())

    @rule(name=anybody, asked=anyone_asked, number=st.integers(1, 2))
    def hand_over(self, name, asked, number):
        with self.only_if(self.coordinates(name) and self.can_look(asked)):
            campaigns.hand_over(number, asked, name, self.desk())

    @rule(name=st.sampled_from(("erin", "bob")), number=st.integers(1, 2))
    def close(self, name, number):
        with self.only_if(self.coordinates(name)):
            campaigns.close(number, name, self.desk())

    @rule(name=anybody, number=st.integers(1, 2), state=st.sampled_from(State))
    def record(self, name, number, state):
        task, person = tasks.task(self.store, number), self.people[name]
        theirs = task and (task.asked.person_id == name or task.asked.organization_id in person.organizations)
        allowed = bool(theirs) and not task.closed_on and person.active and person.role in LOOK
        with self.only_if(allowed):
            campaigns.record(number, state, "phoned", name, self.desk())
            self.found[task.community, task.category] = state.value
            if state is State.NOT_SURVEYED:
                del self.found[task.community, task.category]

    def coordinates(self, name):
        return self.people[name].active and self.people[name].role is Role.COORDINATOR

    def can_look(self, asked):
        person = self.people.get(asked.person_id)
        return bool(asked.organization_id) or (person.active and person.role in LOOK)

    # Requests between services

    def speaks_for(self, name, organization):
        person = self.people[name]
        return person.active and person.role is Role.PARTNER and organization in person.organizations

    @rule(name=anybody, sender=st.sampled_from(ORGANIZATIONS), place=st.sampled_from(PLACES))
    def ask_to_take(self, name, sender, place):
        service = CLINIC if sender == HOUSE.organization.id else HOUSE
        answerable = any(self.speaks_for(one, service.organization.id) for one in NAMES)
        with self.only_if(self.speaks_for(name, sender) and answerable):
            handovers.offer(Wanted(service.id, service.categories[0], place), sender, name, self.desk())

    @rule(
        name=anybody,
        which=st.integers(0, 1),
        said=st.sampled_from([Answer.ACCEPTED, Answer.DECLINED, Answer.NO_SPACE]),
        reason=st.sampled_from(["", REASONS[0], "She told me"]),
    )
    def answer(self, name, which, said, reason):
        if (one := self.request(which)) is None:
            return
        theirs = self.speaks_for(name, next(s for s in (HOUSE, CLINIC) if s.id == one.service_id).organization.id)
        sound = one.answer is Answer.OFFERED and (said is not Answer.DECLINED or reason in REASONS)
        with self.only_if(theirs and sound):
            handovers.answer(one.code, said, reason, name, self.desk())
            if said is not Answer.ACCEPTED:
                why = reason if said is Answer.DECLINED else "full"
                self.refusals[one.where.province, one.category, why] += 1

    @rule(name=anybody, which=st.integers(0, 1))
    def take_back(self, name, which):
        if (one := self.request(which)) is not None:
            with self.only_if(self.speaks_for(name, one.from_organization)):
                handovers.withdraw(one.code, name, self.desk())

    def request(self, which):
        every = sorted(kept.sent_by(self.store, ORGANIZATIONS), key=lambda one: one.code)
        return every[which] if which < len(every) else None

    # What has to hold

    @invariant()
    def what_was_found_is_what_those_asked_have_said(self):
        stored = {(one.community, one.category): one.state.value for one in survey.surveys(self.store)}
        assert stored == self.found

    @invariant()
    def what_was_refused_is_counted_once_and_nothing_else_is(self):
        query = "SELECT province, category, reason, sum(count) FROM refused_handover GROUP BY 1, 2, 3"
        assert {tuple(row[:3]): row[3] for row in self.store.db.execute(query)} == dict(self.refusals)

    @invariant()
    def one_thing_is_asked_of_one_at_a_time(self):
        open_ones = [(one.community, one.category) for one in tasks.tasks(self.store) if not one.closed_on]
        assert len(open_ones) == len(set(open_ones))


def test_only_those_who_are_asked_say_what_is_there_and_what_was_refused():
    play(WhoSays, TRIALS, STEPS)
