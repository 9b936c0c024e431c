"""Looks for a value in bytes, however it was written: other capitals, without accents, escaped, encoded or packed.

A needle in a haystack of megabytes must cost little: every way of writing becomes one pattern for the whole search.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import io
import json
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from urllib.parse import quote, quote_plus

import numpy as np

from geo.sphere import as_xyz

Point = tuple[float, float]
LARGE = 100_000
"""Bytes from which it costs more to look through something again than to recognise it."""


def written(text: str) -> Iterator[bytes]:
    """Every way a text may stand in bytes."""
    bare = "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))
    for spelt in {text, text.lower(), text.upper(), bare, bare.lower(), bare.upper()}:
        encoded = spelt.encode()
        yield encoded
        yield from (unicodedata.normalize("NFD", spelt).encode(), spelt.encode("utf-16-le"), spelt.encode("utf-16-be"))
        yield spelt.encode("ascii", "xmlcharrefreplace")
        yield html.escape(spelt).encode()
        yield json.dumps(spelt)[1:-1].encode()
        yield from (quote(spelt).encode(), quote_plus(spelt).encode())
        yield from in_base64(encoded)


def in_base64(encoded: bytes) -> Iterator[bytes]:
    """What some bytes look like in base64, for each of the three places they may start at.

    Every character that these bytes alone decide, and no fewer: four of them stand in some signed token by chance.
    """
    for start in range(3):
        whole = base64.b64encode(b"\0" * start + encoded)
        yield whole[-(-start * 8 // 6) : (start + len(encoded)) * 8 // 6]


def packed(point: Point) -> Iterator[bytes]:
    """Every way a point may stand in bytes: four decimals or more as text, numbers, radians, and unit vectors."""
    for degrees in point:
        text = f"{abs(degrees):.7f}"
        stem = text[: text.index(".") + 5]
        yield from (stem.encode(), stem.replace(".", ",").encode(), stem.encode("utf-16-le"))
        for value in (degrees, float(np.radians(degrees))):
            yield from (struct.pack("<d", value), struct.pack(">d", value))
        yield from (struct.pack("<q", round(degrees * 1e7)), struct.pack("<i", round(degrees * 1e7)))
    for value in np.ravel(as_xyz(np.array([point]))):
        # Rounding may differ in the last byte; the six that matter are those of sign, exponent and mantissa.
        yield struct.pack("<d", float(value))[2:]


class Needles:
    """Values by the name of the field they were put in."""

    def __init__(self, texts: Mapping[str, str], points: Mapping[str, Point] | None = None) -> None:
        self.forms = {name: set(written(text)) for name, text in texts.items()}
        self.forms |= {name: set(packed(point)) for name, point in (points or {}).items()}
        every = sorted({form for forms in self.forms.values() for form in forms}, key=len, reverse=True)
        self.pattern = re.compile(b"|".join(map(re.escape, every)))
        self._looked: dict[bytes, set[str]] = {}

    def within(self, hay: bytes) -> set[str]:
        """The fields whose value stands somewhere in these bytes, or in what they are when unpacked.

        The same large file is answered to everybody and in every language: it is looked through once.
        """
        if len(hay) < LARGE:
            return self._found(hay)
        key = hashlib.sha256(hay).digest()
        if key not in self._looked:
            self._looked[key] = self._found(hay)
        return self._looked[key]

    def _found(self, hay: bytes) -> set[str]:
        return {
            name
            for layer in unpacked(hay)
            for match in set(self.pattern.findall(layer))
            for name, forms in self.forms.items()
            if match in forms
        }


def unpacked(hay: bytes) -> Iterator[bytes]:
    """The bytes, and those inside: of a gzip or zlib stream, and of the members of a zip."""
    yield hay
    if hay[:2] == b"\x1f\x8b":
        yield from unpacked(gzip.decompress(hay))
    elif hay[:1] == b"\x78":
        try:
            yield from unpacked(zlib.decompress(hay))
        except zlib.error:
            return
    elif hay[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(hay)) as members:
            for name in members.namelist():
                yield name.encode()
                yield from unpacked(members.read(name))
