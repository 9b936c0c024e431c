"""What the parts of the coordinators' desk are made of: rows that a page and a file share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.registry.model import Text

from .reader import Reader, Words


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to look at: what it is called, where it is dealt with, what is said of it, and its line in a file."""

    name: Words
    href: str
    """Empty where there is no page of it."""
    said: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One part of the desk."""

    code: str
    title: str
    about: str
    columns: tuple[str, ...]
    """Of the file."""
    rows: list[Row]
    count: int
    """How many there are; `rows` may be the first of them."""
    href: str = ""
    act: str = ""
    """Where all of them are dealt with, and what that link says."""

    @property
    def further(self) -> int:
        """How many are not among the rows."""
        return self.count - len(self.rows)


def today(reader: Reader) -> date:
    """The reader's day in universal time."""
    return reader.moment.date()


def day_before(days: int, reader: Reader) -> str:
    """So many days ago, YYYY-MM-DD."""
    return (today(reader) - timedelta(days=days)).isoformat()


def waited(days: int) -> str:
    """For how long something has waited."""
    return ngettext("waits for %(num)s day", "waits for %(num)s days", days) if days else _("since today")


def named(service_id: str, names: Mapping[str, Text], reader: Reader) -> Words | None:
    """The name of a listing's organization, where there is such a listing."""
    return reader.words(names[service_id]) if service_id in names else None
