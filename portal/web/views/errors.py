"""Calm pages for everything that does not work. They need no database, and each carries the pinned lines."""

from __future__ import annotations

import sqlite3

from flask import Flask, Response, make_response, render_template
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed

from portal.registry.database import NotReady

RETRY_AFTER = "60"


def install(app: Flask) -> None:
    """Answer every error with a calm page."""
    app.register_error_handler(HTTPException, calm)
    for not_ready in (NotReady, sqlite3.Error):
        app.register_error_handler(not_ready, unavailable)


def calm(error: HTTPException) -> Response:
    """The page for one status."""
    status = error.code or InternalServerError.code
    title, text = said(status)
    response = make_response(render_template("errors/page.html", title=title, text=text, status=status), status)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    if status in (429, 503):
        response.headers["Retry-After"] = RETRY_AFTER
    return response


def unavailable(_error: Exception) -> Response:
    """The registry cannot be read at this moment: the lines still can."""
    title, text = said(503)
    response = make_response(render_template("errors/page.html", title=title, text=text, status=503), 503)
    response.headers["Retry-After"] = RETRY_AFTER
    return response


def said(status: int) -> tuple[str, str]:
    """What the page for a status is called and says: what happened, and what to do next."""
    texts = {
        400: (_("Not understood"), _("This request could not be read. Please start again from the first page.")),
        401: (_("Not signed in"), _("You are not signed in, or no longer. What you sent was not kept.")),
        403: (_("Not open"), _("This page is not open to you. You can start again from the first page.")),
        404: (
            _("Page not found"),
            _("There is no page at this address, or what was listed here is not listed any more."),
        ),
        405: (_("Not possible here"), _("This page cannot be used in that way. Please start from the first page.")),
        413: (_("Too long"), _("That was more than we can read. Write a few words, or send a file under 5 MB.")),
        422: (_("Not understood"), _("Something in the form could not be read. Please try again with a few words.")),
        429: (_("Very busy"), _("Many people are asking at this moment. Please wait a minute and try again.")),
        503: (
            _("Not available for the moment"),
            _("The list cannot be read right now. Please try again in a minute. The lines on this page work."),
        ),
    }
    ours = (_("Something went wrong"), _("This is our fault, not yours. Please try again, or call one of the lines."))
    return texts.get(status, ours if status >= 500 else texts[400])
