"""For those who decide: listings that may be one service, most likely first; whether they are one, or two."""

from __future__ import annotations

from flask import Blueprint, abort, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.accounts.people import Role
from portal.mapping import looking, twins
from portal.mapping.proposal import Refused
from portal.web import access, context, deskpages, desks
from portal.web.access import open_to
from portal.web.forms.partner import new_token
from portal.web.forms.reviewer import PairForm, TwinsForm
from portal.web.language import take_language
from portal.web.reader import Reader, Words
from portal.web.refusals import sentence

bp = Blueprint("duplicates", __name__, url_prefix="/<any(en, fr):lang>/review/duplicates")
bp.url_value_preprocessor(take_language)

DECIDERS = (Role.REVIEWER, Role.COORDINATOR)
CONFLICT = 409
SHOWN = 25


def reader() -> Reader:
    """Who reads this page."""
    return Reader(g.lang, context.terms(), context.moment())


@bp.get("")
@open_to(*DECIDERS)
def home() -> str:
    """The likeliest pairs, and those that were told apart last."""
    desk = desks.reading()
    found = desks.suggested_twins()
    return render_template(
        "duplicates/home.html",
        lines=[deskpages.pair_line(pair, reader()) for pair in found[:SHOWN]],
        further=len(found[SHOWN:]),
        apart=[(pair, [name(one) for one in pair]) for pair in twins.lately_apart(SHOWN, desk)],
        form=TwinsForm(),
        pair=PairForm(data={"token": new_token()}),
    )


def name(service_id: str) -> Words:
    """What the organization of a listing is called."""
    sheet = looking.sheet(service_id, desks.reading())
    return reader().words(sheet.organization) if sheet else Words("")


@bp.post("/apart")
@open_to(*DECIDERS)
def apart() -> Response | tuple[str, int]:
    """They are two."""
    first, second = two()
    try:
        twins.tell_apart(first, second, access.me().id, desks.desk())
    except Refused as refused:
        back = url_for("duplicates.home")
        return render_template("desk/refused.html", reason=sentence(refused.reason), back=back), CONFLICT
    return redirect(url_for("duplicates.home"), 303)


@bp.post("/again")
@open_to(*DECIDERS)
def again() -> Response:
    """They may be one after all."""
    twins.suggest_again(*two(), access.me().id, desks.desk())
    return redirect(url_for("duplicates.home"), 303)


def two() -> tuple[str, str]:
    """The two listings of a form."""
    form = TwinsForm()
    return (form.first.data, form.second.data) if form.validate() else abort(400)
