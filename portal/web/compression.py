"""Makes text responses small on the wire. The only place that compresses."""

from __future__ import annotations

import gzip

from flask import Flask, Response, request

SMALLEST = 500
"""Bytes under which compressing costs more than it saves."""
TEXT = frozenset(
    {"text/html", "text/css", "text/javascript", "application/javascript", "application/json", "image/svg+xml"}
)


def compress(response: Response) -> Response:
    """The response gzipped when it is text, long enough, and the browser can read it.

    Pages hold no secret beside what a visitor typed, so their length gives nothing away that the address does not.
    """
    if response.mimetype not in TEXT or response.direct_passthrough:
        return response
    response.vary.add("Accept-Encoding")
    body = response.get_data()
    if len(body) < SMALLEST or "Content-Encoding" in response.headers or not request.accept_encodings["gzip"]:
        return response
    # A fixed time keeps the bytes equal for equal pages.
    response.set_data(gzip.compress(body, compresslevel=9, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    return response


def install(app: Flask) -> None:
    """Compress every response of this app."""
    app.after_request(compress)
