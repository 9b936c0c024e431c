"""Someone of each role, signed in where they can be: whom the authorisation matrix and the canary crawl act as."""

from __future__ import annotations

from flask.testing import FlaskClient

from .world import World


def everyone(world: World) -> dict[str, FlaskClient]:
    """One browser for each column of authorisation.csv."""
    return {"visitor": world.client()}
