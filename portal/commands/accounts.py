"""Seats from the command line: the first administrator, and help when nobody can sign in."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from portal.accounts import seats
from portal.accounts.links import Purpose
from portal.accounts.people import Role, Seat
from portal.accounts.seats import Fault
from portal.accounts.store import Accounts
from portal.config import make_secret

from .workplace import Workplace

SAID = {
    Fault.NAME: "write the name of one person",
    Fault.EMAIL: "write one e-mail address, such as name@example.org",
    Fault.SHARED: "several people read a mailbox of this name; write the address that only this person reads",
    Fault.TAKEN: "there is a seat with this e-mail already",
    Fault.LAST_ADMINISTRATOR: "this is the last administrator; create another one first",
    Fault.CLOSED: "this seat is closed, or not accepted yet, so this is not possible",
}


@click.group()
def accounts() -> None:
    """Keep the seats of those who keep the list. Links are printed once; no password is ever asked for here."""


@contextmanager
def opened() -> Iterator[Accounts]:
    """Seats, for writing; a refusal ends the command with what to mend."""
    place = Workplace()
    make_secret(place.settings.state_dir)
    with place.store() as store:
        try:
            yield Accounts(store.db)
        except seats.Refused as refused:
            raise click.ClickException(SAID[refused.fault]) from None


def seat_of(email: str, accounts: Accounts) -> Seat:
    """The seat of an e-mail; ends the command when there is none."""
    seat = accounts.seat_of(email.strip().lower())
    if seat is None:
        raise click.ClickException("no seat has this e-mail; `portal accounts list` shows them")
    return seat


def tell(token: str, host: str) -> None:
    """Print a link. It is in no log and cannot be shown again."""
    click.echo(f"{host.rstrip('/')}/en/account/link/{token}")
    click.echo("Hand it over in a way that nobody else reads. It works once and is not shown again.", err=True)


HOST = click.option(
    "--host", default="http://127.0.0.1:8000", show_default=True, help="Where the site is, for the link."
)


@accounts.command("create-administrator")
@click.option("--name", prompt=True, help="Name of the person.")
@click.option("--email", prompt=True, help="E-mail that only this person reads.")
@HOST
def create_administrator(name: str, email: str, host: str) -> None:
    """Give somebody the seat of an administrator and print the link with which they open it."""
    with opened() as kept:
        wanted = seats.Wanted(name, email, seats.Standing(Role.ADMINISTRATOR))
        _person, token = seats.invite(wanted, None, kept, int(time.time()))
    tell(token, host)


@accounts.command("list")
def list_seats() -> None:
    """List every seat: e-mail, role, state, name."""
    with opened() as kept:
        for seat in kept.seats():
            person = seat.person
            click.echo(f"{person.email:<40}{person.role.value:<18}{seat.state.value:<10}{person.name}")


@accounts.command()
@click.argument("email")
def disable(email: str) -> None:
    """Close the seat of EMAIL for good and end its sessions."""
    with opened() as kept:
        seats.close(seat_of(email, kept).person.id, None, kept, int(time.time()))
    click.echo("The seat is closed.")


@accounts.command("reset-link")
@click.argument("email")
@click.option(
    "--for", "purpose", type=click.Choice([one.value for one in Purpose]), default=Purpose.PASSWORD.value,
    show_default=True, help="A new password, a new authenticator, or a new link for a seat not accepted yet.",
)  # fmt: skip
@HOST
def reset_link(email: str, purpose: str, host: str) -> None:
    """Print a link that helps the holder of EMAIL back in. It asks for the factor they still have."""
    with opened() as kept:
        person_id, now = seat_of(email, kept).person.id, int(time.time())
        if purpose == Purpose.INVITATION.value:
            token = seats.invite_again(person_id, None, kept, now)
        else:
            token = seats.help_back_in(person_id, Purpose(purpose), None, kept, now)
    tell(token, host)
