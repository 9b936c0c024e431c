"""Coverage: built, checked and reported."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from portal.registry.store import Store

from .workplace import Workplace, today

Step = Callable[[str], None]


@click.group()
def coverage() -> None:
    """Who is too far from help, and where help is missing from the map."""


@coverage.command()
@click.option("--day", default=today, help="The day to write on the build (YYYY-MM-DD); today unless given.")
def build(day: str) -> None:
    """Work out coverage from the registry as it stands; pages and downloads show the last build."""
    place = Workplace()
    with place.store() as store:
        build_coverage(place, store, day)


def build_coverage(place: Workplace, store: Store, day: str) -> None:
    """See `coverage build`."""
    from portal.coverage.build import Ground
    from portal.coverage.build import build as work_out

    ground = Ground(place.settings.geography, place.settings.data_dir / "places")
    with steps("Coverage") as step:
        built = work_out(store, ground, place.settings.coverage, day, step)
    click.echo(f"Coverage of revision {built.revision}: {len(built.supply)} listings, {built.about['people']} people.")


@contextmanager
def steps(label: str) -> Iterator[Step]:
    """A line that says what is being worked out; silent where no one watches."""

    def said(text: str) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r\033[K{label}: {text}", nl=False, err=True)

    yield said
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{label}: done", err=True)
