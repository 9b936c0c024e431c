"""One's own account: signing in and out, accepting a link, showing a code again, password, codes, sessions.

New recovery codes are the answer to a post, not a page one is sent on to: they are shown once and kept nowhere.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.accounts import factors, links, signin
from portal.accounts.people import Role
from portal.web import access, context, language, security, sessions
from portal.web.access import open_to, open_to_seated, require_fresh
from portal.web.accountpages import LinkPage, account_page, minutes_left, weak_text, what_was_wrong
from portal.web.forms.account import ConfirmForm, EndForm, LinkForm, PasswordForm, ProveForm, SignInForm
from portal.web.language import take_language

bp = Blueprint("account", __name__, url_prefix="/<any(en, fr):lang>")
bp.url_value_preprocessor(take_language)

CLEARED = '"cache", "cookies", "storage"'
"""What a browser is asked to forget of this site when somebody leaves it."""
TOO_MANY, NOT_ACCEPTED = 429, 422


@bp.route("/account/sign-in", methods=["GET", "POST"])
@open_to(Role.ANYONE)
def sign_in() -> BaseResponse | tuple[str, int]:
    """E-mail, password and code in one form; one answer for whatever is not right."""
    form = SignInForm(data={"next": access.inside(request.args.get("next"))})
    if request.method == "GET":
        return sign_in_page(form, 200)
    if not form.validate():
        return abort(400) if form.is_forged() else sign_in_page(form, NOT_ACCEPTED, "missing")
    try:
        person = signin.sign_in(form.attempt(request.remote_addr or ""), context.door(), sessions.now())
    except signin.NotRight:
        return sign_in_page(form, NOT_ACCEPTED, "not_right")
    except signin.Wait:
        return sign_in_page(form, TOO_MANY, "wait")
    sessions.begin(person)
    return redirect(access.inside(form.next.data, url_for("account.home")), 303)


def sign_in_page(form: SignInForm, status: int, fault: str = "") -> tuple[str, int]:
    """The form, with one line when it was not accepted."""
    return render_template("account/sign_in.html", form=form, fault=what_was_wrong(fault)), status


@bp.post("/account/sign-out")
@open_to_seated()
def sign_out() -> BaseResponse:
    """End this session."""
    sessions.end()
    return leaving(url_for("account.signed_out"))


@bp.get("/account/signed-out")
@open_to(Role.ANYONE)
def signed_out() -> str:
    """After leaving, or after a long pause."""
    return render_template("account/signed_out.html")


@bp.get("/exit")
@open_to(Role.ANYONE)
def leave() -> BaseResponse:
    """The quick exit of somebody signed in: ends the session on the way out. A plain link, so it needs no script."""
    sessions.end()
    return leaving(context.settings().exit_url(g.lang))


def leaving(address: str) -> BaseResponse:
    """On to an address, with nothing of this site left behind."""
    return Response(status=303, headers={"Location": address, "Clear-Site-Data": CLEARED})


@bp.route("/account/link/<token>", methods=["GET", "POST"])
@open_to(Role.ANYONE)
def link(token: str) -> str | tuple[str, int]:
    """An invitation, a new password or a new authenticator. A link that is no longer good says so, whatever it was."""
    form, fault, status = LinkForm(), "", 200
    try:
        opened = links.opened(token, context.accounts(), sessions.now())
        if request.method == "POST":
            if form.validate():
                return accepted(*links.accept(token, form.answer(), context.door(), sessions.now()))
            fault, status = abort(400) if form.is_forged() else "missing", NOT_ACCEPTED
    except links.NoSuchLink:
        return render_template("account/no_link.html"), 404
    except links.WeakPassword as weak:
        fault, status = weak.weakness.value, NOT_ACCEPTED
    except signin.NotRight:
        fault, status = "not_right_link", NOT_ACCEPTED
    except signin.Wait:
        fault, status = "wait", TOO_MANY
    secret = factors.secret_of_link(token, context.door().keys) if opened.purpose is not links.Purpose.PASSWORD else ""
    page = LinkPage.of(opened, secret, language.SITE_NAME[g.lang], what_was_wrong(fault) or weak_text(fault))
    return render_template("account/link.html", form=form, page=page), status


def accepted(opened: links.Opened, codes: list[str]) -> str:
    """The seat is open: its recovery codes, once, and the way to sign in."""
    return render_template("account/accepted.html", codes=codes, purpose=opened.purpose.value)


@bp.get("/account")
@open_to_seated()
def home() -> str:
    """Who one is here, and where one is signed in."""
    page = account_page(access.me(), context.accounts(), g.lang)
    return render_template("account/home.html", page=page, form=EndForm())


@bp.route("/account/prove", methods=["GET", "POST"])
@open_to_seated()
def prove() -> BaseResponse | tuple[str, int]:
    """Show a code again before a dangerous act, then go on to it."""
    form, fault, status = ProveForm(data={"next": access.inside(request.args.get("next"))}), "", 200
    if form.validate_on_submit():
        try:
            signin.prove(access.me(), form.code.data, context.door(), sessions.now())
            sessions.renew(proved=True)
            return redirect(access.inside(form.next.data, url_for("account.home")), 303)
        except signin.NotRight:
            fault, status = "not_right_code", NOT_ACCEPTED
        except signin.Wait:
            fault, status = "wait", TOO_MANY
    return render_template("account/prove.html", form=form, fault=what_was_wrong(fault)), status


@bp.route("/account/password", methods=["GET", "POST"])
@open_to_seated()
@require_fresh
def password() -> BaseResponse | tuple[str, int]:
    """Choose a new password. All other sessions end."""
    form, fault, row = PasswordForm(), "", sessions.current().row
    if form.validate_on_submit() and row:
        try:
            links.change_password(access.me(), form.password.data, context.door(), row.hash, sessions.now())
            sessions.renew()
            return redirect(url_for("account.home"), 303)
        except links.WeakPassword as weak:
            fault = weak_text(weak.weakness.value)
    return render_template("account/password.html", form=form, fault=fault), NOT_ACCEPTED if fault else 200


@bp.route("/account/codes", methods=["GET", "POST"])
@open_to_seated()
@require_fresh
def codes() -> str:
    """Ten new recovery codes; the old ones stop working."""
    form = ConfirmForm()
    new = links.renew_codes(access.me(), context.door(), sessions.now()) if form.validate_on_submit() else []
    return render_template("account/codes.html", form=form, codes=new)


@bp.post("/account/sessions")
@open_to_seated()
def end_sessions() -> BaseResponse:
    """End one of one's own sessions, or all but this one."""
    form, me, row = EndForm(), access.me(), sessions.current().row
    if not form.validate() or row is None:
        abort(400)
    accounts = context.door().accounts
    if not form.session.data:
        accounts.end_sessions_of(me.id, but=row.hash)
    elif form.session.data in {one.hash for one in accounts.sessions_of(me.id)}:
        accounts.end_session(form.session.data)
    return redirect(url_for("account.home"), 303)


@bp.route("/account/time", methods=["GET", "POST"])
@open_to(Role.ANYONE)
def time_left() -> Response:
    """The small frame that says when a session ends, and lets it go on. Looking at it is no use of the session."""
    session = sessions.current()
    if request.method == "POST" and session.row:
        context.note_session(session.row.hash)
        return make_response(redirect(url_for("account.time_left"), 303))
    session.unnoted = True
    left = minutes_left(session.row, sessions.now())
    response = make_response(render_template("account/time.html", left=left, form=ConfirmForm() if left else None))
    response.headers["Content-Security-Policy"] = security.policy(frame_ancestors="'self'")
    if left:
        response.headers["Refresh"] = str(left.refresh)
    return response
