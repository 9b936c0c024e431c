"""Keeping facts fresh: asking partners by mail, and the list of whom to phone."""

from __future__ import annotations

import csv
import sys
import time
from datetime import date
from pathlib import Path

import click

from portal.accounts.store import Accounts
from portal.config import Settings
from portal.mapping import post, upkeep
from portal.mapping.caution import Caution
from portal.mapping.checks import Check
from portal.mapping.desk import PROVIDERS, Desk
from portal.mapping.harm import harm, oldest_first
from portal.mapping.populations import people_in
from portal.mapping.store import Proposals
from portal.registry import phones
from portal.registry.cells import plain
from portal.registry.store import Store

from .workplace import Workplace, today


@click.group()
def freshness() -> None:
    """Ask partners whether their listings are still right, or list whom to phone."""


@freshness.command()
@click.option("--most", default=50, show_default=True, type=click.IntRange(1, 1000), help="Mails in this run.")
def send(most: int) -> None:
    """Mail a link to partners whose listings are due, those known for the longest time first. Run it once a day.

    The mail says "You have a task" and nothing else. Without a mail server nothing is sent: see `freshness list`.
    """
    place = Workplace()
    line = post_of(place.settings)
    if line is None:
        raise click.ClickException("no mail is set up: give PORTAL_MAIL_HOST, PORTAL_MAIL_SENDER and PORTAL_SITE_URL")
    with place.store() as store:
        desk = desk_at(store, place.settings)
        day = date.fromisoformat(today())
        due = upkeep.due(store, people_in(place.places()), day)
        made = upkeep.letters(desk, oldest_first(due, day), most)
        sent = sum(delivered(one, line, place.settings, desk) for one in made)
    click.echo(f"{sent} mails sent, {len(made) - sent} not taken.")


@freshness.command("list")
@click.option("--most", default=60, show_default=True, type=click.IntRange(1, 100_000), help="Listings to name.")
def list_(most: int) -> None:
    """Print whom to phone as CSV, the most harmful first. Public facts alone."""
    place = Workplace()
    with place.store() as store:
        day = date.fromisoformat(today())
        queue = upkeep.to_phone(store, upkeep.due(store, people_in(place.places()), day), int(time.time()))[:most]
        named = {one.id: one for one in store.public_many([one.service_id for one in queue])}
        sheet = csv.writer(sys.stdout, lineterminator="\n")
        sheet.writerow(("listing", "name", "phone", "known_on", "reports", "harm"))
        for one in queue:
            if public := named.get(one.service_id):
                number = phones.shown(public.phones[0], "en") if public.phones else ""
                name = public.organization.name.prefer("en")[0]
                sheet.writerow((public.id, plain(name), number, one.day or "", one.reports, round(harm(one, day))))


def delivered(letter: upkeep.Letter, line: post.Post, settings: Settings, desk: Desk) -> bool:
    """Send one letter; where it is not taken its link is gone, so that the next run asks again."""
    try:
        site = settings.site_url.rstrip("/")
        line.send(letter.email, *(f"{site}/{language}/confirm/{letter.token}" for language in ("en", "fr")))
        return True
    except post.NotTaken:
        upkeep.not_sent(letter, desk)
        return False


def post_of(settings: Settings) -> post.Post | None:
    """How mail leaves, where somebody has set it up."""
    if not (settings.mail_host and settings.mail_sender and settings.site_url):
        return None
    if settings.mail_security not in ("starttls", "tls", "none"):
        raise click.ClickException("PORTAL_MAIL_SECURITY is starttls, tls or none")
    return post.Post(
        settings.mail_host, settings.mail_port, settings.mail_security, settings.mail_sender,
        settings.mail_user, settings.mail_password,
    )  # fmt: skip


def desk_at(store: Store, settings: Settings) -> Desk:
    """The desk, with the clock of this machine."""
    caution = Caution.load(Path(settings.data_dir) / "taxonomy" / "shelter_words.csv")
    check = Check(PROVIDERS.id, store.terms, caution, chosen=True)
    return Desk(store, Proposals(store.db), Accounts(store.db).person, check, int(time.time()))
