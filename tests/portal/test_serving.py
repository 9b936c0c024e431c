"""Several processes at one door: each answers, all from one revision, and what dies is started again."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from portal.finding import indexing
from portal.registry import database
from portal.registry.model import Text
from portal.registry.store import Store
from search_index.index import Index
from search_index.manifest import documents_digest

WORKERS = 3
PATIENCE = 60.0

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="counts processes in /proc")


class Site:
    """A site that serves, and the processes it is made of."""

    def __init__(self, process, port, state):
        self.process, self.port, self.state = process, port, state

    def children(self):
        return [
            int(pid) for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        ]

    def answers(self, words, timeout=PATIENCE):
        """The page that answers a question; None when nobody answers in time."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/en/search", data=f"words={words}".encode(), headers={"Connection": "close"}
        )
        with suppress(OSError), urllib.request.urlopen(request, timeout=timeout) as page:
            return page.read().decode()
        return None

    def each_alone(self, words):
        """What each process answers while all others are stopped; those that answer nobody are left out."""
        pages = []
        for alone in self.children():
            others = [pid for pid in self.children() if pid != alone]
            for pid in others:
                os.kill(pid, signal.SIGSTOP)
            try:
                pages.append(self.answers(words, timeout=4))
            finally:
                for pid in others:
                    os.kill(pid, signal.SIGCONT)
        return [page for page in pages if page]


@contextmanager
def store_of(state, terms):
    db = database.open_writer(state / "registry.db")
    try:
        yield Store(db, terms)
    finally:
        db.conn.close()


@pytest.fixture
def site(state, tmp_path):
    own = tmp_path / "served"
    shutil.copytree(state, own)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "portal.cli", "run", "--port", str(port), "--workers", str(WORKERS)],
        env=os.environ | {"PORTAL_STATE_DIR": str(own), "PYTHONWARNINGS": "ignore"},
        cwd=Path(__file__).parents[2],
        stdout=subprocess.DEVNULL,
    )
    running = Site(process, port, own)
    until(lambda: running.answers("legal", timeout=2))
    yield running
    process.terminate()
    process.wait(PATIENCE)


def until(true):
    """Wait for something to come about."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)


def renamed(store, name):
    service = next(iter(store.all_services()))
    store.publish([replace(service, name=Text(name, name))], "2026-11-27", "tests")


def test_every_process_shows_a_change_by_its_new_words(site, terms):
    with store_of(site.state, terms) as store:
        renamed(store, "Zibeline counselling")
        until(lambda: not store.unindexed())

    pages = site.each_alone("zibeline")

    assert len(pages) == WORKERS
    assert all("Zibeline counselling" in page for page in pages)


def test_the_keeper_brings_the_index_up_to_date_and_builds_one_that_is_gone(site, terms):
    def is_whole():
        with store_of(site.state, terms) as store, suppress(Exception):
            index = Index.open(site.state / "index")
            due = documents_digest(indexing.documents(store.published(), terms))
            return index.documents_digest() == due and not store.unindexed()

    with store_of(site.state, terms) as store:
        renamed(store, "Zibeline counselling")
    until(is_whole)

    shutil.rmtree(site.state / "index")
    assert "Zibeline" in site.answers("zibeline")
    until(is_whole)


def test_a_process_that_dies_is_started_again(site):
    before = site.children()
    os.kill(before[0], signal.SIGKILL)

    until(lambda: len(site.children()) == len(before) and before[0] not in site.children())

    until(lambda: len(site.each_alone("legal")) == WORKERS)


def test_all_processes_end_with_the_first_even_when_it_is_killed(site):
    children = site.children()

    site.process.kill()
    site.process.wait(PATIENCE)

    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children))
