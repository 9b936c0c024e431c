"""Taking listings in: the starter registry, and other people's files; and writing them out again."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from portal.exchange.layouts import LAYOUTS, Plain
from portal.exchange.open_list import as_plain_csv
from portal.exchange.report import Report
from portal.registry.disclosure import PublicService
from portal.registry.model import Source
from portal.registry.store import Store

from .index import build_index
from .workplace import Workplace, finish, progress, readable, today

STARTER = Source(
    "starter",
    "Starter registry",
    "Waypoint",
    "facts_compiled",
    "",
    "",
)


@click.command("load-seeds")
@click.option("--dry-run", is_flag=True, help="Check and report; store nothing.")
@click.option("--language", type=click.Choice(["en", "fr"]), default="en", help="Language of the report.")
def load_seeds(dry_run: bool, language: str) -> None:
    """Load the starter registry of data/seeds. Safe to run again."""
    place = Workplace()
    with place.store() as store:
        report = load_starter(place, store, dry_run)
        build_index(place, store)
    finish(report, language)


def load_starter(place: Workplace, store: Store, dry_run: bool) -> Report:
    """The rows of data/seeds as one source."""
    paths = sorted((place.settings.data_dir / "seeds").glob("*.csv"))
    return place.importing(Plain(STARTER), store).run(paths, dry_run)


@click.command("import")
@click.argument("layout", type=click.Choice([*LAYOUTS, "csv"]))
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source-id", help="csv only: a short name for the source, such as `ontario-legal-clinics`.")
@click.option("--source-name", help="csv only: the title of the list.")
@click.option("--publisher", help="csv only: who publishes the list.")
@click.option("--licence", help="csv only: a code of data/taxonomy/sources_licences.csv.")
@click.option("--source-url", default="", help="csv only: where the list was had.")
@click.option("--dry-run", is_flag=True, help="Check and report; store nothing.")
@click.option("--keep-good-rows", is_flag=True, help="Store the rows that are right even when others are refused.")
@click.option("--language", type=click.Choice(["en", "fr"]), default="en", help="Language of the report.")
def import_(
    layout: str, paths: tuple[Path, ...], dry_run: bool, keep_good_rows: bool, language: str, **source: str | None
) -> None:
    """Import a file of services: odhf, nspl, toronto-* (GeoJSON) or csv (our own layout, docs/csv-layout.md).

    All or nothing: with one refused row nothing is stored, unless --keep-good-rows. Safe to run again.
    Shelter-type rows lose any place and are shown by region only.
    """
    place = Workplace()
    chosen = Plain(own_source(place, source)) if layout == "csv" else LAYOUTS[layout]
    with place.store() as store:
        with progress(language) as seen:
            report = readable(
                lambda: place.importing(chosen, store).run(paths, dry_run, keep_good_rows, seen), language
            )
        if report.kept and (report.created or report.changed):
            build_index(place, store)
    finish(report, language)


@click.command("export")
@click.argument("folder", type=click.Path(path_type=Path))
def export(folder: Path) -> None:
    """Write every listing anyone may see into FOLDER: a table for each source, which `portal import csv` takes again.

    For another registry of the same people. What everybody may take away stands on the data page.
    """
    place = Workplace()
    folder.mkdir(parents=True, exist_ok=True)
    with place.store() as store:
        by_source: dict[Source, list[PublicService]] = {}
        for listing in store.published():
            by_source.setdefault(listing.source, []).append(listing)
    for source, listings in by_source.items():
        path = folder / f"{source.id}.csv"
        path.write_text(as_plain_csv(listings), encoding="utf-8", newline="")
        click.echo(f"{len(listings):>8}  {path}")
        click.echo(f"          portal import csv {path} {shlex.join(named(source))}")


def named(source: Source) -> list[str]:
    """A source as the options of an import name it."""
    values = {
        "source-id": source.id,
        "source-name": source.name,
        "publisher": source.publisher,
        "licence": source.licence,
        "source-url": source.url,
    }
    return [word for name, value in values.items() if value for word in (f"--{name}", value)]


def own_source(place: Workplace, given: dict[str, str | None]) -> Source:
    """The source of a plain CSV file, complete or refused."""
    missing = [name for name in ("source_id", "source_name", "publisher", "licence") if not given.get(name)]
    if missing:
        options = ", ".join("--" + name.replace("_", "-") for name in missing)
        raise click.UsageError(f"A csv import must say where its facts come from: add {options}.")
    if given["licence"] not in place.terms["sources_licences"]:
        raise click.UsageError("--licence is not a code of data/taxonomy/sources_licences.csv.")
    values = {name: given[name] or "" for name in given}
    return Source(
        values["source_id"],
        values["source_name"],
        values["publisher"],
        values["licence"],
        values["source_url"],
        today(),
    )
