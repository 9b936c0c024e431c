"""What a community says of itself: whether figures may be about it alone, and how one gets there."""

from __future__ import annotations

from datetime import date

import click

from portal.mapping.campaigns import by_code
from portal.registry import survey
from portal.registry.survey import Road, Said

from .agreeing import agreed, by_two
from .workplace import Workplace, today

ROLE = "keeper"
"""Who said so, where a command was given: whoever keeps the site, for the community."""


@click.command()
@click.argument("community")
@click.option("--until", default="", help="The last day it holds (YYYY-MM-DD); for good unless given.")
@by_two
def consent(community: str, until: str, emails: tuple[str, str]) -> None:
    """Figures may be about COMMUNITY (CSD:3560064) alone: it agreed, and two people who are here have seen that."""
    here = Workplace()
    with here.store() as store:
        code, last = known(here, community), day_of(until)
        agreed(here, store, emails)
        survey.record_consent(store, code, True, Said(today(), ROLE), last)
    click.echo(f"Written down: {code} may be told of by itself.")


@click.command()
@click.argument("community")
def refuse(community: str) -> None:
    """No figure may be about COMMUNITY (CSD:3560064) alone, from now on."""
    here = Workplace()
    with here.store() as store:
        code = known(here, community)
        survey.record_consent(store, code, False, Said(today(), ROLE))
    click.echo(f"Written down: {code} is told of in totals alone.")


@click.command()
@click.argument("community")
@click.argument("road", type=click.Choice([road.value for road in Road]))
def road(community: str, road: str) -> None:
    """How one gets to COMMUNITY (CSD:3560064): all year by road, in winter only, by air, by ferry; or unknown."""
    here = Workplace()
    with here.store() as store:
        code = known(here, community)
        survey.record_road(store, code, Road(road), Said(today(), ROLE))
    click.echo(f"Written down: {code}, {road}.")


def day_of(text: str) -> str:
    """A day as it is written, or nothing; ends the command when it is none."""
    try:
        return text and date.fromisoformat(text).isoformat()
    except ValueError:
        raise click.ClickException(f"{text}: write a day as 2027-01-31.") from None


def known(place: Workplace, community: str) -> str:
    """The code of a community; ends the command when there is none of it."""
    if community not in by_code(place.places()):
        raise click.ClickException(f"{community}: there is no such community; give its code, such as CSD:3560064.")
    return community
