"""Anyone may say that a listing is wrong or a place is missing. No account, no cookie, nothing about who says it."""

from __future__ import annotations

from flask import Blueprint, abort, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.accounts.people import Role
from portal.web import context, desks
from portal.web.access import open_to
from portal.web.forms.reports import MissingForm, WrongForm
from portal.web.language import take_language
from portal.web.reader import Reader

bp = Blueprint("reports", __name__, url_prefix="/<any(en, fr):lang>")
bp.url_value_preprocessor(take_language)

NOT_ACCEPTED = 422


@bp.route("/service/<service_id>/wrong", methods=["GET", "POST"])
@open_to(Role.ANYONE)
def wrong(service_id: str) -> str | Response | tuple[str, int]:
    """Say that something about a listing is wrong."""
    public = context.store().public(service_id) or abort(404)
    form = WrongForm()
    if form.is_submitted() and form.validate():
        desks.keep_report(form.csrf_token.data, public.categories[0], service_id, form.text.data)
        return redirect(url_for("reports.told"), 303)
    name = reader().words(public.organization.name)
    return answer(form, render_template("reports/wrong.html", form=form, name=name, service_id=service_id))


@bp.route("/missing", methods=["GET", "POST"])
@open_to(Role.ANYONE)
def missing() -> str | Response | tuple[str, int]:
    """Say that a place is missing."""
    form = MissingForm()
    known = context.terms()["categories"]
    if form.is_submitted() and form.validate() and form.category.data in known:
        desks.keep_report(form.csrf_token.data, form.category.data, "", form.text.data)
        return redirect(url_for("reports.told"), 303)
    kinds = [(code, reader().label("categories", code)) for code in known]
    return answer(form, render_template("reports/missing.html", form=form, kinds=kinds))


def answer(form: WrongForm, page: str) -> str | tuple[str, int]:
    """The page, as the first time or with what to mend; a post that no page of ours made is refused."""
    if not form.is_submitted():
        return page
    return abort(400) if form.is_forged() else (page, NOT_ACCEPTED)


@bp.get("/told")
@open_to(Role.ANYONE)
def told() -> str:
    """After something was said. Says the same whether or not it was kept."""
    return render_template("reports/told.html")


def reader() -> Reader:
    """Who reads this page."""
    return Reader(g.lang, context.terms(), context.moment())
