"""For coordinators: one page of what waits, was reported, is old or has changed, and who keeps up; and as files."""

from __future__ import annotations

from flask import Blueprint, Response, abort, g, render_template

from portal.accounts.people import Role
from portal.web import context, coordination, downloads
from portal.web.access import open_to
from portal.web.language import take_language
from portal.web.reader import Reader

bp = Blueprint("coordinator", __name__, url_prefix="/<any(en, fr):lang>/desk")
bp.url_value_preprocessor(take_language)

SHOWN = 10
"""Rows of each part on the page."""


def reader() -> Reader:
    """Who reads this page."""
    return Reader(g.lang, context.terms(), context.moment())


@bp.get("")
@open_to(Role.COORDINATOR)
def home() -> str:
    """All of it, the first of each part."""
    parts = [part(reader(), SHOWN) for part in coordination.TABLES.values()]
    return render_template("coordinator/home.html", parts=parts)


@bp.get("/<table>.csv")
@open_to(Role.COORDINATOR)
def table_file(table: str) -> Response:
    """One part of it, whole."""
    part = coordination.TABLES.get(table) or abort(404)
    found = part(reader(), coordination.MOST)
    return downloads.csv_file(f"{found.code}.csv", found.columns, [row.cells for row in found.rows])
