"""Coverage, held against what is known for certain."""

from __future__ import annotations

import click

from .workplace import Workplace


@click.command()
def check() -> None:
    """Hold the coverage last built against geodesics, the census and a second build; needs the full geography."""
    from portal.coverage.build import Ground
    from portal.coverage.checking import checks
    from portal.coverage.latest import NotBuilt, open_folder

    place = Workplace()
    ground = Ground(place.settings.geography, place.settings.data_dir / "places")
    try:
        opened = open_folder(place.settings.coverage, ground.geography, ground.embedded)
    except NotBuilt:
        raise click.ClickException("There is no coverage yet: run `portal coverage build`.") from None
    if not opened.about["full_geography"]:
        click.echo("Without the full geography the figures of the census cannot be checked; see `load-geography`.")
    failed = 0
    with place.store() as store:
        for seen in checks(opened, store, ground):
            failed += not seen.holds
            click.echo(f"{'holds ' if seen.holds else 'BROKEN'}  {seen.what}: {seen.seen} (asked: {seen.asked})")
    if failed:
        raise click.ClickException(f"{failed} of the checks do not hold.")
