"""Two people agree at one terminal: each shows password and code, as at the door of the site.

A command that took two names as typed would let one person at the machine show a hidden house again.
"""

from __future__ import annotations

import time

import click

from portal.accounts.keys import Keys
from portal.accounts.people import Person
from portal.accounts.rights import Act, may
from portal.accounts.signin import Attempt, Door, NotRight, Wait, plain_email, sign_in
from portal.accounts.store import Accounts
from portal.accounts.throttle import Throttle
from portal.registry.store import Store

from .workplace import Workplace

by_two = click.option(
    "--approved-by", "emails", nargs=2, required=True, metavar="EMAIL EMAIL",
    help="The e-mails of the two people who agree; each is asked for password and code.",
)  # fmt: skip


def agreed(place: Workplace, store: Store, emails: tuple[str, str]) -> tuple[str, str]:
    """The ids of two different people who may decide, both proven to be here; ends the command otherwise."""
    if plain_email(emails[0]) == plain_email(emails[1]):
        raise click.ClickException("Two different people must agree.")
    door = Door(Accounts(store.db), Keys(place.settings.secret_key), Throttle(place.settings.tries))
    first, second = (somebody(email, door) for email in emails)
    return first.id, second.id


def somebody(email: str, door: Door) -> Person:
    """Whoever this is, when they show both factors and may agree to changes."""
    password = click.prompt(f"Password of {email}", hide_input=True)
    code = click.prompt(f"Code of {email}", hide_input=True)
    try:
        person = sign_in(Attempt(email, password, code, ""), door, int(time.time()))
    except NotRight:
        raise click.ClickException(f"{email}: e-mail, password or code is not right.") from None
    except Wait as wait:
        raise click.ClickException(f"Too many tries: wait {wait.seconds} seconds.") from None
    if not may(person, Act.DECIDE):
        raise click.ClickException(f"{email}: only reviewers and coordinators can agree to this.")
    return person
