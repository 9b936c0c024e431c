"""Opens files that come from outside, in bounds, as plain rows of text. Changes nothing anywhere.

geopandas never sees these files: it opens far more than what it is given. Points are (longitude, latitude).
"""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from itertools import chain
from pathlib import Path
from typing import Any

from portal.registry.model import Text

LARGEST_FILE = 200_000_000
LARGEST_CELL = 20_000
"""Characters. The longest description may have 8,000; what is longer is not a cell but a mistake."""


class Unreadable(Exception):
    """The file as a whole cannot be used. Says where and how to mend it, in both languages."""

    def __init__(self, en: str, fr: str) -> None:
        super().__init__(en)
        self.text = Text(en, fr)

    def inside(self, name: str) -> Unreadable:
        """The same fault, with the name of the file before it."""
        return Unreadable(f"{name}, {self.text.en}", f"{name}, {self.text.fr}")


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a file."""

    number: int
    """The line of a CSV file, counted with its header as 1; the feature of a GeoJSON file, from 1."""
    values: Mapping[str, str]


def csv_rows(path: Path, required: Iterable[str]) -> Iterator[Row]:
    """The records of a UTF-8 CSV file with a header. Raises Unreadable, before the first row, if it is no such file."""
    reader = csv.reader(StringIO(text_of(path), newline=""), strict=True)
    csv.field_size_limit(LARGEST_FILE)
    try:
        header = [name.strip() for name in next(reader)]
    except (StopIteration, csv.Error):
        raise empty(path.name) from None
    check_header(header, required)
    rows = csv_body(reader, header)
    # A list without a single record is a file gone wrong: taken at its word, all of its listings would be gone.
    first = next(rows, None)
    if first is None:
        raise empty(path.name)
    return chain([first], rows)


def csv_body(reader: Any, header: list[str]) -> Iterator[Row]:
    """The records below a header, each as wide as it. `reader` is csv's own, which has no public type."""
    try:
        for cells in reader:
            if not any(cells):
                continue
            if len(cells) != len(header):
                raise Unreadable(
                    f"row {reader.line_num}: has {len(cells)} columns where the header has {len(header)};"
                    " put quotes around cells that hold a comma",
                    f"ligne {reader.line_num} : {len(cells)} colonnes, alors que l'en-tête en a {len(header)};"
                    " mettre entre guillemets les cellules qui contiennent une virgule",
                )
            values = dict(zip(header, cells, strict=True))
            check_cells(values, reader.line_num)
            yield Row(reader.line_num, values)
    except csv.Error as error:
        raise Unreadable(
            f"row {reader.line_num}: is broken CSV ({error}); check the quotes in this row",
            f"ligne {reader.line_num} : CSV brisé ({error}); vérifier les guillemets de cette ligne",
        ) from None


def text_of(path: Path) -> str:
    """The whole file as text. Raises Unreadable unless it is UTF-8 of a bearable size."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Unreadable("the file is over 200 MB; split it", "le fichier dépasse 200 Mo; le diviser")
        raw = path.read_bytes()
    except OSError as error:
        raise Unreadable(
            f"the file cannot be opened ({error.strerror}); check its path",
            f"le fichier ne peut être ouvert ({error.strerror}); vérifier son chemin",
        ) from None
    return decoded(raw, path.name)


def decoded(raw: bytes, name: str) -> str:
    """The bytes of a file as text. Raises Unreadable unless they are UTF-8 and say something."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            f"row {row}: is not UTF-8 text; save the file again as UTF-8 (in a spreadsheet: CSV UTF-8)",
            f"ligne {row} : ce n'est pas du texte UTF-8; enregistrer de nouveau en UTF-8 (tableur : CSV UTF-8)",
        ) from None
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise Unreadable(
            f"row {row}: holds a NUL character; save the file again as UTF-8 text",
            f"ligne {row} : contient un caractère NUL; enregistrer de nouveau en texte UTF-8",
        )
    if not text.strip():
        raise empty(name)
    return text


def empty(name: str) -> Unreadable:
    """The fault of a file with nothing in it."""
    return Unreadable(
        f"{name} is empty; it needs a header row and at least one record",
        f"{name} est vide; il faut une ligne d'en-tête et au moins un enregistrement",
    )


def check_header(header: list[str], required: Iterable[str]) -> None:
    """Raise Unreadable when a column is missing or stands twice."""
    missing = [name for name in required if name not in header]
    if missing:
        names = ", ".join(missing)
        raise Unreadable(
            f"row 1: has no column {names}; add it, or choose the importer made for this file",
            f"ligne 1 : colonne absente : {names}; l'ajouter ou choisir l'importateur prévu pour ce fichier",
        )
    twice = next((name for name in header if name and header.count(name) > 1), "")
    if twice:
        raise Unreadable(
            f"row 1: has column {twice} twice; keep one",
            f"ligne 1 : la colonne {twice} figure deux fois; en garder une",
        )


def check_cells(values: Mapping[str, str], number: int) -> None:
    """Raise Unreadable when a cell is endless, or holds half of a character, as JSON can."""
    for column, text in values.items():
        if re.search(r"[\ud800-\udfff]", column + text):
            raise Unreadable(
                f"row {number}: holds half of a character; export the file again as UTF-8",
                f"ligne {number} : contient la moitié d'un caractère; exporter de nouveau en UTF-8",
            )
        if len(text) > LARGEST_CELL:
            raise Unreadable(
                f"row {number}, column {column}: holds {len(text)} characters where {LARGEST_CELL} are allowed;"
                " shorten it, and check that a quote is not missing before it",
                f"ligne {number}, colonne {column} : {len(text)} caractères, alors que {LARGEST_CELL} sont permis;"
                " raccourcir le texte et vérifier qu'il ne manque pas un guillemet avant",
            )


def geojson_rows(path: Path, required: Iterable[str]) -> Iterator[Row]:
    """The point features of a GeoJSON file; longitude and latitude come as two more columns of text.

    Raises Unreadable, before the first row, unless it is a feature collection.
    """
    try:
        document = json.loads(text_of(path), parse_constant=lambda name: math.nan)
    except (ValueError, RecursionError):
        raise Unreadable(
            "the file is not JSON; export it again as GeoJSON", "le fichier n'est pas du JSON; l'exporter en GeoJSON"
        ) from None
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not features:
        raise Unreadable(
            "the file has no features; export it again as a GeoJSON feature collection of points",
            "le fichier n'a aucune entité; l'exporter comme collection d'entités GeoJSON formée de points",
        )
    columns = list(required)
    first = properties_of(features[0])
    check_header(list(first) if isinstance(first, dict) else [], columns)
    return (feature_row(feature, number, columns) for number, feature in enumerate(features, 1))


def properties_of(feature: Any) -> Any:
    """What a feature says of itself; None when it is no feature."""
    return feature.get("properties") if isinstance(feature, dict) else None


def feature_row(feature: Any, number: int, columns: list[str]) -> Row:
    """One feature as a row, its missing columns empty. Raises Unreadable when it has no properties or is no point."""
    properties = properties_of(feature)
    if not isinstance(properties, dict):
        raise Unreadable(
            f"row {number}: the feature has no properties; export it again as GeoJSON",
            f"ligne {number} : l'entité n'a pas de propriétés; exporter de nouveau en GeoJSON",
        )
    plain = {key: str(value) for key, value in properties.items() if isinstance(value, str | int | float)}
    values = dict.fromkeys(columns, "") | plain
    check_cells(values, number)
    return Row(number, {**values, **coordinates(feature.get("geometry"), number)})


def coordinates(geometry: Any, number: int) -> dict[str, str]:
    """Longitude and latitude of a point as text, both empty where there is no geometry."""
    if geometry is None:
        return {"longitude": "", "latitude": ""}
    pair = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if not isinstance(pair, list) or len(pair) < 2 or geometry.get("type") != "Point":
        raise Unreadable(
            f"row {number}, column geometry: is not a point; export points only",
            f"ligne {number}, colonne geometry : ce n'est pas un point; exporter des points seulement",
        )
    return {"longitude": plain_number(pair[0]), "latitude": plain_number(pair[1])}


def plain_number(value: Any) -> str:
    """A JSON number as decimal text, without an exponent; for anything else a mark that will be refused."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 10_000:
        return "?"
    return f"{value:.12f}".rstrip("0").rstrip(".")
