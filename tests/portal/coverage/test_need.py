"""A need in an address: short, strict, and telling nothing."""

import base64
import json

import pytest

from portal.coverage.need import Need, NotANeed

FULL = Need("category:legal.aid", "women", "cr", 17, True, True, True, "in_person")


@pytest.mark.parametrize("need", [Need("component:shelter"), FULL, FULL.at_night()])
def test_a_need_comes_back_from_its_token(need):
    assert Need.of_token(need.token) == need


def test_a_token_names_nothing_that_could_be_read_over_a_shoulder():
    assert not any(word in FULL.token.lower() for word in ("legal", "women", "shelter", "category"))


def packed(**stated):
    return base64.urlsafe_b64encode(json.dumps(stated).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "token",
    [
        "", "x", "é", "=" * 40, "[" * 300, packed(), packed(population="women"), packed(kind=3),
        packed(kind="a", age="17"), packed(kind="a", age=-1), packed(kind="a", age=500),
        packed(kind="a", after_dark=1), packed(kind="a", other="b"), packed(kind="a", token="b"),
        base64.urlsafe_b64encode(b"[1]").decode(),
    ],
)  # fmt: skip
def test_what_is_no_token_is_refused(token):
    with pytest.raises(NotANeed):
        Need.of_token(token)
