"""The commands: what they say, how they end, and that none of them makes things worse."""

import json
import re
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from portal.accounts import factors
from portal.accounts.people import Role
from portal.cli import main
from portal.config import Settings, make_secret
from portal.registry import check, database, survey
from portal.registry.store import Store
from portal.registry.survey import Road
from tests import seated
from tests.seated import CODES, PASSWORD

DOCS = Path(__file__).parents[2] / "docs"
SOURCE = ["--source-id", "test-list", "--source-name", "Test list", "--publisher", "P", "--licence", "facts_compiled"]


@pytest.fixture
def portal(tmp_path, monkeypatch):
    """Runs a command on a state folder of its own; checks how it ends; gives what it said."""
    monkeypatch.setenv("PORTAL_STATE_DIR", str(tmp_path / "state"))

    def run(*arguments, ends=0):
        done = CliRunner().invoke(main, [str(argument) for argument in arguments])
        assert done.exit_code == ends, done.output
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.output

    return run


@pytest.fixture
def ids(registry_file, terms):
    """The listings of the registry as it stands."""

    def read():
        db = database.open_reader(registry_file)
        try:
            return Store(db, terms).ids()
        finally:
            db.conn.close()

    return read


def test_every_command_explains_itself(portal):
    for name, command in main.commands.items():
        assert command.help, name
        assert "Usage:" in portal(name, "--help")


def test_the_settings_are_listed_without_the_secret(portal, monkeypatch):
    monkeypatch.setenv("PORTAL_SECRET_KEY", "do-not-tell-" + "x" * 40)

    said = portal("settings")

    assert "PORTAL_STATE_DIR" in said and "PORTAL_SECRET_KEY" in said
    assert "do-not-tell" not in said


def test_migrating_twice_says_that_there_was_nothing_to_do(portal):
    assert re.search(r"^\d+ migrations applied", portal("migrate"))
    assert portal("migrate") == "The schema is up to date.\n"


def test_a_list_is_imported_reported_and_found_unchanged_the_second_time(portal, written, row, ids):
    path = written(row(record_key="a"), row(record_key="b"))

    first = portal("import", "csv", path, *SOURCE)
    second = portal("import", "csv", path, *SOURCE, "--language", "fr")

    assert re.search(r"^new listings +2$", first, re.MULTILINE)
    assert re.search(r"^inchangées +2$", second, re.MULTILINE)
    assert len(ids()) == 2


def test_a_refused_row_ends_with_code_1_and_stores_nothing(portal, written, row, ids):
    path = written(row(record_key="a"), row(record_key="b", categories="x"))

    said = portal("import", "csv", path, *SOURCE, "--language", "fr", ends=1)

    assert "ligne 3, colonne categories : " in said and "Rien n'a été enregistré." in said
    assert ids() == []
    assert "row 3, column categories: " in portal("import", "csv", path, *SOURCE, "--keep-good-rows", ends=1)
    assert len(ids()) == 1


def test_a_dry_run_stores_nothing(portal, written, row, ids):
    assert "Nothing was stored." in portal("import", "csv", written(row()), *SOURCE, "--dry-run")

    assert ids() == []


def test_a_file_that_cannot_be_read_ends_with_what_to_mend(portal, tmp_path, ids):
    path = tmp_path / "list.csv"
    path.write_bytes("é,à".encode("cp1252"))

    assert "save the file again as UTF-8" in portal("import", "csv", path, *SOURCE, ends=1)
    assert "enregistrer de nouveau en UTF-8" in portal("import", "csv", path, *SOURCE, "--language", "fr", ends=1)
    assert "cannot be opened" in portal("import", "nspl", tmp_path / "nowhere.csv", ends=1)
    assert ids() == []


def test_a_list_of_ones_own_must_say_where_it_comes_from(portal, written, row):
    path = written(row())

    assert "--licence" in portal("import", "csv", path, *SOURCE[:-2], ends=2)
    assert "sources_licences.csv" in portal("import", "csv", path, *SOURCE[:-1], "mine", ends=2)


def test_the_command_of_the_layout_document_runs(portal, tmp_path, monkeypatch):
    text = (DOCS / "csv-layout.md").read_text(encoding="utf-8")
    command = re.search(r"```sh\nportal (.+?)```", text, re.DOTALL)[1].replace("\\\n", "")
    arguments = [part.strip('"') for part in re.findall(r'"[^"]+"|\S+', command)]
    (tmp_path / "list.csv").write_text(re.search(r"```csv\n(.+?)```", text, re.DOTALL)[1], encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    assert re.search(r"^new listings +2$", portal(*arguments), re.MULTILINE)


def test_the_starter_registry_is_loaded_and_found_sound(portal, ids):
    first = portal("load-seeds")
    second = portal("load-seeds")
    held = ids()

    assert len(held) > 100
    assert f"new listings{len(held):>20}" in first and f"unchanged{len(held):>23}" in second
    assert "0 faults found." in portal("check", "--no-data")


def test_the_check_ends_with_code_1_and_names_what_is_wrong(portal, file_registry, listing):
    file_registry.publish([listing()], "2026-11-24", "test")
    assert "0 faults found." in portal("check", "--no-data")
    file_registry.db.execute("UPDATE phone SET number = '1'")

    said = portal("check", "--no-data", ends=1)

    assert f"listing {listing().id}, phone_office: " in said and "1 faults found." in said


def test_a_backup_is_made_and_put_back(portal, file_registry, listing, tmp_path, ids):
    file_registry.publish([listing()], "2026-11-24", "test")
    portal("backup", tmp_path / "copy.db")
    file_registry.publish([listing(record_key="later")], "2026-11-24", "test")
    file_registry.db.conn.close()

    portal("restore", tmp_path / "copy.db", "--yes")

    assert ids() == [listing().id]
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600


def test_what_is_no_backup_is_refused_in_words(portal, file_registry, listing, tmp_path, ids):
    file_registry.publish([listing()], "2026-11-24", "test")
    (tmp_path / "copy.db").write_text("no copy")

    assert "choose another file" in portal("restore", tmp_path / "copy.db", "--yes", ends=1)
    assert ids() == [listing().id]


def test_restoring_asks_first(portal, file_registry, listing, tmp_path, ids):
    portal("backup", tmp_path / "copy.db")
    file_registry.publish([listing()], "2026-11-24", "test")

    assert "Replace the present registry?" in portal("restore", tmp_path / "copy.db", ends=1)
    assert ids() == [listing().id]


@pytest.mark.parametrize("target", ["taken.db", "no/such/folder/copy.db"])
def test_a_backup_that_cannot_be_made_says_why_in_words(portal, file_registry, tmp_path, target):
    (tmp_path / "taken.db").write_text("keep me")

    said = portal("backup", tmp_path / target, ends=1)

    assert said.startswith("Error: ") and "Traceback" not in said
    assert (tmp_path / "taken.db").read_text() == "keep me"


def test_the_index_is_built_and_kept_up(portal, file_registry, listing):
    file_registry.publish([listing()], "2026-11-24", "test")
    assert "1 listings indexed." in portal("reindex")
    file_registry.publish([listing(record_key="later")], "2026-11-24", "test")

    assert "1 listings brought up to date." in portal("catch-up")
    assert "0 listings brought up to date." in portal("catch-up")
    assert check.registry(file_registry) == []


# The record, and what people decided.


def test_an_anchor_kept_outside_shows_that_the_record_was_cut(portal, file_registry, registry_file, listing, tmp_path):
    file_registry.publish([listing(record_key=key) for key in "abc"], "2026-11-24", "test")
    file_registry.db.conn.close()
    kept = tmp_path / "anchors.txt"
    kept.write_text(portal("audit", "anchor"))
    assert "3 rows held against 1 anchors; 0 faults found." in portal("audit", "verify", "--anchor", kept)

    db = database.open_writer(registry_file)
    db.execute("DROP TRIGGER audit_is_not_deleted")
    db.execute("DELETE FROM audit WHERE number = 3")
    db.conn.close()

    said = portal("audit", "verify", "--anchor", kept.read_text().strip(), ends=1)
    assert said.startswith("audit row 3: is missing; there were 3 rows on ")
    assert "neither a file" in portal("audit", "verify", "--anchor", "elsewhere", ends=1)


def test_the_record_is_read_whole_or_about_one_listing(portal, file_registry, listing):
    file_registry.publish([listing(record_key=key) for key in "ab"], "2026-11-24", "alice")
    one = file_registry.ids()[0]

    assert len(portal("audit", "list").splitlines()) == 2
    assert portal("audit", "list", one).split("\t")[1:5] == ["2026-11-24", "alice", "listing.created", one]


@pytest.fixture
def deciding(portal, tmp_path, monkeypatch, file_registry):
    """Runs a command that two people agree to, who type their passwords and codes; reviewers unless told otherwise."""
    monkeypatch.setenv("PORTAL_RUNTIME_DIR", str(tmp_path / "runtime"))
    make_secret(tmp_path / "state")
    settings = Settings.from_environment()

    def run(*arguments, ends=0, roles=(Role.REVIEWER, Role.REVIEWER), password=PASSWORD, codes=None):
        people = [seated.person(role, name=f"{name} {role.value}") for role, name in zip(roles, "AB", strict=True)]
        with seated.door(settings) as door:
            for one in people:
                seated.seat(one, door.accounts, door.keys)
                with door.accounts.together():
                    door.accounts.set_recovery_codes(one.id, [factors.mark(one.id, each, door.keys) for each in CODES])
        typed = "".join(f"{password}\n{code}\n" for code in codes or (CODES[0], CODES[0]))
        command = [*arguments, "--approved-by", *(one.email for one in people)]
        done = CliRunner().invoke(main, command, input=typed)
        assert done.exit_code == ends, done.output
        return done.output

    return run


def test_a_number_is_hidden_by_command_and_shown_again_by_two(portal, deciding, file_registry, listing):
    file_registry.publish([listing()], "2026-11-24", "alice")
    one = listing().id

    portal("withhold", one, "--phone", "807-555-0100")
    assert file_registry.public(one).phones == ()
    again = ["show-again", one, "--phone", "8075550100"]
    assert "Two different people" in portal(*again, "--approved-by", "bob@example.org", "Bob@example.org", ends=1)
    assert "is not right" in deciding(*again, ends=1, password="somebody else's")
    assert "is not right" in deciding(*again, ends=1, codes=("000000", "000000"))
    assert "only reviewers and coordinators" in deciding(*again, ends=1, roles=(Role.REVIEWER, Role.ADMINISTRATOR))
    assert file_registry.public(one).phones == ()
    deciding(*again)

    assert len(file_registry.public(one).phones) == 1
    assert "no such listing" in portal("withhold", "nobody", ends=1)


def test_a_community_is_told_of_by_itself_once_two_have_seen_its_consent_and_no_more_when_it_refuses(
    portal, deciding, file_registry
):
    code, day = "place:gn:6166142", "2026-11-24"
    agree = ["coverage", "consent", code]

    deciding("coverage", "consent", "CSD:0", ends=1)
    deciding(*agree, "--until", "soon", ends=1)
    deciding(*agree, ends=1, codes=("000000", "000000"))
    assert survey.consents(file_registry, day) == {}
    deciding(*agree, "--until", "2027-01-31")
    assert survey.consents(file_registry, day) == {code: True}
    assert survey.consents(file_registry, "2027-02-01") == {code: False}

    portal("coverage", "refuse", code)
    assert survey.consents(file_registry, day) == {code: False}


def test_how_one_gets_to_a_community_is_written_down_by_command(portal, file_registry):
    code = "place:gn:6166142"

    portal("coverage", "road", code, "air")
    assert survey.roads(file_registry) == {code: Road.AIR}
    portal("coverage", "road", code, "unknown")

    assert survey.roads(file_registry) == {}
    assert "no such community" in portal("coverage", "road", "CSD:0", "air", ends=1)


def test_what_asked_to_stay_out_is_withdrawn_and_may_be_let_back_by_command(deciding, file_registry, listing):
    file_registry.publish([listing()], "2026-11-24", "alice")
    sign = ["phone", "(807) 555-0100"]

    said = deciding("suppress", "add", *sign, "--reason", "asked", "--asked-by", "provider")
    assert "1 listings were withdrawn" in said and file_registry.ids() == []
    deciding("suppress", "lift", *sign)

    assert "Nothing of this kind" in deciding("suppress", "lift", *sign, ends=1)


def test_a_restored_backup_says_how_much_was_hidden_again(portal, file_registry, listing, tmp_path):
    file_registry.publish([listing()], "2026-11-24", "test")
    portal("backup", tmp_path / "copy.db")
    file_registry.publish([replace(listing(), locations=())], "2026-11-25", "bob")
    file_registry.db.conn.close()

    assert "1 listings were hidden again" in portal("restore", tmp_path / "copy.db", "--yes")


def test_what_is_agreed_and_has_waited_is_published_by_a_command(portal):
    assert portal("publish-due") == "0 proposals published, 0 old reports and requests erased.\n"


def test_an_owner_is_handed_its_records_and_takes_them_back(portal, deciding, ids, tmp_path):
    portal("load-seeds")
    one = ids()[0]
    same = ("--approved-by", "a@example.org", "a@example.org")

    assert "--name-en" in portal("owner", "set", one, "nation-1", ends=2)
    portal("owner", "set", one, "nation-1", "--name-en", "Xanadu Nation")
    portal("owner", "labels", one, "--label", "TK A", "", "https://localcontexts.org/label/tk-attribution/")
    assert "https://" in portal("owner", "labels", one, "--label", "TK A", "", "http://elsewhere.example/", ends=2)
    assert portal("owner", "list") == "nation-1\t1\tXanadu Nation\n"
    assert "Two different people" in portal("owner", "consent", one, "export", "yes", "--given-by", "council", ends=1)
    deciding("owner", "consent", one, "export", "yes", "--given-by", "council")

    portal("owner", "export", "nation-1", tmp_path / "all.json")
    handed = json.loads((tmp_path / "all.json").read_text())
    assert [listing["id"] for listing in handed["listings"]] == [one]
    assert handed["listings"][0]["uses"][0]["answer"] == "yes"
    assert stat.S_IMODE((tmp_path / "all.json").stat().st_mode) == 0o600

    assert "Two different people" in portal("owner", "delete", "nation-1", *same, ends=1)
    assert one in ids()
    deciding("owner", "delete", "nation-1")
    assert one not in ids()
    assert "no such listing or owner" in portal("owner", "export", "nation-1", tmp_path / "again.json", ends=1)
    portal("load-seeds")
    assert one not in ids()
    assert b"Xanadu" not in b"".join(path.read_bytes() for path in (tmp_path / "state").rglob("*") if path.is_file())
