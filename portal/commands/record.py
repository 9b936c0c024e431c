"""The record: the line to keep outside, holding the record against it, and reading it."""

from __future__ import annotations

from pathlib import Path

import click

from portal.registry import audit as records

from .workplace import Workplace, today


@click.group("audit")
def audit() -> None:
    """The record of what was done: who, what, on which day."""


@audit.command()
def anchor() -> None:
    """Print one line that shows how the record stands. Keep it where whoever can change the registry cannot."""
    with Workplace().store() as store:
        click.echo(records.anchor(store.db, today()))


@audit.command()
@click.option("--anchor", "kept", required=True, help="A file of lines from `portal audit anchor`, or one such line.")
def verify(kept: str) -> None:
    """Hold the record against anchors kept outside. Ends with code 1 and says where it is not what it was."""
    path = Path(kept)
    try:
        anchors = records.anchors(path.read_text(encoding="utf-8") if path.is_file() else kept)
    except (ValueError, OSError):
        raise click.ClickException("--anchor is neither a file of anchors nor one line of one.") from None
    if not anchors:
        raise click.ClickException("--anchor holds no line of `portal audit anchor`.")
    with Workplace().store() as store:
        faults = records.faults(store.db, anchors)
        rows = records.tail(store.db)[0]
    for fault in faults:
        click.echo(fault)
    click.echo(f"{rows} rows held against {len(anchors)} anchors; {len(faults)} faults found.")
    if faults:
        raise SystemExit(1)


@audit.command("list")
@click.argument("about", default="")
def show(about: str) -> None:
    """Print the record, or the part of it about one listing or account, given by its id."""
    with Workplace().store() as store:
        for entry in records.entries(store.db, about):
            click.echo(f"{entry.number}\t{entry.day}\t{entry.by}\t{entry.kind}\t{entry.about}\t{entry.details}")
