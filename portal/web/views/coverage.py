"""Coverage: for one need, who is too far from help, and where nobody has looked. Open to all, and changes nothing.

A need stands in an address as a code that says nothing over a shoulder, so the form posts and leads there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, g, jsonify, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound, TooManyRequests
from werkzeug.wrappers import Response

from portal.accounts.people import Role
from portal.coverage.latest import Busy, Coverage, NotBuilt
from portal.registry.model import PROVINCES
from portal.web import context
from portal.web.access import open_to
from portal.web.coverage import asked as asking
from portal.web.coverage import (
    communities,
    current,
    everywhere,
    grouptable,
    mapdata,
    nextsites,
    overtime,
    provincesheet,
    threads,
    why,
    words,
)
from portal.web.coverage.asked import Asked, NotAsked
from portal.web.coverage.basis import basis
from portal.web.coverage.choices import choices
from portal.web.forms.coverage import AskForm, ListForm, WhatIfForm
from portal.web.language import take_language
from portal.web.reader import Reader

from .errors import calm

bp = Blueprint("coverage", __name__, url_prefix="/<any(en, fr):lang>/coverage")
bp.url_value_preprocessor(take_language)

ASKED = "/<need>/<int:reach>"
DRAWN = ("province", "health_region")
"""Groupings that have outlines to be drawn by."""


@bp.errorhandler(NotBuilt)
def not_built(_error: Exception) -> str:
    """Nothing has been worked out: the page says so, and how to."""
    return render_template("coverage/not_built.html")


@bp.errorhandler(Busy)
def busy(_error: Exception) -> Response:
    """Too many questions at once: please try again."""
    return calm(TooManyRequests())


@bp.errorhandler(NotAsked)
def not_asked(_error: Exception) -> Response:
    """No page of ours leads here."""
    return calm(NotFound())


@bp.get("")
@open_to(Role.ANYONE)
def first() -> str:
    """The question, and one answer of many to begin with."""
    return grouped(Asked(asking.FIRST))


@bp.post("")
@open_to(Role.ANYONE)
def ask() -> Response:
    """To the page of the need that was asked for."""
    form = AskForm()
    if not set(request.form) <= set(form._fields) or not form.is_asked(context.terms()):
        abort(400)
    need, reach = form.need().token, int(form.reach.data)
    if form.by.data in PROVINCES:
        return redirect(url_for("coverage.area", need=need, reach=reach, area=form.by.data), 303)
    return redirect(url_for("coverage.table", need=need, reach=reach, by=form.by.data), 303)


@bp.get(f"{ASKED}/<by>")
@open_to(Role.ANYONE)
def table(need: str, reach: int, by: str) -> str:
    """One need by one grouping."""
    return grouped(asking.read(need, reach, context.terms(), by))


@bp.get(f"{ASKED}/in/<area>")
@open_to(Role.ANYONE)
def area(need: str, reach: int, area: str) -> str:
    """One need in one province, health region or community."""
    asked = asking.read(need, reach, context.terms())
    coverage = current.coverage()
    row = coverage.demand.communities.row_of.get(area)
    if row is not None:
        return one_community(coverage, asked, row)
    among = communities.rows_in(coverage, area) or abort(404)
    page = communities.listed(coverage, asked, among, request.args.get("page", 1, type=int), reader())
    by = "health_region" if area.startswith("HR:") else "province"
    name = words.group_text(by, area, reader())
    province = coverage.demand.communities.provinces[among[0]]
    return shown(
        "coverage/area.html", coverage, asked, drawn_by=area, area=area,
        threads=threads.threads(coverage, asked.need, set(among), reader()), name=name, listed=page, province=province,
        province_name=reader().province_name(province), regions=regions_of(coverage, area),
    )  # fmt: skip


@bp.get(f"{ASKED}/communities")
@open_to(Role.ANYONE)
def every_community(need: str, reach: int) -> str:
    """One need in every community of Canada, or in those of some groups."""
    asked = asking.read(need, reach, context.terms())
    coverage, chosen = current.coverage(), ListForm(request.args).chosen()
    among, page = everywhere.rows_chosen(coverage, chosen), request.args.get("page", 1, type=int)
    listed = communities.listed(coverage, asked, among, page, reader(), chosen.part, chosen.order)
    fields = everywhere.form(coverage, chosen, reader())
    return shown("coverage/communities.html", coverage, asked, listed=listed, fields=fields, chosen=chosen.stated)


@bp.post(f"{ASKED}/communities")
@open_to(Role.ANYONE)
def narrow(need: str, reach: int) -> Response:
    """To the list of the communities that were asked for."""
    form = ListForm()
    if not set(request.form) <= set(form._fields):
        abort(400)
    asked, chosen = asking.read(need, reach, context.terms()), form.chosen()
    everywhere.rows_chosen(current.coverage(), chosen)
    values: dict[str, Any] = {"need": asked.need.token, "reach": asked.reach_km, **chosen.stated}
    return redirect(url_for("coverage.every_community", **values), 303)


@bp.get("/history")
@open_to(Role.ANYONE)
def over_time() -> str:
    """How far help was, build by build."""
    coverage = current.coverage()
    page = overtime.over_time(coverage, reader())
    return shown("coverage/over_time.html", coverage, Asked(asking.FIRST), page=page)


@bp.get(f"{ASKED}/map/<shown_by>")
@open_to(Role.ANYONE)
def map_of(need: str, reach: int, shown_by: str) -> Response:
    """The figures of a map: provinces, health regions, every community, or those of one area."""
    asked = asking.read(need, reach, context.terms())
    coverage = current.coverage()
    if shown_by in DRAWN:
        return jsonify(mapdata.areas(coverage, replace(asked, by=shown_by), below(asked), reader()))
    whole = shown_by == "community"
    among = list(range(len(coverage.demand.communities))) if whole else communities.rows_in(coverage, shown_by)
    if not among:
        abort(404)
    return jsonify(mapdata.communities(coverage, asked, among, whole, below(asked), reader()))


@bp.route(f"{ASKED}/next", methods=["GET", "POST"])
@open_to(Role.ANYONE)
def next_sites(need: str, reach: int) -> str:
    """Where more places would help most; worked out when somebody sends the form."""
    asked = asking.read(need, reach, context.terms())
    coverage, form = current.coverage(), WhatIfForm()
    answer = None
    if form.is_submitted():
        if not set(request.form) <= set(form._fields) or not form.validate():
            abort(400)
        answer = nextsites.answer(coverage, asked, form.question(reach), below(asked), reader())
    return shown("coverage/next.html", coverage, asked, form=form, answer=answer)


@bp.get("/sheet/<area>")
@open_to(Role.ANYONE)
def sheet(area: str) -> str:
    """One province on one page, to be printed."""
    if area not in PROVINCES:
        abort(404)
    coverage = current.coverage()
    page = provincesheet.sheet(coverage, area, reader())
    return shown("coverage/sheet.html", coverage, Asked(asking.FIRST), page=page)


def below(asked: Asked) -> str:
    """The address below which the areas of a need have their pages."""
    return url_for("coverage.area", need=asked.need.token, reach=asked.reach_km, area="-").removesuffix("-")


def grouped(asked: Asked) -> str:
    """The page of a grouping."""
    coverage = current.coverage()
    tables = grouptable.group_tables(coverage, asked, reader())
    by = asked.by if asked.by in DRAWN else "community"
    return shown("coverage/table.html", coverage, asked, tables=tables, drawn_by=by)


def one_community(coverage: Coverage, asked: Asked, row: int) -> str:
    """The page of a community."""
    page = why.page(coverage, asked, row, context.store().public_many, reader())
    name = reader().province_name(page.province)
    return shown("coverage/community.html", coverage, asked, page=page, province_name=name)


def regions_of(coverage: Coverage, area: str) -> list[tuple[str, str]]:
    """The health regions of a province, by code and name."""
    held = coverage.demand.communities
    codes = sorted({held.health_region(row) for row in communities.rows_in(coverage, area)} - {"", area})
    return [(code, words.group_text("health_region", code, reader())) for code in codes]


def shown(template: str, coverage: Coverage, asked: Asked, **more: Any) -> str:
    """A page with what every page of coverage carries: the question, the form and what the figures rest on."""
    return render_template(
        template,
        figures=True,
        has_map=context.has_map(f"coverage-{g.lang}"),
        asked=asked,
        question=words.need_text(asked.need, reader()),
        reach=words.reach_text(asked.reach_km, g.lang),
        choices=choices(coverage, reader()),
        files=current.files(asked.need),
        basis=basis(coverage, context.store().last_change(), g.lang),
        **more,
    )


def reader() -> Reader:
    """Who reads this page."""
    return Reader(g.lang, context.terms(), context.moment(), context.area_names())
