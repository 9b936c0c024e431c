"""Keeping seats: who has one, inviting, changing, helping back in, closing. For coordinators and administrators.

A link is the answer to a post, not a page one is sent on to: it is told once and only its hash is kept.
"""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, abort, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.accounts import rights, seats
from portal.accounts.links import Purpose
from portal.accounts.people import Person, Role, Seat, State
from portal.web import access, context, sessions
from portal.web.access import open_to, require_fresh
from portal.web.forms.account import ConfirmForm
from portal.web.forms.people import InviteForm, LinkForm, StandingForm
from portal.web.language import take_language
from portal.web.seatpages import (
    Choice,
    offered_links,
    organization_choices,
    role_choices,
    seat_line,
    what_to_mend,
)

bp = Blueprint("people", __name__, url_prefix="/<any(en, fr):lang>/people")
bp.url_value_preprocessor(take_language)

NOT_ACCEPTED = 422
MOST_FOUND = 40
"""Organizations offered at once."""
KEEPERS = (Role.COORDINATOR, Role.ADMINISTRATOR)


def kept_seat(person_id: str) -> tuple[Person, Seat]:
    """Whoever is signed in, and a seat that they may act on; for anything else there is no such page."""
    me = access.require(rights.Act.KEEP_SEATS)
    seat = context.accounts().seat(person_id)
    mine = seat and seat.state is not State.DISABLED and rights.may(me, rights.keeper_of(seat.person.role))
    return (me, seat) if seat and mine and seat.person.id != me.id else abort(404)


@bp.get("")
@open_to(*KEEPERS)
def seats_page() -> str:
    """Everybody who has a seat, or had one."""
    me, accounts = access.require(rights.Act.SEE_SEATS), context.accounts()
    everybody = accounts.seats()
    organizations = accounts.organizations({one for seat in everybody for one in seat.person.organizations})
    lines = [seat_line(seat, me, organizations, g.lang) for seat in everybody]
    return render_template("people/seats.html", lines=lines)


@bp.route("/invite", methods=["GET", "POST"])
@open_to(*KEEPERS)
@require_fresh
def invite() -> str | tuple[str, int]:
    """A new seat, and the link for it."""
    me, form, fault = access.require(rights.Act.KEEP_SEATS), InviteForm(), ""
    if form.is_submitted() and not form.validate():
        abort(400)
    if form.is_submitted() and not form.look.data:
        try:
            person, token = seats.invite(form.wanted(), me, context.door().accounts, sessions.now())
            return link_page(person, token)
        except seats.Refused as refused:
            fault = what_to_mend(refused.fault)
    page = render_template(
        "people/invite.html",
        form=form,
        fault=fault,
        roles=role_choices(me, form.role.data or ""),
        organizations=offered(form, form.organizations.data or ()),
    )
    return page, NOT_ACCEPTED if fault else 200


def offered(form: StandingForm, chosen: Iterable[str]) -> list[Choice]:
    """The organizations to tick: those chosen, and those with the words that were looked for."""
    accounts = context.accounts()
    found = accounts.organizations_named(form.words.data or "", MOST_FOUND)
    return organization_choices(accounts.organizations(chosen), found, g.lang)


def link_page(person: Person, token: str) -> str:
    """A link, told once."""
    address = url_for("account.link", token=token, _external=True)
    return render_template("people/link_made.html", name=person.name, address=address)


@bp.route("/<person_id>", methods=["GET", "POST"])
@open_to(*KEEPERS)
@require_fresh
def change(person_id: str) -> str | Response | tuple[str, int]:
    """One seat: another role, other organizations."""
    me, seat = kept_seat(person_id)
    form, fault = StandingForm(), ""
    if form.is_submitted() and not form.validate():
        abort(400)
    if form.is_submitted() and not form.look.data:
        try:
            seats.change(person_id, form.standing(), me, context.door().accounts, sessions.now())
            return redirect(url_for("people.seats_page"), 303)
        except seats.Refused as refused:
            fault = what_to_mend(refused.fault)
    line = seat_line(seat, me, (), g.lang)
    page = render_template(
        "people/change.html",
        form=form,
        fault=fault,
        line=line,
        roles=role_choices(me, form.role.data if form.is_submitted() else seat.person.role.value),
        organizations=offered(form, form.organizations.data if form.is_submitted() else seat.person.organizations),
        links=offered_links(line),
    )
    return page, NOT_ACCEPTED if fault else 200


@bp.post("/<person_id>/link")
@open_to(*KEEPERS)
@require_fresh
def hand_out_link(person_id: str) -> str | tuple[str, int]:
    """A link that helps somebody back in, or a new invitation."""
    me, seat = kept_seat(person_id)
    form = LinkForm()
    if not form.validate():
        abort(400)
    accounts, purpose = context.door().accounts, Purpose(form.purpose.data)
    try:
        if purpose is Purpose.INVITATION:
            token = seats.invite_again(person_id, me, accounts, sessions.now())
        else:
            token = seats.help_back_in(person_id, purpose, me, accounts, sessions.now())
    except seats.Refused as refused:
        return refused_page(refused.fault)
    return link_page(seat.person, token)


@bp.route("/<person_id>/close", methods=["GET", "POST"])
@open_to(*KEEPERS)
@require_fresh
def close(person_id: str) -> str | Response | tuple[str, int]:
    """Close a seat for good, after asking."""
    me, seat = kept_seat(person_id)
    form = ConfirmForm()
    if form.validate_on_submit():
        try:
            seats.close(person_id, me, context.door().accounts, sessions.now())
            return redirect(url_for("people.seats_page"), 303)
        except seats.Refused as refused:
            return refused_page(refused.fault)
    return render_template("people/close.html", form=form, name=seat.person.name, person_id=person_id)


def refused_page(fault: seats.Fault) -> tuple[str, int]:
    """Why it was not done, and the way back."""
    return render_template("people/refused.html", fault=what_to_mend(fault)), NOT_ACCEPTED
