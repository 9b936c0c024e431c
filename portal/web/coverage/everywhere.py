"""Every community of Canada in one list: by what it can be narrowed and put in order, without script."""

from __future__ import annotations

from dataclasses import dataclass, fields

from flask_babel import gettext as _

from portal.coverage.latest import Coverage
from portal.web.reader import Reader

from .asked import NotAsked
from .choices import Option, is_told
from .communities import ORDERS, PARTS
from .words import group_text

NARROWED_BY = ("province", "health_region", "remoteness", "rural", "northern")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the list was narrowed to: a group of each way to tell people apart, what is needed, and the order."""

    province: str = ""
    health_region: str = ""
    remoteness: str = ""
    rural: str = ""
    northern: str = ""
    part: str = ""
    order: str = ORDERS[0]

    @property
    def stated(self) -> dict[str, str]:
        """The fields that differ from a list of everything, as an address says them."""
        return {one.name: value for one in fields(self) if (value := getattr(self, one.name)) != one.default}


@dataclass(frozen=True, slots=True)
class Choice:
    """One field of the form."""

    name: str
    label: str
    options: list[Option]
    chosen: str


def rows_chosen(coverage: Coverage, chosen: Chosen) -> list[int]:
    """The communities in every group that was chosen. Raises NotAsked for a group there is none of."""
    groups = {by: code for by in NARROWED_BY if (code := getattr(chosen, by))}
    known = all(code in coverage.grouping(by).codes for by, code in groups.items())
    if not known or chosen.part not in ("", *PARTS) or chosen.order not in ORDERS:
        raise NotAsked
    return coverage.rows_in(groups)


def form(coverage: Coverage, chosen: Chosen, reader: Reader) -> list[Choice]:
    """The fields that the geography at hand can tell, and the two of the list itself."""
    labels = {
        "province": _("Province or territory"),
        "health_region": _("Health region"),
        "remoteness": _("How remote"),
        "rural": _("Rural or urban"),
        "northern": _("North or south"),
    }
    groups = [
        Choice(by, label, grouped(coverage, by, reader), getattr(chosen, by))
        for by, label in labels.items()
        if is_told(coverage, by)
    ]
    return [
        *groups,
        Choice("part", _("What they need"), [("", _("Everything")), *needed()], chosen.part),
        Choice("order", _("In the order of"), orders(), chosen.order),
    ]


def grouped(coverage: Coverage, by: str, reader: Reader) -> list[Option]:
    """The groups of a way to tell people apart."""
    return [("", _("Everything")), *((code, group_text(by, code, reader)) for code in coverage.grouping(by).codes)]


def needed() -> list[Option]:
    """What a community may need, in short."""
    labels = [_("A service"), _("A phone call"), _("Nothing for now"), _("Not shown one by one")]
    return list(zip(PARTS, labels, strict=True))


def orders() -> list[Option]:
    """What the list can be put in order by."""
    labels = [_("People, the most first"), _("Distance, the farthest first"), _("Score, the lowest first"), _("Name")]
    return list(zip(ORDERS, labels, strict=True))
