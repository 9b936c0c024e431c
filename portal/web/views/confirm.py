"""The page of a mailed link: is this listing still right? Looking changes nothing, so a scanner of mail may look."""

from __future__ import annotations

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.people import Role
from portal.mapping import upkeep
from portal.mapping.proposal import Refused
from portal.mapping.upkeep import NoSuchLink, Said
from portal.web import context, desks
from portal.web.access import open_to
from portal.web.details import details
from portal.web.forms.confirm import AnswerForm
from portal.web.language import take_language
from portal.web.reader import Reader
from portal.web.refusals import sentence

bp = Blueprint("confirm", __name__, url_prefix="/<any(en, fr):lang>/confirm")
bp.url_value_preprocessor(take_language)

NOT_FOUND, CONFLICT = 404, 409


@bp.route("/<token>", methods=["GET", "POST"])
@open_to(Role.ANYONE)
def task(token: str) -> str | Response | tuple[str, int]:
    """The listing as anyone sees it, and three answers. A link that is no longer good says so, whatever it was."""
    try:
        return answered(token) if request.method == "POST" else page(token)
    except NoSuchLink:
        return render_template("confirm/no_link.html"), NOT_FOUND
    except Refused as refused:
        return page(token, sentence(refused.reason)), CONFLICT


def page(token: str, fault: str = "") -> str:
    """What is asked."""
    service = upkeep.opened(token, desks.reading()).service
    reader = Reader(g.lang, context.terms(), context.moment(), context.area_names(), context.zones)
    return render_template(
        "confirm/task.html", form=AnswerForm(), version=service.version, service=details(service, reader), fault=fault
    )


def answered(token: str) -> str | Response:
    """Do what was said, and say so; whoever wants to change something goes on to the page for it."""
    upkeep.opened(token, desks.reading())
    form = AnswerForm()
    if not form.validate():
        if form.is_forged() or form.errors.keys() - {"csrf_token"}:
            abort(400)
        return page(token, _("This page was open for too long. Answer again."))
    said = Said(form.do.data)
    link = upkeep.answer(token, said, form.version.data, desks.desk())
    desks.learn()
    if said is Said.CHANGE:
        return redirect(url_for("partner.listing", service_id=link.service.id), 303)
    return render_template("confirm/done.html", said=said.value)
