"""The form to print, open to anyone: it is empty, and asks nothing of whoever opens it."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_babel import gettext as _

from portal.accounts.people import Role
from portal.web import context, paper
from portal.web.access import open_to
from portal.web.language import take_language
from portal.web.reader import Reader

bp = Blueprint("paper", __name__, url_prefix="/<any(en, fr):lang>/form")
bp.url_value_preprocessor(take_language)


@bp.get("")
@open_to(Role.ANYONE)
def form() -> str:
    """Every question of a listing, in both languages, with room to write."""
    return render_template(
        "paper/form.html",
        title=paper.both(lambda: _("A form to print")),
        lead=paper.both(
            lambda: _(
                "Fill in what you know and leave the rest. Hand it, or read it on the phone, to somebody who keeps this"
                " list. Write nothing about a person."
            )
        ),
        safety=paper.both(
            lambda: _(
                "Of a place that people must not find, write the province and a number, and neither street nor town."
            )
        ),
        parts=paper.parts(lambda language: Reader(language, context.terms(), context.moment())),
    )
