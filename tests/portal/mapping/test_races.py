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
from collections import Counter
from contextlib import suppress
from dataclasses import replace

import pytest

from portal.finding import indexing
from portal.mapping.proposal import Outcome, Refused, Stage
from portal.mapping.review import agree
from portal.mapping.store import Proposals
from portal.mapping.submit import Wanted, submit, withdraw
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


def racing(at_the_file, times, prepare, *acts):
    """Each time: prepare something, let everybody act on it at one moment; what came of it, act by act."""
    start, prepared = threading.Barrier(len(acts) + 1), [None]
    results: list[list[str]] = [[] for _ in acts]

    def keep_acting(act, result) -> None:
        team = at_the_file()
        for _ in range(times):
            start.wait()
            try:
                result.append(str(act(prepared[0], team.desk()) or "done"))
            except Refused as refused:
                result.append(refused.reason.value)
            start.wait()
        team.store.db.conn.close()

    threads = [threading.Thread(target=keep_acting, args=pair) for pair in zip(acts, results, strict=True)]
    for one in threads:
        one.start()
    for n in range(times):
        prepared[0] = prepare(n)
        start.wait()
        start.wait()
    for one in threads:
        one.join()
    return list(zip(*results, strict=True))


def test_of_two_reviewers_in_a_race_exactly_one_publishes(at_the_file, rosewood, trials):
    times, team = trials(10), at_the_file()

    def suggest(n: int) -> int:
        return submit(Wanted({"description_en": f"Words {n}."}, rosewood.id), "alice", team.desk()).number

    pairs = racing(
        at_the_file,
        times,
        suggest,
        lambda number, desk: agree(number, 1, "bob", desk),
        lambda number, desk: agree(number, 1, "denise", desk),
    )

    wins = sum(set(pair) == {"published", "already_decided"} for pair in pairs)
    record = acts(team.store, rosewood.id)
    print(f"{times} races: {wins} with one winner, {len(record)} rows in the record")
    assert wins == times
    assert len(record) == len(set(record)) == 3 * times
    assert team.store.service(rosewood.id).revision == times + 1


def test_agreeing_editing_and_taking_back_at_once_come_out_as_if_one_after_the_other(at_the_file, rosewood, trials):
    times, team, numbers = trials(10), at_the_file(), []

    def suggest(n: int) -> int:
        take_back(n, "alice", team)
        wanted = Wanted({"description_en": f"Words {n}."}, rosewood.id)
        numbers.append(submit(wanted, "alice", team.desk()).number)
        return numbers[-1]

    def edit(number: int, desk) -> None:
        submit(Wanted({"description_en": "Edited."}, number=number, seen=1), "alice", desk)

    came = racing(
        at_the_file,
        times,
        suggest,
        lambda number, desk: agree(number, 1, "bob", desk),
        lambda number, desk: withdraw(number, "alice", desk),
        edit,
    )

    orders = Counter(tuple(result in ("published", "done") for result in one) for one in came)
    print(f"{times} races of agree, withdraw, edit: {dict(orders)}")
    assert set(orders) <= {(True, False, False), (False, True, False), (False, True, True), (False, False, True)}
    for number, (agreed, _withdrawn, _edited) in zip(numbers, came, strict=True):
        stage = Proposals(team.store.db).proposal(number).stage
        assert (stage is Stage.APPROVED) == (agreed == "published")
    assert "Edited." not in team.store.service(rosewood.id).description.en


def test_a_form_sent_by_two_at_once_makes_one_proposal(at_the_file, rosewood, trials):
    times, team = trials(10), at_the_file()

    def send(token: str, desk) -> int:
        return submit(Wanted({"description_en": token}, rosewood.id, token=token), "bob", desk).number

    def clear(n: int) -> str:
        take_back(n, "bob", team)
        return f"t{n}"

    came = racing(at_the_file, times, clear, send, send)

    print(f"{times} double sendings: {sum(one == other for one, other in came)} made one proposal")
    assert all(one == other for one, other in came)
    assert team.store.db.execute("SELECT count(*) FROM proposal").fetchone()[0] == times


def take_back(number: int, author: str, team: Team) -> None:
    """One person may not have many proposals that nobody has decided."""
    with suppress(Refused):
        withdraw(number, author, team.desk())


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
