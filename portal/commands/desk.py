"""What time does at the desk: publish what has waited long enough, erase what was handled or has run out."""

from __future__ import annotations

import time

import click

from portal.accounts.store import Accounts
from portal.config import Settings
from portal.mapping import handovers, reports, review
from portal.mapping.caution import Caution
from portal.mapping.checks import Check
from portal.mapping.desk import PROVIDERS, Desk
from portal.mapping.store import Proposals
from portal.registry.store import Store

from .workplace import Workplace


@click.command("publish-due")
def publish_due() -> None:
    """Publish what is agreed and has waited long enough; erase what has run out. `portal run` does it too."""
    place = Workplace()
    with place.store() as store:
        published, erased = on_time(store, place.settings)
    click.echo(f"{published} proposals published, {erased} old reports and requests erased.")


def on_time(store: Store, settings: Settings) -> tuple[int, int]:
    """Do what is due; how much was published, and erased. Takes no lock when nothing is due."""
    caution = Caution.load(settings.data_dir / "taxonomy" / "shelter_words.csv")
    check = Check(PROVIDERS.id, store.terms, caution, chosen=True)
    who, hold = Accounts(store.db).person, settings.hold_hours * 3600
    desk = Desk(store, Proposals(store.db), who, check, int(time.time()), hold)
    return len(review.publish_due(desk)), reports.purge(desk) + handovers.purge(desk)
