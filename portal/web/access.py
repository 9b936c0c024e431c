"""Who may open which page. The only place that knows audiences; an endpoint that names none stops the start.

What is not open to somebody does not exist for them: 404. Somebody who is not signed in is sent to the sign-in page
(GET), or gets 401, for every closed address alike, so that no answer tells whether the thing it names exists.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, redirect, request, url_for
from flask_login import LoginManager, UserMixin, current_user
from werkzeug.wrappers import Response

from portal.accounts import sessions as rules
from portal.accounts.people import SEATED, Person, Role
from portal.accounts.rights import Act, may, may_somewhere

from . import language, sessions

View = TypeVar("View", bound=Callable[..., Any])

INSIDE = re.compile(r"/(?:en|fr)/[\w\-./?=&%]{0,300}", re.ASCII)
"""An address of ours that one may be sent on to: a path in a language, and nothing with a host in it."""


class NoAudience(Exception):
    """An endpoint does not say whom it is open to."""


class SignedIn(UserMixin):  # type: ignore[misc]
    """A person, as Flask-Login knows them."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.id = person.id


def install(app: Flask) -> None:
    """Sessions of our own, and Flask-Login over them. Flask-Login writes nothing: it asks the session who it is."""
    app.session_interface = sessions.OurSessions()
    manager = LoginManager(app)
    manager.session_protection = None  # It would take a digest of the caller's address.
    manager.request_loader(lambda _request: SignedIn(found) if (found := sessions.current().person) else None)
    app.before_request(let_in)


def person() -> Person | None:
    """Whoever is signed in."""
    return getattr(current_user, "person", None)


def me() -> Person:
    """Whoever is signed in, on a page that is open to nobody else."""
    return person() or abort(404)


def open_to(*roles: Role) -> Callable[[View], View]:
    """Say whom a view is open to: `Role.ANYONE`, or one or more roles."""

    def named(view: View) -> View:
        view.audience = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return named


def open_to_seated() -> Callable[[View], View]:
    """Say that a view is open to everybody who is signed in, whatever their role."""
    return open_to(*SEATED)


def audience(app: Flask, endpoint: str) -> frozenset[Role]:
    """Whom an endpoint is open to; nobody when it does not say."""
    return getattr(app.view_functions[endpoint], "audience", frozenset())


def is_open(endpoint: str, to: Person | None) -> bool:
    """Whether an endpoint is open to this person."""
    roles = audience(current_app, endpoint)
    return Role.ANYONE in roles or bool(to and to.role in roles)


def check_audiences(app: Flask) -> None:
    """Raise NoAudience unless every endpoint says whom it is open to."""
    silent = sorted(endpoint for endpoint in app.view_functions if not audience(app, endpoint))
    if silent:
        raise NoAudience(f"say @open_to(...) above: {', '.join(silent)}")


def let_in() -> Response | None:
    """Before each request: stop whoever the view is not open to."""
    if not request.endpoint or Role.ANYONE in audience(current_app, request.endpoint):
        return None
    if person() is None:
        return to_sign_in()
    return None if is_open(request.endpoint, person()) else abort(404)


def to_sign_in() -> Response:
    """Ask who this is, and come back to this page after."""
    if request.method not in ("GET", "HEAD"):
        abort(401)
    return redirect(url_for("account.sign_in", lang=language.current(), next=here()), 302)


def here() -> str:
    """This page as an address to come back to."""
    return inside(request.full_path.rstrip("?"))


def inside(address: str | None, otherwise: str = "") -> str:
    """The address when it leads to a page of ours, else another one. Nothing leads to another host."""
    good = address and INSIDE.fullmatch(address) and "//" not in address
    return address if good and address else otherwise


def require_fresh(view: View) -> View:
    """Ask for a code of the second factor before a dangerous act, unless one was shown a moment ago.

    Stands under `open_to`. The page that asks leads back to the page of the act, which for an address that can only
    be posted to is the one above it; what was posted is not kept.
    """

    @wraps(view)
    def asked(*args: Any, **kwargs: Any) -> Any:
        row = sessions.current().row
        if row and rules.is_fresh(row, sessions.now()):
            return view(*args, **kwargs)
        is_page = request.url_rule is not None and "GET" in (request.url_rule.methods or ())
        page = request.path if is_page else request.path.rpartition("/")[0]
        return redirect(url_for("account.prove", lang=language.current(), next=inside(page)), 303)

    return cast(View, asked)


def require(act: Act, organization: str = "") -> Person:
    """Whoever is signed in, if they may do this; for anybody else there is no such page."""
    doer = me()
    allowed = may(doer, act, organization) if organization else may_somewhere(doer, act)
    return doer if allowed else abort(404)
