"""For the team: whom to phone next, whether it keeps up, and what it would take."""

from __future__ import annotations

from flask import Blueprint, Response, abort, g, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.accounts.people import Role
from portal.accounts.rights import Act
from portal.mapping import upkeep
from portal.mapping.proposal import Refused
from portal.web import access, context, desks, downloads, upkeeping
from portal.web.access import open_to
from portal.web.forms.confirm import MadeSureForm
from portal.web.language import take_language
from portal.web.reader import Reader
from portal.web.refusals import sentence

bp = Blueprint("upkeep", __name__, url_prefix="/<any(en, fr):lang>/upkeep")
bp.url_value_preprocessor(take_language)

CALLERS = (Role.REVIEWER, Role.COORDINATOR)
CONFLICT = 409
SHOWN, IN_FILE = 25, 500
COLUMNS = ("listing", "name", "phone", "known_since", "reports")


def reader() -> Reader:
    """Who reads this page."""
    return Reader(g.lang, context.terms(), context.moment())


@bp.get("")
@open_to(*CALLERS)
def home() -> str:
    """Whom to phone, those first whose wrong facts would mislead most people, and the pace of the team."""
    standings = upkeeping.standings()
    return render_template(
        "upkeep/home.html",
        form=MadeSureForm(),
        pace=upkeeping.said(upkeeping.pace(standings), g.lang),
        lines=upkeeping.lines(standings, SHOWN, reader()),
    )


@bp.get("/list.csv")
@open_to(*CALLERS)
def list_file() -> Response:
    """The same list, longer, as a table."""
    lines = upkeeping.lines(upkeeping.standings(), IN_FILE, reader())
    rows = [(one.id, one.name, "; ".join(n.shown for n in one.numbers), one.known, str(one.reports)) for one in lines]
    return downloads.csv_file("list.csv", COLUMNS, rows)


@bp.post("/<service_id>")
@open_to(*CALLERS)
def made_sure(service_id: str) -> BaseResponse | tuple[str, int]:
    """Somebody phoned, or read the provider's own page, and everything that is shown is still right."""
    found, form = desks.my_sheet(service_id, Act.CONFIRM), MadeSureForm()
    if not form.validate():
        abort(400)
    try:
        upkeep.made_sure(found.id, form.way(), form.version.data, access.me().id, desks.desk())
    except Refused as refused:
        return render_template(
            "desk/refused.html", reason=sentence(refused.reason), back=url_for("upkeep.home")
        ), CONFLICT
    desks.learn()
    return redirect(url_for("upkeep.home"), 303)
