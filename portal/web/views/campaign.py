"""For coordinators: asking people and organizations to look for services, handing over, closing, the list as a file."""

from __future__ import annotations

from flask import Blueprint, Response, abort, g, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.accounts.people import Role
from portal.mapping import campaigns
from portal.mapping.campaigns import NoSuchArea
from portal.mapping.proposal import Reason, Refused
from portal.web import access, context, desks, downloads, exercise, tasks
from portal.web.access import open_to
from portal.web.forms.account import ConfirmForm
from portal.web.forms.exercise import AskForm, HandOverForm
from portal.web.language import take_language
from portal.web.reader import Reader
from portal.web.refusals import sentence

bp = Blueprint("campaign", __name__, url_prefix="/<any(en, fr):lang>/campaign")
bp.url_value_preprocessor(take_language)

NOT_ACCEPTED, CONFLICT = 422, 409
MOST_SHOWN = 60
COLUMNS = ("task", "community", "place", "kind_of_help", "asked_of", "asked_on", "due", "state", "said_on", "note")


def reader() -> Reader:
    """Who reads this page."""
    return Reader(g.lang, context.terms(), context.moment())


@bp.route("", methods=["GET", "POST"])
@open_to(Role.COORDINATOR)
def home() -> str | BaseResponse | tuple[str, int]:
    """What is asked of whom, and asking for more."""
    form = AskForm()
    if not form.is_submitted():
        return page(form)
    if not form.validate():
        abort(400)
    try:
        asked_for(form)
    except NoSuchArea as fault:
        return page(form, no_such_area=fault.typed), NOT_ACCEPTED
    except Refused as refused:
        return page(form, fault=sentence(refused.reason)), NOT_ACCEPTED
    return redirect(url_for("campaign.home"), 303)


def asked_for(form: AskForm) -> int:
    """Make the tasks a form asks for; how many. Raises NoSuchArea, or Refused."""
    known, names = context.communities(), context.area_names()
    lines = [campaigns.communities_named(line, context.places(), known, names) for line in form.lines()]
    kinds = [code for code in form.categories.data or () if code in context.terms()["categories"]]
    if not lines or not kinds or not form.is_due_a_day():
        raise Refused(Reason.INCOMPLETE)
    communities = {code for line in lines for code in line}
    asked = exercise.asked_of(form.to.data or "")
    return campaigns.ask(communities, kinds, asked, form.due.data or "", access.me().id, desks.desk())


def page(form: AskForm, fault: str = "", no_such_area: str = "") -> str:
    """The page, with what to mend."""
    lines = tasks.every_line(reader())
    is_open = [line for line in lines if line.is_open]
    return render_template(
        "campaign/home.html",
        form=form,
        fault=fault,
        no_such_area=no_such_area,
        kinds=[(code, reader().label("categories", code)) for code in context.terms()["categories"]],
        whom=tasks.askable(g.lang),
        lines=is_open[:MOST_SHOWN],
        further=len(is_open[MOST_SHOWN:]),
    )


@bp.get("/tasks.csv")
@open_to(Role.COORDINATOR)
def tasks_file() -> Response:
    """Every task, open or closed, as a table."""
    rows = [
        (str(one.number), one.code, one.place, one.what, one.who, one.day, one.due, one.state, one.said, one.note)
        for one in tasks.every_line(reader())
    ]
    return downloads.csv_file("tasks.csv", COLUMNS, rows)


@bp.get("/<task>")
@open_to(Role.COORDINATOR)
def task(task: str) -> str:
    """One task, to be handed over or closed."""
    found = tasks.numbered(task)
    return render_template(
        "campaign/task.html",
        form=ConfirmForm(),
        line=tasks.lines_for(reader()).of(found),
        whom=tasks.askable(g.lang),
        chosen=exercise.choice_of(found.asked),
    )


@bp.post("/<task>/hand-over")
@open_to(Role.COORDINATOR)
def hand_over(task: str) -> BaseResponse | tuple[str, int]:
    """Ask somebody else to do it."""
    number, form = tasks.numbered(task).number, HandOverForm()
    if not form.validate():
        abort(400)
    try:
        campaigns.hand_over(number, exercise.asked_of(form.to.data), access.me().id, desks.desk())
    except Refused as refused:
        return refused_page(refused.reason)
    return redirect(url_for("campaign.task", task=number), 303)


@bp.post("/<task>/close")
@open_to(Role.COORDINATOR)
def close(task: str) -> BaseResponse | tuple[str, int]:
    """Ask nobody any more."""
    try:
        campaigns.close(tasks.numbered(task).number, access.me().id, desks.desk())
    except Refused as refused:
        return refused_page(refused.reason)
    return redirect(url_for("campaign.home"), 303)


def refused_page(reason: Reason) -> tuple[str, int]:
    """Why it was not done, and the way back."""
    return render_template("desk/refused.html", reason=sentence(reason), back=url_for("campaign.home")), CONFLICT
