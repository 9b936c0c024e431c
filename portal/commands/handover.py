"""What would have to be handed over: everything the site keeps, said in one go."""

from __future__ import annotations

from collections.abc import Iterator

import click

from portal import kept as declared

from .workplace import Workplace


@click.command()
def kept() -> None:
    """List every table, column and file with its purpose and how long it stays. Ends with code 1 if one is unknown."""
    place = Workplace()
    with place.store() as store:
        tables = {name: [column.name for column in store.db.table(name).columns] for name in store.db.table_names()}
    state = place.settings.state_dir
    files = sorted(path.relative_to(state).as_posix() for path in state.rglob("*") if path.is_file())
    for line in lines():
        click.echo(line)
    unknown = [*declared.undeclared_columns(tables), *declared.undeclared_files(files)]
    for name in unknown:
        click.echo(f"NOT DECLARED: {name}")
    click.echo(f"{len(tables)} tables and {len(files)} files found, {len(unknown)} of them not declared.")
    if unknown:
        raise SystemExit(1)


def lines() -> Iterator[str]:
    """The whole declaration, as it is read aloud."""
    for name, one in declared.TABLES.items():
        yield f"table {name}: {one.purpose}. Kept {one.until}."
        yield f"    {', '.join(one.columns)}"
    for kind, one in declared.FILES.items():
        yield f"file {kind}: {one.purpose}. Kept {one.until}."
    yield from (f"never kept: {what}" for what in declared.NOT_KEPT)
