"""Keeping the registry: its schema, its rules, its copies."""

from __future__ import annotations

from pathlib import Path

import click

from portal.registry import backup as backups
from portal.registry import check as checks
from portal.registry import database, lists, migrations

from .index import build_index
from .intake import load_starter
from .workplace import Workplace, today


@click.command()
def migrate() -> None:
    """Bring the registry's schema and vocabularies up to date. May be run at any time."""
    place = Workplace()
    db = database.open_writer(place.settings.database)
    try:
        applied = migrations.migrate(db, place.terms)
    finally:
        db.conn.close()
    click.echo(f"{len(applied)} migrations applied." if applied else "The schema is up to date.")


@click.command()
@click.option("--data/--no-data", default=True, help="Also check the tables of data/ that come with the site.")
def check(data: bool) -> None:
    """Hold the registry and the shipped tables against the rules. Ends with code 1 when something is wrong."""
    place = Workplace()
    faults: list[str] = []
    with place.store() as store:
        faults += checks.registry(store, today())
        if data:
            report = load_starter(place, store, dry_run=True)
            faults += [fault.said("en") for fault in report.refused]
    if data:
        faults += checks.tables(place.settings.data_dir)
    for fault in faults:
        click.echo(fault)
    click.echo(checks.sqlite_note())
    click.echo(f"{len(faults)} faults found.")
    if faults:
        raise SystemExit(1)


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
def backup(target: Path) -> None:
    """Write a copy of the registry, whole and checked, to TARGET. Only the registry needs one."""
    place = Workplace()
    try:
        click.echo(backups.backup(place.settings.database, target))
    except (OSError, backups.NotABackup) as fault:
        raise click.ClickException(str(fault)) from None


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask before replacing the present registry.")
@click.option(
    "--decisions",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A kept copy of registry.db.decisions, when the one beside the registry is lost.",
)
def restore(source: Path, yes: bool, decisions: Path | None) -> None:
    """Put a backup in the place of the registry, then rebuild the index. Stop the site first.

    What was narrowed, withheld or withdrawn since the backup stays so.
    """
    place = Workplace()
    if place.settings.database.exists() and not yes:
        click.confirm("Replace the present registry?", abort=True)
    try:
        more = [lists.read(decisions)] if decisions else []
        hidden = backups.restore(source, place.settings.database, place.terms, today(), more)
    except (ValueError, backups.NotABackup) as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(f"{len(hidden)} listings were hidden again as people had decided.")
    with place.store() as store:
        build_index(place, store)
