"""What the services on the list mean for where people live: one answer to one need, point by point."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo import measures
from geo.catchments import Services, access_scores, catchments, people_in_reach
from geo.demand import Demand
from geo.sphere import Floats

from .need import Need
from .supply import Mask, Supply

WIDE = ("PR:", "CA")
"""Areas as wide as a province say that somebody answers there, not that anybody is near: they are told apart."""


@dataclass(frozen=True)
class Answer:
    """One need, answered: columns per point of demand, and which listings counted."""

    need: Need
    counted: Mask
    """Per listing."""
    km: Floats
    """To the nearest place that meets the need; infinite where there is none."""
    nearest: NDArray[np.int64]
    """The listing at that place; -1 where there is none."""
    in_area: Mask
    """Inside an area narrower than a province that a counted service declares."""
    in_wide_area: Mask
    """Inside a province, or the country, that one declares."""
    afar: Mask
    """Served by phone, text, chat or video."""
    score: Floats
    """Services for 10,000 people."""


def answer(need: Need, supply: Supply, demand: Demand, sharing: Floats, compiled: bool = True) -> Answer:
    """Answer one need. `sharing` is what `people_sharing` says of the supply: the same for every need."""
    counted = supply.meeting(need)
    spots = np.flatnonzero(counted[supply.spot_rows])
    km, row = measures.nearest(demand, supply.xyz[spots], compiled)
    nearest = np.where(row >= 0, supply.spot_rows[spots[row]], -1) if len(spots) else row
    declared = supply.areas(counted)
    return Answer(
        need=need,
        counted=counted,
        km=km,
        nearest=nearest,
        in_area=demand.inside(code for code in declared if not code.startswith(WIDE)),
        in_wide_area=demand.inside(code for code in declared if code.startswith(WIDE)),
        afar=demand.inside(supply.areas(counted & supply.has("remote"), afar=True)),
        score=scores(supply, spots, demand, sharing, compiled),
    )


def people_sharing(supply: Supply, demand: Demand) -> Floats:
    """How many people share what stands at each public point of the supply, weighted by distance."""
    return people_in_reach(demand, supply.spots, catchments(demand))


def scores(supply: Supply, spots: NDArray[np.int64], demand: Demand, sharing: Floats, compiled: bool) -> Floats:
    """Access scores of one need. A service with several places offers a part of itself at each."""
    rows = supply.spot_rows[spots]
    each = 1.0 / np.bincount(rows, minlength=len(supply) or 1)[rows]
    services = Services(supply.spots[spots], np.zeros(len(spots), dtype=np.int64), each)
    reach = catchments(demand)
    found: Floats = access_scores(demand, services, reach, compiled=compiled, sharing=sharing[spots])[:, 0]
    return found


def within_reach(found: Answer, km: float) -> Mask:
    """Which points have a place within `km`, or lie in an area that a counted service declares."""
    reached: Mask = (found.km <= km) | found.in_area
    return reached
