"""The coordinators' desk, part by part: what waits, what was reported, what is old, what changed, who keeps up.

The page and its files are made of the same rows. What a reader wrote stands on the page for review and goes into no
file: somebody may have written about a person there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.mapping.proposal import Proposal, Report
from portal.registry import standing
from portal.registry.freshness import DUE_DAYS
from portal.registry.model import Text
from portal.registry.standing import Changed, Old

from . import columns, context, deskpages, desks
from .desktables import Row, Table, day_before, named, today, waited
from .keepingup import WEEK_DAYS, organizations, seats
from .language import day_text
from .reader import Reader, Words
from .refusals import kind_label

MOST = 20_000
"""Rows in a file: more than anybody opens, and few enough to be made at once."""


def waiting(reader: Reader, limit: int) -> Table:
    """Proposals nobody has decided yet: what could mislead somebody first, then the oldest."""
    found, counts = desks.proposals().queue(limit), desks.proposals().waiting_counts()
    names = standing.names(context.store(), (one.service_id for one in found))
    return Table(
        "waiting",
        _("What waits"),
        ngettext(
            "%(num)s proposal touches a number, an address or what is shown.",
            "%(num)s proposals touch a number, an address or what is shown.",
            counts[0],
        ),
        ("proposal", "listing", "name", "kind", "touches", "needed", "agreed", "since", "days"),
        [waiting_row(one, names, reader) for one in found],
        sum(counts),
        url_for("reviewer.queue"),
        _("What waits for review"),
    )


def waiting_row(one: Proposal, names: Mapping[str, Text], reader: Reader) -> Row:
    """One proposal that waits."""
    since = datetime.fromtimestamp(one.edited_at, UTC).date()
    name = named(one.service_id, names, reader) or deskpages.name_of(one, None, reader)
    touched = ", ".join(columns.label(change.column) for change in one.changes)
    agreed = _("%(agreed)s of %(needed)s agreed", agreed=len(one.agreements), needed=one.agreements_needed)
    return Row(
        name,
        url_for("reviewer.proposal", number=one.number),
        " · ".join(filter(None, [kind_label(one.kind), touched, agreed, waited((today(reader) - since).days)])),
        (
            str(one.number), one.service_id, name.text, one.kind.value, touched, str(one.agreements_needed),
            str(len(one.agreements)), since.isoformat(), str((today(reader) - since).days),
        ),
    )  # fmt: skip


def stale(reader: Reader, limit: int) -> Table:
    """Shown listings that nobody has confirmed for long, the longest ago first."""
    before = day_before(DUE_DAYS, reader)
    return Table(
        "stale",
        _("What is old"),
        _("Shown listings that nobody has confirmed for half a year. Call, and propose what has changed."),
        ("listing", "name", "province", "confirmed_on"),
        [stale_row(one, reader) for one in standing.old(context.store(), before, limit)],
        standing.old_count(context.store(), before),
        url_for("upkeep.home"),
        _("Whom to phone"),
    )


def stale_row(one: Old, reader: Reader) -> Row:
    """One listing that was not confirmed for long."""
    name, day = reader.words(one.name), day_text(one.confirmed_on, reader.language)
    said = _("last confirmed %(day)s", day=day) if day else _("never confirmed")
    place = reader.province_name(one.province) if one.province else _("All of Canada")
    return Row(
        name,
        url_for("reviewer.listing", service_id=one.service_id),
        f"{place} · {said}",
        (one.service_id, name.text, one.province, one.confirmed_on),
    )


def reported(reader: Reader, limit: int) -> Table:
    """What readers said and nobody has looked into yet, the oldest first."""
    found = desks.proposals().reports(limit)
    names = standing.names(context.store(), (one.service_id for one in found))
    return Table(
        "reported",
        _("What readers reported"),
        _("Their words stand on the page for review, and in no file."),
        ("report", "listing", "name", "kind_of_help", "day", "days"),
        [reported_row(one, names, reader) for one in found],
        desks.proposals().report_count(),
        url_for("reviewer.queue"),
        _("What readers say"),
    )


def reported_row(one: Report, names: Mapping[str, Text], reader: Reader) -> Row:
    """One report, without its words."""
    name = named(one.service_id, names, reader)
    page = url_for("reviewer.listing", service_id=one.service_id) if name else url_for("reviewer.queue")
    name = name or Words(_("A place is missing"))
    days = (today(reader) - date.fromisoformat(one.day)).days
    kind = reader.label("categories", one.category) if one.category else ""
    return Row(
        name,
        page,
        " · ".join(filter(None, [kind, waited(days)])),
        (str(one.number), one.service_id, name.text, one.category, one.day, str(days)),
    )


def changed(reader: Reader, limit: int) -> Table:
    """What changed this week: first what people agreed to, then what came with lists."""
    since = day_before(WEEK_DAYS, reader)
    return Table(
        "changed",
        _("What changed this week"),
        _("First what people agreed to, then what came with lists."),
        ("listing", "name", "day", "made_by", "revision"),
        [changed_row(one, reader) for one in standing.changed(context.store(), since, limit)],
        standing.changed_count(context.store(), since),
    )


def changed_row(one: Changed, reader: Reader) -> Row:
    """One change of one listing."""
    name = reader.words(one.name)
    return Row(
        name,
        url_for("reviewer.listing", service_id=one.service_id),
        f"{day_text(one.day, reader.language)} · {deskpages.made_by(one.made_by)}",
        (one.service_id, name.text, one.day, one.made_by, str(one.number)),
    )


TABLES: Mapping[str, Callable[[Reader, int], Table]] = {
    "waiting": waiting,
    "reported": reported,
    "stale": stale,
    "changed": changed,
    "organizations": organizations,
    "seats": seats,
}
"""The parts of the desk, in the order of the page."""
