"""CSV and JSON as people have them, as a table: every bad row marked and the others kept.

Unlike `reading`, which takes files of a known layout as they are documented, nothing is known of these.
"""

from __future__ import annotations

import codecs
import csv
import json
import math
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Any

from portal.registry.rules import Problem

from . import hsds
from .reading import LARGEST_FILE, Unreadable, decoded, plain_number
from .table import Record, Table, nothing_in_it, table_of

SEPARATORS = (",", ";", "\t")
"""A comma, what French spreadsheets write, and a tab."""
NO_TABLES = ("<", "%PDF", "{\\rtf")
"""What the texts begin with that are sent by mistake most often."""
MARKS = {
    codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32", codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}  # fmt: skip
"""Signs at the start of a file that say how it is written; the longer ones first, for they begin like the others."""
LISTS = ("contents", "services", "listings", "records", "data", "rows")
"""Under which names other people's JSON keeps its records."""
WGS84 = ("CRS84", "4326", "4269")
"""Names of the coordinates that longitude and latitude mean; the last is NAD83, which differs by a metre or two."""


def text_in(raw: bytes, name: str) -> str:
    """The text of a file. Raises Unreadable unless it is some form of Unicode that says so, or UTF-8."""
    coding = next((coding for mark, coding in MARKS.items() if raw.startswith(mark)), "")
    if not coding:
        return decoded(raw, name)
    try:
        return decoded(raw.decode(coding).encode(), name)
    except UnicodeError:
        raise Unreadable(
            "row 1: is not whole UTF-16 or UTF-32 text; save the file again as UTF-8 (in a spreadsheet: CSV UTF-8)",
            "ligne 1 : ce n'est pas du texte UTF-16 ou UTF-32 complet; enregistrer de nouveau en UTF-8 (tableur : CSV"
            " UTF-8)",
        ) from None


def csv_table(text: str) -> Table:
    """A CSV file with a row of headings. Raises Unreadable."""
    if text.lstrip().startswith(NO_TABLES):
        raise Unreadable(
            "the file is a web page, XML or a PDF and no table; save it as CSV or XLSX",
            "le fichier est une page Web, du XML ou un PDF, et non un tableau; l'enregistrer en CSV ou en XLSX",
        )
    csv.field_size_limit(LARGEST_FILE)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator(text), strict=True)
    try:
        headings = next((row for row in reader if any(cell.strip() for cell in row)), [])
        return table_of([name.strip() for name in headings], csv_records(reader, len(headings)))
    except csv.Error as error:
        raise Unreadable(
            f"row {reader.line_num}: is broken CSV ({error}); check the quotes in this row",
            f"ligne {reader.line_num} : CSV brisé ({error}); vérifier les guillemets de cette ligne",
        ) from None


def separator(text: str) -> str:
    """What parts the cells: whichever stands most often in the first line that says anything."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(SEPARATORS, key=first.count)


def csv_records(reader: Any, width: int) -> Iterator[Record]:
    """The rows below the headings. `reader` is csv's own, which has no public type."""
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        fits = len(cells) == width or (len(cells) > width and not any(cells[width:]))
        filled = tuple(cells[:width]) if fits else ("",) * width
        yield Record(reader.line_num, filled, None if fits else Problem("", "ragged"))


class Doubled(dict[str, Any]):
    """An object of JSON that names something twice, of which one would be lost unseen."""


def as_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON as it is read."""
    found = dict(pairs)
    return found if len(found) == len(pairs) else Doubled(found)


def json_table(text: str) -> Table:
    """JSON: a GeoJSON collection of points, services of HSDS, or a plain list of objects. Raises Unreadable."""
    try:
        document = json.loads(text, parse_constant=lambda _name: math.nan, object_pairs_hook=as_object)
    except (ValueError, RecursionError):
        raise Unreadable(
            "the file is not JSON that can be read; export it again",
            "le fichier n'est pas du JSON lisible; l'exporter de nouveau",
        ) from None
    if isinstance(document, dict) and isinstance(document.get("features"), list):
        return objects_table([feature(one) for one in in_degrees(document)["features"]])
    records = records_of(document)
    if records and all(isinstance(one, dict) and hsds.is_service(one) for one in records):
        return hsds.table(records)
    return objects_table(records)


def in_degrees(document: dict[str, Any]) -> dict[str, Any]:
    """The collection, whose points are degrees of longitude and latitude. Raises Unreadable when it says otherwise."""
    crs = json.dumps(document.get("crs") or "CRS84")
    if not any(name in crs for name in WGS84):
        raise Unreadable(
            "the points of this file are not longitude and latitude; export it again in WGS84 (EPSG:4326)",
            "les points de ce fichier ne sont pas des longitudes et des latitudes; l'exporter en WGS84 (EPSG:4326)",
        )
    return document


def records_of(document: Any) -> list[Any]:
    """The list of records that a document is or holds. Raises Unreadable."""
    if isinstance(document, list):
        return document
    if isinstance(document, dict):
        found = next((document[name] for name in LISTS if isinstance(document.get(name), list)), None)
        return found if found is not None else [document]
    raise nothing_in_it()


def feature(one: Any) -> Any:
    """A feature as a flat object with longitude and latitude; a fault where it is no point."""
    if isinstance(one, Doubled):
        return one
    if not isinstance(one, dict) or not isinstance(one.get("properties"), dict):
        return None
    geometry = one.get("geometry")
    made = type(one["properties"])(one["properties"])
    if geometry is None:
        return made
    pair = geometry.get("coordinates") if isinstance(geometry, dict) else None
    is_point = isinstance(pair, list) and len(pair) >= 2 and geometry.get("type") == "Point"
    made["longitude"], made["latitude"] = map(plain_number, pair[:2] if is_point else (None, None))  # type: ignore[index]
    return made


def objects_table(records: Sequence[Any]) -> Table:
    """Objects as a table: every name that one of them has is a column."""
    headings = list(dict.fromkeys(name for one in records if isinstance(one, dict) for name in one))
    if not headings:
        raise nothing_in_it()
    return table_of(
        [name.strip() for name in headings],
        (object_record(one, number, headings) for number, one in enumerate(records, 1)),
    )


def object_record(one: Any, number: int, headings: Sequence[str]) -> Record:
    """One object as a row; marked when it is none, or names something twice."""
    if not isinstance(one, dict):
        return Record(number, ("",) * len(headings), Problem("", "not_a_record"))
    fault = Problem("", "named_twice") if isinstance(one, Doubled) else None
    return Record(number, tuple(as_text(one.get(name)) for name in headings), fault)


def as_text(value: Any) -> str:
    """A value of JSON as the text of a cell; what is nested says nothing here."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ";".join(as_text(one) for one in value)
    return str(value) if isinstance(value, str | int | float) else ""
