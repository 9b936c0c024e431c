"""Files as they come out of broken exports, old machines and bad intentions, each made here by a few lines.

No file of anybody's is among them. Each says what has to be said of it: of the whole file where it cannot be read,
else of every bad row, and how many rows of it can be sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.attacks.world import as_csv, row


@dataclass(frozen=True, slots=True)
class Case:
    """One file and what is to be said of it, in English."""

    name: str
    body: Callable[[], bytes]
    whole: str = ""
    """Words of why the whole file is refused; empty when its rows are read."""
    bad: Mapping[int, str] | None = None
    """Rows that are refused: by number, words of the column or of the reason."""
    good: int = 0
    """Rows that can be sent."""
    dropped: int = 0
    """Rows whose place was dropped."""

    @property
    def rows(self) -> Mapping[int, str]:
        """The bad rows."""
        return self.bad or {}


def line(key: str, **values: str) -> dict[str, str]:
    """A row of a crisis line that is right in every column; the columns given replace its own."""
    own = {
        "organization_name_en": "Lakehead Legal Clinic", "service_name_en": f"Line {key}", "service_name_fr": "",
        "categories": "crisis.line", "delivery": "phone", "phone_office": "", "phone_crisis": "807-555-0150",
    }  # fmt: skip
    return row(key, **(own | values))


def site(key: str, **values: str) -> dict[str, str]:
    """A row of an office whose address is public."""
    own = {
        "delivery": "in_person", "disclosure": "address", "address": "9 Invented Street", "community": "Thunder Bay",
        "postal_code": "P7B 1A1", "latitude": "48.4", "longitude": "-89.25", "categories": "legal.aid",
    }  # fmt: skip
    return line(key, **(own | values))


def table(*rows: Mapping[str, str]) -> str:
    """Rows as CSV in the plain layout."""
    return as_csv(rows)


def made(text: str, coding: str = "utf-8") -> Callable[[], bytes]:
    """A text as a file."""
    return lambda: text.encode(coding, "surrogatepass")


def one_good(text: str, coding: str = "utf-8") -> Mapping[str, object]:
    """What a table with one good row is made of."""
    return {"body": made(text, coding), "good": 1}


def beside_a_good(name: str, words: str, **values: str) -> Case:
    """A table whose third line is refused and whose second is not."""
    return Case(name, made(table(line("good"), line("bad", **values))), bad={3: words}, good=1)


def at_a_place(name: str, words: str, **values: str) -> Case:
    """The same of an office."""
    return Case(name, made(table(line("good"), site("bad", **values))), bad={3: words}, good=1)


HEAD = table().rstrip("\n")
GOOD = table(line("good"))
ACCENTS = table(line("good", service_name_fr="Écoute à Trois-Rivières"))

ENCODINGS: Sequence[Case] = (
    Case("UTF-8 with its mark", **one_good(GOOD, "utf-8-sig")),  # type: ignore[arg-type]
    Case("UTF-16 with its mark", **one_good(ACCENTS, "utf-16")),  # type: ignore[arg-type]
    Case("UTF-16, the other way round", lambda: b"\xfe\xff" + ACCENTS.encode("utf-16-be"), good=1),
    Case("UTF-32 with its mark", **one_good(ACCENTS, "utf-32")),  # type: ignore[arg-type]
    Case("UTF-16 without its mark", made(GOOD, "utf-16-le"), whole="NUL"),
    Case("half a letter of UTF-16", lambda: ACCENTS.encode("utf-16")[:-1], whole="UTF-16"),
    Case("Windows-1252", made(ACCENTS, "cp1252"), whole="row 2: is not UTF-8"),
    Case("the accents of an old Macintosh", made(ACCENTS, "mac_roman"), whole="row 2: is not UTF-8"),
    Case("UTF-8 cut within a letter", lambda: ACCENTS.encode()[: ACCENTS.encode().index(b"\xc3") + 1], whole="UTF-8"),
    Case("a NUL in a cell", made(table(line("good", service_name_en="Li\0ne"))), whole="row 2: holds a NUL"),
    Case("line breaks of three kinds", made(GOOD.replace("\n", "\r\n", 1) + "\n\r\n"), good=1),
    Case("line breaks of an old Macintosh", made(GOOD.replace("\n", "\r")), good=1),
    Case("half of a pair of UTF-16 in UTF-8", made(table(line("good", service_name_en="\ud800"))), whole="UTF-8"),
    beside_a_good("text that runs backwards", "invisible", service_name_en="Legal‮ecivda"),
    beside_a_good("a mark without width", "invisible", service_name_en="Le​gal"),
    beside_a_good("isolated directions", "organization_name_en", organization_name_en="Lakehead⁦ Legal Clinic"),
    beside_a_good("a bell", "invisible", description_en="Ring \x07"),
    Case("accents written apart", made(table(line("good", service_name_fr="E\u0301coute"))), good=1),
    Case("syllabics and right to left", made(table(line("good", service_name_en="ᐃᓄᒃᑎᑐᑦ مرحبا"))), good=1),
)

SHAPES: Sequence[Case] = (
    Case("nothing at all", made(""), whole="empty"),
    Case("blanks", made(" \r\n\t \n"), whole="empty"),
    Case("headings alone", made(HEAD), whole="empty"),
    Case("headings and blank lines", made(HEAD + "\n" * 200_000), whole="empty"),
    Case("five megabytes of line breaks", made("\n" * 4_900_000), whole="empty"),
    Case("a heading twice", made(f"{HEAD},email\n"), whole="column email twice"),
    Case("cells under no heading", made("service_name_en,,categories\na,b,c\n"), whole="no heading"),
    Case("a heading that is a text", made("x" * 5_000 + ",b\n1,2\n"), whole="heading"),
    Case("ten thousand columns", made(",".join(f"c{n}" for n in range(10_000)) + "\n1\n"), whole="10000 columns"),
    Case("millions of columns", made("," * 4_900_000), whole="empty"),
    Case("millions of columns below a heading", made("a,b\n" + "," * 4_900_000), whole="empty"),
    Case("millions of named columns", made("a," * 2_400_000 + "b\n1\n"), whole="columns"),
    Case(
        "a cell of 200 kB",
        made(table(line("good"), line("bad", description_en="x" * 200_000))),
        bad={3: "description_en"},
        good=1,
    ),
    Case("one endless line", made("x" * 4_900_000), whole="heading"),
    Case("a quote that never closes", made(GOOD + '"open,' * 1000), whole="broken CSV"),
    Case("a quote in the middle", made(GOOD + '"a"b,c\n'), whole="row 3: is broken CSV"),
    Case("two million quotes", made(GOOD + '"' * 2_000_001), whole="broken CSV"),
    Case("a short row", made(GOOD + "only,two\n"), bad={3: "more or fewer cells"}, good=1),
    Case("a long row", made(GOOD + "x," * 80 + "x\n"), bad={3: "more or fewer cells"}, good=1),
    Case("a thousand rows and one", made(table(*(line(f"l{n}") for n in range(1001)))), whole="more than 1000 rows"),
    Case("semicolons between cells", made(GOOD.replace(",", ";")), good=1),
    Case("tabs between cells", made(GOOD.replace(",", "\t")), good=1),
    Case("no headings", made("\n".join(GOOD.splitlines()[1:]) + "\nx,y\n"), bad={2: "more or fewer cells"}),
    Case("headings of nobody we know", made("a,b\n1,2\n")),
    Case("a web page", made("<!doctype html><table><tr><td>1</td></tr></table>"), whole="web page"),
    Case("entities in XML", made('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), whole="web page"),
    Case("a picture", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, whole="UTF-8"),
    Case("a PDF", made("%PDF-1.7\n1 0 obj\n<< >>\nendobj\n"), whole="a PDF"),
    Case("noise", lambda: bytes((n * 7919 + n // 251) % 256 for n in range(100_000)), whole=" "),
)

ROWS: Sequence[Case] = (
    Case("a key twice", made(table(line("one"), line("one"))), bad={3: "record_key"}, good=1),
    Case("a key twice, in capitals", made(table(line("one"), line("ONE"))), bad={3: "record_key"}, good=1),
    Case("a key twice, its accent apart", made(table(line("\u00e9"), line("e\u0301"))), bad={3: "record_key"}, good=1),
    Case("the key of another's listing", made(table(line("rosewood"))), good=1),
    beside_a_good("a formula in a name", "holds a formula", service_name_en='=HYPERLINK("https://evil.example")'),
    beside_a_good("a formula behind an apostrophe", "holds a formula", service_name_en="'=1+1"),
    beside_a_good("a formula in a text", "holds a formula", description_fr="@SUM(1+1)*cmd|' /C calc'!A0"),
    beside_a_good("a formula for a number", "phone_crisis", phone_crisis="=8075550150"),
    beside_a_good("an organization of others", "organization_name_en", organization_name_en="Somebody Else"),
    beside_a_good("no kind of help", "categories", categories=""),
    beside_a_good("no name", "service_name", service_name_en=""),
    beside_a_good("a kind nobody knows", "categories", categories="crisis.line;martian"),
    beside_a_good("ten thousand kinds nobody knows", "categories", categories=";".join(f"k{n}" for n in range(2_500))),
    beside_a_good("letters in a number", "phone_crisis", phone_crisis="807-HELP"),
    beside_a_good("a number of another country", "phone_crisis", phone_crisis="+44 20 7946 0958"),
    beside_a_good("a number a spreadsheet rounded", "phone_crisis", phone_crisis="1.80756E+10"),
    beside_a_good("hours in prose", "hours_line", hours_line="most evenings"),
    beside_a_good("hours that are a comment", "hours_line", hours_line='"by appointment"'),
    beside_a_good("hours without end", "hours_line", hours_line="Mo " * 3_000),
    beside_a_good("an age in words", "age_min", age_min="eighteen"),
    beside_a_good("ages the wrong way round", "age_min", age_min="60", age_max="18"),
    beside_a_good("a web address of another kind", "website", website="javascript:alert(1)"),
    beside_a_good("two mailboxes", "email", email="a@example.org, b@example.org"),
    beside_a_good("a name of 500 letters", "service_name", service_name_en="x" * 500),
    at_a_place("a postal code of another country", "postal_code", postal_code="90210"),
    at_a_place("a province by another name", "province", province="Upper Canada"),
    at_a_place("a point in another province", "latitude", latitude="53.5", longitude="-113.5"),
    at_a_place("a point in words", "latitude", latitude="north", longitude="-89.25"),
    at_a_place("a level nobody knows", "disclosure", disclosure="confidential"),
    Case("a province in full, in French", made(table(site("good", province="ontario"))), good=1),
    Case("a place that may not be held", made(table(site("house", disclosure="region"))), good=1, dropped=1),
    Case("a shelter that says nothing of its place",
         made(table(site("house", disclosure="", categories="shelter.emergency"))), good=1, dropped=1),
)  # fmt: skip

CSV: Sequence[Case] = (*ENCODINGS, *SHAPES, *ROWS)
