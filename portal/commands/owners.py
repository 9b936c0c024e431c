"""Indigenous governance: whose record a listing is, what they let be done with it, and handing it back to them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click

from portal.registry.decisions import NeedsTwo, NoSuchPart
from portal.registry.governance import Label, Owner, Use
from portal.registry.model import Text
from portal.registry.stewardship import UseConsent
from search_index.folder import WriterBusy

from .agreeing import agreed, by_two
from .index import keeper
from .workplace import Workplace, today

BY = "command:owner"


@click.group()
def owner() -> None:
    """Whose record a listing is: consents, labels, everything out as a file, everything back for good."""


@contextmanager
def spoken() -> Iterator[None]:
    """What is refused, in words."""
    try:
        yield
    except NeedsTwo:
        raise click.ClickException("Two different people must have agreed.") from None
    except NoSuchPart:
        raise click.ClickException("There is no such listing or owner.") from None


@owner.command("list")
def list_() -> None:
    """List every owner of record: id, number of listings, name."""
    with Workplace().store() as store:
        for one, count in store.owners():
            click.echo(f"{one.id}\t{count}\t{one.own_name or one.name.prefer('en')[0]}")


@owner.command("set")
@click.argument("listing")
@click.argument("owner_id")
@click.option("--name-en", default="", help="Its name in English.")
@click.option("--name-fr", default="", help="Its name in French.")
@click.option("--own-name", default="", help="Its name in its own language and script.")
def set_(listing: str, owner_id: str, name_en: str, name_fr: str, own_name: str) -> None:
    """Write down that LISTING is the record of OWNER_ID, a Nation or an organization. It asks first from then on."""
    if not (name_en or name_fr):
        raise click.UsageError("Give --name-en or --name-fr.")
    with spoken(), Workplace().store() as store:
        store.set_owner(listing, Owner(owner_id, Text(name_en, name_fr), own_name), BY, today())
    click.echo("Written down.")


@owner.command()
@click.argument("listing")
@click.option("--label", "labels", nargs=3, multiple=True, metavar="ENGLISH FRENCH URI", help="May be given again.")
def labels(listing: str, labels: tuple[tuple[str, str, str], ...]) -> None:
    """Put the owner's labels on LISTING, such as Local Contexts labels, in the place of those before."""
    if not all((en or fr) and uri.startswith("https://") for en, fr, uri in labels):
        raise click.UsageError("A label has a text and an address that begins with https://.")
    with spoken(), Workplace().store() as store:
        store.set_labels(listing, [Label(Text(en, fr), uri) for en, fr, uri in labels], BY, today())
    click.echo(f"{len(labels)} labels.")


@owner.command()
@click.argument("listing")
@click.argument("use", type=click.Choice([use.value for use in Use]))
@click.argument("answer", type=click.Choice(["yes", "no"]))
@click.option("--given-by", required=True, help="The role of who answered for the owner, such as `council`; no names.")
@click.option("--until", default="", help="The last day a yes holds (YYYY-MM-DD).")
@click.option("--approved-by", "emails", nargs=2, metavar="EMAIL EMAIL", help="Needed for a yes; see show-again.")
def consent(listing: str, use: str, answer: str, given_by: str, until: str, emails: tuple[str, str] | None) -> None:
    """Keep the owner's ANSWER to one USE of LISTING. A no works at once; a yes needs two people, who are both here."""
    place = Workplace()
    with spoken(), place.store() as store:
        people = agreed(place, store, emails) if emails else (BY, "")
        store.record_use(UseConsent(listing, Use(use), answer == "yes", given_by, people, today(), until))
    click.echo("Kept.")


@owner.command()
@click.argument("owner_id")
@click.argument("file", type=click.Path(path_type=Path))
def export(owner_id: str, file: Path) -> None:
    """Write all that is held of the listings of OWNER_ID to FILE, readable by you alone."""
    with spoken(), Workplace().store() as store:
        held = store.record_of(owner_id)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as opened:
        json.dump(held, opened, ensure_ascii=False, indent=1)
    click.echo(f"{len(held['listings'])} listings written.")


@owner.command()
@click.argument("owner_id")
@by_two
def delete(owner_id: str, emails: tuple[str, str]) -> None:
    """Delete all that is held of the listings of OWNER_ID, for good, and keep them from coming back by any file."""
    place = Workplace()
    keeping = keeper(place)
    with spoken(), place.store() as store:
        ids = store.give_back(owner_id, agreed(place, store, emails), today())
        # A site that is running builds anew by itself; here it is done for one that is not.
        with suppress(WriterBusy):
            keeping.build(store)
        keeping.close()
    click.echo(
        f"{len(ids)} listings deleted. Earlier backups still hold them: delete those, or say until when they stay."
    )
