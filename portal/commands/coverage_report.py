"""A report on coverage, to print or to send."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from .coverage import steps
from .workplace import Workplace


@click.command()
@click.option("--province", default="", help="Two letters, such as NU; all of Canada unless given.")
@click.option("--lang", type=click.Choice(["en", "fr"]), default="en", help="The language of the report.")
@click.option("--kind", default="component:shelter", show_default=True, help="component:legal, category:legal.aid ...")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=".", help="The folder to write to.")
def report(province: str, lang: str, kind: str, out: Path) -> None:
    """Write one kind of help, for Canada or a province, as one page with its map; tables rest on the last build."""
    from geo.drawing import FILLS
    from portal import create_app
    from portal.coverage import reportmap
    from portal.coverage.files import Outlines
    from portal.coverage.latest import NotBuilt
    from portal.coverage.need import Need
    from portal.registry.model import PROVINCES
    from portal.web import context
    from portal.web.coverage import current
    from portal.web.coverage.asked import REACH_KM
    from portal.web.coverage.report import area_title, rendered
    from portal.web.coverage.report import report as written
    from portal.web.reader import Reader

    settings = Workplace().settings
    letters, need = province.upper(), Need(kind)
    if letters and letters not in PROVINCES:
        raise click.BadParameter(f"{province}: two letters, such as NU", param_hint="--province")
    where = Outlines(settings.geography, settings.data_dir / "boundaries")
    with create_app(settings).test_request_context(f"/{lang}/coverage"), steps("Report") as step:
        try:
            coverage = current.coverage()
        except NotBuilt:
            raise click.ClickException("There is no coverage yet: run `portal coverage build`.") from None
        kinds = {f"component:{name}" for name in coverage.members}
        kinds |= {f"category:{code}" for code in context.terms()["categories"]}
        if kind not in kinds:
            raise click.BadParameter(f"{kind}: no such kind of help", param_hint="--kind")
        reader = Reader(lang, context.terms(), context.moment(), context.area_names())
        step("map")
        said = partial(area_title, language=lang)
        areas = (
            reportmap.province(coverage, need, REACH_KM, where, said, letters)
            if letters
            else reportmap.country(coverage, need, REACH_KM, where, said)
        )
        step("tables")
        page = written(
            coverage, need, letters, context.store().last_change(),
            partial(reportmap.drawing, coverage, need, areas, letters), reader,
        )  # fmt: skip
        html = rendered(page, FILLS, lang)
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{kind.replace(':', '-')}-{letters or 'CA'}-{lang}.html"
    path.write_text(html, encoding="utf-8")
    click.echo(f"Written: {path}")
