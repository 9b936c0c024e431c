"""For partners: asking another service to take somebody, answering for one's own, saying whether one takes anybody."""

from __future__ import annotations

from flask import Blueprint, abort, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.accounts.people import Role
from portal.mapping import handovers
from portal.mapping.handovers import Wanted
from portal.mapping.proposal import Reason, Refused
from portal.registry.handovers import Answer
from portal.web import access, context, desks, handing
from portal.web.access import open_to
from portal.web.forms.account import ConfirmForm
from portal.web.forms.handovers import AnswerForm, OfferForm, TakeForm
from portal.web.language import take_language
from portal.web.reader import Reader
from portal.web.refusals import sentence

bp = Blueprint("handover", __name__, url_prefix="/<any(en, fr):lang>/handover")
bp.url_value_preprocessor(take_language)

NOT_ACCEPTED, CONFLICT = 422, 409


def reader() -> Reader:
    """Who reads this page."""
    return Reader(g.lang, context.terms(), context.moment(), context.area_names())


@bp.get("")
@open_to(Role.PARTNER)
def home() -> str:
    """What is asked of one's services, what one asked of others, and whether one takes anybody."""
    return render_template(
        "handover/home.html",
        form=ConfirmForm(),
        received=handing.received(reader()),
        sent=handing.sent(reader()),
        taking=handing.taking(reader()),
        reasons=handing.reasons(reader()),
    )


@bp.post("/take")
@open_to(Role.PARTNER)
def take() -> Response | tuple[str, int]:
    """One's organization takes transfers, or no longer."""
    form = TakeForm()
    if not form.validate():
        abort(400)
    try:
        handovers.set_taking(form.organization.data, form.take.data == "yes", access.me().id, desks.desk())
    except Refused as refused:
        return refused_page(refused.reason)
    return redirect(url_for("handover.home"), 303)


@bp.route("/to/<service_id>", methods=["GET", "POST"])
@open_to(Role.PARTNER)
def offer(service_id: str) -> str | Response | tuple[str, int]:
    """Ask a service to take somebody."""
    public = context.store().public(service_id) if handing.is_taken(service_id) else None
    if public is None:
        abort(404)
    form, fault = OfferForm(), ""
    if form.is_submitted():
        try:
            asked_for(service_id, form)
            return redirect(url_for("handover.home"), 303)
        except Refused as refused:
            fault = sentence(refused.reason)
    page = render_template(
        "handover/offer.html",
        form=form,
        fault=fault,
        name=reader().words(public.organization.name),
        service_id=service_id,
        kinds=[(code, reader().label("categories", code)) for code in public.categories],
        organizations=[(key, name) for key, name, _takes in handing.taking(reader())],
    )
    return (page, NOT_ACCEPTED) if fault else page


def asked_for(service_id: str, form: OfferForm) -> str:
    """Ask for what a form says; the code. Raises Refused."""
    filled = form.validate() and form.agreed.data
    where = handovers.where_named(form.place.data, context.places()) if filled else None
    if where is None:
        raise Refused(Reason.NOT_FILLED_IN)
    wanted = Wanted(service_id, form.category.data, where, form.with_children.data, form.tonight.data)
    return handovers.offer(wanted, form.organization.data, access.me().id, desks.desk())


@bp.post("/<code>/answer")
@open_to(Role.PARTNER)
def answer(code: str) -> Response | tuple[str, int]:
    """Answer for one's own service. What is asked of others is no page of theirs."""
    if code not in {line.code for line in handing.received(reader())}:
        abort(404)
    form = AnswerForm()
    if not form.validate():
        abort(400)
    try:
        handovers.answer(code, Answer(form.answer.data), form.reason.data or "", access.me().id, desks.desk())
    except Refused as refused:
        return refused_page(refused.reason)
    return redirect(url_for("handover.home"), 303)


@bp.post("/<code>/withdraw")
@open_to(Role.PARTNER)
def withdraw(code: str) -> Response | tuple[str, int]:
    """Take one's own request back, or put one away that is settled."""
    if code not in {line.code for line in handing.sent(reader())}:
        abort(404)
    try:
        handovers.withdraw(code, access.me().id, desks.desk())
    except Refused as refused:
        return refused_page(refused.reason)
    return redirect(url_for("handover.home"), 303)


def refused_page(reason: Reason) -> tuple[str, int]:
    """Why it was not done, and the way back."""
    return render_template("desk/refused.html", reason=sentence(reason), back=url_for("handover.home")), CONFLICT
