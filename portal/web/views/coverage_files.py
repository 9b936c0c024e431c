"""Coverage to take away: files built ahead with it, one need each. GET, because a need tells of nobody."""

from __future__ import annotations

import gzip
from pathlib import Path

from flask import Blueprint, Response, abort, request

from portal.accounts.people import Role
from portal.web import context
from portal.web.access import open_to
from portal.web.language import take_language

bp = Blueprint("coverage_files", __name__, url_prefix="/<any(en, fr):lang>")
bp.url_value_preprocessor(take_language)

MEDIA = {
    ".csv": "text/csv; charset=utf-8",
    ".geojson": "application/geo+json",
    ".gpkg": "application/geopackage+sqlite3",
}


@bp.get("/coverage/files/<file>")
@open_to(Role.ANYONE)
def download(file: str) -> Response:
    """One file as it was built. Text is kept compressed, and sent so to whoever can read it."""
    media = MEDIA.get(Path(file).suffix)
    found = {path.name: path for path in sorted((context.settings().coverage / "files").glob("*"))}
    if media is None or not (kept := found.get(f"{file}.gz") or found.get(file)):
        abort(404)
    body, packed = kept.read_bytes(), kept.suffix == ".gz"
    if packed and not request.accept_encodings["gzip"]:
        body, packed = gzip.decompress(body), False
    response = Response(body, content_type=media)
    response.headers["Content-Disposition"] = f"attachment; filename={file}"
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    if kept.suffix == ".gz":
        response.vary.add("Accept-Encoding")
    return response
