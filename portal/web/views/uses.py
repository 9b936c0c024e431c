"""What may be done with a listing: for its own organization, and for those who decide."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.accounts.people import Role
from portal.accounts.rights import Act
from portal.mapping import uses
from portal.mapping.proposal import Giver, Refused
from portal.registry.governance import Use
from portal.web import access, desks, usepages
from portal.web.access import open_to, require_fresh
from portal.web.forms.account import ConfirmForm
from portal.web.forms.uses import UseForm, YesForm
from portal.web.language import take_language
from portal.web.refusals import giver_label, sentence

bp = Blueprint("uses", __name__, url_prefix="/<any(en, fr):lang>/uses")
bp.url_value_preprocessor(take_language)

CONFLICT = 409
SUGGESTERS = (Role.PARTNER, Role.REVIEWER, Role.COORDINATOR)
DECIDERS = (Role.REVIEWER, Role.COORDINATOR)


@bp.get("/<service_id>")
@open_to(*SUGGESTERS)
def home(service_id: str) -> str:
    """What may be done with a listing, and what waits for two people."""
    sheet = desks.my_sheet(service_id, Act.SUGGEST)
    return render_template(
        "uses/home.html",
        form=ConfirmForm(),
        name=sheet.organization.prefer(g.lang)[0],
        service_id=service_id,
        lines=usepages.lines(service_id),
        givers=[(giver.value, giver_label(giver)) for giver in Giver],
        decides=access.is_open("uses.agree", access.me()),
    )


@bp.post("/<service_id>/no")
@open_to(*SUGGESTERS)
@require_fresh
def no(service_id: str) -> Response | tuple[str, int]:
    """The owner says no, and it holds at once."""
    desks.my_sheet(service_id, Act.WITHHOLD)
    form = UseForm()
    if not form.validate():
        abort(400)
    return done(service_id, lambda: uses.refuse(service_id, Use(form.use.data), access.me().id, desks.desk()))


@bp.post("/<service_id>/yes")
@open_to(*SUGGESTERS)
def yes(service_id: str) -> Response | tuple[str, int]:
    """The owner says yes; two people have to agree."""
    desks.my_sheet(service_id, Act.SUGGEST)
    form = YesForm()
    if not form.validate():
        abort(400)
    use, giver = Use(form.use.data), Giver(form.given_by.data)
    return done(service_id, lambda: uses.allow(service_id, use, giver, access.me().id, desks.desk()))


@bp.post("/<service_id>/agree")
@open_to(*DECIDERS)
@require_fresh
def agree(service_id: str) -> Response | tuple[str, int]:
    """One of the two agrees."""
    desks.my_sheet(service_id, Act.DECIDE)
    form = UseForm()
    if not form.validate():
        abort(400)
    return done(service_id, lambda: uses.agree(service_id, Use(form.use.data), access.me().id, desks.desk()))


def done(service_id: str, act: Callable[[], object]) -> Response | tuple[str, int]:
    """Do it and show where things stand, or say why not."""
    back = url_for("uses.home", service_id=service_id)
    try:
        act()
    except Refused as refused:
        return render_template("desk/refused.html", reason=sentence(refused.reason), back=back), CONFLICT
    desks.learn()
    return redirect(back, 303)
