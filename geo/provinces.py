"""The thirteen provinces and territories: their codes, names and the ways people shorten them."""

from __future__ import annotations

from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Province:
    """One province or territory. `point` lies inside it, for drawing only; people are counted in 2021."""

    code: str
    letters: str
    en: str
    fr: str
    point: Point
    population: int
    also: tuple[str, ...] = ()


PROVINCES = {
    province.letters: province
    for province in (
        Province(
            "PR:10", "NL", "Newfoundland and Labrador", "Terre-Neuve-et-Labrador", (-57.0, 52.0), 510_550,
            ("NL", "T.-N.-L.", "TNL", "Nfld", "Newfoundland", "Terre-Neuve"),
        ),
        Province(
            "PR:11", "PE", "Prince Edward Island", "Île-du-Prince-Édouard", (-63.2, 46.4), 154_331,
            ("PE", "P.E.I.", "PEI", "Î.-P.-É.", "ÎPÉ", "Île du Prince Édouard", "Epekwitk"),
        ),
        Province(
            "PR:12", "NS", "Nova Scotia", "Nouvelle-Écosse", (-63.3, 45.1), 969_383, ("NS", "N.S.", "N.-É.", "NÉ")
        ),
        Province(
            "PR:13", "NB", "New Brunswick", "Nouveau-Brunswick", (-66.4, 46.6), 775_610, ("NB", "N.B.", "N.-B.")
        ),
        Province(
            "PR:24", "QC", "Quebec", "Québec", (-71.8, 52.5), 8_501_833,
            ("QC", "P.Q.", "PQ", "Qué.", "Que.", "Province de Québec", "Province of Quebec"),
        ),
        Province("PR:35", "ON", "Ontario", "Ontario", (-86.0, 50.3), 14_223_942, ("ON", "Ont.")),
        Province("PR:46", "MB", "Manitoba", "Manitoba", (-98.0, 54.8), 1_342_153, ("MB", "Man.")),
        Province("PR:47", "SK", "Saskatchewan", "Saskatchewan", (-106.0, 54.4), 1_132_505, ("SK", "Sask.")),
        Province("PR:48", "AB", "Alberta", "Alberta", (-115.0, 54.8), 4_262_635, ("AB", "Alta.", "Alb.")),
        Province(
            "PR:59", "BC", "British Columbia", "Colombie-Britannique", (-124.5, 54.8), 5_000_879,
            ("BC", "B.C.", "C.-B.", "CB"),
        ),
        Province("PR:60", "YT", "Yukon", "Yukon", (-135.5, 63.5), 40_232, ("YT", "Y.T.", "Yukon Territory", "Yn")),
        Province(
            "PR:61", "NT", "Northwest Territories", "Territoires du Nord-Ouest", (-119.5, 64.5), 41_070,
            ("NT", "N.W.T.", "NWT", "T.N.-O.", "TNO", "Denendeh"),
        ),
        Province("PR:62", "NU", "Nunavut", "Nunavut", (-95.0, 67.0), 36_858, ("NU", "Nvt", "Nun.", "ᓄᓇᕗᑦ")),
    )
}  # fmt: skip
FIRST_POSTAL_LETTER = {
    "A": ("PR:10",), "B": ("PR:12",), "C": ("PR:11",), "E": ("PR:13",), "G": ("PR:24",), "H": ("PR:24",),
    "J": ("PR:24",), "K": ("PR:35",), "L": ("PR:35",), "M": ("PR:35",), "N": ("PR:35",), "P": ("PR:35",),
    "R": ("PR:46",), "S": ("PR:47",), "T": ("PR:48",), "V": ("PR:59",), "X": ("PR:61", "PR:62"), "Y": ("PR:60",),
}  # fmt: skip
"""Which provinces a postal code may lie in, by its first letter."""
