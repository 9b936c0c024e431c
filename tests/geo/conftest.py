"""The full geography, loaded once for all tests that ask for it."""

import pytest

from geo import demand
from geo.load import load_geography
from tests.countries import EMBEDDED, REAL


@pytest.fixture(scope="session")
def full_geography(tmp_path_factory):
    """The folder of the full geography. Skips where the published files do not stand beside the checkout."""
    if not REAL.is_dir():
        pytest.skip("the published files may not be shipped; they stand beside a checkout")
    folder = tmp_path_factory.mktemp("state") / "geography"
    load_geography(REAL, folder, lambda _stage: None)
    return folder


@pytest.fixture(scope="session")
def canada(full_geography):
    """Where people of Canada live."""
    return demand.read(full_geography, EMBEDDED)
