"""What is rural, remote and northern, and that nobody is called so, or not so, without knowing."""

import numpy as np
import pytest

from geo import remoteness
from geo.remoteness import class_of, classes, is_northern, is_remote, is_rural


@pytest.mark.parametrize(
    ("index", "name"),
    [
        (0.0, "easily accessible"),
        (0.1499, "easily accessible"),
        (0.15, "accessible"),
        (0.2889, "less accessible"),
        (0.3899, "remote"),
        (0.5533, "very remote"),
        (1.0, "very remote"),
    ],
)
def test_a_class_starts_at_its_cut(index, name):
    assert class_of(index) == name
    assert remoteness.REMOTENESS[classes([index])[0]] == name


def test_no_index_is_unknown_and_not_the_first_class():
    codes = classes([[np.nan, 0.0], [0.2, np.nan]])

    assert codes.tolist() == [[-1, 0], [1, -1]]
    assert codes.dtype == np.int8
    assert class_of(None) == ""


def test_remote_is_the_two_farthest_classes():
    assert [is_remote(name) for name in remoteness.REMOTENESS] == [False, False, False, True, True]
    assert is_remote(None) is None
    assert is_remote("") is None


def test_rural_is_outside_every_metropolitan_area_and_agglomeration():
    assert is_rural("") is True
    assert is_rural("505") is False
    assert is_rural(None) is None


def test_the_territories_are_northern_whatever_else_is_known():
    assert is_northern("YT", 60.7, "accessible") is True
    assert is_northern("NU", 62.0, None) is True


def test_a_province_is_northern_beyond_its_line_and_only_where_it_is_remote():
    assert is_northern("ON", 51.1, "very remote") is True
    assert is_northern("ON", 46.5, "accessible") is False
    assert is_northern("MB", 50.0, "remote") is False
    assert is_northern("NS", 46.9, "very remote") is False


def test_beyond_the_line_a_community_without_a_class_is_not_known_to_be_northern_or_not():
    assert is_northern("QC", 55.3, None) is None
    assert is_northern("QC", 45.5, None) is False
