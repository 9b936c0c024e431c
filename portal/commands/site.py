"""Setting the site up and serving it."""

from __future__ import annotations

import click

from portal.config import Settings, make_secret
from portal.coverage import latest

from .coverage import build_coverage
from .geography import build_maps
from .index import build_index
from .intake import load_starter
from .workplace import Workplace, finish, today

SECRETS = ("secret_key", "mail_password")
"""Settings that are never shown."""


@click.command()
def settings() -> None:
    """List every setting, its variable and its present value (never the secret)."""
    values = Settings.from_environment()
    for name in values.__dataclass_fields__:
        value = getattr(values, name)
        value = "(set)" if name in SECRETS and value else value
        click.echo(f"PORTAL_{name.upper():<18}{value}")


@click.command()
def setup() -> None:
    """Make what the site needs and has not yet: secret, registry, starter listings, index, coverage, map."""
    place = Workplace()
    make_secret(place.settings.state_dir)
    with place.store() as store:
        if not store.ids():
            finish(load_starter(place, store, dry_run=False), "en")
        build_index(place, store)
        if not latest.stamp(place.settings.coverage):
            build_coverage(place, store, today())
    build_maps(place)


@click.command()
@click.option("--port", type=int, help="Port to listen on (PORTAL_PORT).")
@click.option("--host", help="Address to listen on (PORTAL_HOST).")
@click.option("--threads", default=8, show_default=True, help="Requests each process answers at once.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes that answer.")
def run(port: int | None, host: str | None, threads: int, workers: int) -> None:
    """Serve the site. Makes its own secret on first use; keeps the word index up to date meanwhile."""
    from . import serving

    make_secret(Settings.from_environment().state_dir)
    settings = Settings.from_environment()
    with Workplace().store():
        pass  # An upgraded site must not answer from a schema it no longer knows.
    address, door = host or settings.host, port or settings.port
    crew = serving.ready(settings, address, door, threads, workers)
    shown = "127.0.0.1" if address == "0.0.0.0" else address  # nosec B104: compared, not listened on
    click.echo(f"http://{shown}:{door}/")
    crew.work()


@click.command()
def routes() -> None:
    """List every address of the site with its methods and audience."""
    from portal import create_app
    from portal.web.access import audience

    app = create_app(Settings.from_environment())
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        roles = " ".join(sorted(audience(app, rule.endpoint)))
        click.echo(f"{rule.rule:<44}{methods:<12}{rule.endpoint:<28}{roles}")
