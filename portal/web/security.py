"""The headers of every response, whatever its status, and tokens on every form. The only place that sets them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, request
from flask_wtf.csrf import CSRFProtect

View = TypeVar("View", bound=Callable[..., Any])

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    # A script of ours that ever made markup out of text would be stopped by the browser.
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}

# Every sensor and every power a page could ask for, refused.
POWERS = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "clipboard-read", "display-capture",
    "encrypted-media", "fullscreen", "geolocation", "gyroscope", "hid", "idle-detection", "magnetometer",
    "microphone", "midi", "payment", "picture-in-picture", "publickey-credentials-get", "screen-wake-lock",
    "serial", "storage-access", "usb", "xr-spatial-tracking",
)  # fmt: skip

HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    # A browser must not look up the hosts of links that nobody has followed.
    "X-DNS-Prefetch-Control": "off",
}
LOCATING = frozenset({"public.first"})
"""The one page with a button that may ask the browser where it is."""

FOREVER = "public, max-age=31536000, immutable"
# Pages that may be found from outside; everything else asks not to be listed, and nothing to be archived.
FINDABLE = frozenset({"public.first", "public.browse", "public.data", "public.safety", "public.accessibility"})


def policy(**changes: str) -> str:
    """The content policy as text; `frame_ancestors="'self'"` replaces one part, an empty value leaves one out."""
    parts = POLICY | {name.replace("_", "-"): value for name, value in changes.items()}
    return "; ".join(f"{name} {value}" for name, value in parts.items() if value)


def powers(locating: bool) -> str:
    """The powers refused; where the page has the button, its own script may ask for the position."""
    allowed = {"geolocation": "(self)"} if locating else {}
    return ", ".join(f"{power}={allowed.get(power, '()')}" for power in POWERS)


def protect(response: Response) -> Response:
    """Put the headers on a response. A view may have set its own policy or cache rule, which then stays."""
    for name, value in HEADERS.items():
        response.headers[name] = value
    response.headers["Permissions-Policy"] = powers(request.endpoint in LOCATING and response.status_code == 200)
    response.headers.setdefault("Content-Security-Policy", policy())
    framed = "frame-ancestors 'self'" in response.headers["Content-Security-Policy"]
    # The same rule once more, for browsers that know no frame-ancestors.
    response.headers["X-Frame-Options"] = "SAMEORIGIN" if framed else "DENY"
    response.headers.setdefault("Cache-Control", "no-store")
    findable = request.endpoint in FINDABLE and response.status_code == 200
    response.headers["X-Robots-Tag"] = "noarchive" if findable else "noindex, noarchive"
    if "Location" in response.headers:
        response.location = inside(response.headers["Location"])
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    return response


WITHOUT_SESSION = frozenset(
    {
        "public.search", "map_data.map_data", "public.kept", "linked.make", "linked.around",
        "coverage.ask", "coverage.narrow", "coverage.next_sites",
        "public.needed", "account.sign_in", "account.link", "confirm.task", "reports.wrong", "reports.missing",
    }
)  # fmt: skip
"""The posts of people who are not signed in, and so have no session to keep a token in.

The first eight change nothing. The ninth moves one counter and believes only what we signed. The others carry a
signed token of their own (forms/doors.py): three change nothing without a password, a code or a link that fits, and
two keep what a reader says for a person to look at.
"""

OURSELVES = ("same-origin", "none")
csrf = CSRFProtect()


def refuse_forged() -> None:
    """Before each post: stop one that another site made a browser send.

    Browsers say which site a request comes from, and no page can lie about it; those too old to say so still need
    the token of the session.
    """
    if request.method in ("GET", "HEAD", "OPTIONS") or not request.endpoint:
        return
    if request.headers.get("Sec-Fetch-Site", OURSELVES[0]) not in OURSELVES:
        abort(400)
    if request.endpoint not in WITHOUT_SESSION:
        # Asked only of somebody whom the view is open to: nobody else may send this much.
        request.max_content_length = request.max_form_memory_size = longest(request.endpoint)
        csrf.protect()


def takes(most: int) -> Callable[[View], View]:
    """Say that a view for somebody signed in takes a file: how many bytes may be posted to it."""

    def named(view: View) -> View:
        view.longest = most  # type: ignore[attr-defined]
        return view

    return named


def longest(endpoint: str) -> int | None:
    """How many bytes may be posted to a view."""
    most: int | None = getattr(
        current_app.view_functions[endpoint], "longest", current_app.config["MAX_CONTENT_LENGTH"]
    )
    return most


def inside(address: str) -> str:
    """An address of ours without its host, which came from whoever asked and is not to be believed."""
    return address.removeprefix(request.host_url.removesuffix("/"))


def install(app: Flask) -> None:
    """Protect every response of this app, and every post to it. Who may post is asked before: see access.install."""
    app.config.update(
        WTF_CSRF_CHECK_DEFAULT=False,  # refuse_forged decides which posts are checked.
        WTF_CSRF_SSL_STRICT=False,  # It would want a Referer, which our pages do not send.
        WTF_CSRF_TIME_LIMIT=None,  # A token lives as long as its session.
    )
    csrf.init_app(app)
    app.before_request(refuse_forged)
    app.after_request(protect)
