"""What a command works on, and how it says what it did. Every command starts here."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click

from geo.places import Places
from portal.config import Settings
from portal.exchange.imports import Import
from portal.exchange.layouts import Layout
from portal.exchange.reading import Unreadable
from portal.exchange.report import Report
from portal.mapping.caution import Caution
from portal.registry import database, migrations
from portal.registry.store import Store
from portal.registry.vocabulary import Vocabularies


class Workplace:
    """What a command works on: settings, vocabularies and the registry, opened when asked for."""

    def __init__(self) -> None:
        self.settings = Settings.from_environment()
        self.terms = Vocabularies(self.settings.data_dir / "taxonomy")

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The registry for writing, at the newest schema; closed afterwards."""
        db = database.open_writer(self.settings.database)
        try:
            migrations.migrate(db, self.terms)
            yield Store(db, self.terms)
        finally:
            db.conn.close()

    def places(self) -> Places:
        """Every place name, from the full geography where it was loaded."""
        return Places.load(self.settings.data_dir / "places", self.settings.geography)

    def importing(self, layout: Layout, store: Store) -> Import:
        """An import of one layout, with the outlines for checking points."""
        from geo.outlines import Provinces

        outlines = Provinces(self.settings.data_dir / "boundaries" / "provinces.geojson")
        caution = Caution.load(self.settings.data_dir / "taxonomy" / "shelter_words.csv")
        return Import(
            layout,
            store,
            caution,
            today(),
            lambda point, letters: outlines.province_of(point) == letters or letters in outlines.near(point),
        )


def today() -> str:
    """The present day in universal time, YYYY-MM-DD."""
    return datetime.now(UTC).date().isoformat()


@contextmanager
def progress(language: str) -> Iterator[Callable[[int], None]]:
    """A counter that moves while rows are read; silent where no one watches."""
    label = "Lignes" if language == "fr" else "Rows"
    counted = 0

    def seen(more: int) -> None:
        nonlocal counted
        counted += more
        if sys.stderr.isatty() and counted % 100 == 0:
            click.echo(f"\r{label}: {counted}", nl=False, err=True)

    yield seen
    if sys.stderr.isatty():
        click.echo(f"\r{label}: {counted}", err=True)


def finish(report: Report, language: str) -> None:
    """Print a report; end with code 1 when rows were refused."""
    for line in report.lines(language):
        click.echo(line)
    if report.refused:
        raise SystemExit(1)


def readable(work: Callable[[], Report], language: str) -> Report:
    """Run an import; a file that cannot be read ends the command with what to mend."""
    try:
        return work()
    except Unreadable as fault:
        raise click.ClickException(fault.text.prefer(language)[0]) from None
