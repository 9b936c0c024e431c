"""What the map beside a list is told of all that matches, for the part in view. Reads, and changes nothing.

Only public addresses are told. What cannot be a question and a view is 400; the script then leaves the map as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, abort, g, jsonify, request

from portal.finding.catalogue import Catalogue
from portal.finding.clusters import Cluster, clusters, public_points
from portal.finding.find import matching_rows
from portal.registry.disclosure import PublicService
from portal.web import context
from portal.web.access import Role, open_to
from portal.web.cards import Reader
from portal.web.forms.map_data import ViewForm
from portal.web.mapdata import DECIMALS

from .public import reader, take_language

Mark = list[float | int | str]
"""[longitude, latitude, how many]; a listing by itself adds its id, its name and what it does."""

bp = Blueprint("map_data", __name__, url_prefix="/<any(en, fr):lang>")
bp.url_value_preprocessor(take_language)


@bp.post("/map-data")
@open_to(Role.ANYONE)
def map_data() -> Response:
    """Everything that matches within one view, drawn together; what the page's list draws itself is left out."""
    form = ViewForm(context.terms())
    if not (form.is_ours(set(request.form)) and form.validate() and form.is_a_view()):
        abort(400)
    return jsonify(clusters=marks(asked(form, context.catalogue()), form.view().decimals, reader()))


def asked(form: ViewForm, catalogue: Catalogue) -> list[tuple[Cluster, str]]:
    """The marks of a view, each with the id of the listing that stands alone, or ''."""
    among = matching_rows(form.question(g.lang), catalogue, context.index(), context.places(), context.store())
    among[catalogue.of_ids(form.drawn_ids())] = False
    seen = clusters(*public_points(catalogue.columns, among), form.view())
    return [(one, "" if one.row is None else catalogue.columns.ids[one.row]) for one in seen]


def marks(seen: Sequence[tuple[Cluster, str]], decimals: int, reader: Reader) -> list[Mark]:
    """The marks as the script reads them. Those that stand alone are read again, so nothing withdrawn is named."""
    ids = list(dict.fromkeys(service_id for _one, service_id in seen if service_id))
    services = {service.id: service for service in context.store().public_many(ids)}
    told = (mark(one, service_id, services, decimals, reader) for one, service_id in seen)
    return [one for one in told if one]


def mark(
    one: Cluster, service_id: str, services: Mapping[str, PublicService], decimals: int, reader: Reader
) -> Mark | None:
    """One mark; None for a listing that no longer shows an address there."""
    if not service_id:
        return [round(one.longitude, decimals), round(one.latitude, decimals), one.count]
    service = services.get(service_id)
    point = (one.longitude, one.latitude)
    if service is None or point not in [where.point for where in service.places]:
        return None
    name = reader.words(service.organization.name).text
    return [*(round(degrees, DECIMALS) for degrees in point), 1, service_id, name, kind(service, reader)]


def kind(service: PublicService, reader: Reader) -> str:
    """What a listing mainly does."""
    return reader.labels("categories", service.categories[:1])
