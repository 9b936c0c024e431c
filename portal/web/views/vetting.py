"""Vetting: the criteria for anyone, the application for a partner, the cases for reviewers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, abort, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.accounts.people import Role
from portal.accounts.rights import Act
from portal.mapping import vetting
from portal.mapping.proposal import Refused
from portal.mapping.vetting import CRITERIA, LONGEST
from portal.registry.vetting import Evidence, Reference
from portal.web import access, context, desks, vettingpages
from portal.web.access import open_to, require_fresh
from portal.web.forms.vetting import ApplyForm, DecideForm
from portal.web.language import take_language
from portal.web.reader import Reader
from portal.web.refusals import sentence

bp = Blueprint("vetting", __name__, url_prefix="/<any(en, fr):lang>/vetting")
bp.url_value_preprocessor(take_language)

REVIEWERS = (Role.REVIEWER, Role.COORDINATOR)
NOT_ACCEPTED, CONFLICT = 422, 409


def reader() -> Reader:
    """Who reads this page."""
    return Reader(g.lang, context.terms(), context.moment())


@bp.get("")
@open_to(Role.ANYONE)
def criteria() -> str:
    """The criteria, and who decides whether an organization meets them."""
    return render_template("vetting/criteria.html", criteria=vettingpages.criteria(reader()))


@bp.route("/apply/<organization_id>", methods=["GET", "POST"])
@open_to(Role.PARTNER)
def apply(organization_id: str) -> str | Response | tuple[str, int]:
    """Say for one's organization how it meets each criterion, and who can be asked."""
    access.require(Act.APPLY, organization_id)
    form = ApplyForm()
    if not form.is_submitted():
        before = vetting.case(organization_id, desks.reading()).application
        return apply_page(organization_id, before.evidence if before else {}, before.references if before else ())
    if not form.validate():
        abort(400)
    evidence, references = form.evidence(context.terms()[CRITERIA]), form.references()
    try:
        vetting.apply(organization_id, evidence, references, access.me().id, desks.desk())
    except Refused as refused:
        return apply_page(organization_id, evidence, references, sentence(refused.reason)), NOT_ACCEPTED
    return redirect(url_for("vetting.apply", organization_id=organization_id), 303)


def apply_page(
    organization_id: str, evidence: Mapping[str, Evidence], references: Sequence[Reference], fault: str = ""
) -> str:
    """The application, with what stands in it."""
    case, whom = vetting.case(organization_id, desks.reading()), reader()
    return render_template(
        "vetting/apply.html",
        form=ApplyForm(),
        fault=fault,
        organization_id=organization_id,
        name=vettingpages.named([organization_id], whom)[organization_id],
        criteria=vettingpages.criteria(whom, evidence),
        references=vettingpages.references(references),
        longest=LONGEST,
        found=vettingpages.found_text(case.finding, whom),
        asked=vettingpages.asked_text(case, whom),
    )


@bp.get("/cases")
@open_to(*REVIEWERS)
def cases() -> str:
    """Which organizations wait, which were vetted and until when."""
    waiting, found = vettingpages.lines(reader())
    return render_template("vetting/cases.html", waiting=waiting, found=found)


@bp.get("/cases/<organization_id>")
@open_to(*REVIEWERS)
def case(organization_id: str) -> str:
    """What an organization says for itself, and what can be decided."""
    one, whom = vetting.case(organization_id, desks.reading()), reader()
    name = vettingpages.named([organization_id], whom).get(organization_id)
    if name is None or not (one.application or one.finding):
        abort(404)
    return render_template(
        "vetting/case.html",
        form=DecideForm(),
        organization_id=organization_id,
        name=name,
        application=one.application,
        criteria=vettingpages.criteria(whom, one.application.evidence if one.application else {}),
        found=vettingpages.found_text(one.finding, whom),
        asked=vettingpages.asked_text(one, whom),
        waits=one.waits,
        can_suspend=bool(one.finding and not one.finding.suspended_on),
        can_lift=bool(one.finding and one.finding.suspended_on),
        lifting=one.lifting,
    )


@bp.post("/cases/<organization_id>/decide")
@open_to(*REVIEWERS)
@require_fresh
def decide(organization_id: str) -> Response | tuple[str, int]:
    """One reviewer agrees, declines, suspends or agrees to lift."""
    form = DecideForm()
    if not form.validate():
        abort(400)
    by, desk, edition = access.me().id, desks.desk(), form.edition.data or 0
    back = url_for("vetting.case", organization_id=organization_id)
    try:
        match form.do.data:
            case "agree":
                vetting.agree(organization_id, edition, by, desk)
            case "decline":
                vetting.decline(organization_id, edition, form.unmet.data, by, desk)
            case "suspend":
                vetting.suspend(organization_id, by, desk)
            case "lift":
                vetting.lift(organization_id, by, desk)
    except Refused as refused:
        return render_template("desk/refused.html", reason=sentence(refused.reason), back=back), CONFLICT
    return redirect(back, 303)
