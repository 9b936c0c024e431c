"""Puts the site together: settings, languages, headers, views, errors. The only place that makes a Flask app."""

from __future__ import annotations

import logging
import secrets
from io import BytesIO
from typing import IO, Any

from flask import Flask, Request, request
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import packaging
from portal.config import MissingSecret, Settings

from . import access, compression, context, language, page, security
from .views import (
    account,
    asked,
    campaign,
    confirm,
    coordinator,
    coverage,
    coverage_files,
    duplicates,
    errors,
    handover,
    linked,
    map_data,
    open_files,
    open_list,
    paper,
    partner,
    people,
    progress,
    public,
    reports,
    reviewer,
    upkeep,
    upload,
    uses,
    vetting,
)

SHORTEST_SECRET = 32
LONGEST_POST = 16 * 1024
"""Bytes. A question is a few hundred; nothing longer is read."""

log = logging.getLogger("portal")


class MissingFrench(Exception):
    """The French of the pages is not compiled; `make translations` does it."""


class Asked(Request):
    """A request whose files stay in memory: what is uploaded may hold a place that must not reach a disk."""

    def _get_file_stream(self, *_about: Any, **_more: Any) -> IO[bytes]:
        return BytesIO()


class Site(Flask):
    """Flask that writes down nothing about who asked, or what."""

    request_class = Asked

    def log_exception(self, exc_info: Any) -> None:
        """One line for a fault of ours: the class of the error, the view, and a random id. Never the question."""
        kind = exc_info[0].__name__ if exc_info[0] else "Error"
        log.error("error=%s view=%s id=%s", kind, request.endpoint or "-", secrets.token_hex(4))


def build(settings: Settings | None = None) -> Flask:
    """The site. Raises MissingSecret, MissingFrench or NoAudience rather than start half safe."""
    settings = settings or Settings.from_environment()
    if len(settings.secret_key) < SHORTEST_SECRET:
        raise MissingSecret("PORTAL_SECRET_KEY: give 32 characters or more, or let `portal run` make a secret file")
    if packaging.stale_files():
        raise MissingFrench("the French is not compiled: run `make translations`")
    app = Site("portal.web", static_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=LONGEST_POST,
        MAX_FORM_MEMORY_SIZE=LONGEST_POST,
        MAX_FORM_PARTS=200,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    context.install(app, settings)
    language.install(app)
    access.install(app)
    # The last named runs first: headers go on what was compressed.
    security.install(app)
    compression.install(app)
    page.install(app)
    for views in (
        account.bp, asked.bp, campaign.bp, confirm.bp, coordinator.bp, coverage.bp, coverage_files.bp, duplicates.bp,
        handover.bp, linked.bp, map_data.bp, open_files.bp, open_list.bp, paper.bp, partner.bp, people.bp, progress.bp,
        public.bp, reports.bp, reviewer.bp, upkeep.bp, upload.bp, uses.bp, vetting.bp,
    ):  # fmt: skip
        app.register_blueprint(views)
    errors.install(app)
    access.check_audiences(app)
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    return app
