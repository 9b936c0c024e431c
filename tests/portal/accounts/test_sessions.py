"""Sessions: how long they last, and what ends them."""

import pytest

from portal.accounts import sessions
from portal.accounts.sessions import IDLE, LONGEST, is_fresh


@pytest.fixture
def begun(door, bob, now):
    return sessions.begin(bob.id, door.accounts, now)


def is_good(token, door, at):
    return sessions.resume(token, door.accounts, at) is not None


def test_a_session_is_somebodys(door, bob, begun, now):
    token, row = begun

    assert sessions.resume(token, door.accounts, now) == (row, bob)


def test_only_the_hash_of_the_cookie_is_stored(door, begun):
    token, row = begun

    assert token not in "\n".join(door.accounts.db.conn.iterdump())
    assert sessions.resume(row.hash, door.accounts, row.begun) is None


def test_fifteen_minutes_without_a_page_end_it(door, begun, now):
    token, row = begun
    assert is_good(token, door, now + IDLE - 1) and not is_good(token, door, now + IDLE)

    door.accounts.see_session(row.hash, now + IDLE - 1)

    assert is_good(token, door, now + 2 * IDLE - 2) and not is_good(token, door, now + 2 * IDLE - 1)


def test_twelve_hours_end_it_however_busy_it_was(door, begun, now):
    token, row = begun
    for moment in range(now, now + LONGEST + 600, 600):
        door.accounts.see_session(row.hash, moment)

    assert is_good(token, door, now + LONGEST - 1) and not is_good(token, door, now + LONGEST)


def test_a_late_note_does_not_set_it_back(door, begun, now):
    token, row = begun
    door.accounts.see_session(row.hash, now + 600)
    door.accounts.see_session(row.hash, now + 60)

    assert is_good(token, door, now + 600 + IDLE - 1)


def test_renewed_it_has_another_token_and_form_token_and_the_same_end(door, begun, now):
    token, row = begun

    new, renewed = sessions.renew(row, door.accounts, now + 60, proved=now + 60)

    assert not is_good(token, door, now + 60) and is_good(new, door, now + 60)
    assert (renewed.begun, renewed.proved) == (now, now + 60) and renewed.csrf != row.csrf


def test_two_signed_in_browsers_are_two_sessions(door, bob, begun, now):
    other, _row = sessions.begin(bob.id, door.accounts, now)

    door.accounts.end_session(begun[1].hash)

    assert not is_good(begun[0], door, now) and is_good(other, door, now)


def test_whoever_signs_in_sweeps_out_the_sessions_that_are_over(door, bob, begun, now):
    sessions.begin(bob.id, door.accounts, now + IDLE + 1)

    assert len(door.accounts.sessions_of(bob.id)) == 1


@pytest.mark.parametrize("after, fresh", [(0, True), (299, True), (300, False), (-1, False)])
def test_a_code_is_fresh_for_five_minutes(begun, now, after, fresh):
    assert is_fresh(begun[1], now + after) is fresh
