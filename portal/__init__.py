"""Waypoint / Repère: the only package that knows what a service is, and the door to the site it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from portal.config import Settings

__version__ = "0.1.0"


def create_app(settings: Settings | None = None) -> Flask:
    """The site, ready to answer. Raises when the secret, the French or an endpoint's audience is missing."""
    # Imported here because building the package imports `portal` where no Flask is installed.
    from portal import lean as lean
    from portal.web.application import build

    return build(settings)
