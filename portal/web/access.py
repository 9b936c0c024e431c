"""Who may open which page. The only place that knows audiences; an endpoint that names none stops the start."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, abort, current_app, request

from portal.accounts.people import Role

View = TypeVar("View", bound=Callable[..., object])


class NoAudience(Exception):
    """An endpoint does not say whom it is open to."""


def open_to(role: Role) -> Callable[[View], View]:
    """Say whom a view is open to."""

    def named(view: View) -> View:
        view.audience = role  # type: ignore[attr-defined]
        return view

    return named


def audience(app: Flask, endpoint: str) -> Role | None:
    """Whom an endpoint is open to; None when it does not say."""
    return getattr(app.view_functions[endpoint], "audience", None)


def check_audiences(app: Flask) -> None:
    """Raise NoAudience unless every endpoint says whom it is open to."""
    silent = sorted(endpoint for endpoint in app.view_functions if audience(app, endpoint) is None)
    if silent:
        raise NoAudience(f"say @open_to(...) above: {', '.join(silent)}")


def let_in() -> None:
    """Before each request: what is not open to anyone does not exist for a visitor."""
    if request.endpoint and audience(current_app, request.endpoint) is not Role.ANYONE:
        abort(404)
