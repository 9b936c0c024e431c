"""Two reviewers at the same moment, and a process that dies while it approves.

A few times here; TRIALS=1000 for races and TRIALS=200 for kills, as in: TRIALS=1000 pytest -k races.
"""

from __future__ import annotations

import json
import os
import random
import signal
import threading
import time
from dataclasses import replace

import pytest

from portal.finding import indexing
from portal.mapping.proposal import Outcome, Refused, Stage
from portal.mapping.review import agree
from portal.mapping.store import Proposals
from portal.mapping.submit import Wanted, submit
from portal.registry import audit
from portal.registry.database import open_writer
from portal.registry.store import Store
from search_index.index import Index
from tests.portal.mapping.conftest import Team


@pytest.fixture
def at_the_file(file_registry, registry_file, team, terms):
    """The team at a registry in a file; each call opens a connection of its own."""
    listings = list(team.store.all_services())
    file_registry.publish([replace(one, revision=0) for one in listings], "2026-11-24", "test")
    file_registry.db.conn.close()

    def open_team() -> Team:
        return Team(Store(open_writer(registry_file), terms), team.people, team.check, team.now)

    return open_team


def acts(store: Store, service_id: str) -> list[tuple[str, int]]:
    """What the record says of proposals about a listing: act and number."""
    details = [json.loads(one.details) for one in audit.entries(store.db, service_id) if one.kind == "proposal"]
    return [(one["act"], one["number"]) for one in details]


def test_of_two_reviewers_in_a_race_exactly_one_publishes(at_the_file, rosewood, trials):
    times = trials(10)
    submitting = at_the_file()
    results: dict[str, list[str]] = {"bob": [], "denise": []}
    start = threading.Barrier(3)
    number = [0]

    def review(name: str) -> None:
        team = at_the_file()
        for _ in range(times):
            start.wait()
            try:
                results[name].append(agree(number[0], 1, name, team.desk()).value)
            except Refused as refused:
                results[name].append(refused.reason.value)
            start.wait()
        team.store.db.conn.close()

    reviewers = [threading.Thread(target=review, args=(name,)) for name in results]
    for one in reviewers:
        one.start()
    for n in range(times):
        wanted = Wanted({"description_en": f"Words {n}."}, rosewood.id)
        number[0] = submit(wanted, "alice", submitting.desk()).number
        start.wait()
        start.wait()
    for one in reviewers:
        one.join()

    pairs = list(zip(results["bob"], results["denise"], strict=True))
    wins = sum(set(pair) == {"published", "already_decided"} for pair in pairs)
    record = acts(submitting.store, rosewood.id)
    print(f"{times} races: {wins} with one winner, {len(record)} rows in the record")
    assert wins == times
    assert len(record) == len(set(record)) == 3 * times
    assert submitting.store.service(rosewood.id).revision == times + 1


def test_an_approval_that_is_killed_loses_nothing_it_acknowledged(at_the_file, rosewood, tmp_path, trials):
    dice, lost, half, slowest = random.Random(20261127), 0, 0, 0.0
    team = at_the_file()
    folder = tmp_path / "index"
    indexing.rebuild(team.store, folder)
    index = Index.open(folder)
    team.store.db.conn.close()

    for n in range(trials(4)):
        # Each leaves a proposal behind that nobody decides, and one person may not have many of those.
        author = f"author-{n}"
        team.people[author] = replace(team.people["alice"], id=author)
        acknowledged = killed_while_approving(at_the_file, rosewood, author, dice.uniform(0.0, 0.12))
        team = at_the_file()
        proposals = Proposals(team.store.db)
        lost += sum(proposals.proposal(number).stage is not Stage.APPROVED for number in acknowledged)
        half += halves(team, rosewood)
        started = time.monotonic()
        indexing.catch_up(team.store, index)
        slowest = max(slowest, time.monotonic() - started)
        versions = {service.id: service.revision for service in team.store.all_services()}
        assert {service_id: index.version(service_id) for service_id in versions} == versions
        assert team.store.unindexed() == []
        team.store.db.conn.close()

    index.close()
    print(f"{trials(4)} kills: {lost} lost, {half} half applied, index level within {slowest:.2f} s")
    assert (lost, half) == (0, 0)


def killed_while_approving(at_the_file, service, author: str, seconds: float) -> list[int]:
    """A process that suggests and approves without end, killed after it began; the numbers it had acknowledged."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            team = at_the_file()
            os.write(writing, b"0\n")
            while True:
                words = f"Words {os.getpid()} {time.monotonic_ns()}."
                sent = submit(Wanted({"description_en": words}, service.id), author, team.desk())
                if agree(sent.number, 1, "bob", team.desk()) is Outcome.PUBLISHED:
                    os.write(writing, f"{sent.number}\n".encode())
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        assert pipe.readline() == b"0\n"
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        return [int(line) for line in pipe.read().decode().splitlines()]


def halves(team: Team, service) -> int:
    """Approvals of which only a part is there: the stage, the record, the revision, the words."""
    stages = team.store.db.execute("SELECT number, stage FROM proposal").fetchall()
    approved = {number for number, stage in stages if stage == Stage.APPROVED}
    record = acts(team.store, service.id)
    recorded = {number for act, number in record if act == "published"}
    revisions = {
        int(by.removeprefix("proposal:"))
        for _number, _day, by in team.store.history(service.id)
        if by.startswith("proposal:")
    }
    words = Proposals(team.store.db).proposal(max(approved)).wanted["description_en"] if approved else ""
    is_there = not approved or team.store.service(service.id).description.en == words
    whole = audit.faults(team.store.db) == [] and team.store.damage() == []
    return len(approved ^ recorded) + len(approved ^ revisions) + (not is_there) + (not whole)
