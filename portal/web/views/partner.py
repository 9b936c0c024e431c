"""For those who speak for a listing: my listings, one page to change or add one, how it will look, what became of it.

Whatever is typed is kept as a draft first, so that nothing is lost; it is sent from the page that shows how it looks.
"""

from __future__ import annotations

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.accounts.people import Person, Role
from portal.accounts.rights import Act, may
from portal.mapping import applying, submit
from portal.mapping.checks import Faulty
from portal.mapping.fields import as_row
from portal.mapping.hiding import hide
from portal.mapping.proposal import OPEN, Giver, Kind, Proposal, Reason, Refused, Stage, Why
from portal.registry.decisions import Part
from portal.registry.disclosure import for_public
from portal.registry.model import Service
from portal.web import access, context, deskpages, desks, sheets
from portal.web.access import open_to, require_fresh
from portal.web.details import details
from portal.web.forms.account import ConfirmForm
from portal.web.forms.partner import EditionForm, ListingForm, consent_of, new_token
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


def my_service(service_id: str) -> tuple[Person, Service]:
    """Whoever is signed in, and a listing they may propose changes to; for anything else there is no such page."""
    me, service = access.me(), context.store().service(service_id)
    if service is None or not may(me, Act.SUGGEST, service.organization.id):
        abort(404)
    return me, service


def my_proposal(number: int) -> tuple[Person, Proposal]:
    """Whoever is signed in, and a proposal they wrote; for anything else there is no such page."""
    me, proposal = access.me(), desks.proposals().proposal(number)
    if proposal is None or me.id not in {author.id for author in proposal.authors}:
        abort(404)
    return me, proposal


@bp.get("")
@open_to(*SUGGESTERS)
def home() -> str:
    """The listings of one's organizations, and what one has proposed."""
    me, store = access.me(), context.store()
    services = [service for one in sorted(me.organizations) for service in store.services_of(one)]
    held = store.withheld([service.id for service in services])
    listings = [deskpages.listing_line(s, s.id in held and held[s.id].listing, reader()) for s in services]
    lines = [deskpages.line(one, store.service(one.service_id), reader()) for one in desks.proposals().of_author(me.id)]
    organizations = [found for one in sorted(me.organizations) if (found := store.organization(one))]
    names = [(one.id, reader().words(one.name)) for one in organizations]
    return render_template("partner/home.html", listings=listings, lines=lines, organizations=names)


@bp.route("/listing/<service_id>", methods=["GET", "POST"])
@open_to(*SUGGESTERS)
def listing(service_id: str) -> str | Response | tuple[str, int]:
    """One listing, all of it on one page, to be changed."""
    _me, service = my_service(service_id)
    form = ListingForm(data={"token": new_token(), "based_on": service.revision})
    if form.is_submitted():
        return kept(form, service_id, as_row(service))
    return sheet_page(form, as_row(service), service, None)


@bp.route("/new", methods=["GET", "POST"])
@open_to(*SUGGESTERS)
def new() -> str | Response | tuple[str, int]:
    """A listing that is not there yet."""
    me, organization = access.me(), request.values.get("organization", "")
    if not may(me, Act.SUGGEST, organization):
        abort(404)
    form = ListingForm(data={"token": new_token(), "organization": organization, "why": Why.NEW_SERVICE.value})
    if form.is_submitted():
        return kept(form, "", {})
    return sheet_page(form, {}, None, None)


@bp.route("/proposal/<int:number>/edit", methods=["GET", "POST"])
@open_to(*SUGGESTERS)
def edit(number: int) -> str | Response | tuple[str, int]:
    """One's own proposal, to be changed before it is decided."""
    _me, proposal = my_proposal(number)
    if proposal.stage not in OPEN or proposal.kind not in {Kind.CHANGE, Kind.NEW}:
        abort(404)
    service = context.store().service(proposal.service_id)
    row = as_row(service) if service else {}
    given = {"number": number, "seen": proposal.edition, "why": proposal.why.value, "note": proposal.note}
    given |= {"source": proposal.source, "organization": proposal.organization_id}
    given |= {"based_on": service.revision if service else 0}
    form = ListingForm(data=given)
    if form.is_submitted():
        return kept(form, proposal.service_id if service else "", row)
    return sheet_page(form, row | proposal.wanted, service, proposal)


def kept(form: ListingForm, service_id: str, row: dict[str, str]) -> str | Response | tuple[str, int]:
    """Keep what was typed as a draft; then the page that shows how it will look, or this one with what to mend."""
    if not form.validate():
        abort(400)
    own = bool(form.organization.data)
    wanted = form.wanted(service_id, own)
    try:
        draft = submit.draft(wanted, access.me().id, desks.desk())
    except Refused as refused:
        return refused_page(refused.reason)
    if form.do.data == "later":
        return redirect(url_for("partner.home"), 303)
    service = context.store().service(service_id) if service_id else None
    faults, reason = wrong_with(draft)
    faults += submit.not_kept(wanted.values, service)
    if faults or reason:
        form.number.data, form.seen.data, form.token.data = draft.number, draft.edition, ""
        return sheet_page(form, row | draft.wanted, service, draft, faults, reason), NOT_ACCEPTED
    return redirect(url_for("partner.proposal", number=draft.number), 303)


def wrong_with(proposal: Proposal) -> tuple[list[sheets.Fault], str]:
    """What is wrong with a proposal column by column, and as a whole."""
    desk = desks.reading()
    try:
        submit.examined(proposal, desk.store.service(proposal.service_id), desk)
    except Faulty as faulty:
        return list(faulty.faults), ""
    except Refused as refused:
        return [], sentence(refused.reason)
    return [], ""


def sheet_page(
    form: ListingForm,
    row: dict[str, str],
    service: Service | None,
    proposal: Proposal | None,
    faults: list[sheets.Fault] | None = None,
    reason: str = "",
) -> str:
    """The page with all boxes of a listing."""
    consent_by, consent_on = consent_of(proposal)
    own = service is None and bool(form.organization.data)
    return render_template(
        "partner/sheet.html",
        form=form,
        groups=sheets.groups(row, faults or [], reader(), service is None, own),
        name=reader().words(service.organization.name) if service else None,
        service_id=service.id if service else "",
        reason=reason,
        has_faults=bool(faults),
        reasons=[(why.value, why_label(why)) for why in Why if why not in {Why.UNDO, Why.SOURCE, Why.DUPLICATE}],
        givers=[(giver.value, giver_label(giver)) for giver in Giver],
        consent_by=consent_by,
        consent_on=consent_on,
    )


@bp.get("/proposal/<int:number>")
@open_to(*SUGGESTERS)
def proposal(number: int) -> str:
    """One's own proposal: how it will look, where it stands, what was said about it."""
    _me, found = my_proposal(number)
    faults, reason = wrong_with(found) if found.stage is Stage.DRAFT else ([], "")
    shown = None if faults or found.stage not in OPEN else preview(found)
    return render_template(
        "partner/proposal.html",
        form=EditionForm(data={"edition": found.edition}),
        line=deskpages.line(found, context.store().service(found.service_id), reader()),
        differences=deskpages.differences(found, reader()) if found.kind is not Kind.NEW else [],
        acts=deskpages.acts(desks.proposals().events(number), desks.reading().who, reader()),
        service=shown,
        problem=reason or (sentence(Reason.BREAKS_RULES) if faults else ""),
        is_draft=found.stage is Stage.DRAFT,
        is_open=found.stage in OPEN,
        can_edit=found.stage in OPEN and found.kind in {Kind.CHANGE, Kind.NEW},
        needed=found.agreements_needed,
        is_late=found.stage is Stage.APPROVED and not desks.is_learned(found.service_id),
    )


def preview(found: Proposal) -> object | None:
    """The listing as anyone will see it, through the one door; None when nobody will."""
    desk = desks.reading()
    try:
        made = applying.result(found, desk)
    except (Faulty, Refused):
        return None
    sources = {source.id: source for source in desk.store.sources()}
    public = for_public(made, sources.get(made.origin.source_id, desk.providers))
    return details(public, reader()) if public else None


@bp.post("/proposal/<int:number>/send")
@open_to(*SUGGESTERS)
def send(number: int) -> Response | tuple[str, int]:
    """Put it before the reviewers."""
    me, _proposal = my_proposal(number)
    form = EditionForm()
    if not form.validate():
        abort(400)
    try:
        submit.send(number, form.edition.data, me.id, desks.desk())
    except Refused as refused:
        return refused_page(refused.reason)
    except Faulty:
        return refused_page(Reason.BREAKS_RULES)
    return redirect(url_for("partner.proposal", number=number), 303)


@bp.post("/proposal/<int:number>/withdraw")
@open_to(*SUGGESTERS)
def withdraw(number: int) -> Response | tuple[str, int]:
    """Take it back."""
    me, _proposal = my_proposal(number)
    try:
        submit.withdraw(number, me.id, desks.desk())
    except Refused as refused:
        return refused_page(refused.reason)
    return redirect(url_for("partner.home"), 303)


@bp.route("/listing/<service_id>/hide", methods=["GET", "POST"])
@open_to(*SUGGESTERS)
@require_fresh
def hide_listing(service_id: str) -> str | Response | tuple[str, int]:
    """Take one's listing out of view at once, after asking."""
    me, service = my_service(service_id)
    form = ConfirmForm()
    if not form.validate_on_submit():
        return render_template("partner/hide.html", form=form, name=reader().words(service.organization.name))
    try:
        hide(service_id, Part.LISTING, me.id, desks.desk())
    except Refused as refused:
        return refused_page(refused.reason)
    desks.learn()
    return redirect(url_for("partner.home"), 303)


def refused_page(reason: Reason) -> tuple[str, int]:
    """Why it was not done, and the way back."""
    return render_template("desk/refused.html", reason=sentence(reason)), CONFLICT
