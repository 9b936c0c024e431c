"""The second factor: which codes fit, once each, and what is stored of them."""

import pyotp
import pytest

from portal.accounts import factors
from portal.accounts.factors import Factor, proof
from portal.accounts.keys import Keys
from tests.seated import CODES, SECRET

KEYS = Keys("a secret of this test alone, 32 or more")
NOW = 1_800_000_000


def factor(last_step=0):
    return Factor("p", KEYS.sealed(SECRET), last_step, frozenset(factors.mark("p", code, KEYS) for code in CODES))


def shown(at):
    return pyotp.TOTP(SECRET).at(at)


@pytest.mark.parametrize("late, fits", [(-61, False), (-30, True), (0, True), (30, True), (61, False)])
def test_a_clock_may_be_one_step_early_or_late(late, fits):
    assert bool(proof(factor(), shown(NOW + late), KEYS, NOW)) is fits


def test_a_code_is_good_once_and_so_is_none_before_it():
    spent = factor(last_step=NOW // 30)

    assert proof(spent, shown(NOW), KEYS, NOW) is None
    assert proof(spent, shown(NOW - 30), KEYS, NOW) is None
    assert proof(spent, shown(NOW + 30), KEYS, NOW)


@pytest.mark.parametrize("typed", ["{0} {1}", " {0}{1} ", "{0}-{1}"])
def test_spaces_and_dashes_in_a_code_do_not_matter(typed):
    code = shown(NOW)

    assert proof(factor(), typed.format(code[:3], code[3:]), KEYS, NOW)


@pytest.mark.parametrize("typed", ["", "000000", "12345", "é" * 6, "१२३४५६", "x" * 500, "\x00"])
def test_what_is_no_code_proves_nothing(typed):
    assert proof(factor(), typed, KEYS, NOW) is None


def test_a_recovery_code_fits_in_capitals_and_groups():
    assert proof(factor(), "ABCD EFGH-JKMN", KEYS, NOW).recovery == factors.mark("p", CODES[0], KEYS)


def test_somebody_elses_recovery_code_does_not_fit():
    other = Factor("q", KEYS.sealed(SECRET), 0, factor().recovery)

    assert proof(other, CODES[0], KEYS, NOW) is None


def test_what_is_stored_opens_nothing_without_the_secret():
    other = Keys("another secret of thirty-two letters")

    assert SECRET not in factor().sealed
    assert other.opened(factor().sealed) == ""
    assert proof(factor(), shown(NOW), other, NOW) is None
    assert factors.mark("p", CODES[0], other) not in factor().recovery


def test_nobodys_factor_is_proved_by_nothing():
    nobody = factors.nobodys(KEYS)

    assert proof(nobody, shown(NOW), KEYS, NOW) is None
    assert proof(nobody, CODES[0], KEYS, NOW) is None


def test_recovery_codes_are_ten_different_ones():
    codes = factors.new_codes()

    assert len(set(codes)) == 10 and all(len(code) == 12 for code in codes)


def test_a_link_offers_the_same_secret_each_time_and_another_link_another_one():
    assert factors.secret_of_link("a", KEYS) == factors.secret_of_link("a", KEYS)
    assert factors.secret_of_link("a", KEYS) != factors.secret_of_link("b", KEYS)
    assert len(factors.secret_of_link("a", KEYS)) == 32


def test_what_an_authenticator_lists_names_nobody():
    assert factors.address(SECRET, "Waypoint").startswith("otpauth://totp/Waypoint:Waypoint?secret=")
