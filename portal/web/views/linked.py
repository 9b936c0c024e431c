"""A list by its address, and a place by the device: both only when somebody asks for them. They change nothing.

A question stands in an address only after the page of the link has said what that shows, and to whom.
"""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.people import Role
from portal.web import context, linking
from portal.web.access import open_to
from portal.web.forms.linked import HELD, AroundForm, LinkForm
from portal.web.forms.public import SearchForm
from portal.web.language import take_language

from .public import first_page, listed, reader

bp = Blueprint("linked", __name__, url_prefix="/<any(en, fr):lang>")
bp.url_value_preprocessor(take_language)


@bp.post("/link")
@open_to(Role.ANYONE)
def make() -> str:
    """The link to a list, under what it holds and who can see it."""
    form = LinkForm(context.terms())
    if not (form.is_ours(set(request.form)) and form.validate()):
        abort(400)
    question, ticked = form.question(g.lang), bool(form.with_words.data)
    place = context.place_of(question.place_id) if question.place_id else None
    page = linking.LinkPage(
        address=url_for("linked.open_list", _external=True, **linking.parts(question, place, ticked)),
        holds=linking.said(question, place, ticked, reader()),
        words=question.words,
        with_words=ticked,
        lost_place=bool(question.place) and place is None,
        fields=linking.fields(question, place),
    )
    return render_template("public/link.html", page=page)


@bp.get("/list")
@open_to(Role.ANYONE)
def open_list() -> str | Response:
    """The list a link leads to. A parameter that our links never hold is refused."""
    if not request.args:
        return redirect(url_for("public.first"), 302)
    form = SearchForm(context.terms(), formdata=request.args)
    if not (set(request.args) <= HELD and form.validate()):
        abort(400)
    question = form.question(g.lang)
    if not question.place_id:
        return listed(question)
    place = context.place_of(question.place_id)
    if place is None:
        abort(404)
    return listed(replace(question, place=place.label(g.lang)))


@bp.post("/around")
@open_to(Role.ANYONE)
def around() -> str | tuple[str, int]:
    """The first page with the community nearest to a rounded position in it, to be changed or searched near."""
    form = AroundForm()
    if not set(request.form) <= {"latitude", "longitude", "words"}:
        abort(400)
    question = SearchForm(context.terms(), formdata=None, words=form.words.data)
    if not form.validate():
        # What was sent is not repeated: it may say exactly where somebody is.
        fault = _("A position is taken in tenths of a degree only. Please write the name of a place instead.")
        return first_page(question, fault=fault), 422
    place = context.place_at(form.point())
    if place is None:
        return first_page(question, fault=_("We know no community near there. Please write the name of a place."))
    question.place.data = place.label(g.lang)
    return first_page(question, place_id=place.place_id)
