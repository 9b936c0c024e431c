"""What the attacks share: the seed, and worlds to attack."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .size import SEED
from .world import World


@pytest.fixture(scope="session")
def seed() -> int:
    return SEED


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], World]]:
    """Makes empty worlds, and closes them after the module."""
    made: list[World] = []

    def make(name: str) -> World:
        folder: Path = tmp_path_factory.mktemp(name)
        made.append(World(folder))
        return made[-1]

    yield make
    for world in made:
        world.close()
