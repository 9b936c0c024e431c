"""How far from everything a community is: remoteness classes, rural, northern. The only module with those rules.

Codes of the classes are 0 (easily accessible) to 4 (very remote), and -1 where nobody knows. What is not known is
neither one thing nor the other: it is never counted as rural or northern, nor as the opposite.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

REMOTENESS = ("easily accessible", "accessible", "less accessible", "remote", "very remote")
REMOTENESS_CUTS = (0.15, 0.2889, 0.3899, 0.5533)
"""Upper ends of the first four classes on the Index of Remoteness (0 Toronto, 1 Grise Fiord).

From Subedi, Roshanafshar and Greenberg, "Developing Meaningful Categories for Distinguishing Levels of Remoteness in
Canada", Statistics Canada 11-633-x no. 026 (2020), made for the 2016 index and not yet checked against the 2021 one:
say so wherever the classes are shown.
"""
UNKNOWN = -1
FROM_REMOTE = REMOTENESS.index("remote")
"""The class from which on a community is remote."""
TERRITORIES = frozenset({"YT", "NT", "NU"})
NORTH_FROM = {"NL": 51.4, "QC": 49.0, "ON": 46.0, "MB": 53.0, "SK": 54.0, "AB": 55.0, "BC": 53.0}
"""Degrees of latitude from which a remote community of a province is in its north; the Maritimes have none.

Our judgement, to be changed here alone. Statistics Canada draws a North line of its own (McNiven and Puderer,
"Delineation of Canada's North", 92F0138M no. 2000-3); its list of communities was not available, so never call this
one official. The lines lie about where each province begins to speak of its north: Labrador, the 49th parallel of
Quebec, the districts of Northern Ontario, the 53rd, 54th and 55th parallels of the Prairies.
"""


def classes(index: ArrayLike) -> NDArray[np.int8]:
    """The class code of each value of the Index of Remoteness, NaN for unknown: int8 of the same shape."""
    values = np.asarray(index, dtype=np.float64)
    codes = np.searchsorted(REMOTENESS_CUTS, values, side="right").astype(np.int8)
    return np.where(np.isnan(values), np.int8(UNKNOWN), codes)


def class_of(index: float | None) -> str:
    """The class of one value; '' where there is none."""
    return "" if index is None else REMOTENESS[int(classes(index))]


def is_remote(remoteness_class: str | None) -> bool | None:
    """Whether a class is one of the two remote ones; None where there is no class."""
    return REMOTENESS.index(remoteness_class) >= FROM_REMOTE if remoteness_class else None


def is_rural(cma_code: str | None) -> bool | None:
    """Whether a community lies outside every census metropolitan area and census agglomeration.

    The code is that of the census, '' outside all of them; None where nobody looked it up.
    """
    return None if cma_code is None else not cma_code


def is_northern(province: str, latitude: float, remoteness_class: str | None) -> bool | None:
    """Whether a community is in the north: all of the territories, and the remote ones beyond a province's line."""
    if province in TERRITORIES:
        return True
    if latitude < NORTH_FROM.get(province, 90.0):
        return False
    return is_remote(remoteness_class)
