"""A registry of invented listings, for trying things out."""

from __future__ import annotations

from pathlib import Path

import click

from portal.config import make_secret
from portal.exchange.layouts import Plain

from .geography import build_maps
from .index import build_index
from .workplace import Workplace, finish, progress


@click.command()
@click.option("--count", default=500, show_default=True, type=click.IntRange(10, 1_000_000), help="How many listings.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same bytes.")
@click.option("--csv", "csv_path", type=click.Path(path_type=Path), help="Only write the file; load nothing.")
def demo(count: int, seed: int, csv_path: Path | None) -> None:
    """Fill a registry of its own with invented listings, for trying things out. Refuses beside real ones."""
    from portal import demo as inventing

    place = Workplace()
    places = inventing.read_places(place.settings.data_dir / "places" / "places.csv")
    text = inventing.as_csv(inventing.rows(count, seed, places))
    path = csv_path or place.settings.state_dir / "demo.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    if csv_path:
        click.echo(csv_path)
        return
    make_secret(place.settings.state_dir)
    with place.store() as store:
        if any(source.id != inventing.SOURCE.id for source in store.sources()):
            raise click.ClickException(
                "This registry holds real listings. Give the demo a state folder of its own:"
                " PORTAL_STATE_DIR=instance-demo portal demo"
            )
        with progress("en") as seen:
            report = place.importing(Plain(inventing.SOURCE), store).run([path], progress=seen)
        build_index(place, store)
    build_maps(place)
    finish(report, "en")
