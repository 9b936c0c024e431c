"""How far the mapping is and what is missing, for anyone: never about one community or one person."""

from __future__ import annotations

from flask import Blueprint, g, render_template

from portal.accounts.people import Role
from portal.web import context, exercise, handing, tasks
from portal.web.access import open_to
from portal.web.language import take_language
from portal.web.reader import Reader

bp = Blueprint("progress", __name__, url_prefix="/<any(en, fr):lang>")
bp.url_value_preprocessor(take_language)


@bp.get("/progress")
@open_to(Role.ANYONE)
def progress() -> str:
    """How far the mapping is."""
    reader = Reader(g.lang, context.terms(), context.moment())
    by_province, by_remoteness = tasks.how_far()
    return render_template(
        "progress/progress.html",
        by_province=exercise.rows(by_province, reader.province_name, g.lang),
        by_remoteness=exercise.rows(by_remoteness, exercise.remoteness_label, g.lang),
        states=exercise.states(),
    )


@bp.get("/missing-help")
@open_to(Role.ANYONE)
def missing_help() -> str:
    """What people and services found missing."""
    reader = Reader(g.lang, context.terms(), context.moment(), context.area_names())
    provinces, regions, since = handing.missing(reader)
    return render_template("progress/missing.html", provinces=provinces, regions=regions, since=since)
