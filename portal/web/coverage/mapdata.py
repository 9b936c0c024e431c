"""What the coverage map draws, as its script reads it: areas or communities, their figures, public addresses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from portal.coverage import drawn
from portal.coverage.latest import Coverage
from portal.web.reader import Reader

from . import words
from .asked import Asked

Address = Callable[[str], str]
"""The code of an area to the address of its page."""


def areas(coverage: Coverage, asked: Asked, address: Address, reader: Reader) -> dict[str, Any]:
    """The map of a grouping that has outlines: provinces, or health regions."""
    items = [
        {
            "code": one["code"],
            "name": words.group_text(asked.by, one["group"], reader),
            "href": address(one["group"]),
            "values": one["values"],
            "looked": one["looked"],
        }
        for one in drawn.area_values(coverage, asked.need, asked.by, asked.reach_km)
    ]
    return {"dots": False, "whole": True, "items": items, "points": points(coverage, asked)}


def communities(
    coverage: Coverage, asked: Asked, among: Sequence[int], whole: bool, address: Address, reader: Reader
) -> dict[str, Any]:
    """The map of communities: a dot each, those that may not be told of by themselves without a figure."""
    codes = coverage.demand.communities.codes
    items = [
        {
            "at": one["at"],
            "name": words.community_text(coverage, one["row"], reader),
            "href": address(codes[one["row"]]),
            "values": one["values"],
            "looked": one["looked"],
        }
        for one in drawn.community_values(coverage, asked.need, asked.reach_km, among)
    ]
    return {"dots": True, "whole": whole, "items": items, "points": points(coverage, asked)}


def points(coverage: Coverage, asked: Asked) -> list[list[float]]:
    """The public addresses that counted."""
    return drawn.public_points(coverage.answer(asked.need), coverage.supply)
