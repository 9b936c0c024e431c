"""The word index and the catalogue: built, and brought up to date."""

from __future__ import annotations

import sys

import click

from portal.registry.store import Store

from .workplace import Workplace


@click.command()
def reindex() -> None:
    """Build the word index anew, aside, and swap it in. Search answers meanwhile."""
    place = Workplace()
    with place.store() as store:
        build_index(place, store)


def build_index(place: Workplace, store: Store) -> None:
    """See `reindex`. The catalogue that workers start from is made with it."""
    from portal.finding import catalogue, indexing

    total = len(store.ids())
    with click.progressbar(length=total, label="Index", file=sys.stderr) as shown:
        count = indexing.rebuild(store, place.settings.index, lambda done: shown.update(1))
    catalogue.publish(store, place.places(), place.settings.catalogue)
    click.echo(f"{count} listings indexed.")


@click.command("catch-up")
def catch_up() -> None:
    """Teach the word index what changed since it was built."""
    from portal.finding import indexing

    place = Workplace()
    with place.store() as store:
        index = indexing.open_index(place.settings.index, None)
        if index is None:
            build_index(place, store)
            return
        try:
            click.echo(f"{indexing.catch_up(store, index)} listings brought up to date.")
        finally:
            index.close()
