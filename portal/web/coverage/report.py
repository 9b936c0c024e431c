"""A report to print or send: one need, for Canada or one province, with its map and what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from flask import render_template
from flask_babel import gettext as _

from portal.coverage.latest import SURVEYED, Coverage
from portal.coverage.need import Need
from portal.coverage.tables import at_least
from portal.web import assets
from portal.web.language import SITE_NAME, number_text, share_text
from portal.web.reader import Reader

from . import words
from .asked import Asked
from .basis import basis, sources
from .grouptable import Table, group_tables

Draw = Callable[[str, str], str]
"""Draws the map from its title and its description; '' where there is nothing to draw."""
MAP = "<!-- map -->"
"""Where the drawing stands in the template."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a report says."""

    title: str
    lead: str
    facts: list[str]
    tables: list[Table]
    map_title: str
    svg: str
    legend: list[str]
    basis: list[str]
    sources: list[str]


def report(coverage: Coverage, need: Need, letters: str, last_change: str, draw: Draw, reader: Reader) -> Report:
    """One need in Canada, or in one province."""
    asked = Asked(need)
    where = words.group_text("province", letters or "CA", reader)
    reach = number_text(asked.reach_km, reader.language)
    map_title = _(
        "Who lives farther than %(km)s km, and in no area smaller than a province that a service declares", km=reach
    )
    return Report(
        title=_("%(help)s: %(where)s", help=words.need_text(need, reader), where=where),
        lead=words.reach_text(asked.reach_km, reader.language),
        facts=facts(coverage, need, reader),
        tables=tables(coverage, asked, letters, reader),
        map_title=map_title,
        svg=draw(map_title, _("Hatched: nobody has looked there yet.")),
        legend=legend(reader.language),
        basis=basis(coverage, last_change, reader.language),
        sources=sources(coverage),
    )


def rendered(page: Report, fills: Sequence[str], lang: str) -> str:
    """The report as one file. The drawing is our own, of outlines and escaped names: it is put in as it is."""
    style = assets.own_files()["report.css"].body.decode()
    html = render_template(
        "coverage/report.html", page=page, fills=fills, style=style, lang=lang, site_name=SITE_NAME[lang]
    )
    return html.replace(MAP, page.svg)


def facts(coverage: Coverage, need: Need, reader: Reader) -> list[str]:
    """How many services counted, and in how many communities somebody has looked."""
    counted = coverage.answer(need).counted
    hidden = counted & coverage.supply.has("hidden")
    looked = sum(state in SURVEYED for state in coverage.states_for(need).values())
    communities = number_text(len(coverage.demand.communities), reader.language)
    said = [
        _("Services in Canada with a published address that counted: %(count)s.",
          count=number_text(int((counted & ~hidden).sum()), reader.language)),
        _("Services in Canada without a published address that counted: %(count)s.",
          count=words.few_text(at_least(int(hidden.sum())), reader.language)),
        _("Communities where somebody has looked for this kind of help: %(count)s of %(all)s.",
          count=number_text(looked, reader.language), all=communities),
    ]  # fmt: skip
    if not (counted & ~hidden).any():
        said.append(_("None publishes its address, so no distance can be told: they count by the areas they declare."))
    if not looked:
        said.append(_("Nobody has looked yet: whatever seems to be missing here may only be missing from the list."))
    return said


def tables(coverage: Coverage, asked: Asked, letters: str, reader: Reader) -> list[Table]:
    """By province and by remoteness for Canada; one province alone."""
    if letters:
        return group_tables(coverage, asked, reader, only=letters)
    near, other = group_tables(coverage, asked, reader)
    remote, _further = group_tables(coverage, replace(asked, by="remoteness"), reader)
    return [near, replace(remote, title=_("How near, by how remote a community is")), other]


def legend(language: str) -> list[str]:
    """The five classes of the map, from fewest to most."""
    steps = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    return [
        _("%(low)s to %(high)s of the people", low=share_text(low, language), high=share_text(high, language))
        for low, high in pairwise(steps)
    ]


def area_title(name_en: str, name_fr: str, share: float | None, looked: bool, language: str) -> str:
    """What an area of the map says of itself."""
    name = name_fr if language == "fr" else name_en
    told = _("no figure") if share is None else share_text(share, language)
    return _("%(name)s: %(told)s", name=name, told=told) + ("" if looked else "; " + _("nobody has looked yet"))
