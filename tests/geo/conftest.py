"""Where people of Canada live, read once for all tests that ask for it."""

import pytest

from geo import demand
from tests.countries import EMBEDDED


@pytest.fixture(scope="session")
def canada(full_geography):
    """The full geography. Skips where it cannot be loaded."""
    return demand.read(full_geography, EMBEDDED)
