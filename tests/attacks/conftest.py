"""What the attacks share: the scoreboard, its table at the end of the run, and worlds to attack."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .scoreboard import Scoreboard
from .size import FULL, SEED
from .world import World

BOARD = pytest.StashKey[Scoreboard]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[BOARD] = Scoreboard()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """One table, whatever passed or failed."""
    lines = config.stash[BOARD].lines()
    if len(lines) > 1:
        terminalreporter.section(f"attacks, {'full' if FULL else 'quick'} size, seed {SEED}")
        for line in lines:
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def scoreboard(pytestconfig: pytest.Config) -> Scoreboard:
    return pytestconfig.stash[BOARD]


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
