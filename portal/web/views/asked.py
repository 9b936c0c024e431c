"""For whoever is asked to look for services: what is asked of them, and what they found."""

from __future__ import annotations

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.accounts.people import Role
from portal.mapping import campaigns
from portal.mapping.proposal import Refused
from portal.registry.survey import SURVEYED, State
from portal.web import access, context, desks, exercise, tasks
from portal.web.access import open_to
from portal.web.forms.exercise import FoundForm
from portal.web.language import take_language
from portal.web.reader import Reader
from portal.web.refusals import sentence

bp = Blueprint("asked", __name__, url_prefix="/<any(en, fr):lang>/asked")
bp.url_value_preprocessor(take_language)

CONFLICT = 409
ON_A_PAGE = 25
LOOKERS = (Role.PARTNER, Role.REVIEWER, Role.COORDINATOR)


@bp.get("")
@open_to(*LOOKERS)
def home() -> str:
    """What is asked of whoever is signed in, and of the organizations they speak for."""
    lines = tasks.my_lines(Reader(g.lang, context.terms(), context.moment()))
    # What nobody has looked for comes first; the sort keeps the order of days otherwise.
    lines.sort(key=lambda line: line.found in SURVEYED)
    page = max(1, request.args.get("page", 1, type=int))
    return render_template(
        "asked/home.html",
        form=FoundForm(),
        lines=lines[(page - 1) * ON_A_PAGE : page * ON_A_PAGE],
        page=page,
        has_more=len(lines) > page * ON_A_PAGE,
        states=exercise.states(),
        notes=exercise.notes(),
    )


@bp.post("/<task>")
@open_to(*LOOKERS)
def record(task: str) -> Response | tuple[str, int]:
    """Keep what was found. What is asked of others is no page of theirs."""
    number, form = tasks.mine(task).number, FoundForm()
    if not form.validate():
        abort(400)
    try:
        campaigns.record(number, State(form.state.data), form.note.data or "", access.me().id, desks.desk())
    except Refused as refused:
        return render_template(
            "desk/refused.html", reason=sentence(refused.reason), back=url_for("asked.home")
        ), CONFLICT
    return redirect(url_for("asked.home"), 303)
