"""The first of many are the first of all in order."""

import numpy as np
import pytest

from portal.finding.arrangement import first


@pytest.mark.parametrize("most", [0, 1, 20, 60, 299, 300, 1000])
@pytest.mark.parametrize("share", [0.0, 0.02, 0.6, 1.0])
def test_the_first_are_those_that_sorting_everything_puts_first(most, share):
    dice = np.random.default_rng([most, int(share * 100)])
    mask = dice.random(300) < share
    keys = (dice.permutation(300).astype(float), dice.random(300) < 0.5, -np.round(dice.random(300), 1))

    rows = np.flatnonzero(mask)
    every = rows[np.lexsort([key[rows] for key in keys])]
    assert first(mask, most, *keys).tolist() == every[:most].tolist()
