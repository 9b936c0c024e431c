"""The commands that keep seats: what they print, what they refuse, and that none takes a secret as an argument."""

import re

import pytest
from click.testing import CliRunner

from portal.accounts.people import Role, State
from portal.cli import main
from portal.config import Settings, read_secret
from tests import seated

ADA = ["--name", "Ada Invented", "--email", "ada@example.org"]


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.setenv("PORTAL_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("PORTAL_RUNTIME_DIR", str(tmp_path))
    return Settings.from_environment


@pytest.fixture
def accounts(settings):
    """Runs a command on seats; checks how it ends; gives what it said."""

    def run(*arguments, ends=0):
        done = CliRunner().invoke(main, ["accounts", *arguments])
        assert done.exit_code == ends, done.output
        return done.output

    return run


def test_every_command_explains_itself_and_takes_no_secret(accounts):
    for name, command in main.commands["accounts"].commands.items():
        assert command.help and "Usage:" in accounts(name, "--help")
        assert not any(word in option.name for option in command.params for word in ("password", "secret", "token"))


def test_the_first_administrator_is_made_before_there_is_any_account(accounts, settings):
    said = accounts("create-administrator", *ADA, "--host", "https://waypoint.example/")

    assert re.search(r"^https://waypoint\.example/en/account/link/[\w-]{43}$", said, re.MULTILINE)
    assert read_secret(settings().state_dir)
    with seated.door(settings()) as door:
        seat = door.accounts.seat_of("ada@example.org")
    assert (seat.person.role, seat.state) == (Role.ADMINISTRATOR, State.INVITED)
    assert re.search(r"^ada@example\.org +administrator +invited +Ada Invented$", accounts("list"), re.MULTILINE)


@pytest.mark.parametrize(
    "email, why", [("office@example.org", "only this person reads"), ("ada", "write one e-mail address")]
)
def test_what_is_no_seat_is_refused_with_the_cure(accounts, email, why):
    assert why in accounts("create-administrator", "--name", "Ada", "--email", email, ends=1)
    assert accounts("list") == ""


def test_a_second_seat_for_one_email_is_refused(accounts):
    accounts("create-administrator", *ADA)

    assert "there is a seat with this e-mail already" in accounts("create-administrator", *ADA, ends=1)


def test_a_seat_is_closed_by_its_email_and_the_last_administrator_is_not(accounts, settings):
    accounts("create-administrator", *ADA)
    with seated.door(settings()) as door:
        seated.seat(seated.person(Role.ADMINISTRATOR, name="Olga"), door.accounts, door.keys)

    assert accounts("disable", "ADA@example.org") == "The seat is closed.\n"
    assert "last administrator" in accounts("disable", "olga@example.org", ends=1)
    assert "no seat has this e-mail" in accounts("disable", "ada@example.org", ends=1)


@pytest.mark.parametrize("purpose", ["password", "factor"])
def test_a_link_helps_back_in(accounts, settings, purpose):
    accounts("list")
    with seated.door(settings()) as door:
        seated.seat(seated.person(Role.ADMINISTRATOR, name="Olga"), door.accounts, door.keys)

    assert "/en/account/link/" in accounts("reset-link", "olga@example.org", "--for", purpose)
    assert "not possible" in accounts("reset-link", "olga@example.org", "--for", "invitation", ends=1)


def test_the_record_says_that_it_was_the_command(accounts):
    accounts("create-administrator", *ADA)

    said = CliRunner().invoke(main, ["audit", "list"]).output
    assert re.search(r'\tcommand\tseat\.invited\t[\w-]{36}\t\{"role":"administrator"\}$', said, re.MULTILINE)
