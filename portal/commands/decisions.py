"""Hiding at once, and what must never come back: for whoever keeps the site, when a page is out of reach."""

from __future__ import annotations

import click

from portal.registry import phones
from portal.registry.decisions import NoSuchPart, Part
from portal.registry.suppression import Kind, Sign

from .agreeing import agreed, by_two
from .workplace import Workplace, today

BY = "command:withhold"


@click.command()
@click.argument("listing")
@click.option("--phone", default="", help="Hide only this number.")
@click.option("--place", default="", help="Hide only the place with this id.")
def withhold(listing: str, phone: str, place: str) -> None:
    """Hide LISTING (an id), one of its numbers or one of its places, from now on. Showing it again needs two people."""
    part, which = part_of(phone, place)
    with Workplace().store() as store:
        try:
            store.withhold(listing, part, BY, today(), which)
        except NoSuchPart:
            raise click.ClickException("There is no such listing, or it has no such number or place.") from None
    click.echo("Hidden. Run `portal catch-up` where no site is running.")


@click.command("show-again")
@click.argument("listing")
@click.option("--phone", default="", help="Show this number again.")
@click.option("--place", default="", help="Show the place with this id again.")
@by_two
def show_again(listing: str, phone: str, place: str, emails: tuple[str, str]) -> None:
    """Show again what was withheld of LISTING, as two people agree who are both here."""
    part, which = part_of(phone, place)
    here = Workplace()
    with here.store() as store:
        try:
            store.show_again(listing, part, agreed(here, store, emails), today(), which)
        except NoSuchPart:
            raise click.ClickException("Nothing of this kind is withheld.") from None
    click.echo("Shown again.")


def part_of(phone: str, place: str) -> tuple[Part, str]:
    """Which part of a listing the options mean."""
    if phone and place:
        raise click.UsageError("Give --phone or --place, not both.")
    if phone:
        parsed = phones.parsed(phone)
        return Part.PHONE, parsed.number if parsed else phone
    return (Part.PLACE, place) if place else (Part.LISTING, "")


@click.group()
def suppress() -> None:
    """What was asked to stay out, and never comes back by any file or hand."""


KIND = click.Choice([kind.value for kind in Kind])


@suppress.command()
@click.argument("kind", type=KIND)
@click.argument("text")
@click.option("--reason", required=True, help="A code, such as `asked` or `unsafe`; no names.")
@click.option("--asked-by", required=True, help="The role of who asked, such as `provider`; no names.")
@by_two
def add(kind: str, text: str, reason: str, asked_by: str, emails: tuple[str, str]) -> None:
    """Keep out what TEXT names: source/key, a number, a web address, or name|community. Withdraws what is there."""
    here = Workplace()
    with here.store() as store:
        people = agreed(here, store, emails)
        gone = store.suppress(Sign.of(Kind(kind), text), reason, asked_by, people, today())
    click.echo(f"Kept out from now on; {len(gone)} listings were withdrawn.")


@suppress.command()
@click.argument("kind", type=KIND)
@click.argument("text")
@by_two
def lift(kind: str, text: str, emails: tuple[str, str]) -> None:
    """Let come back what TEXT names. What was withdrawn stays so until somebody publishes it."""
    here = Workplace()
    with here.store() as store:
        try:
            store.lift(Sign.of(Kind(kind), text), agreed(here, store, emails), today())
        except NoSuchPart:
            raise click.ClickException("Nothing of this kind is kept out.") from None
    click.echo("May come back.")
