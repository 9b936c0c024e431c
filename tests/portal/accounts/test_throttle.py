"""Counting tries: shared by workers, forgotten in time, and without a name in it."""

import json
import stat
import subprocess
import sys

import pytest

from portal.accounts.throttle import ACCOUNT, HOLDER, NETWORK, SITE, NotPrivate, Throttle, network_of

NOW = 1_800_000_000
BOB = (ACCOUNT, "bob@example.org")


@pytest.fixture
def throttle(tmp_path):
    return Throttle(tmp_path / "tries")


def free_tries(throttle, name, now=NOW):
    for count in range(10_000):
        if throttle.reserve([name], now):
            return count


def test_the_first_tries_are_free_then_delays_double_and_end(throttle):
    waits = []
    now = NOW
    for _ in range(30):
        wait = throttle.reserve([BOB], now)
        waits.append(wait)
        now += wait
        if wait:
            assert throttle.reserve([BOB], now) == 0

    assert waits[:6] == [0, 0, 0, 0, 0, 1]
    assert waits[6:14] == [2, 4, 8, 16, 32, 64, 128, 256]
    assert set(waits[16:]) == {900}


def test_a_try_that_must_wait_is_not_counted(throttle):
    assert free_tries(throttle, BOB) == 5
    for _ in range(100):
        throttle.reserve([BOB], NOW)

    assert throttle.reserve([BOB], NOW) == 1


def test_one_name_that_must_wait_holds_the_whole_try(throttle):
    free_tries(throttle, BOB)

    assert throttle.reserve([BOB, (SITE, "")], NOW) == 1
    assert free_tries(throttle, (SITE, "")) == SITE.free


def test_names_are_counted_apart(throttle):
    free_tries(throttle, BOB)

    assert throttle.reserve([(ACCOUNT, "denise@example.org"), (HOLDER, BOB[1])], NOW) == 0


def test_a_quiet_name_starts_anew(throttle):
    free_tries(throttle, BOB)

    assert free_tries(throttle, BOB, NOW + 2 * 3600) == 5


def test_whoever_proved_who_they_are_starts_anew(throttle):
    free_tries(throttle, BOB)
    throttle.forgive([BOB], NOW)

    assert free_tries(throttle, BOB) == 5


def test_counts_outlive_the_worker(throttle, tmp_path):
    free_tries(throttle, BOB)

    assert Throttle(tmp_path / "tries").reserve([BOB], NOW) == 1


def test_the_file_holds_no_name_and_another_key_each_day(throttle):
    throttle.reserve([BOB, (NETWORK, network_of("192.0.2.7"))], NOW)
    first = throttle.file.read_text()
    throttle.reserve([BOB], NOW + 24 * 3600)
    second = throttle.file.read_text()

    for text in (first, second):
        assert not any(part in text for part in ("bob", "example", "192.0.2", "c0000207", "c00002"))
    assert not names_in(first) & names_in(second)


def names_in(text):
    return set(json.loads(text)["tries"])


def test_the_counters_are_ours_alone(throttle):
    throttle.reserve([BOB], NOW)

    assert stat.S_IMODE(throttle.file.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(throttle.file.stat().st_mode) == 0o600


def test_a_folder_that_others_can_read_or_made_is_refused(tmp_path):
    (tmp_path / "open").mkdir(mode=0o755)
    (tmp_path / "real").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "real")

    for name in ("open", "link"):
        with pytest.raises(NotPrivate):
            Throttle(tmp_path / name)


@pytest.mark.parametrize("left", [b"", b"{", b"[]", b'{"since": 1}', b"\xff\xfe"])
def test_a_file_that_cannot_be_read_starts_afresh(throttle, left):
    throttle.file.write_bytes(left)

    assert throttle.reserve([BOB], NOW) == 0


TRY = """
import sys
from pathlib import Path
from portal.accounts.throttle import SITE, Throttle
print(sum(not Throttle(Path(sys.argv[1])).reserve([(SITE, "")], 1_800_000_000) for _ in range(40)))
"""


def test_several_workers_share_one_count(tmp_path):
    workers = [
        subprocess.Popen([sys.executable, "-c", TRY, str(tmp_path / "tries")], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]

    let_through = sum(int(worker.communicate(timeout=60)[0]) for worker in workers)

    assert let_through == SITE.free


@pytest.mark.parametrize(
    "one, other, same",
    [
        ("192.0.2.1", "192.0.2.254", True),
        ("192.0.2.1", "192.0.3.1", False),
        ("::ffff:192.0.2.1", "192.0.2.9", True),
        ("2001:db8:1:2::3", "2001:db8:1:ffff::9", True),
        ("2001:db8:1::", "2001:db8:2::", False),
        ("", "nonsense", True),
    ],
)
def test_addresses_of_one_network_count_together(one, other, same):
    assert (network_of(one) == network_of(other)) is same
