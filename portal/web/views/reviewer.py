"""For those who decide: the queue, one proposal with its difference and history, one listing with its past."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.accounts.people import Role
from portal.mapping import hiding, looking, merging, moving, reports, review, twins, undoing
from portal.mapping.checks import Faulty
from portal.mapping.looking import Sheet
from portal.mapping.proposal import Answer, Kind, Proposal, Reason, Refused, Stage
from portal.registry import phones
from portal.registry.decisions import Part
from portal.registry.disclosure import PublicService
from portal.web import access, context, deskpages, desks
from portal.web.access import open_to, require_fresh
from portal.web.details import details
from portal.web.forms.account import ConfirmForm
from portal.web.forms.partner import new_token
from portal.web.forms.reviewer import DecisionForm, PairForm, PartForm, ReportForm, UndoForm
from portal.web.language import day_text, take_language
from portal.web.movemap import Drawing, drawing
from portal.web.reader import Reader
from portal.web.refusals import answer_label, giver_label, sentence, why_label

bp = Blueprint("reviewer", __name__, url_prefix="/<any(en, fr):lang>/review")
bp.url_value_preprocessor(take_language)

DECIDERS = (Role.REVIEWER, Role.COORDINATOR)
CONFLICT = 409


def reader() -> Reader:
    """Who reads this page."""
    return Reader(g.lang, context.terms(), context.moment(), context.area_names(), context.zones)


def a_proposal(number: str) -> Proposal:
    """A proposal that was sent; a draft is nobody's business."""
    found = desks.numbered(number)
    return found if found.stage is not Stage.DRAFT else abort(404)


def a_listing(service_id: str) -> Sheet:
    """A listing in any state."""
    return looking.sheet(service_id, desks.reading()) or abort(404)


@bp.get("")
@open_to(*DECIDERS)
def queue() -> str:
    """What waits: what could mislead somebody first, then the oldest."""
    waiting = desks.proposals()
    lines = [desks.line(one, reader()) for one in waiting.queue()]
    dangerous, ordinary = waiting.waiting_counts()
    return render_template(
        "reviewer/queue.html",
        lines=lines,
        dangerous=dangerous,
        ordinary=ordinary,
        reports=[deskpages.said(one, reader()) for one in waiting.reports()],
        form=ConfirmForm(),
    )


@bp.post("/due")
@open_to(*DECIDERS)
def publish_due() -> Response:
    """Publish what enough people agreed to and whose day of waiting is over."""
    review.publish_due(desks.desk())
    desks.learn()
    return redirect(url_for("reviewer.queue"), 303)


@bp.post("/report")
@open_to(*DECIDERS)
def report_handled() -> Response | tuple[str, int]:
    """What a reader said was looked into."""
    form = ReportForm()
    if not form.validate():
        abort(400)
    try:
        reports.handled(form.number.data, access.me().id, desks.desk())
    except Refused as refused:
        return refused_page(refused.reason)
    return redirect(url_for("reviewer.queue"), 303)


@bp.get("/<number>")
@open_to(*DECIDERS)
def proposal(number: str) -> str:
    """One proposal: what would change, what the listing says now, who said what, and what to do."""
    found = a_proposal(number)
    desk = desks.reading()
    sheet, other = looking.sheet(found.service_id, desk), looking.sheet(found.other_id, desk)
    public = context.store().public(found.service_id)
    return render_template(
        "reviewer/proposal.html",
        form=DecisionForm(data={"edition": found.edition}),
        found=found,
        line=desks.line(found, reader()),
        why=why_label(found.why),
        consent=giver_label(found.consent.by) if found.consent else "",
        consent_on=day_text(found.consent.on, g.lang) if found.consent else "",
        authors=[deskpages.person_name(author.id, desk.who) for author in found.authors],
        agreed=[deskpages.person_name(one.person_id, desk.who) for one in found.agreements],
        differences=deskpages.differences(found, reader()),
        drawing=move_of(found, public),
        old_numbers=[phones.shown(phone, g.lang) for phone in sheet.phones] if sheet else [],
        acts=deskpages.acts(desks.proposals().events(found.number), desk.who, reader()),
        now=details(public, reader()) if public and found.kind is not Kind.NEW else None,
        other=reader().words(other.organization) if other else None,
        answers=[(answer.value, answer_label(answer.value)) for answer in Answer],
        is_waiting=found.stage is Stage.WAITING,
        has_moved=found.stage is Stage.WAITING and moving.has_moved(found, desk),
        is_late=found.stage is Stage.APPROVED and not desks.is_learned(found.service_id),
    )


def move_of(found: Proposal, public: PublicService | None) -> Drawing | None:
    """How the place would move, while that is still to be decided."""
    if found.stage is not Stage.WAITING or found.kind is not Kind.CHANGE:
        return None
    after = looking.as_it_would_be(found, desks.reading())
    return drawing(public, after, context.point_of, context.communities().values(), g.lang)


@bp.post("/<number>/decide")
@open_to(*DECIDERS)
@require_fresh
def decide(number: str) -> Response | tuple[str, int]:
    """Yes, no, or a question."""
    found, form, me, desk = a_proposal(number).number, DecisionForm(), access.me(), desks.desk()
    if not form.validate():
        abort(400)
    try:
        if form.do.data == "agree":
            review.agree(found, form.edition.data, me.id, desk)
        elif form.do.data == "decline":
            review.decline(found, form.edition.data, me.id, Answer(form.answer.data), form.note.data or "", desk)
        else:
            review.ask(found, form.edition.data, me.id, form.note.data or "", desk)
    except Refused as refused:
        if refused.reason is Reason.LISTING_HAS_MOVED:
            moving.show_again(found, desk)
        return refused_page(refused.reason, url_for("reviewer.proposal", number=number))
    desks.learn()
    return redirect(url_for("reviewer.proposal", number=number), 303)


@bp.get("/listing/<service_id>")
@open_to(*DECIDERS)
def listing(service_id: str) -> str:
    """One listing: how it looks now, its past, its proposals, its sources, and what can be done."""
    sheet, desk, proposals = a_listing(service_id), desks.reading(), desks.proposals()
    public = context.store().public(service_id)
    merged = [(one, looking.sheet(one, desk)) for one in proposals.merged_from(service_id)]
    return render_template(
        "reviewer/listing.html",
        service_id=service_id,
        name=reader().words(sheet.organization),
        now=details(public, reader()) if public else None,
        past=deskpages.past(looking.past(service_id, desk), reader()),
        lines=[desks.line(one, reader()) for one in proposals.of_service(service_id)],
        sources=looking.sources(service_id, desk),
        merged=[(one, reader().words(found.organization)) for one, found in merged if found],
        twins=deskpages.twins(twins.beside(service_id, desk), service_id, reader()),
        merged_into=proposals.merged_into(service_id),
        is_hidden=sheet.hidden,
        numbers=[(phone.number, phones.shown(phone, g.lang)) for phone in sheet.phones],
        hidden_numbers=[(phone.number, phones.shown(phone, g.lang)) for phone in sheet.hidden_phones],
        undo=UndoForm(data={"token": new_token()}),
        pair=PairForm(data={"token": new_token()}),
        part=PartForm(data={"token": new_token()}),
    )


@bp.post("/listing/<service_id>/undo")
@open_to(*DECIDERS)
def undo(service_id: str) -> Response | tuple[str, int]:
    """Propose to go back to what the listing said before."""
    a_listing(service_id)
    form = UndoForm()
    if not form.validate():
        abort(400)
    return proposed(
        service_id,
        lambda: undoing.propose_undo(
            service_id, form.revision.data, access.me().id, desks.desk(), token=form.token.data or ""
        ),
    )


@bp.post("/listing/<service_id>/merge")
@open_to(*DECIDERS)
def merge(service_id: str) -> Response | tuple[str, int]:
    """Propose that another listing is the same service as this one."""
    a_listing(service_id)
    form = PairForm()
    if not form.validate():
        abort(400)
    token = form.token.data or ""
    return proposed(
        service_id, lambda: merging.propose_merge(service_id, form.other_id(), access.me().id, desks.desk(), token)
    )


@bp.post("/listing/<service_id>/split")
@open_to(*DECIDERS)
def split(service_id: str) -> Response | tuple[str, int]:
    """Propose that a merged listing is shown on its own again."""
    a_listing(service_id)
    form = PairForm()
    if not form.validate():
        abort(400)
    token = form.token.data or ""
    return proposed(service_id, lambda: merging.propose_split(form.other_id(), access.me().id, desks.desk(), token))


@bp.post("/listing/<service_id>/show")
@open_to(*DECIDERS)
def show(service_id: str) -> Response | tuple[str, int]:
    """Propose to show again what was hidden."""
    a_listing(service_id)
    part, which, token = a_part()
    return proposed(
        service_id, lambda: hiding.propose_showing(service_id, part, access.me().id, desks.desk(), which, token)
    )


@bp.post("/listing/<service_id>/hide")
@open_to(*DECIDERS)
@require_fresh
def hide(service_id: str) -> Response | tuple[str, int]:
    """Hide a listing, or one of its numbers, at once."""
    a_listing(service_id)
    part, which, _token = a_part()
    try:
        hiding.hide(service_id, part, access.me().id, desks.desk(), which)
    except Refused as refused:
        return refused_page(refused.reason, url_for("reviewer.listing", service_id=service_id))
    desks.learn()
    return redirect(url_for("reviewer.listing", service_id=service_id), 303)


def a_part() -> tuple[Part, str, str]:
    """What is to be hidden or shown, as the form names it, and the form's token."""
    form = PartForm()
    part, _colon, which = (form.part.data or "").partition(":")
    if not form.validate() or part not in {one.value for one in Part}:
        abort(400)
    return Part(part), which, form.token.data or ""


def proposed(service_id: str, act: Callable[[], Proposal]) -> Response | tuple[str, int]:
    """Make a proposal and show it, or say why not."""
    try:
        return redirect(url_for("reviewer.proposal", number=act().number), 303)
    except Faulty:
        reason = Reason.BREAKS_RULES
    except Refused as refused:
        reason = refused.reason
    return refused_page(reason, url_for("reviewer.listing", service_id=service_id))


def refused_page(reason: Reason, back: str = "") -> tuple[str, int]:
    """Why it was not done, and the way back."""
    return render_template("desk/refused.html", reason=sentence(reason), back=back), CONFLICT
