"""Links: an invitation, a new password, a new authenticator. Once each, and none takes over a seat."""

import pyotp
import pytest

from portal.accounts import factors, links, seats, sessions
from portal.accounts.links import Answer, NoSuchLink, Purpose, WeakPassword, accept, opened
from portal.accounts.people import Role
from portal.accounts.seats import Standing, Wanted
from portal.accounts.signin import Attempt, NotRight, Wait, sign_in
from tests import seated

NEW = "four canoes under a pine"


@pytest.fixture
def invited(door, ada, now):
    """Somebody invited, and the token of their link."""
    return seats.invite(
        Wanted("Denise Larivière", "denise@example.org", Standing(Role.REVIEWER)), ada, door.accounts, now
    )


def shown(token, door, at):
    """What an authenticator set up from a link's page shows."""
    return pyotp.TOTP(factors.secret_of_link(token, door.keys)).at(at)


def everything(door):
    return list(door.accounts.db.conn.iterdump())


def test_an_invitation_is_accepted_with_a_password_and_an_authenticator(door, invited, now):
    person, token = invited

    link, codes = accept(token, Answer(NEW, shown(token, door, now)), door, now)

    assert link.person.id == person.id and len(codes) == 10
    late = now + 30
    assert sign_in(Attempt("denise@example.org", NEW, shown(token, door, late), ""), door, late).id == person.id
    assert sign_in(Attempt("denise@example.org", NEW, codes[3], ""), door, late).id == person.id


def test_nothing_that_opens_a_seat_is_stored(door, invited, now):
    _person, token = invited
    _link, codes = accept(token, Answer(NEW, shown(token, door, now)), door, now)
    stored = "\n".join(everything(door))

    for secret in (token, NEW, factors.secret_of_link(token, door.keys), *codes):
        assert secret not in stored


def test_a_link_works_once(door, invited, now):
    _person, token = invited
    accept(token, Answer(NEW, shown(token, door, now)), door, now)

    with pytest.raises(NoSuchLink):
        accept(token, Answer(NEW, shown(token, door, now + 30)), door, now + 30)


def test_the_code_that_accepted_does_not_sign_in(door, invited, now):
    _person, token = invited
    code = shown(token, door, now)
    accept(token, Answer(NEW, code), door, now)

    with pytest.raises(NotRight):
        sign_in(Attempt("denise@example.org", NEW, code, ""), door, now)


def test_a_link_ends_in_time(door, invited, now):
    _person, token = invited

    assert opened(token, door.accounts, now + 7 * 24 * 3600 - 1)
    with pytest.raises(NoSuchLink):
        opened(token, door.accounts, now + 7 * 24 * 3600)


def test_a_new_invitation_ends_the_one_before(door, invited, ada, now):
    person, token = invited
    seats.invite_again(person.id, ada, door.accounts, now)

    with pytest.raises(NoSuchLink):
        opened(token, door.accounts, now)


@pytest.mark.parametrize("answer", [Answer("password1234", ""), Answer(NEW, "000000"), Answer(NEW, "")])
def test_what_is_not_accepted_changes_nothing(door, invited, now, answer):
    _person, token = invited
    before = everything(door)

    with pytest.raises((WeakPassword, NotRight)):
        accept(token, Answer(answer.password, answer.code or "x"), door, now)

    assert everything(door) == before


def test_a_weak_password_is_refused_and_the_link_stays_good(door, invited, now):
    _person, token = invited

    with pytest.raises(WeakPassword):
        accept(token, Answer("denise@example.org", shown(token, door, now)), door, now)

    assert accept(token, Answer(NEW, shown(token, door, now)), door, now)


def test_an_acceptance_that_stops_half_way_leaves_nothing_behind(door, invited, now, monkeypatch):
    _person, token = invited
    before = everything(door)
    monkeypatch.setattr(door.accounts, "set_recovery_codes", failing)

    with pytest.raises(DiskFull):
        accept(token, Answer(NEW, shown(token, door, now)), door, now)

    assert everything(door) == before


class DiskFull(Exception):
    pass


def failing(*_):
    raise DiskFull


def test_a_new_password_asks_for_the_second_factor(door, bob, ada, now):
    token = seats.help_back_in(bob.id, Purpose.PASSWORD, ada, door.accounts, now)

    with pytest.raises(NotRight):
        accept(token, Answer(NEW, "000000"), door, now)
    accept(token, Answer(NEW, seated.code(now)), door, now)

    assert sign_in(Attempt(bob.email, NEW, seated.code(now + 30), ""), door, now + 30) == bob


def test_a_new_authenticator_asks_for_the_password(door, bob, ada, now):
    token = seats.help_back_in(bob.id, Purpose.FACTOR, ada, door.accounts, now)

    with pytest.raises(NotRight):
        accept(token, Answer("not the password", shown(token, door, now)), door, now)
    _link, codes = accept(token, Answer(seated.PASSWORD, shown(token, door, now)), door, now)

    late = now + 30
    with pytest.raises(NotRight):
        sign_in(Attempt(bob.email, seated.PASSWORD, seated.code(late), ""), door, late)
    with pytest.raises(NotRight):
        sign_in(Attempt(bob.email, seated.PASSWORD, seated.CODES[0], ""), door, late)
    assert sign_in(Attempt(bob.email, seated.PASSWORD, codes[0], ""), door, late) == bob


def test_whoever_hands_links_out_cannot_take_a_seat_with_them(door, bob, ada, now):
    """Both links in hand, and neither factor: every answer fails, and soon it must wait."""
    for purpose in (Purpose.PASSWORD, Purpose.FACTOR):
        token = seats.help_back_in(bob.id, purpose, ada, door.accounts, now)
        code = "000000" if purpose is Purpose.PASSWORD else shown(token, door, now)
        for _ in range(2):
            with pytest.raises(NotRight):
                accept(token, Answer("a guess of the keeper", code), door, now)
    with pytest.raises(NotRight):
        accept(token, Answer("a guess of the keeper", code), door, now)
    with pytest.raises(Wait):
        accept(token, Answer("a guess of the keeper", code), door, now)


@pytest.mark.parametrize("purpose", [Purpose.PASSWORD, Purpose.FACTOR])
def test_a_new_factor_ends_every_session(door, bob, ada, now, purpose):
    cookie, _row = sessions.begin(bob.id, door.accounts, now)
    token = seats.help_back_in(bob.id, purpose, ada, door.accounts, now)
    code = seated.code(now) if purpose is Purpose.PASSWORD else shown(token, door, now)

    accept(token, Answer(NEW if purpose is Purpose.PASSWORD else seated.PASSWORD, code), door, now)

    assert sessions.resume(cookie, door.accounts, now) is None


def test_changing_the_password_keeps_this_session_and_ends_the_others(door, bob, now):
    here, row = sessions.begin(bob.id, door.accounts, now)
    there, _row = sessions.begin(bob.id, door.accounts, now)

    links.change_password(bob, NEW, door, row.hash, now)

    assert sessions.resume(here, door.accounts, now) and not sessions.resume(there, door.accounts, now)
    assert sign_in(Attempt(bob.email, NEW, seated.code(now), ""), door, now) == bob


def test_new_recovery_codes_replace_the_old(door, bob, now):
    codes = links.renew_codes(bob, door, now)

    with pytest.raises(NotRight):
        sign_in(Attempt(bob.email, seated.PASSWORD, seated.CODES[0], ""), door, now)
    assert sign_in(Attempt(bob.email, seated.PASSWORD, codes[9], ""), door, now) == bob


def test_the_record_says_what_the_holder_did(door, invited, ada, now):
    person, token = invited
    accept(token, Answer(NEW, shown(token, door, now)), door, now)
    links.renew_codes(person, door, now)
    links.change_password(person, "five pears in a wet boat", door, "", now)

    acts = [(entry.kind, entry.by) for entry in reversed(door.accounts.history(person.id))]
    assert acts == [
        ("seat.invited", ada.id),
        ("seat.accepted", person.id),
        ("seat.codes_renewed", person.id),
        ("seat.password_changed", person.id),
    ]
