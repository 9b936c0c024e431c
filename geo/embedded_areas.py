"""Names and people of census divisions and health regions: the only module that writes areas.csv of data/places.

A service may say that it serves such an area (CD:3558, HR:3562). With this table a reader is told its name without
the full geography, and the registry knows how many people a named area holds.
"""

from __future__ import annotations

import csv
from operator import itemgetter
from pathlib import Path

from geo.place_tables import AREAS

COLUMNS = ("code", "name_en", "name_fr", "population", "population_year", "publisher")
KINDS = ("CD:", "HR:")
SAID = {"population_year": "2021", "publisher": "Statistics Canada"}


def write(embedded: Path, geography: Path) -> None:
    """Write areas.csv into `embedded`, our data/places, from the folder that `geo.load` wrote."""
    with (geography / AREAS).open(encoding="utf-8", newline="") as full:
        rows = sorted(
            (row for row in csv.DictReader(full) if row["code"].startswith(KINDS)), key=lambda row: row["code"]
        )
    with (embedded / AREAS).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(
            {column: (row | SAID)[column] for column in COLUMNS} for row in sorted(rows, key=itemgetter("code"))
        )
