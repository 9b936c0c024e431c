"""Signing in: what it takes, what it tells, and that a crowd of guessers neither gets in nor keeps anybody out."""

import statistics
import time
from collections import Counter

import pytest

from portal.accounts import passwords, signin
from portal.accounts.people import Role
from portal.accounts.signin import Attempt, NotRight, Wait, prove, sign_in
from tests import seated

HOME, ELSEWHERE = "192.0.2.7", "198.51.100.9"


def attempt(who, password=seated.PASSWORD, code=None, address=HOME, at=0):
    return Attempt(who.email, password, seated.code(at) if code is None else code, address)


def outcome(made, door, now):
    try:
        return sign_in(made, door, now).id
    except (NotRight, Wait) as refused:
        return type(refused).__name__


def test_both_factors_together_let_somebody_in(door, bob, now):
    assert sign_in(attempt(bob, at=now), door, now) == bob


def test_the_email_may_be_typed_in_capitals(door, bob, now):
    made = Attempt(f" {bob.email.upper()} ", seated.PASSWORD, seated.code(now), HOME)

    assert sign_in(made, door, now) == bob


@pytest.mark.parametrize(
    "wrong", [{"password": "another one"}, {"code": "000000"}, {"code": ""}, {"password": "", "code": ""}]
)
def test_one_factor_is_not_enough_and_which_was_right_is_not_said(door, bob, now, wrong):
    with pytest.raises(NotRight) as refused:
        sign_in(attempt(bob, **({"at": now} | wrong)), door, now)

    assert str(refused.value) == ""


def test_a_code_is_good_once(door, bob, now):
    sign_in(attempt(bob, at=now), door, now)

    assert outcome(attempt(bob, at=now), door, now) == "NotRight"
    assert outcome(attempt(bob, at=now + 30), door, now + 30) == bob.id


def test_a_recovery_code_is_good_once(door, bob, now):
    assert outcome(attempt(bob, code=seated.CODES[0]), door, now) == bob.id
    assert outcome(attempt(bob, code=seated.CODES[0]), door, now) == "NotRight"
    assert outcome(attempt(bob, code=seated.CODES[1]), door, now) == bob.id


def test_a_code_spent_by_another_worker_meanwhile_does_not_count(door, bob, now, monkeypatch):
    monkeypatch.setattr(
        passwords, "is_outdated", lambda _stored: door.accounts.spend(bob.id, signin.Proof(now // 30)) and False
    )

    assert outcome(attempt(bob, at=now), door, now) == "NotRight"


def test_whoever_is_invited_or_closed_is_nobody(door, bob, now):
    with door.accounts.together():
        door.accounts.add_seat(seated.person(Role.REVIEWER, name="Invited Only"))
        door.accounts.close_seat(bob.id)

    for who in (bob, seated.person(Role.REVIEWER, name="Invited Only"), seated.person(Role.REVIEWER, name="No One")):
        assert outcome(attempt(who, at=now), door, now) == "NotRight"


def test_a_weaker_hash_is_replaced_when_its_password_is_next_seen(door, bob, now, monkeypatch):
    before = door.accounts.password_of(bob.id)
    monkeypatch.setattr(passwords, "is_outdated", lambda stored: stored == before)

    sign_in(attempt(bob, at=now), door, now)

    assert door.accounts.password_of(bob.id) != before
    assert passwords.matches(door.accounts.password_of(bob.id), seated.PASSWORD)


def test_tries_that_fail_change_nothing_in_the_registry(door, bob, now):
    before = list(door.accounts.db.conn.iterdump())

    for _ in range(8):
        outcome(attempt(bob, code="000000"), door, now)
        outcome(attempt(bob, password="another one", at=now), door, now)

    assert list(door.accounts.db.conn.iterdump()) == before


@pytest.mark.parametrize("who", ["a seat", "nobody"])
def test_whoever_it_is_the_same_is_compared_and_the_same_is_said(door, bob, now, monkeypatch, who):
    asked = []
    monkeypatch.setattr(passwords, "matches", lambda stored, _typed: asked.append(bool(stored)) or False)
    email = bob.email if who == "a seat" else "nobody@example.org"

    said = [outcome(Attempt(email, "some password", "123456", HOME), door, now) for _ in range(7)]

    assert said == ["NotRight"] * 5 + ["Wait"] * 2
    assert len(asked) == 5


def spray(door, now, accounts, tries, networks, seconds):
    """The same guess at every account, from many networks, spread over a time; what each try came to."""
    came_to = Counter()
    for count in range(tries):
        email = f"person{count % accounts}@example.org"
        address = f"10.{count % networks // 250}.{count % networks % 250}.7"
        made = Attempt(email, "harbour lantern cedar violin", f"{count % 1_000_000:06}", address)
        came_to[outcome(made, door, now + count * seconds // tries)] += 1
    return came_to


@pytest.mark.parametrize("seconds", [60, 3600])
def test_of_a_spray_of_an_hour_at_most_fifty_tries_are_looked_at(door, now, monkeypatch, seconds):
    """However many there are: 0.5 % of 10,000. The attack suite makes them all."""
    monkeypatch.setattr(passwords, "matches", lambda _stored, _typed: False)

    came_to = spray(door, now, accounts=1000, tries=2000, networks=200, seconds=seconds)

    assert 0 < came_to["NotRight"] <= 50
    assert came_to["NotRight"] + came_to["Wait"] == 2000


def test_in_the_middle_of_a_spray_the_real_person_gets_in(door, bob, now, monkeypatch):
    monkeypatch.setattr(passwords, "matches", lambda _stored, typed: typed == seated.PASSWORD)
    for count in range(100):
        outcome(Attempt(bob.email, "a guess", f"{count:06}", HOME), door, now)

    assert outcome(attempt(bob, password="a guess", code="000000"), door, now) == "Wait"
    assert outcome(attempt(bob, at=now), door, now) == bob.id


def test_whoever_stole_an_authenticator_guesses_slower_and_slower(door, bob, now):
    said = [outcome(attempt(bob, password=f"guess {n}", at=now + 30 * n), door, now + 30 * n) for n in range(5)]

    assert said == ["NotRight"] * 5
    assert outcome(attempt(bob, password="guess", at=now + 120), door, now + 120) == "Wait"


def test_showing_a_code_again_takes_a_new_one(door, bob, now):
    sign_in(attempt(bob, at=now), door, now)

    with pytest.raises(NotRight):
        prove(bob, seated.code(now), door, now)
    prove(bob, seated.code(now + 30), door, now + 30)


def test_guessing_the_code_of_a_session_left_open_slows_down(door, bob, now):
    for _ in range(5):
        with pytest.raises(NotRight):
            prove(bob, "000000", door, now)

    with pytest.raises(Wait):
        prove(bob, seated.code(now), door, now)


def test_a_seat_and_no_seat_take_about_as_long(door, bob, now, capsys):
    """The figure is printed; the attack suite asks it of the whole site, with 400 samples a class."""
    emails = {"a seat": bob.email, "no seat": "nobody@example.org"}
    took = {name: [] for name in emails}
    for turn in range(10):
        for after, (name, email) in enumerate(emails.items()):
            began = time.perf_counter()
            outcome(Attempt(email, "some password", "123456", HOME), door, now + turn * 20_000 + after * 10_000)
            took[name].append(time.perf_counter() - began)

    medians = {name: statistics.median(times) for name, times in took.items()}
    with capsys.disabled():
        print("  sign-in, medians:", {name: f"{1000 * median:.1f} ms" for name, median in medians.items()})
    assert all(len(times) == 10 for times in took.values())
