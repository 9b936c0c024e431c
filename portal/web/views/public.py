"""The pages anyone may open. GET changes nothing; the search posts, so that a question stays out of the address.

A listing is a plain link with an opaque id. Its page cannot lead back to the list without the question, which may
not stand in an address: so the line in the list already holds what matters, the browser's Back leads to it, and the
page of a service offers a new search.
"""

from __future__ import annotations

from collections.abc import Collection

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.accounts.people import Role
from portal.finding.answers import Results
from portal.finding.find import find
from portal.finding.question import Question
from portal.web import context, desks, emergency, language, offers
from portal.web.access import open_to
from portal.web.details import details
from portal.web.filter_page import filter_page
from portal.web.filters import COUNTED
from portal.web.forms.public import KeptForm, NeedForm, SearchForm
from portal.web.language import take_language
from portal.web.listing_tables import a_year_before, need_rows, province_entries, shelves, source_rows
from portal.web.mapdata import map_data
from portal.web.needed import missing
from portal.web.reader import Reader
from portal.web.results import results_page, wider
from portal.web.seatbar import listing_links
from portal.web.shortlist import shortlist
from portal.web.square import Square, square

bp = Blueprint("public", __name__, url_prefix="/<any(en, fr):lang>")

ON_FIRST_PAGE = 8
"""Browse buttons on the first page; the others stand on the browse page."""


bp.url_value_preprocessor(take_language)


@bp.get("/")
@open_to(Role.ANYONE)
def first() -> str:
    """One question: what, and near where."""
    return first_page(SearchForm(context.terms()))


def first_page(form: SearchForm, **more: str) -> str:
    """The first page with a form on it, empty or as it was sent."""
    groups = list(context.terms()["top_categories"])[:ON_FIRST_PAGE]
    buttons = [(code, reader().label("top_categories", code)) for code in groups]
    return render_template("public/first.html", form=form, buttons=buttons, **more)


@bp.get("/search")
@open_to(Role.ANYONE)
def search_again() -> Response:
    """A list that was left or reloaded by its address: the question is kept nowhere, so it starts anew."""
    return redirect(url_for("public.first"), 302)


@bp.post("/search")
@open_to(Role.ANYONE)
def search() -> str | tuple[str, int]:
    """The answer to one question."""
    form = SearchForm(context.terms())
    if not form.is_ours(set(request.form)):
        abort(400)
    if not form.validate():
        return (first_page(form), 422) if form.typed_too_long() else abort(400)
    question = form.question(g.lang)
    if form.filters.data:
        return render_template("public/filters.html", page=filter_page(answer(question), reader()))
    return listed(question)


def listed(question: Question) -> str:
    """The page of the answer to a question."""
    results = answer(question, COUNTED)
    page = results_page(results, reader(), instead_of(results))
    need = missing(results, reader(), context.secret())
    return render_template(
        "public/results.html", page=page, local=local_help(results), map_data=map_of(results), need=need
    )


def answer(question: Question, counting: Collection[str] | None = None) -> Results:
    """What the registry has to say to a question."""
    return find(
        question, context.catalogue(), context.index(), context.places(), context.store(), context.moment(), counting
    )


def instead_of(results: Results) -> Results | None:
    """When nothing fits: what a wider question finds; None when there is an answer already."""
    if results.answers or results.question.page > 1:
        return None
    found = (answer(question, ()) for question in wider(results.question, reader()))
    return next((results for results in found if results.answers), None)


@bp.post("/needed")
@open_to(Role.ANYONE)
def needed() -> Response:
    """Count that a kind of help is missing in a place: one number moves, and nothing else is kept."""
    form = NeedForm()
    if not form.validate() or set(request.form) != {"offer", "category"}:
        abort(400)
    try:
        offer = offers.opened(form.offer.data, context.secret())
    except offers.NotOurs:
        abort(400)
    except offers.Expired:
        return redirect(url_for("public.thanks"), 303)
    if not offer.allows(form.category.data, context.terms()["categories"]):
        abort(400)
    context.count_need(form.offer.data, offer.province, offer.community, form.category.data)
    return redirect(url_for("public.thanks"), 303)


@bp.get("/thanks")
@open_to(Role.ANYONE)
def thanks() -> str:
    """After a need was sent. Says the same whether or not it was counted."""
    return render_template("public/thanks.html")


@bp.get("/shortlist")
@open_to(Role.ANYONE)
def shortlist_again() -> Response:
    """A list that was left or reloaded by its address: it is kept nowhere."""
    return redirect(url_for("public.first"), 302)


@bp.post("/shortlist")
@open_to(Role.ANYONE)
def kept() -> str:
    """The listings someone ticked, for printing or saving. They are kept nowhere."""
    form = KeptForm()
    if not form.validate() or not set(request.form) <= {"keep"}:
        abort(400)
    services = context.store().public_many(form.ids())
    return render_template("public/shortlist.html", page=shortlist(services, reader()), code=front_code())


@bp.get("/service/<service_id>")
@open_to(Role.ANYONE)
def service(service_id: str) -> str | Response:
    """Everything that is public about one service; what was merged with another leads there."""
    found = context.store().public(service_id)
    if found is None:
        stayed = desks.proposals().merged_into(service_id)
        return redirect(url_for("public.service", service_id=stayed), 302) if stayed else abort(404)
    place = found.places[0] if found.places else None
    areas = context.areas_of(place.community, place.province) if place else []
    local = emergency.local(context.emergency_folder(), areas, g.lang)
    return render_template(
        "public/service.html",
        service=details(found, reader()),
        local=local,
        code=front_code(),
        links=listing_links(service_id, found.organization.id),
    )


@bp.get("/browse")
@open_to(Role.ANYONE)
def browse() -> str:
    """Everything by kind and by province."""
    store = context.store()
    return render_template(
        "public/browse.html",
        shelves=shelves(store.category_counts(), reader()),
        provinces=province_entries(store.counts(), reader()),
    )


@bp.get("/data")
@open_to(Role.ANYONE)
def data() -> str:
    """Where the list comes from, under which terms, and what it cannot tell."""
    store = context.store()
    counts = store.source_counts()
    return render_template(
        "public/data.html",
        sources=source_rows(store.sources(), counts, reader()),
        total=language.number_text(sum(counts.values()), g.lang),
        day=language.day_text(store.last_change(), g.lang),
        needs=need_rows(context.unmet_needs(a_year_before(context.moment())), reader()),
        statistics_canada=context.has_full_geography(),
        further=list(emergency.further_lines(context.emergency_folder(), g.lang)),
    )


@bp.get("/safety")
@open_to(Role.ANYONE)
def safety() -> str:
    """What this site does and cannot do for the privacy of who reads it."""
    return render_template("public/safety.html")


@bp.get("/accessibility")
@open_to(Role.ANYONE)
def accessibility() -> str:
    """How the site is meant to work for everybody, and where it falls short."""
    return render_template("public/accessibility.html")


def front_code() -> Square:
    """What a printed sheet bears for a phone: the front page, whatever the sheet is about, and never a listing.

    Whoever finds the sheet, or the phone that read it, learns that this site was opened and nothing more.
    """
    return square(request.root_url)


def reader() -> Reader:
    """Who reads this page."""
    return Reader(g.lang, context.terms(), context.moment(), context.area_names(), context.zones, context.lines())


def local_help(results: Results) -> emergency.Local | None:
    """What to dial near the place asked for."""
    place = results.understood.place
    return emergency.local(context.emergency_folder(), context.codes_of(place), g.lang) if place else None


def map_of(results: Results) -> dict[str, object] | None:
    """The map's data; None without a built map or anything to draw."""
    if not context.has_map(g.lang):
        return None
    drawn = map_data(results, reader(), context.point_of)
    return drawn if drawn["items"] else None
