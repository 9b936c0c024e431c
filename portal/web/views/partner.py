"""For those who speak for a listing: my listings, one page to change or add one, how it will look, what became of it.

Whatever is typed is kept as a draft first, so that nothing is lost; it is sent from the page that shows how it looks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.accounts.people import Role
from portal.accounts.rights import Act, may
from portal.mapping import looking, submit
from portal.mapping.checks import Faulty
from portal.mapping.hiding import hide
from portal.mapping.looking import Sheet
from portal.mapping.proposal import OPEN, Giver, Kind, Proposal, Reason, Refused, Stage, Why
from portal.registry.decisions import Part
from portal.web import access, context, deskpages, desks, sheets
from portal.web.access import open_to, require_fresh
from portal.web.details import details
from portal.web.forms.account import ConfirmForm
from portal.web.forms.partner import EditionForm, ListingForm, filled, new_token
from portal.web.language import take_language
from portal.web.reader import Reader
from portal.web.refusals import giver_label, sentence, why_label

bp = Blueprint("partner", __name__, url_prefix="/<any(en, fr):lang>/partner")
bp.url_value_preprocessor(take_language)

SUGGESTERS = (Role.PARTNER, Role.REVIEWER, Role.COORDINATOR)
NOT_ACCEPTED, CONFLICT = 422, 409


def reader() -> Reader:
    """Who reads this page."""
    return Reader(g.lang, context.terms(), context.moment(), context.area_names(), context.zones)


def my_proposal(number: str) -> Proposal:
    """A proposal that whoever is signed in has written; for anything else there is no such page."""
    found = desks.numbered(number)
    return found if access.me().id in {author.id for author in found.authors} else abort(404)


@bp.get("")
@open_to(*SUGGESTERS)
def home() -> str:
    """The listings of one's organizations, and what one has proposed."""
    me, desk = access.me(), desks.reading()
    listings = [deskpages.listing_line(sheet, reader()) for sheet in looking.sheets_of(me.organizations, desk)]
    lines = [desks.line(one, reader()) for one in desks.proposals().of_author(me.id)]
    names = [(one, reader().words(name)) for one, name in looking.organization_names(me.organizations, desk)]
    return render_template(
        "partner/home.html",
        listings=listings,
        lines=lines,
        organizations=names,
        may_add_any=may(me, Act.SUGGEST),
        applies=access.is_open("vetting.apply", me),
    )


@bp.route("/listing/<service_id>", methods=["GET", "POST"])
@open_to(*SUGGESTERS)
def listing(service_id: str) -> str | Response | tuple[str, int]:
    """One listing, all of it on one page, to be changed."""
    sheet = desks.my_sheet(service_id, Act.SUGGEST)
    form = ListingForm(data={"token": new_token(), "based_on": sheet.revision})
    return kept(form, sheet) if form.is_submitted() else sheet_page(form, sheet, {})


@bp.route("/new", methods=["GET", "POST"])
@open_to(*SUGGESTERS)
def new() -> str | Response | tuple[str, int]:
    """A listing that is not there yet."""
    me, organization = access.me(), request.values.get("organization", "")
    if not may(me, Act.SUGGEST, organization):
        abort(404)
    form = ListingForm(data={"token": new_token(), "organization": organization, "why": Why.NEW_SERVICE.value})
    return kept(form, None) if form.is_submitted() else sheet_page(form, None, {})


@bp.route("/listing/<service_id>/phoned", methods=["GET", "POST"])
@open_to(*SUGGESTERS)
def phoned(service_id: str) -> str | Response | tuple[str, int]:
    """One listing as somebody says on the phone that it is now."""
    sheet = desks.my_sheet(service_id, Act.SUGGEST)
    form = ListingForm(data={"token": new_token(), "based_on": sheet.revision} | said_today())
    return kept(form, sheet) if form.is_submitted() else sheet_page(form, sheet, {})


@bp.route("/phoned", methods=["GET", "POST"])
@open_to(*SUGGESTERS)
def new_phoned() -> str | Response | tuple[str, int]:
    """A listing that is not there yet, as somebody tells of it on the phone."""
    me, organization = access.me(), request.values.get("organization", "")
    if not may(me, Act.SUGGEST, organization):
        abort(404)
    form = ListingForm(data={"token": new_token(), "organization": organization} | said_today())
    return kept(form, None) if form.is_submitted() else sheet_page(form, None, {})


def said_today() -> dict[str, str]:
    """What the form holds before anybody typed, when it is filled in on the phone."""
    return {"why": Why.PHONED.value, "consent_on": context.moment().date().isoformat()}


@bp.route("/proposal/<number>/edit", methods=["GET", "POST"])
@open_to(*SUGGESTERS)
def edit(number: str) -> str | Response | tuple[str, int]:
    """One's own proposal, to be changed before it is decided."""
    proposal = my_proposal(number)
    if proposal.stage not in OPEN or proposal.kind not in {Kind.CHANGE, Kind.NEW}:
        abort(404)
    sheet = looking.sheet(proposal.service_id, desks.reading())
    form = ListingForm(data=filled(proposal) | {"based_on": sheet.revision if sheet else 0})
    return kept(form, sheet) if form.is_submitted() else sheet_page(form, sheet, proposal.wanted)


def kept(form: ListingForm, sheet: Sheet | None) -> str | Response | tuple[str, int]:
    """Keep what was typed as a draft; then the page that shows how it will look, or this one with what to mend."""
    if not form.validate():
        abort(400)
    wanted = form.wanted(sheet.id if sheet else "", bool(form.organization.data))
    try:
        draft = submit.draft(wanted, access.me().id, desks.desk())
    except Refused as refused:
        return refused_page(refused.reason)
    if form.do.data == "later":
        return redirect(url_for("partner.home"), 303)
    faults, reason = looking.wrong_with(draft, desks.reading())
    faults += looking.not_kept(wanted.values, wanted.service_id, desks.reading())
    if faults or reason:
        form.number.data, form.seen.data, form.token.data = draft.number, draft.edition, ""
        return sheet_page(form, sheet, draft.wanted, faults, reason), NOT_ACCEPTED
    return redirect(url_for("partner.proposal", number=draft.number), 303)


def sheet_page(
    form: ListingForm,
    sheet: Sheet | None,
    wanted: Mapping[str, str],
    faults: Sequence[sheets.Fault] = (),
    reason: Reason | None = None,
) -> str:
    """The page with all boxes of a listing."""
    row, own = {**(sheet.row if sheet else {}), **wanted}, bool(form.organization.data)
    return render_template(
        "partner/sheet.html",
        form=form,
        groups=sheets.groups(row, faults, reader(), sheet is None, own),
        name=reader().words(sheet.organization) if sheet else None,
        service_id=sheet.id if sheet else "",
        reason=sentence(reason) if reason else "",
        has_faults=bool(faults),
        is_phoned=form.why.data == Why.PHONED.value,
        reasons=[(why.value, why_label(why)) for why in Why if why not in {Why.UNDO, Why.SOURCE, Why.DUPLICATE}],
        givers=[(giver.value, giver_label(giver)) for giver in Giver],
    )


@bp.get("/proposal/<number>")
@open_to(*SUGGESTERS)
def proposal(number: str) -> str:
    """One's own proposal: how it will look, where it stands, what was said about it."""
    found, desk = my_proposal(number), desks.reading()
    faults, reason = looking.wrong_with(found, desk) if found.stage is Stage.DRAFT else ([], None)
    shown = looking.as_it_would_be(found, desk) if found.stage in OPEN and not faults else None
    problem = reason or (Reason.BREAKS_RULES if faults else None)
    return render_template(
        "partner/proposal.html",
        form=EditionForm(data={"edition": found.edition}),
        line=desks.line(found, reader()),
        differences=deskpages.differences(found, reader()) if found.kind is not Kind.NEW else [],
        acts=deskpages.acts(desks.proposals().events(found.number), desk.who, reader()),
        service=details(shown, reader()) if shown else None,
        problem=sentence(problem) if problem else "",
        is_draft=found.stage is Stage.DRAFT,
        is_open=found.stage in OPEN,
        can_edit=found.stage in OPEN and found.kind in {Kind.CHANGE, Kind.NEW},
        needed=found.agreements_needed,
        is_late=found.stage is Stage.APPROVED and not desks.is_learned(found.service_id),
    )


@bp.post("/proposal/<number>/send")
@open_to(*SUGGESTERS)
def send(number: str) -> Response | tuple[str, int]:
    """Put it before the reviewers; where it could mislead somebody, only after a code was shown a moment ago."""
    found = my_proposal(number)
    act = require_fresh(put_before_reviewers) if found.touches_safety else put_before_reviewers
    return act(found)


def put_before_reviewers(found: Proposal) -> Response | tuple[str, int]:
    """See `send`."""
    form = EditionForm()
    if not form.validate():
        abort(400)
    try:
        submit.send(found.number, form.edition.data, access.me().id, desks.desk())
    except Refused as refused:
        return refused_page(refused.reason)
    except Faulty:
        return refused_page(Reason.BREAKS_RULES)
    return redirect(url_for("partner.proposal", number=found.number), 303)


@bp.post("/proposal/<number>/withdraw")
@open_to(*SUGGESTERS)
def withdraw(number: str) -> Response | tuple[str, int]:
    """Take it back."""
    found = my_proposal(number)
    try:
        submit.withdraw(found.number, access.me().id, desks.desk())
    except Refused as refused:
        return refused_page(refused.reason)
    return redirect(url_for("partner.home"), 303)


@bp.route("/listing/<service_id>/hide", methods=["GET", "POST"])
@open_to(*SUGGESTERS)
@require_fresh
def hide_listing(service_id: str) -> str | Response | tuple[str, int]:
    """Take one's listing out of view at once, after asking."""
    sheet, form = desks.my_sheet(service_id, Act.WITHHOLD), ConfirmForm()
    if not form.validate_on_submit():
        return render_template("partner/hide.html", form=form, name=reader().words(sheet.organization))
    try:
        hide(service_id, Part.LISTING, access.me().id, desks.desk())
    except Refused as refused:
        return refused_page(refused.reason)
    desks.learn()
    return redirect(url_for("partner.home"), 303)


def refused_page(reason: Reason) -> tuple[str, int]:
    """Why it was not done, and the way back."""
    return render_template("desk/refused.html", reason=sentence(reason)), CONFLICT
