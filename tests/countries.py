"""Small invented countries for the tests of coverage, and the real geography where it stands beside a checkout."""

from pathlib import Path

import numpy as np

from geo.demand import Communities, Demand, as_demand

CHECKOUT = Path(__file__).parents[1]
REAL = CHECKOUT.parent / "shared" / "data" / "geo"
EMBEDDED = CHECKOUT / "data" / "places"
SEED = 20_261_127


def country(lonlat, people, remoteness=None, provinces=None) -> Demand:
    """One community per point. NaN people: nobody counted."""
    count = len(lonlat)
    codes = tuple(f"CSD:{n:07}" for n in range(count))
    provinces = provinces or ("ON",) * count
    communities = Communities(
        codes=codes,
        names_en=codes,
        names_fr=codes,
        provinces=tuple(provinces),
        areas=tuple(frozenset({"CA", code}) for code in codes),
        kinds=("T",) * count,
        lonlat=np.array(lonlat, dtype=float).reshape(-1, 2),
        people=np.array(people, dtype=float),
        people_before=np.full(count, np.nan),
        remoteness=np.array(remoteness if remoteness is not None else [0] * count, dtype=np.int32),
        rural=np.zeros(count, dtype=np.int32),
        northern=np.zeros(count, dtype=np.int32),
    )
    return as_demand(communities.lonlat, np.ones(count), np.arange(count, dtype=np.int32), communities)


def scattered(count, seed=SEED, south=42.0, north=83.0):
    """Points all over Canada, as many in the North as in the South."""
    dice = np.random.default_rng(seed)
    return np.column_stack([dice.uniform(-140, -53, count), dice.uniform(south, north, count)])
