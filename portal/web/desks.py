"""What the views of the desk may reach: proposals, who people are now, the index that learns, reports of readers."""

from __future__ import annotations

import time
from contextlib import suppress

from flask import abort

from portal.accounts.rights import Act, may
from portal.accounts.store import Accounts
from portal.finding import indexing
from portal.mapping import looking, reports, twins
from portal.mapping.caution import Caution
from portal.mapping.checks import Check
from portal.mapping.desk import PROVIDERS, Desk
from portal.mapping.duplicates import Pair, likely_pairs
from portal.mapping.looking import Sheet
from portal.mapping.proposal import Proposal
from portal.mapping.store import Proposals
from portal.registry import sketches
from portal.registry.store import Store
from search_index.folder import IndexUnusable, WriterBusy

from . import access, context, deskpages
from .reader import Reader

MOST_DIGITS = 12


def proposals() -> Proposals:
    """What people suggest, for reading."""
    return Proposals(context.store().db)


def reading() -> Desk:
    """The desk as it stands, for pages that change nothing: a write through it raises."""
    return at(context.store())


def desk() -> Desk:
    """The desk, open for writing."""
    return at(context.writable())


def at(store: Store) -> Desk:
    """A desk on one connection, people included, so that what is read about them stays true while it writes."""
    kept = context.held()
    caution = Caution.load(kept.settings.data_dir / "taxonomy" / "shelter_words.csv")
    check = Check(PROVIDERS.id, kept.terms, caution, chosen=True)
    now, hold = int(context.moment().timestamp()), kept.settings.hold_hours * 3600
    return Desk(store, Proposals(store.db), Accounts(store.db).person, check, now, hold)


def numbered(number: str) -> Proposal:
    """The proposal of this number; where there is none there is no such page."""
    found = proposals().proposal(int(number)) if number.isdecimal() and len(number) < MOST_DIGITS else None
    return found or abort(404)


def line(proposal: Proposal, reader: Reader) -> deskpages.Line:
    """A proposal in a list, under the name of its listing."""
    return deskpages.line(proposal, looking.sheet(proposal.service_id, reading()), reader)


def my_sheet(service_id: str, act: Act) -> Sheet:
    """A listing together with the right to do this to it; for anybody else there is no such page.

    The one way in which a view for somebody signed in comes by a listing: never load first and check later.
    """
    found = looking.sheet(service_id, reading())
    return found if found and may(access.me(), act, found.organization_id) else abort(404)


def suggested_twins() -> list[Pair]:
    """Listings that may be one, as nobody has decided yet. The whole list is compared once for each revision of it."""
    kept, revision = context.held(), context.store().revision()
    if kept.likely is None or kept.likely[0] != revision:
        kept.likely = revision, likely_pairs(sketches.every(context.store()))
    return twins.undecided(kept.likely[1], reading())


def learn() -> None:
    """Teach the word index what was just published. When that has to wait it happens by itself, and pages say so."""
    index = context.index()
    with suppress(WriterBusy, IndexUnusable, OSError):
        if index is not None:
            indexing.catch_up(context.writable(), index)


def is_learned(service_id: str) -> bool:
    """Whether the word index knows the listing as it is now."""
    return service_id not in context.store().unindexed()


def keep_report(token: str, category: str, service_id: str, text: str) -> None:
    """Keep what a reader said, once, unless too many come at the same time: then it is dropped in silence."""
    kept, day = context.held(), context.moment().date().isoformat()
    if kept.throttle.lets(token, time.monotonic()):
        context.beside(kept, lambda store: reports.say(day, category, service_id, text, Proposals(store.db)))
