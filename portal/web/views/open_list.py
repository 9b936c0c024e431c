"""The whole list to take away, for anyone: as a table, and as services of HSDS. Made anew for each, never stored.

So what its owner takes back is in no copy from that moment on, and no file lies about that says where a house was.
"""

from __future__ import annotations

from flask import Blueprint, Response, g

from portal.accounts.people import Role
from portal.exchange.as_hsds import Said, as_json
from portal.exchange.open_list import as_csv, leaving
from portal.web import context, downloads
from portal.web.access import open_to
from portal.web.language import take_language

bp = Blueprint("open_list", __name__, url_prefix="/<any(en, fr):lang>/data")
bp.url_value_preprocessor(take_language)


def today() -> str:
    """The day that stands in a copy."""
    return context.moment().date().isoformat()


@bp.get("/list.csv")
@open_to(Role.ANYONE)
def table() -> Response:
    """A table in both languages, in the layout that another registry can import."""
    with context.one_copy():
        text = as_csv(leaving(context.store().published()), context.terms(), today())
    return downloads.attached(f"list-{today()}.csv", text, downloads.CSV)


@bp.get("/list.json")
@open_to(Role.ANYONE)
def hsds() -> Response:
    """Services of HSDS, in the language of the address."""
    said = Said(g.lang, context.terms(), context.area_names())
    with context.one_copy():
        text = as_json(leaving(context.store().published()), said, today())
    return downloads.attached(f"list-{today()}-{g.lang}.json", text, "application/json")
