"""The word index and the catalogue: built, and brought up to date."""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING

import click

from portal.registry.store import Store

from .workplace import Workplace

if TYPE_CHECKING:
    from portal.finding.keeping import Keeper


@click.command()
def reindex() -> None:
    """Build the word index anew, aside, and swap it in. Search answers meanwhile."""
    place = Workplace()
    with place.store() as store:
        build_index(place, store)


def build_index(place: Workplace, store: Store) -> None:
    """See `reindex`. The catalogue that workers start from is made with it."""
    with click.progressbar(length=store.count(), label="Index", file=sys.stderr) as shown:
        count = keeper(place).build(store, lambda done: shown.update(done - shown.pos))
    click.echo(f"{count} listings indexed.")


def keeper(place: Workplace) -> Keeper:
    """What keeps the index and the catalogue of this site."""
    from portal.finding.keeping import Keeper

    return Keeper(place.settings.index, place.settings.catalogue, cache(place.places))


@click.command("catch-up")
def catch_up() -> None:
    """Teach the word index what changed since it was built; build it anew where it is damaged or holds too much."""
    place = Workplace()
    keeping = keeper(place)
    with place.store() as store:
        try:
            click.echo(f"{keeping.turn(store)} listings brought up to date.")
        finally:
            keeping.close()
