"""Addresses outside the two languages: the way in, files, the map's frame, health. All open, all read-only."""

from __future__ import annotations

import json
import sqlite3

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.accounts.people import Role
from portal.registry.database import NotReady
from portal.web import assets, context
from portal.web.access import open_to
from portal.web.security import FOREVER, policy

bp = Blueprint("open_files", __name__)

CLOSED = ("/map/", "/healthz", "/en/service/", "/fr/service/", "/en/list", "/fr/list")
ROBOTS = "User-agent: *\n" + "".join(f"Disallow: {path}\n" for path in CLOSED)
PREFIX = "<any(en, fr):lang>"


@bp.get("/")
@open_to(Role.ANYONE)
def root() -> BaseResponse:
    """To the first page in the language the browser prefers; nothing is remembered."""
    response = redirect(url_for("public.first"), 302)
    response.vary.add("Accept-Language")
    return response


@bp.get(f"/map/{PREFIX}")
@open_to(Role.ANYONE)
def map_frame(lang: str) -> Response:
    """The map's shell, built ahead. It holds outlines and script, and no listing."""
    return framed(lang)


@bp.get(f"/map/coverage/{PREFIX}")
@open_to(Role.ANYONE)
def coverage_frame(lang: str) -> Response:
    """The shell of the coverage map: outlines and script, and no figure."""
    return framed(f"coverage-{lang}")


def framed(name: str) -> Response:
    """A shell under the policy that lets its own blocks run."""
    shell, about = (context.settings().maps / f"{name}.{kind}" for kind in ("html", "json"))
    if not (shell.is_file() and about.is_file()):
        abort(404)
    hashes = json.loads(about.read_text(encoding="utf-8"))
    response = Response(shell.read_bytes(), mimetype="text/html")
    response.headers["Content-Security-Policy"] = policy(
        script_src=with_hashes(hashes["script_hashes"]),
        style_src=with_hashes(hashes["style_hashes"]),
        frame_src="'none'",
        form_action="'none'",
        frame_ancestors="'self'",
        # Leaflet writes markup of its own; what listings say only ever reaches it as text.
        require_trusted_types_for="",
        trusted_types="",
    )
    return response


def with_hashes(hashes: list[str]) -> str:
    """Our own files, and the inline blocks with these digests."""
    return " ".join(["'self'", *(f"'{digest.strip(chr(39))}'" for digest in hashes)])


@bp.get("/assets/<package>/<version>/<path:path>")
@open_to(Role.ANYONE)
def package_asset(package: str, version: str, path: str) -> Response:
    """A file of Leaflet, from an allow-list."""
    found = assets.package_file(f"{package}/{path}")
    if found is None or version != assets.version(package):
        abort(404)
    return served(found)


@bp.get("/static/<name>")
@open_to(Role.ANYONE)
def static_file(name: str) -> Response:
    """A file of our own."""
    found = assets.own_files().get(name)
    if found is None:
        abort(404)
    return served(found, lasting=request.args.get("v") == found.digest)


@bp.get("/favicon.ico")
@open_to(Role.ANYONE)
def favicon() -> Response:
    """The plain sign of the site, for browsers that ask without being told where it is."""
    return served(assets.own_files()["favicon.svg"], lasting=False)


def served(asset: assets.Asset, lasting: bool = True) -> Response:
    """A file; kept by the browser for good when its address changes with its content."""
    response = Response(asset.body, content_type=asset.media)
    response.headers["Cache-Control"] = FOREVER if lasting else "no-cache"
    return response


@bp.get("/robots.txt")
@open_to(Role.ANYONE)
def robots() -> Response:
    """What search engines are asked to leave alone."""
    return Response(ROBOTS, mimetype="text/plain")


@bp.get("/healthz")
@open_to(Role.ANYONE)
def healthz() -> tuple[Response, int]:
    """Whether the registry and the places can be read."""
    try:
        context.store().revision()
        context.places()
    except (NotReady, sqlite3.Error):
        return Response("not ready\n", mimetype="text/plain"), 503
    return Response("ok\n", mimetype="text/plain"), 200
