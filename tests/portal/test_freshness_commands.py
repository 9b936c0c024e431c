"""`portal freshness`: mail through a real server, and the list to phone where there is none."""

from __future__ import annotations

import csv
import io
import re
import socket

import pytest
from aiosmtpd.controller import Controller
from click.testing import CliRunner

from portal.accounts.people import Role
from portal.cli import main
from portal.config import Settings, make_secret
from portal.registry import database, migrations
from portal.registry.store import Store
from portal.registry.vocabulary import Vocabularies
from tests import seated
from tests.conftest import CAST, DATA, SOURCE, listing


class Mailbox:
    """Takes mail for everybody but for those it does not know."""

    def __init__(self, *unknown):
        self.unknown, self.mails = unknown, []

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        if address in self.unknown:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):
        self.mails.append((envelope.rcpt_tos, envelope.content.decode()))
        return "250 OK"


@pytest.fixture
def state(tmp_path, monkeypatch):
    """A registry whose facts are of 2024, and a partner for two of its organizations."""
    monkeypatch.setenv("PORTAL_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("PORTAL_RUNTIME_DIR", str(tmp_path))
    make_secret(tmp_path)
    settings = Settings.from_environment()
    db = database.open_writer(settings.database)
    migrations.migrate(db, Vocabularies(DATA / "taxonomy"))
    store = Store(db, Vocabularies(DATA / "taxonomy"))
    store.add_source(SOURCE)
    store.publish(CAST[:4], "2026-01-05", "tests")
    db.conn.close()
    with seated.door(settings) as door:
        seated.seat(seated.person(Role.PARTNER, "org-rosewood", name="Alice"), door.accounts, door.keys)
        seated.seat(seated.person(Role.PARTNER, "org-clinique", name="Charlie"), door.accounts, door.keys)
    return settings


@pytest.fixture
def mail(monkeypatch):
    """Starts a mail server and tells the site of it."""
    started = []

    def start(*unknown):
        with socket.socket() as asked:
            asked.bind(("127.0.0.1", 0))
            port = asked.getsockname()[1]
        box = Mailbox(*unknown)
        controller = Controller(box, hostname="127.0.0.1", port=port)
        controller.start()
        started.append(controller)
        said = {"HOST": "127.0.0.1", "PORT": str(port), "SECURITY": "none", "SENDER": "tasks@site.example"}
        for name, value in said.items():
            monkeypatch.setenv(f"PORTAL_MAIL_{name}", value)
        monkeypatch.setenv("PORTAL_SITE_URL", "https://site.example/")
        return box

    yield start
    for controller in started:
        controller.stop()


def run(*arguments):
    return CliRunner().invoke(main, ["freshness", *arguments])


def test_partners_are_mailed_a_link_and_nothing_about_what_it_is_for(state, mail):
    box = mail()

    done = run("send")

    assert (done.exit_code, done.output) == (0, "2 mails sent, 0 not taken.\n")
    assert sorted(to for (to,), _text in box.mails) == ["alice@example.org", "charlie@example.org"]
    for _to, text in box.mails:
        tokens = dict(re.findall(r"https://site\.example/(en|fr)/confirm/([\w-]{43})\s", text))
        assert len(tokens) == 2 and tokens["en"] == tokens["fr"]
        assert not re.search(r"rosewood|clinic|legal|shelter|waypoint|trafficking", text, re.IGNORECASE)


def test_a_second_run_asks_nobody_again(state, mail):
    mail()
    run("send")

    assert run("send").output == "0 mails sent, 0 not taken.\n"


def test_somebody_whose_mail_was_refused_is_asked_in_the_next_run(state, mail):
    mail("alice@example.org")
    assert run("send").output == "1 mails sent, 1 not taken.\n"

    box = mail()

    assert run("send").output == "1 mails sent, 0 not taken.\n"
    assert [to for (to,), _text in box.mails] == ["alice@example.org"]


def test_without_a_mail_server_the_command_says_what_is_missing(state):
    done = run("send")

    assert done.exit_code == 1
    assert "PORTAL_MAIL_HOST" in done.output


def test_without_mail_there_is_a_list_to_phone(state):
    lines = list(csv.DictReader(io.StringIO(run("list").output)))

    assert {line["listing"] for line in lines} == {"rosewood", "clinique", "hard", "circle"}
    assert lines == sorted(lines, key=lambda line: -int(line["harm"]))
    assert all(line["phone"] and line["known_on"] == "2024-03-01" for line in lines)


def test_a_name_that_a_spreadsheet_would_run_is_text_in_the_list(state):
    db = database.open_writer(state.database)
    store = Store(db, Vocabularies(DATA / "taxonomy"))
    store.publish([listing("sum", "+1+1", "food")], "2026-01-05", "tests")
    db.conn.close()

    assert "sum,'+1+1," in run("list").output


def test_the_password_of_the_mail_server_is_never_printed(state, monkeypatch):
    monkeypatch.setenv("PORTAL_MAIL_PASSWORD", "a word nobody knows")

    assert "a word nobody knows" not in CliRunner().invoke(main, ["settings"]).output
