"""What can be chosen on a coverage page, with what was chosen: the needs, reaches and groupings the data can tell."""

from __future__ import annotations

from dataclasses import dataclass

from portal.coverage.latest import Coverage
from portal.coverage.need import DELIVERIES, REACHES_KM
from portal.coverage.tables import UNKNOWN_GROUP
from portal.registry.model import PROVINCES
from portal.web.reader import Reader

from .asked import BY
from .words import grouping_text, reach_text

Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Choices:
    """Value and label of every choice, by the field it is made in."""

    components: list[Option]
    categories: list[Option]
    populations: list[Option]
    languages: list[Option]
    deliveries: list[Option]
    reaches: list[Option]
    groupings: list[Option]
    provinces: list[Option]


def choices(coverage: Coverage, reader: Reader) -> Choices:
    """Every choice, in the language of the reader."""

    def labelled(vocabulary: str, prefix: str = "") -> list[Option]:
        return [(f"{prefix}{code}", reader.label(vocabulary, code)) for code in reader.terms[vocabulary]]

    told = [by for by in BY if is_told(coverage, by)]
    return Choices(
        components=[
            one for one in labelled("components", "component:") if one[0].partition(":")[2] in coverage.members
        ],
        categories=labelled("categories", "category:"),
        populations=labelled("populations"),
        languages=labelled("languages"),
        deliveries=[(code, reader.label("delivery", code)) for code in DELIVERIES],
        reaches=[(str(km), reach_text(km, reader.language)) for km in REACHES_KM],
        groupings=[(by, grouping_text(by)) for by in told],
        provinces=[(letters, reader.province_name(letters)) for letters in PROVINCES],
    )


def is_told(coverage: Coverage, by: str) -> bool:
    """Whether the geography at hand tells people apart in this way."""
    codes = coverage.grouping(by).codes
    return by == "country" or (len(codes) > 1 and codes != (UNKNOWN_GROUP,))
