"""Whatever a file holds: the page and the command answer in words, name every bad row, and change nothing.

Each file goes through the real page, child process and all, and through `portal import`. Time and memory are the
figures of the child that reads it; what it may use is a limit of the code, and no more than that is asked here.
"""

from __future__ import annotations

import hashlib
import re
import resource
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import pytest
from click.testing import CliRunner

from portal.accounts.people import Role
from portal.cli import main
from portal.exchange.intake import MEMORY, SECONDS
from tests import seated
from tests.portal.exchange.corpus import CSV, Case
from tests.portal.exchange.corpus_json import GEOJSON, JSON
from tests.portal.exchange.corpus_xlsx import XLSX
from tests.reading import Page

FORMATS = {"csv": CSV, "xlsx": XLSX, "json": JSON, "geojson": GEOJSON}
FIGURES = {"seconds of a processor": "cpu", "megabytes": "megabytes", "seconds until shown": "seconds"}
ABOUT = "--source-id list --source-name List --publisher Nobody --licence facts_compiled".split()


@pytest.fixture
def alice(site):
    return site.signed_in(site.seat(Role.PARTNER, "org-clinique", name="Alice Invented"))


@dataclass
class Told:
    """What the page said of one file."""

    status: int
    fault: str = ""
    problems: Sequence[str] = ()
    sendable: int = 0
    dropped: int = 0
    seconds: float = 0
    """From the upload to the page that shows its rows."""
    cpu: float = 0
    """Seconds, of the child alone."""
    megabytes: float = 0
    """The most that the child held at once."""

    def compared(self, case: Case) -> list[str]:
        """What the page should have said and did not."""
        found = [] if self.status < 500 else [f"{self.status}"]
        if bool(case.whole) != bool(self.fault) or case.whole not in self.fault:
            found.append(f"said {self.fault!r} of the file")
        named = {int(one.removeprefix("Row ").partition(":")[0]) for one in self.problems}
        if named != set(case.rows):
            found.append(f"named rows {sorted(named)}: {list(self.problems)[:4]}")
        for number, words in case.rows.items():
            if not any(one.startswith(f"Row {number}:") and words in one for one in self.problems):
                found.append(f"row {number} not for {words!r}: {list(self.problems)[:4]}")
        if (self.sendable, self.dropped) != (case.good, case.dropped):
            found.append(f"{self.sendable} rows to send, {self.dropped} places dropped")
        return found


def posted(fields: dict[str, str], body: bytes, name: str) -> bytes:
    """A form with a file as a browser sends it; the client of the tests would put it into a file of its own."""
    parts = [f'--x-x-x\r\nContent-Disposition: form-data; name="{one}"\r\n\r\n{fields[one]}\r\n' for one in fields]
    head = f'--x-x-x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return "".join([*parts, head]).encode() + body + b"\r\n--x-x-x--\r\n"


@contextmanager
def watched() -> Iterator[list[float]]:
    """The megabytes of the process that reads a file, each time it is looked at; the last ones are the most it had."""
    seen, over = [0.0], Event()

    def look() -> None:
        while not over.wait(0.005):
            seen.extend(megabytes(int(child)) for child in children())

    watcher = Thread(target=look)
    watcher.start()
    yield seen
    over.set()
    watcher.join()


def children() -> list[str]:
    """The processes this one started."""
    return [child for task in Path("/proc/self/task").iterdir() for child in (task / "children").read_text().split()]


def megabytes(process: int) -> float:
    """The most a process that reads files ever held; nothing before it has become one, and once it is gone."""
    there = Path(f"/proc/{process}")
    try:
        if b"portal.exchange.intake" not in (there / "cmdline").read_bytes():
            return 0
        peak = re.search(r"VmHWM:\s+(\d+) kB", (there / "status").read_text())
    except OSError:
        return 0
    return int(peak[1]) / 1024 if peak else 0


def told(browser, token: str, body: bytes, ending: str) -> Told:
    """Send a file as a browser does, and read the page that shows what it would do."""
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    sent = posted({"csrf_token": token, "organization": "org-clinique"}, body, f"list.{ending}")
    with watched() as held:
        answer = browser.post("/en/partner/files", data=sent, content_type="multipart/form-data; boundary=x-x-x")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if answer.status_code != 303:
        fault = Page(answer.text).text.partition("Nothing was taken:")[2].partition("1. Take a table")[0]
        seconds = time.monotonic() - began
        return Told(answer.status_code, fault.strip(), seconds=seconds, cpu=cpu, megabytes=max(held))
    there = answer.headers["Location"].removesuffix("/columns")
    columns, looked = browser.get(f"{there}/columns"), browser.get(there)
    seconds = time.monotonic() - began
    page = Page(looked.text)
    problems = [one.text for one in page.find("li") if one.text.startswith("Row ")]
    dropped = re.search(r"(\d+) rows? came with a place", page.text)
    status = max(columns.status_code, looked.status_code)
    sendable = looked.text.count('name="row"')
    return Told(status, "", problems, sendable, int(dropped[1]) if dropped else 0, seconds, cpu, max(held))


def kept_by(site) -> tuple[list[str], str]:
    """The files the site keeps, and a digest of every row of its registry but those of sign-ins.

    What waits sealed in the runtime folder, which is memory outside of tests, is not kept.
    """
    folder = site.settings.state_dir
    names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    db, digest = sqlite3.connect(site.settings.database), hashlib.sha256()
    for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall():
        if table != "session":
            digest.update(repr((table, db.execute(f"SELECT * FROM [{table}]").fetchall())).encode())
    db.close()
    kept = [name for name in names if not name.endswith(("-wal", "-shm")) and "-uploads/" not in name]
    return kept, digest.hexdigest()


@pytest.mark.parametrize("ending", FORMATS)
def test_every_malformed_file_is_answered_in_words_and_changes_nothing(site, alice, ending, capsys):
    token = seated.token_of(alice, "/en/partner/files")
    before, amiss, all_told = kept_by(site), {}, {}
    for case in FORMATS[ending]:
        all_told[case.name] = said = told(alice, token, case.body(), ending)
        if wrong := said.compared(case):
            amiss[case.name] = wrong
    with capsys.disabled():
        print(f"\n{ending}: {len(all_told)} files")
        for words, figure in FIGURES.items():
            most = max(all_told, key=lambda name: getattr(all_told[name], figure))
            print(f"  most {words}: {getattr(all_told[most], figure):.1f} ({most})")

    assert not amiss, "\n".join(f"{name}: {wrong}" for name, wrong in amiss.items())
    assert kept_by(site) == before
    assert max(one.cpu for one in all_told.values()) <= SECONDS + 2
    assert 0 < max(one.megabytes for one in all_told.values()) <= MEMORY / 2**20


@pytest.mark.parametrize("ending", FORMATS)
def test_the_command_says_the_same_calmly(site, tmp_path, ending):
    environment = {"PORTAL_STATE_DIR": str(site.settings.state_dir)}
    before, amiss = kept_by(site), {}
    for number, case in enumerate(FORMATS[ending]):
        path = tmp_path / f"{number}.{ending}"
        path.write_bytes(case.body())
        layout = ["toronto-youth"] if ending == "geojson" else ["csv", *ABOUT]
        outcome = CliRunner().invoke(main, ["import", *layout, str(path), "--dry-run"], env=environment)
        if outcome.exception is not None and not isinstance(outcome.exception, SystemExit):
            amiss[case.name] = repr(outcome.exception)[:200]
        path.unlink()

    assert not amiss, "\n".join(f"{name}: {wrong}" for name, wrong in amiss.items())
    assert kept_by(site) == before


def test_there_are_more_than_eighty_files_and_each_has_a_name_of_its_own():
    names = [(ending, case.name) for ending, cases in FORMATS.items() for case in cases]

    assert len(names) == len(set(names)) >= 80
