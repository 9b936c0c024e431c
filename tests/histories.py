"""What the machines share that play histories at a desk: the tables, a desk over a registry of its own, the play."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from portal.accounts.people import Person
from portal.mapping.caution import Caution
from portal.mapping.checks import Check
from portal.mapping.desk import PROVIDERS, Desk
from portal.mapping.store import Proposals
from portal.registry import database, migrations
from portal.registry.model import Service
from portal.registry.store import Store
from portal.registry.vocabulary import Vocabularies
from tests.conftest import DATA, SOURCE

NOON = 1_795_780_800
"""When each history begins: 27 November 2026."""


@cache
def terms() -> Vocabularies:
    return Vocabularies(DATA / "taxonomy")


@cache
def caution() -> Caution:
    return Caution.load(DATA / "taxonomy" / "shelter_words.csv")


class AtADesk(RuleBasedStateMachine):
    """A history of its own: a registry in memory with a few listings, people, and a clock."""

    def __init__(self, listings: Iterable[Service]) -> None:
        super().__init__()
        db = database.open_memory()
        migrations.migrate(db, terms())
        self.store, self.now = Store(db, terms()), NOON
        self.store.add_source(SOURCE)
        self.store.publish(tuple(listings), SOURCE.retrieved_on, "tests")
        self.people: dict[str, Person] = {}

    def desk(self) -> Desk:
        check = Check(PROVIDERS.id, terms(), caution(), chosen=True)
        return Desk(self.store, Proposals(self.store.db), self.people.get, check, self.now)

    def teardown(self) -> None:
        self.store.db.conn.close()


def play(machine: type[RuleBasedStateMachine], trials: int, steps: int, **more: object) -> None:
    """So many histories of so many steps."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=trials,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            **more,  # type: ignore[arg-type]
        ),
    )
