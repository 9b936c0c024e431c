"""Serves the site by several processes at one door, with two more that keep the word index and coverage in step.

A process that dies is started again; all of them end with this one. Databases are opened after the fork, in each
process; what was loaded before it, and the catalogue mapped from its snapshot, is shared by all.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from multiprocessing import connection, get_context
from multiprocessing.process import BaseProcess

import waitress
from flask import Flask

from geo.places import Places
from portal import create_app
from portal.config import Settings
from portal.coverage import keeping
from portal.exchange.waiting import purge
from portal.finding.keeping import Keeper
from portal.registry import database
from portal.registry.store import Store
from portal.registry.vocabulary import Vocabularies
from portal.web import context, warming
from search_index.index import WriterBusy

from .desk import on_time
from .workplace import today

TURN_SECONDS = 2.0
"""How long the keeper rests between two looks at the registry."""
COVERAGE_TURN_SECONDS = 5.0
"""The same for the keeper of coverage."""
COVERAGE_SECONDS = 900.0
"""How long coverage may lag behind what was only added: working it out takes the better part of a minute."""
BREATH_SECONDS = 1.0
"""How long a dead process stays dead: one that cannot start must not take the whole machine."""
FAREWELL_SECONDS = 10.0
"""How long a process may finish what it is answering when the site stops."""
WAITING = 256
"""Callers that may wait at the door."""
LARGEST = 8 * 1024 * 1024
IN_MEMORY = {"max_request_body_size": LARGEST, "inbuf_overflow": LARGEST + 1, "outbuf_overflow": 4 * LARGEST}
"""What is asked and answered stays in memory: waitress would set the longer of it aside in a file."""

log = logging.getLogger("portal")


@dataclass
class Crew:
    """The work to be done, one process for each, for as long as this process lives."""

    jobs: list[Callable[[], None]]
    _stopping: bool = False
    _running: list[BaseProcess] = field(default_factory=list)

    def work(self) -> None:
        """Start every job, start those again that end, until SIGTERM or Ctrl+C; then end them all."""
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, self._stop)
        self._running = [started(job) for job in self.jobs]
        while not self._stopping:
            connection.wait([process.sentinel for process in self._running], timeout=BREATH_SECONDS)
            for place, process in enumerate(self._running):
                if not self._stopping and not process.is_alive():
                    time.sleep(BREATH_SECONDS)
                    self._running[place] = started(self.jobs[place])
        self._end()

    def _stop(self, *_: object) -> None:
        self._stopping = True

    def _end(self) -> None:
        for process in self._running:
            process.terminate()
        until = time.monotonic() + FAREWELL_SECONDS
        for process in self._running:
            process.join(max(0.0, until - time.monotonic()))
            process.kill()


def ready(settings: Settings, host: str, port: int, threads: int, workers: int) -> Crew:
    """The crew of a site, its door open and everything loaded that all of them share."""
    door = opened(host, port)
    app = create_app(settings)
    warming.warm(app)
    keepers = [partial(keep, settings), partial(keep_coverage, settings)]
    return Crew([*[partial(answer, app, door, threads, settings.proxies)] * workers, *keepers])


def opened(host: str, port: int) -> socket.socket:
    """The one socket at which every worker waits; the system hands each caller to one of them."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.bind((host, port))
    door.listen(WAITING)
    door.setblocking(False)
    return door


def started(job: Callable[[], None]) -> BaseProcess:
    """A process that does a job, and ends when told to or when the process that started it is gone."""
    process = get_context("fork").Process(target=child, args=(job, os.getpid()))
    process.start()
    return process


def child(job: Callable[[], None], parent: int) -> None:
    """What a process of the crew does."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches all of us; the first process tells the others.
    threading.Thread(target=end_with, args=(parent,), daemon=True).start()
    job()


def end_with(parent: int) -> None:
    """End this process once the one that started it is gone, however it went."""
    while os.getppid() == parent:
        time.sleep(BREATH_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


def answer(app: Flask, door: socket.socket, threads: int, proxies: int = 0) -> None:
    """Answer callers. What proxies of ours say of them is left for the app to count; without any, it is taken away."""
    # No access log: what people ask is nobody's business, ours least of all.
    quiet = {"ident": "", "_quiet": True, "clear_untrusted_proxy_headers": not proxies}
    waitress.serve(app, sockets=[door], threads=threads, **quiet, **IN_MEMORY)


def keep(settings: Settings) -> None:
    """Keep the word index and the catalogue in step with the registry, one turn after the other."""
    terms = Vocabularies(settings.data_dir / "taxonomy")
    keeper = Keeper(settings.index, settings.catalogue, cache(partial(context.load_places, settings)))
    os.nice(5)  # Who asks comes first.
    while True:
        try:
            turn(keeper, settings, terms)
        except WriterBusy:
            pass  # Somebody else is at it.
        except Exception as error:  # A keeper that gives up leaves the site to its plain search for good.
            log.error("error=%s job=keep", type(error).__name__)
        time.sleep(TURN_SECONDS)


def keep_coverage(settings: Settings) -> None:
    """Keep coverage in step with the registry: at once when something was taken back, else now and then."""
    terms = Vocabularies(settings.data_dir / "taxonomy")
    places = cache(partial(context.load_places, settings))
    os.nice(10)
    built = time.monotonic()
    while True:
        time.sleep(COVERAGE_TURN_SECONDS)
        try:
            if coverage_turn(settings, terms, places, time.monotonic() - built > COVERAGE_SECONDS):
                built = time.monotonic()
        except Exception as error:  # The pages say of when their figures are.
            log.error("error=%s job=coverage", type(error).__name__)


def coverage_turn(settings: Settings, terms: Vocabularies, places: Callable[[], Places], is_time: bool) -> bool:
    """Work coverage out where that is due, in a process that takes its memory with it; whether it was."""
    if not settings.database.is_file():
        return False
    db = database.open_reader(settings.database)
    try:
        due = keeping.is_due(Store(db, terms), settings.coverage, today(), is_time, places)
    finally:
        db.conn.close()
    if due:
        started(partial(work_out, settings, terms)).join()
    return due


def work_out(settings: Settings, terms: Vocabularies) -> None:
    """Build coverage of the registry as it lies there."""
    from portal.coverage.build import Ground, build

    db = database.open_reader(settings.database)
    try:
        ground = Ground(settings.geography, settings.data_dir / "places")
        build(Store(db, terms), ground, settings.coverage, today(), lambda _step: None)
    finally:
        db.conn.close()


def turn(keeper: Keeper, settings: Settings, terms: Vocabularies) -> None:
    """One turn, over the registry as it lies there now: a backup may have been put in its place.

    What has waited long enough is published first, so that the index learns it at once.
    """
    purge(settings.uploads)
    if not settings.database.is_file():
        return
    db = database.open_writer(settings.database)
    try:
        store = Store(db, terms)
        on_time(store, settings)
        keeper.turn(store)
    finally:
        db.conn.close()
