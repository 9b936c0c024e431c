"""What the map beside a list is told of all that matches, for the part in view. Reads, and changes nothing.

Only public addresses are told. What cannot be a question and a view is 400; the script then leaves the map as it is.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, g, jsonify, request

from portal.accounts.people import Role
from portal.finding.clusters import clusters, public_points
from portal.finding.find import matching_rows
from portal.web import context
from portal.web.access import open_to
from portal.web.forms.map_data import ViewForm
from portal.web.language import take_language
from portal.web.map_marks import Seen, marks

from .public import reader

bp = Blueprint("map_data", __name__, url_prefix="/<any(en, fr):lang>")
bp.url_value_preprocessor(take_language)


@bp.post("/map-data")
@open_to(Role.ANYONE)
def map_data() -> Response:
    """Everything that matches within one view, drawn together; what the page's list draws itself is left out."""
    form = ViewForm(context.terms())
    if not (form.is_ours(set(request.form)) and form.validate() and form.is_a_view()):
        abort(400)
    seen = asked(form)
    services = context.store().public_many([service_id for _one, service_id in seen if service_id])
    by_id = {service.id: service for service in services}
    return jsonify(clusters=marks(seen, by_id, form.view().decimals, reader()))


def asked(form: ViewForm) -> list[Seen]:
    """The marks of a view, each with the id of the listing that stands alone."""
    catalogue = context.catalogue()
    question = form.question(g.lang)
    among = matching_rows(question, catalogue, context.index(), context.places(), context.store(), context.moment())
    among[catalogue.of_ids(form.drawn_ids())] = False
    seen = clusters(*public_points(catalogue.columns, among), form.view())
    return [(one, "" if one.row is None else catalogue.columns.ids[one.row]) for one in seen]
