"""What figures rest on, in sentences: stands on every page, sheet and map of coverage."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.coverage.latest import Coverage
from portal.web.language import day_text, number_text

from .words import few_text


def basis(coverage: Coverage, revision: int, language: str) -> list[str]:
    """How many services and people, of when, and what the figures cannot say."""
    about = coverage.about

    def number(name: str) -> str:
        return number_text(about[name], language)

    said = [
        _("Worked out on %(day)s from revision %(revision)s of the list: %(listings)s services.",
          day=day_text(about["day"], language), revision=number("revision"), listings=number("listings")),
        _("Services without a published address: %(count)s. They count by their community or the areas they declare.",
          count=few_text(about["listings_hidden"], language)),
        _("Services of Indigenous organizations count only with their recorded consent to statistics."),
        _("Distances are straight lines. By road, ferry or plane the way is longer."),
        _("What a listing does not state does not count for it, and nobody has looked everywhere: "
          "a gap may be a gap in this list."),
        people(coverage, language),
    ]  # fmt: skip
    if revision != coverage.revision:
        said.append(_("The list has changed since; these figures have not yet."))
    return said


def people(coverage: Coverage, language: str) -> str:
    """Whose counts of people these are."""
    about = coverage.about
    total, points = number_text(about["people"], language), number_text(about["points"], language)
    if about["full_geography"]:
        return _(
            "People: 2021 Census, %(people)s at %(points)s points; %(uncounted)s communities were not counted, and "
            "their population is unknown. Remoteness: index of 2021, classes made for the index of 2016.",
            people=total, points=points, uncounted=number_text(about["uncounted"], language),
        )  # fmt: skip
    return _(
        "People: the places that come with the site (GeoNames), %(people)s in %(points)s places. Some people are "
        "counted twice, with a suburb and with its city: shares are rough until the full geography is loaded.",
        people=total, points=points,
    )  # fmt: skip


def sources(coverage: Coverage) -> list[str]:
    """Where the listings and the people come from, for a printed sheet."""
    listed = [f"{name}, {publisher}" for _id, name, publisher, _licence in coverage.about["sources"]]
    if coverage.about["full_geography"]:
        further = _(
            "Adapted from Statistics Canada, 2021 Census and boundary files. This does not constitute an endorsement "
            "by Statistics Canada of this product."
        )
    else:
        further = _("Place and postal data © GeoNames, CC BY 4.0. Outlines of provinces: Natural Earth, public domain.")
    return [*listed, further]
