"""The same months at the desk, acted out on the pages of the real site: forms, sessions, and seats in the registry.

What is looked at after each step is the same as in test_two_people.py. Lists still come as files, and time by a
clock that only the machine moves.

TRIALS=1000 pytest tests/rules/test_two_people_on_pages.py plays 1,000 histories of 30 steps (about an hour).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import Phase
from sqlite_utils import Database

from portal import create_app, packaging
from portal.accounts import sessions
from portal.accounts.people import Person, Role
from portal.accounts.store import Accounts
from portal.config import Settings, make_secret
from portal.mapping.fields import as_row
from portal.mapping.proposal import Proposal, Reason, Refused
from portal.mapping.submit import Wanted
from portal.registry import database, migrations
from portal.registry.store import Store
from portal.web import context
from portal.web.sheets import ON_PAGE, TICKS
from tests import seated
from tests.histories import NOON, play, terms
from tests.rules.test_two_people import CAST, PEOPLE, SOURCE, Months

TRIALS = int(os.environ.get("TRIALS", "6"))
STEPS = 30
CHANGES_NOTHING = frozenset({401, 404, 409})


@dataclass
class Clock:
    """What time it is, in Unix seconds."""

    now: int = NOON


CLOCK = Clock()


@dataclass
class Site:
    """The site of all histories, with everybody signed in, and its registry as each of them begins."""

    settings: Settings
    browsers: dict[str, FlaskClient]
    cookies: dict[str, str]
    """Of each person's session, for a browser that has lost it while the seat was closed."""
    tokens: dict[str, str]
    """For forms, of each person."""
    beginning: bytes
    seats: dict[str, tuple[str, str]]
    """Password and factor of each, as the registry holds them: who has no seat any more has neither."""

    def begin(self) -> Database:
        """The registry as it was at first."""
        for name in ("-wal", "-shm"):
            Path(f"{self.settings.database}{name}").unlink(missing_ok=True)
        self.settings.database.write_bytes(self.beginning)
        return database.open_writer(self.settings.database)


def made(folder: Path) -> Site:
    """A site with the cast, its people and their sessions."""
    packaging.compile_translations()
    make_secret(folder)
    settings = Settings.from_environment({"PORTAL_STATE_DIR": str(folder), "PORTAL_RUNTIME_DIR": str(folder)})
    db = database.open_writer(settings.database)
    migrations.migrate(db, terms())
    store = Store(db, terms())
    store.add_source(SOURCE)
    store.publish(CAST, "2026-11-24", "test")
    app = create_app(settings)
    browsers, cookies = {person.id: app.test_client() for person in PEOPLE}, {}
    with seated.door(settings) as door:
        for person in PEOPLE:
            seated.seat(person, door.accounts, door.keys)
            cookies[person.id] = sessions.begin(person.id, door.accounts, NOON)[0]
            browsers[person.id].set_cookie("seat", cookies[person.id])
    tokens = {one: seated.token_of(browser, "/en/account") for one, browser in browsers.items()}
    seats = {row[0]: (row[1], row[2]) for row in db.execute("SELECT id, password, factor FROM person")}
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.conn.close()
    return Site(settings, browsers, cookies, tokens, settings.database.read_bytes(), seats)


class Pages:
    """How people act: by posting what the forms of the site would post."""

    def __init__(self, machine: OnPages) -> None:
        self.machine = machine

    def post(self, by: str, path: str, **given: Any) -> tuple[int, str, str]:
        """Status, address and text of the answer; whoever is signed in has just shown a code. Raises Refused."""
        now = self.machine.now
        self.machine.db.execute("UPDATE session SET begun = ?1, seen = ?1, proved = ?1 WHERE person_id = ?2", [now, by])
        data = {"csrf_token": self.machine.site.tokens[by]} | given
        browser = self.machine.site.browsers[by]
        browser.set_cookie("seat", self.machine.site.cookies[by])
        answer = browser.post(f"/en/{path}", data=data)
        assert answer.status_code < 500
        if answer.status_code in CHANGES_NOTHING:
            raise Refused(Reason.NOT_ALLOWED)
        return answer.status_code, answer.headers.get("Location", ""), answer.text

    def made(self, by: str, path: str, **given: Any) -> Proposal:
        """The proposal that a form makes."""
        _status, address, _text = self.post(by, path, **given)
        return self.machine.desk().proposal(number_in(address))

    def submit(self, wanted: Wanted, by: str) -> Proposal:
        """Fill in the page, look, send. What is kept as a draft has been written, sent or not."""
        machine = self.machine
        before = machine.desk().proposals.proposal(wanted.number) if wanted.number else None
        service = machine.store.service(before.service_id if before else wanted.service_id)
        row = (as_row(service) if service else {}) | (before.wanted if before else {}) | wanted.values
        status, address, text = self.post(by, sheet_of(wanted), **boxes(row), **beside(wanted, service))
        number = number_in(address) if status == 303 else number_in(text, r'name="number" value="(\d+)"')
        kept = machine.desk().proposal(number)
        machine.wrote(kept, by)
        if status != 303:
            raise Refused(Reason.BREAKS_RULES)
        self.post(by, f"partner/proposal/{number}/send", edition=kept.edition)
        return machine.desk().proposal(number)

    def agree(self, number: int, edition: int, by: str) -> None:
        self.decide(number, edition, by, "agree")

    def decline(self, number: int, edition: int, by: str) -> None:
        self.decide(number, edition, by, "decline")

    def ask(self, number: int, edition: int, by: str) -> None:
        self.decide(number, edition, by, "ask")

    def decide(self, number: int, edition: int, by: str, do: str) -> None:
        self.post(by, f"review/{number}/decide", edition=edition, do=do, answer="unsafe", note="Why?")

    def withdraw(self, number: int, by: str) -> None:
        self.post(by, f"partner/proposal/{number}/withdraw")

    def undo(self, service_id: str, revision: int, by: str) -> Proposal:
        return self.made(by, f"review/listing/{service_id}/undo", revision=revision)

    def merge(self, service_id: str, other_id: str, by: str) -> Proposal:
        return self.made(by, f"review/listing/{service_id}/merge", other=other_id)

    def split(self, other_id: str, by: str) -> Proposal:
        return self.made(by, f"review/listing/{other_id}/split", other=other_id)

    def hide(self, service_id: str, by: str) -> None:
        is_partner = self.machine.people[by].role is Role.PARTNER
        page = f"{'partner' if is_partner else 'review'}/listing/{service_id}/hide"
        self.post(by, page, part="listing")

    def show(self, service_id: str, by: str) -> Proposal:
        return self.made(by, f"review/listing/{service_id}/show", part="listing")

    def publish_due(self) -> None:
        """Whoever may asks for it; the command does the same through commands/desk.py."""
        for person in self.machine.people.values():
            if person.active and person.role is not Role.PARTNER:
                self.post(person.id, "review/due")
                return

    def seat_changed(self, person: Person) -> None:
        """The seat of the registry is what the pages go by."""
        machine = self.machine
        password, factor = machine.site.seats[person.id] if person.active else ("", "")
        state = "active" if person.active else "disabled"
        with machine.store.together():
            machine.db.execute(
                "UPDATE person SET role = ?, state = ?, password = ?, factor = ? WHERE id = ?",
                [person.role.value, state, password, factor, person.id],
            )
            Accounts(machine.db).set_organizations(person.id, person.organizations)


def sheet_of(wanted: Wanted) -> str:
    """The page that is filled in."""
    if wanted.number:
        return f"partner/proposal/{wanted.number}/edit"
    return f"partner/listing/{wanted.service_id}" if wanted.service_id else "partner/new"


def boxes(row: dict[str, str]) -> dict[str, Any]:
    """A listing as the boxes of the page."""
    return {
        f"c_{column}": row.get(column, "").split(";") if column in TICKS and row.get(column) else row.get(column, "")
        for column in ON_PAGE
        if row.get(column) or column not in TICKS
    }


def beside(wanted: Wanted, service: Any) -> dict[str, Any]:
    """What the form holds beside the listing."""
    return {
        "number": wanted.number or "",
        "seen": wanted.seen or "",
        "based_on": service.revision if service else 0,
        "organization": wanted.organization_id,
        "why": wanted.why.value,
        "consent_by": wanted.consent.by.value if wanted.consent else "",
        "consent_on": wanted.consent.on if wanted.consent else "",
        "do": "look",
    }


def number_in(text: str, pattern: str = r"/(\d+)$") -> int:
    """The number of a proposal in an address or a page. Raises Refused where there is none."""
    found = re.search(pattern, text)
    if not found:
        raise Refused(Reason.NO_SUCH_PROPOSAL)
    return int(found[1])


class OnPages(Months):
    """Months at the desk, in browsers."""

    site: Site

    def __init__(self) -> None:
        super().__init__()
        self.door = Pages(self)

    @property
    def now(self) -> int:
        """The clock of the site is that of the machine."""
        return CLOCK.now

    @now.setter
    def now(self, moment: int) -> None:
        CLOCK.now = moment

    def opened(self) -> Database:
        return self.site.begin()


@pytest.fixture(autouse=True)
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A site for the machine, whose clock the machine moves."""
    monkeypatch.setattr(context, "moment", lambda: datetime.fromtimestamp(CLOCK.now, UTC))
    CLOCK.now = NOON
    OnPages.site = made(tmp_path)
    yield


def test_nothing_dangerous_is_shown_without_two_people_on_any_page():
    OnPages.published = 0

    play(OnPages, TRIALS, STEPS, derandomize=TRIALS < 1000)

    print(f"{TRIALS} histories of {STEPS} steps on pages, {OnPages.published} dangerous changes published")
    assert OnPages.published > TRIALS / 20


def test_the_machine_notices_pages_on_which_one_person_is_enough(monkeypatch):
    monkeypatch.setattr(Proposal, "agreements_needed", 1)

    with pytest.raises(AssertionError):
        play(OnPages, 400, STEPS, derandomize=True, phases=[Phase.generate], report_multiple_bugs=False)
