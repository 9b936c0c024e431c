"""Which passwords may be chosen, and how one is kept."""

import pytest

from portal.accounts import passwords
from portal.accounts.passwords import Weak, weakness

WHO = ("Denise Larivière", "denise.lariviere@example.org")


@pytest.mark.parametrize(
    "password",
    [
        "harbour lantern cedar violin",
        "quatre canots verts hier soir",
        "ᐃᓄᒃᑎᑐᑦ ᐅᖃᐅᓯᖅ ᐊᕐᕌᒍ",
        "xV9-pLw2-Qr7t",
        "a" + "bcqz" * 20,
    ],
)
def test_a_long_password_is_good_whatever_it_is_made_of(password):
    assert weakness(password, *WHO) is None


@pytest.mark.parametrize(
    "password, weak",
    [
        ("short one", Weak.SHORT),
        ("x" * 129, Weak.LONG),
        ("password1234", Weak.GUESSABLE),
        ("qwertyuiop12", Weak.GUESSABLE),
        ("Passw0rd!Passw0rd!", Weak.GUESSABLE),
        ("aaaaaaaaaaaaaaaa", Weak.GUESSABLE),
        ("motdepasse2026", Weak.GUESSABLE),
        ("bonjourcanada", Weak.GUESSABLE),
        ("waypoint-2026", Weak.GUESSABLE),
        ("denise.lariviere@example.org", Weak.PERSONAL),
        ("my lariviere and four pears", Weak.PERSONAL),
        ("LARIVIÈRE and four pears", Weak.PERSONAL),
    ],
)
def test_what_a_guesser_tries_first_is_refused(password, weak):
    assert weakness(password, *WHO) is weak


def test_only_a_salted_hash_is_kept():
    one, other = passwords.hashed("harbour lantern cedar violin"), passwords.hashed("harbour lantern cedar violin")

    assert one.startswith("$argon2id$") and one != other
    assert "harbour" not in one


def test_a_password_is_right_however_its_accents_were_typed():
    stored = passwords.hashed("été à Montréal, sans fin")

    assert passwords.matches(stored, "e\u0301te\u0301 a\u0300 Montre\u0301al, sans fin")
    assert not passwords.matches(stored, "ete a Montreal, sans fin")


def test_whoever_has_no_password_has_none_that_is_right(monkeypatch):
    compared = []
    monkeypatch.setattr(passwords, "HASHER", Listening(passwords.HASHER, compared))

    assert not passwords.matches("", "anything at all")
    assert compared == [passwords.NOBODYS]


class Listening:
    """The real hasher, and what it was asked to compare with."""

    def __init__(self, hasher, compared):
        self.hasher, self.compared = hasher, compared

    def verify(self, stored, password):
        self.compared.append(stored)
        return self.hasher.verify(stored, password)


def test_the_hash_of_nobody_costs_what_others_cost():
    assert not passwords.HASHER.check_needs_rehash(passwords.NOBODYS)
