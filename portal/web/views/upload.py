"""Lists as files: templates and one's own listings to take away, and files that come back as proposals.

A file is read in a process of its own, shown beside the registry row by row, and sent only where somebody ticks it.
It waits sealed and in memory, for its owner alone, and is gone once they have decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from portal.accounts.people import Role
from portal.accounts.rights import Act, may
from portal.exchange import uploads
from portal.exchange.headings import suggested
from portal.exchange.intake import LARGEST_UPLOAD, opened
from portal.exchange.reading import Unreadable
from portal.exchange.tables import rows_of, workbook
from portal.exchange.uploads import MOST_SENT, Row, Upload
from portal.mapping import looking
from portal.mapping.desk import Desk
from portal.mapping.proposal import Giver, Reason
from portal.web import access, context, desks, downloads, uploadpages
from portal.web.access import open_to, require_fresh
from portal.web.columns import label
from portal.web.forms.account import ConfirmForm
from portal.web.forms.upload import OTHERWISE, ColumnsForm, FileForm, SendForm, SentForm
from portal.web.language import take_language
from portal.web.reader import Reader
from portal.web.refusals import giver_label, sentence
from portal.web.security import takes

bp = Blueprint("upload", __name__, url_prefix="/<any(en, fr):lang>/partner/files")
bp.url_value_preprocessor(take_language)

SUGGESTERS = (Role.PARTNER, Role.REVIEWER, Role.COORDINATOR)
AROUND = 64 * 1024
"""Bytes of a form beside its file."""
NOT_ACCEPTED = 422
KINDS = ("csv", "xlsx")


def reader() -> Reader:
    """Who reads this page."""
    return Reader(g.lang, context.terms(), context.moment(), context.area_names(), context.zones)


def my_upload(token: str) -> Upload:
    """An upload that whoever is signed in has waiting; for anything else there is no such page."""
    return context.uploads().of(token, access.me().id) or abort(404)


def comparing(desk: Desk) -> Desk:
    """A desk that also looks whether a point may lie in the province its row names."""
    return replace(desk, check=replace(desk.check, stands_in=context.stands_in))


@bp.get("")
@open_to(*SUGGESTERS)
def home() -> str:
    """What to take away, and where to send a file."""
    return home_page()


def home_page(fault: str = "") -> str:
    """The page to start from, with what was wrong with a file."""
    me = access.me()
    done = SentForm(request.args)
    names = looking.organization_names(me.organizations, desks.reading())
    return render_template(
        "upload/home.html",
        form=FileForm(formdata=None),
        organizations=[(one, reader().words(name)) for one, name in names],
        may_name_any=may(me, Act.SUGGEST),
        fault=fault,
        sent=done.sent.data if done.validate() else None,
        left=done.left.data or 0,
    )


@bp.get("/template.<kind>")
@open_to(*SUGGESTERS)
def template(kind: str) -> Response:
    """An empty table with the headings of this language; as a workbook, with pick lists."""
    return as_file("template", kind, [])


@bp.get("/listings.<kind>")
@open_to(*SUGGESTERS)
def listings(kind: str) -> Response:
    """The listings of one's organizations, or of one that is named, as a table that can be sent back."""
    me, named = access.me(), request.args.get("organization", "")
    if named and not may(me, Act.SUGGEST, named):
        abort(404)
    return as_file(
        "listings", kind, rows_of(looking.sheets_of({named} if named else me.organizations, desks.reading()))
    )


def as_file(name: str, kind: str, rows: Sequence[Sequence[str]]) -> Response:
    """Rows under the headings of a template."""
    if kind not in KINDS:
        abort(404)
    headings, day = uploadpages.template_headings(), context.moment().date().isoformat()
    if kind == "csv":
        return downloads.csv_file(f"{name}-{day}.csv", headings, rows)
    titles = (_("Listings"), _("What may be chosen"))
    return downloads.xlsx_file(f"{name}-{day}.xlsx", workbook(headings, rows, uploadpages.choices(reader()), titles))


@bp.post("")
@open_to(*SUGGESTERS)
@takes(LARGEST_UPLOAD + AROUND)
def take() -> BaseResponse | tuple[str, int]:
    """Read a file; then the page that shows it, or this one with what is wrong with it."""
    me, form = access.me(), FileForm()
    if not form.validate():
        return home_page(_("Choose a file first.")), NOT_ACCEPTED
    if not may(me, Act.SUGGEST, form.organization.data or ""):
        abort(404)
    try:
        table = opened(form.file.data.read())
    except Unreadable as fault:
        return home_page(_("Nothing was taken: %(fault)s.", fault=fault.text.prefer(g.lang)[0])), NOT_ACCEPTED
    meant = suggested(table.headings, uploadpages.labels(), g.lang)
    upload = Upload(table, meant, organization_id=form.organization.data or "")
    token = context.uploads().keep(upload, me.id)
    view = "upload.columns" if len(meant) < len(table.headings) or lacks(upload) else "upload.look"
    return redirect(url_for(view, token=token), 303)


def lacks(upload: Upload) -> bool:
    """Whether no column says what every new listing has to say."""
    known = set(upload.meant.values())
    return "categories" not in known or known.isdisjoint({"service_name_en", "service_name_fr"})


@bp.route("/<token>/columns", methods=["GET", "POST"])
@open_to(*SUGGESTERS)
def columns(token: str) -> str | BaseResponse:
    """What the columns of a file mean."""
    upload = my_upload(token)
    form = ColumnsForm(data=dict(upload.otherwise))
    if form.validate_on_submit():
        said = replace(upload, meant=form.meant(upload.table.headings), otherwise=form.otherwise())
        return redirect(url_for("upload.look", token=context.uploads().keep(said, access.me().id, token)), 303)
    offered = uploadpages.choices(reader())
    return render_template(
        "upload/columns.html",
        form=form,
        token=token,
        columns=uploadpages.columns(upload.table, upload.meant),
        meanings=uploadpages.meanings(),
        otherwise=[(name, label(name), uploadpages.options(offered[name])) for name in OTHERWISE],
    )


@bp.get("/<token>")
@open_to(*SUGGESTERS)
def look(token: str) -> str:
    """A file beside the registry: what each row would do, and what is wrong with those that are refused."""
    upload = my_upload(token)
    return preview(upload, token, uploads.rows(upload, access.me(), comparing(desks.reading())))


def preview(upload: Upload, token: str, rows: Sequence[Row], fault: str = "") -> str:
    """The page that shows what a file would do."""
    room = max(0, MOST_SENT - desks.proposals().open_count(access.me().id))
    return render_template(
        "upload/look.html",
        form=SendForm(data={"shown": uploads.shown_as(rows)}),
        drop=ConfirmForm(),
        token=token,
        preview=uploadpages.preview(rows, upload, room, reader()),
        givers=[(giver.value, giver_label(giver)) for giver in Giver],
        fault=fault,
    )


@bp.post("/<token>/send")
@open_to(*SUGGESTERS)
@require_fresh
def send(token: str) -> BaseResponse | tuple[str, int]:
    """Put the ticked rows before the reviewers."""
    upload, me, desk, form = my_upload(token), access.me(), comparing(desks.desk()), SendForm()
    rows = uploads.rows(upload, me, desk)
    if not form.validate():
        return preview(upload, token, rows, _("Tick at least one row, and at most 100.")), NOT_ACCEPTED
    if form.shown.data != uploads.shown_as(rows):
        return preview(upload, token, rows, sentence(Reason.LISTING_HAS_MOVED)), NOT_ACCEPTED
    accepted, consent = set(form.row.data), form.consent()
    if consent is None and any(row.needs_consent for row in rows if row.number in accepted):
        return preview(upload, token, rows, sentence(Reason.NO_CONSENT)), NOT_ACCEPTED
    if consent and consent.on > desk.day:
        return preview(upload, token, rows, sentence(Reason.CONSENT_TO_COME)), NOT_ACCEPTED
    done = uploads.send(rows, accepted, consent, token, me.id, desk)
    context.uploads().drop(token, me.id)
    return redirect(url_for("upload.home", sent=done.proposals, left=len(done.left)), 303)


@bp.post("/<token>/drop")
@open_to(*SUGGESTERS)
def drop(token: str) -> BaseResponse:
    """Forget a file without sending anything."""
    my_upload(token)
    context.uploads().drop(token, access.me().id)
    return redirect(url_for("upload.home"), 303)
